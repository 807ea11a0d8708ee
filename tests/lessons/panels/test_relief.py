"""Reliefs: every height is drawn where the projection puts it."""

import numpy as np
import pytest

from oddsmith.lessons.landscape import Plane
from oddsmith.lessons.panels import relief
from oddsmith.lessons.panels.relief import LIFT, POINTS, SHEAR, SLICES


def test_a_relief_draws_the_heights_in_oblique_projection():
    plane = Plane(np.zeros(2), np.array([1.0, 0]), np.array([0.0, 1]), ("s", "t"))
    w, slope = np.array([0.5, -1.0]), np.array([1.0, 1.0])
    panel = relief(lambda w: w[0] + w[1] ** 2, plane, (-1, 1), (-2, 2), w, slope, title="r")
    *slices, way, mark = panel.traces
    t = np.linspace(2, -2, SLICES)  # from the back
    low, high = -1, 5
    for value, trace in zip(t, slices, strict=True):
        s = np.linspace(-1, 1, POINTS)
        depth = (value + 2) / 4
        assert trace["x"][:POINTS] == pytest.approx((s + 1) / 2 + SHEAR * depth, abs=1e-5)
        height = (s + value**2 - low) / (high - low)
        assert trace["y"][:POINTS] == pytest.approx(height + LIFT * depth, abs=1e-5)
        assert trace["y"][POINTS:] == pytest.approx([LIFT * depth] * 2, abs=1e-5)
    assert mark["x"] == pytest.approx([0.75 + SHEAR / 4], abs=1e-5)
    assert mark["y"] == pytest.approx([(0.5 + 1 - low) / (high - low) + LIFT / 4], abs=1e-5)
    ends = [way["x"][0], way["x"][-1] - SHEAR * 0.375]
    assert ends == pytest.approx([0.25, 1], abs=1e-5)  # from t = -2 to s = 1
    panel.figure()
