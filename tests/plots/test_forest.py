"""Forest plot: the odds ratios of the fit, without the intercept, named and counted."""

import numpy as np
import pytest

from oddsmith.errors import InputError
from tests.plots.models import admissions, lasso, ranks, words
from tests.result.tables import fits, quietly


@pytest.mark.parametrize(("per", "method"), [("unit", "wald"), ("sd", "wald"), ("unit", "profile")])
def test_squares_and_lines_are_the_ratios(per, method):
    display = admissions().plot.forest(per=per, method=method, level=0.9)
    table = admissions().odds_ratios(per, level=0.9, method=method).drop("Intercept")
    squares = display.ax_.lines[-1].get_xydata()
    np.testing.assert_allclose(squares[:, 0], table["odds_ratio"])
    ends = [segment[:, 0] for segment in display.ax_.collections[0].get_segments()]
    np.testing.assert_allclose(ends, table[["lower", "upper"]])
    names = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert [name.split(",")[0] for name in names] == list(table.index)
    assert display.ax_.get_xscale() == "log"
    assert any("90 % interval" in text for text in words(display.ax_))


def test_several_classes_have_a_line_each():
    display = ranks().plot.forest()
    assert list(display.table.index)[:2] == ["2: gpa", "2: gre"]
    assert len(display.table) == 6


def test_a_fit_without_errors_has_ratios_alone():
    display = lasso().plot.forest()
    assert display.table["lower"].isna().all()
    np.testing.assert_allclose(
        display.table["odds_ratio"], np.exp(lasso().params.drop("Intercept"))
    )
    with pytest.raises(InputError, match="per unit"):
        lasso().plot.forest(per="sd")


def test_the_nearest_to_one_are_left_out_and_counted():
    display = admissions().plot.forest(most=2)
    assert list(display.table.index) == ["C(rank)[T.3]", "C(rank)[T.4]"]
    assert display.left_out == 3
    assert any("3 nearer to 1 left out" in text for text in words(display.ax_))


def test_infinite_and_undetermined_ratios_are_said_in_words():
    display = fits()["separated"].plot.forest()
    assert any("inf" in text for text in words(display.ax_))
    display.figure_.canvas.draw()
    display = fits()["aliased"].plot.forest()
    assert any("left out" in text for text in words(display.ax_))


def test_an_intercept_alone_has_nothing_to_show():
    with pytest.raises(InputError, match="no coefficient but the intercept"):
        fits()["intercept alone"].plot.forest()


def test_ratios_that_are_all_infinite_are_drawn():
    fit = quietly("y ~ x", {"y": [0, 0, 1, 1], "x": [1.0, 2, 3, 4]})
    display = fit.plot.forest()
    assert any("inf" in text for text in words(display.ax_))
    display.figure_.canvas.draw()
