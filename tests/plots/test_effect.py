"""Effect of a variable: average predictions, as `predict_at` gives them."""

import numpy as np
import pytest

from oddsmith.errors import InputError
from oddsmith.plots import effect
from tests.plots.models import admissions, lasso, ranks, words
from tests.result.tables import fits, noisy


def test_a_number_has_a_line_and_a_band():
    display = admissions().plot.effect("gre", values=[400, 600, 800], level=0.9)
    expected = admissions().predict_at({"gre": [400, 600, 800]}, level=0.9)
    (line,) = display.ax_.lines
    np.testing.assert_array_equal(line.get_xydata(), expected[["gre", "estimate"]])
    band = display.ax_.collections[0].get_paths()[0].vertices[:, 1]
    assert {*expected["lower"], *expected["upper"]} <= {*band}
    assert {"gre", "average probability", "P(admit = 1)"} <= {*words(display.ax_)}


def test_levels_are_points_with_intervals():
    display = admissions().plot.effect("rank")
    expected = admissions().predict_at({"rank": [1, 2, 3, 4]})
    (container,) = display.ax_.containers
    np.testing.assert_array_equal(container.lines[0].get_ydata(), expected["estimate"])
    assert [t.get_text() for t in display.ax_.get_xticklabels()] == ["1", "2", "3", "4"]


def test_classes_differ_by_their_dashes():
    display = ranks().plot.effect("gpa")
    expected = ranks().predict_at({"gpa": list(np.linspace(2.26, 4.0, 50))})
    assert len(display.ax_.lines) == 4
    for k, line in zip((1, 2, 3, 4), display.ax_.lines, strict=True):
        part = expected[expected["class"] == k]
        np.testing.assert_allclose(line.get_ydata(), part["estimate"], rtol=1e-9)
    assert len({str(line.get_linestyle()) for line in display.ax_.lines}) >= 3


def test_weights_and_offsets_are_averaged_with():
    for name in ("precision", "offset"):
        display = fits()[name].plot.effect("x", values=[0.0, 1.0])
        expected = fits()[name].predict_at({"x": [0.0, 1.0]})
        np.testing.assert_allclose(display.table["estimate"], expected["estimate"])


def test_without_errors_there_is_a_line_alone():
    display = lasso().plot.effect("x", values=[0.0, 1.0])
    means = [lasso().predict(noisy().assign(x=x)).mean() for x in (0.0, 1.0)]
    np.testing.assert_allclose(display.table["estimate"], means)
    assert display.ax_.get_legend() is None


def test_very_many_rows_are_averaged_in_part(monkeypatch):
    monkeypatch.setattr(effect, "MANY", 100)
    display = admissions().plot.effect("gre", values=[400, 600])
    assert display.rows == 100
    part = admissions().workings.table.iloc[::4]
    expected = admissions().predict_at({"gre": [400, 600]}, data=part)
    np.testing.assert_allclose(display.table["estimate"], expected["estimate"])


def test_the_variable_is_one_of_the_formula():
    with pytest.raises(InputError, match="'admit'"):
        admissions().plot.effect("admit")
