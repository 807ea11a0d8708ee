"""The line where one neuron's output is 0.5, in a view.

w1 x1 + w2 x2 + b = 0            x2 = -(b + w1 x1) / w2            where w2 = 0: x1 = -b / w1
"""

import numpy as np

from oddsmith.neuron import Array

Interval = tuple[float, float]


def view(values: Array) -> Interval:
    """The range of the values, and a quarter of it to either side.

    Examples
    --------
    >>> view(np.array([0.0, 1.0]))
    (-0.25, 1.25)
    """
    low, high = float(values.min()), float(values.max())
    margin = (high - low) / 4 or 1.0
    return low - margin, high + margin


def boundary(w: Array, b: float, x1: Interval, x2: Interval) -> Array | None:
    """The part of the line inside a view, as its two ends (2, 2); None where it is not in view.

    Examples
    --------
    >>> boundary(np.array([1.0, 0.0]), -0.5, (0, 1), (0, 1)).tolist()
    [[0.5, 0.0], [0.5, 1.0]]
    """
    w1, w2 = float(w[0]), float(w[1])
    ends = []
    if w2:
        ends += [(x, -(b + w1 * x) / w2) for x in x1]
    if w1:
        ends += [(-(b + w2 * x) / w1, x) for x in x2]
    inside = [e for e in ends if x1[0] <= e[0] <= x1[1] and x2[0] <= e[1] <= x2[1]]
    if not inside:
        return None
    first, last = min(inside), max(inside)
    return None if first == last else np.array([first, last])


def side(w: Array, b: float, x1: Interval, x2: Interval) -> Array:
    """The part of a view where ``w1 x1 + w2 x2 + b >= 0``: the corners of a polygon, (m, 2).

    The view's four edges are walked once; a corner is kept where the sum is not negative, a point
    added where its sign changes (Sutherland and Hodgman 1974, for one line).

    Examples
    --------
    >>> side(np.array([1.0, 0.0]), -0.5, (0, 1), (0, 1)).tolist()
    [[0.5, 0.0], [1.0, 0.0], [1.0, 1.0], [0.5, 1.0]]
    """
    corners = np.array([(x1[0], x2[0]), (x1[1], x2[0]), (x1[1], x2[1]), (x1[0], x2[1])])
    z = corners @ np.asarray(w, dtype=float) + b  # (4,)
    kept = []
    for k in range(4):
        here, there = corners[k], corners[(k + 1) % 4]
        z_here, z_there = z[k], z[(k + 1) % 4]
        if z_here >= 0:
            kept.append(here)
        if (z_here < 0) != (z_there < 0):
            kept.append(here + (there - here) * z_here / (z_here - z_there))
    return np.array(kept).reshape(-1, 2)
