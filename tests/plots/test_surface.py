"""Loss surface: the loss around the estimate, its region, and the steps."""

import numpy as np
import pytest
from scipy.stats import chi2

from oddsmith.errors import InputError
from tests.plots.models import admissions, words
from tests.result.tables import fits


def test_the_lowest_point_is_the_estimate_and_the_region_is_the_likelihood_ratio_s():
    display = admissions().plot.surface(("gre", "gpa"), level=0.9)
    assert display.loss.min() == pytest.approx(display.best[2], rel=1e-14)
    assert display.best[:2] == pytest.approx(tuple(admissions().params[["gre", "gpa"]]))
    assert display.best[2] == pytest.approx(-admissions().llf / 400, rel=1e-12)
    assert display.rise == pytest.approx(chi2.ppf(0.9, 2) / 800)
    np.testing.assert_allclose(display.x[-1] - display.best[0], 3 * admissions().bse["gre"])


def test_steps_are_the_trace():
    display = admissions().plot.surface()
    steps = next(line for line in display.ax_.lines if line.get_label() == "steps")
    np.testing.assert_array_equal(
        steps.get_xydata(), admissions().history[["w[gre]", "w[gpa]"]].to_numpy()
    )
    assert "coefficient of gre" in words(display.ax_)


def test_one_slope_is_shown_with_the_intercept():
    display = fits()["maximum likelihood"].plot.surface(("Intercept", "x"))
    assert display.steps is None
    assert display.terms == ("Intercept", "x")


@pytest.mark.parametrize(
    ("terms", "says"), [(("x", "nothing"), "'nothing'"), (("x", "x"), "two coefficients")]
)
def test_terms_are_two_coefficients(terms, says):
    with pytest.raises(InputError, match=says):
        fits()["maximum likelihood"].plot.surface(terms)
    with pytest.raises(InputError, match="above zero"):
        fits()["maximum likelihood"].plot.surface(reach=0)
