"""Lines in a view: both ends on the line, and the side where the sum is not negative."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.lessons.line import boundary, side, view

VIEW = (-0.25, 1.25)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_both_ends_lie_on_the_line_and_in_the_view(w1, w2, b):
    ends = boundary(np.array([w1, w2]), b, VIEW, VIEW)
    if ends is not None:
        assert ends.shape == (2, 2)
        size = max(abs(w1), abs(w2), abs(b))
        assert ends @ [w1, w2] + b == pytest.approx([0, 0], abs=1e-12 * (1 + size))
        assert (ends >= VIEW[0]).all()
        assert (ends <= VIEW[1]).all()


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_no_line_exactly_when_the_view_lies_on_one_side(w1, w2, b):
    corners = [w1 * x + w2 * y + b for x in VIEW for y in VIEW]
    crosses = min(corners) < -1e-9 and max(corners) > 1e-9
    apart = min(corners) > 1e-9 or max(corners) < -1e-9
    ends = boundary(np.array([w1, w2]), b, VIEW, VIEW)
    assert (ends is not None) or not crosses
    assert (ends is None) or not apart


def test_vertical_level_and_missing_lines():
    vertical = boundary(np.array([2.0, 0.0]), -1.0, VIEW, VIEW)
    assert vertical.tolist() == [[0.5, -0.25], [0.5, 1.25]]
    level = boundary(np.array([0.0, 2.0]), -1.0, VIEW, VIEW)
    assert level.tolist() == [[-0.25, 0.5], [1.25, 0.5]]
    assert boundary(np.array([1.0, 1.0]), -9.0, VIEW, VIEW) is None
    assert boundary(np.array([0.0, 0.0]), 1.0, VIEW, VIEW) is None


def area(corners):
    """Of a polygon, by the shoelace formula."""
    x, y = corners.T
    return 0.5 * abs(x @ np.roll(y, -1) - y @ np.roll(x, -1))


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_a_side_and_its_other_side_fill_the_view(w1, w2, b):
    w = np.array([w1, w2])
    one, other = side(w, b, VIEW, VIEW), side(-w, -b, VIEW, VIEW)
    for corners, sign in ((one, 1), (other, -1)):
        assert (sign * (corners @ w + b) >= -1e-12 * (1 + np.abs(w).sum() + abs(b))).all()
    if len(one) and len(other) and (w.any() or b):
        assert area(one) + area(other) == pytest.approx(1.5**2, rel=1e-9)


def test_the_side_of_a_diagonal_is_a_triangle():
    corners = side(np.array([1.0, 1.0]), -1.5, (0, 1), (0, 1))
    assert corners.tolist() == [[1.0, 0.5], [1.0, 1.0], [0.5, 1.0]]


def test_a_view_leaves_room_also_around_a_single_value():
    assert view(np.array([2.0, 4.0])) == (1.5, 4.5)
    assert view(np.array([3.0, 3.0])) == (2.0, 4.0)
