"""Lesson 3: what is said of curvature, valleys and starts is so."""

import re

import numpy as np
import pytest

from oddsmith.lessons.course import two_losses as lesson
from oddsmith.lessons.excerpt import printed
from oddsmith.losses import CrossEntropy, SquaredError, row_curvature
from oddsmith.neuron import LOSSES


def test_the_squared_error_bends_down_where_out_passes_two_thirds():
    out = np.array([0.01, 0.3, 0.66, 0.67, 0.9, 0.99])
    d = row_curvature(SquaredError(), np.log(out / (1 - out)), np.zeros(6))
    assert (d < 0).tolist() == (out > 2 / 3).tolist()
    assert (row_curvature(CrossEntropy(), np.log(out / (1 - out)), np.zeros(6)) > 0).all()


@pytest.mark.parametrize(("name", "valleys"), [("squared", 2), ("cross-entropy", 1)])
def test_the_six_rows_have_so_many_valleys(name, valleys):
    w = np.linspace(-30, 30, 60_001)
    slope = lesson.x * LOSSES[name].delta(1 / (1 + np.exp(-lesson.x * w)), lesson.y[:, None])
    up = slope.mean(axis=0) > 0
    assert (up[1:] & ~up[:-1]).sum() == valleys


def test_most_starts_end_in_the_worse_valley():
    found = re.findall(
        r"(\S+) +(\d+) of 21 .*loss ([\d.]+), curvature ([\d.]+)", printed(lesson.two_valleys)
    )
    squared = [(float(loss), int(count)) for name, count, loss, _ in found if name == "squared"]
    (_, better), (_, worse) = sorted(squared)
    assert better + worse == 21
    assert worse > better
    assert [int(count) for name, count, *_ in found if name == "cross-entropy"] == [21]
    assert all(float(curvature) > 0 for *_, curvature in found)


def test_the_plain_costs_time():
    squared, other = map(
        int, re.findall(r"right after (\d+) updates", printed(lesson.from_the_same_start))
    )
    assert squared > 3 * other > 0


def test_both_losses_of_and_fall_along_a_line_that_parts_its_classes():
    for line in printed(lesson.no_minimum).splitlines():
        heights = [float(height) for height in re.findall(r": (\S+)", line)]
        assert len(heights) == 4
        assert (np.diff(heights) < 0).all()
