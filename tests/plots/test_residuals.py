"""Residuals: bins along the prediction or a column, and quantile residuals in order."""

import numpy as np
import pytest

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.binned_residuals import binned_residuals
from oddsmith.inference.quantile_residuals import normal_band, quantile_residuals
from tests.plots.models import admissions, ranks, words
from tests.result.tables import fits


@pytest.mark.parametrize("variable", [None, "gre"])
def test_points_are_averages_and_lines_twice_their_error(variable):
    display = admissions().plot.binned_residuals(variable, bins=12)
    x = None if variable is None else admissions().workings.table["gre"].to_numpy()
    found = binned_residuals(admissions()._scores(), x, 12)
    low, high, _, points = display.ax_.lines
    np.testing.assert_allclose(points.get_xydata(), np.c_[found.x, found.residual])
    np.testing.assert_allclose(low.get_ydata(), -2 * found.error)
    np.testing.assert_allclose(high.get_ydata(), 2 * found.error)
    assert (variable or "predicted P(admit = 1)") in words(display.ax_)


def test_of_one_class():
    display = ranks().plot.binned_residuals(event=2)
    assert "predicted P(C(rank) = 2)" in words(display.ax_)


@pytest.mark.parametrize(("name", "says"), [("nothing", "'nothing'"), ("group", "categories")])
def test_a_variable_is_a_column_of_numbers(name, says):
    with pytest.raises(InputError, match=says):
        fits()["maximum likelihood"].plot.binned_residuals(name)


def test_quantile_residuals_are_in_order_and_named_by_their_seed():
    display = admissions().plot.quantile_residuals(seed=4)
    r = quantile_residuals(admissions()._scores(), seed=4)
    median, low, high = normal_band(400)
    points = display.ax_.lines[-1].get_xydata()
    np.testing.assert_allclose(points, np.c_[median, np.sort(r)])
    band = display.ax_.collections[0].get_paths()[0].vertices[:, 1]
    assert {*low, *high} <= {*band}
    assert "quantile residual (seed 4)" in words(display.ax_)
    with pytest.raises((InputError, NotSupportedError), match="two classes"):
        ranks().plot.quantile_residuals()
