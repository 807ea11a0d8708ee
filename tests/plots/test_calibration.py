"""Calibration: groups, curve, both bands, and a histogram that counts what came true upwards."""

import numpy as np

from oddsmith.inference.calibration_curve import calibration_curve
from oddsmith.plots import CalibrationDisplay
from oddsmith.plots.calibration import SHARE
from tests.plots.models import admissions, ranks, words


def test_everything_that_is_drawn_is_a_number_of_the_curve():
    display = admissions().plot.calibration()
    found, ax = calibration_curve(admissions()._scores()), display.ax_
    smooth = next(line for line in ax.lines if line.get_label() == "smooth curve")
    np.testing.assert_array_equal(smooth.get_xydata(), np.c_[found.grid, found.smooth])
    (container,) = (one for one in ax.containers if hasattr(one, "has_yerr"))
    points = container.lines[0].get_xydata()
    np.testing.assert_allclose(points, np.c_[found.predicted, found.observed])
    bars = container.lines[2][0].get_segments()
    np.testing.assert_allclose([bar[:, 1] for bar in bars], np.c_[found.lower, found.upper])
    wide, narrow = (band.get_paths()[0].vertices[:, 1] for band in ax.collections[:2])
    assert {*found.everywhere.ravel()} <= {*wide}
    assert {*found.point.ravel()} <= {*narrow}
    assert "share that came true" in words(ax)


def test_the_histogram_counts():
    display = admissions().plot.calibration()
    heights = np.array([bar.get_height() for bar in display.ax_.patches])
    true, rest = heights[:25], -heights[25:]
    tallest = max(display.curve.successes.max(), display.curve.failures.max())
    np.testing.assert_allclose(true * tallest / (0.9 * SHARE), display.curve.successes)
    np.testing.assert_allclose(rest * tallest / (0.9 * SHARE), display.curve.failures)


def test_of_a_class_and_of_predictions():
    assert ranks().plot.calibration(event=1).curve.successes.sum() == 61
    display = CalibrationDisplay.from_predictions([0, 1] * 20, [0.5] * 40)
    assert len(display.curve.grid) == 0
    assert display.curve.observed.tolist() == [0.5]
