"""The gap bounds the distance to the minimum, wherever one stands."""

import numpy as np
import pytest

from oddsmith.design import Dense
from oddsmith.solvers.path import Follower
from tests.solvers.path.problems import full, largest, points_of, rows_of, shape_of, table

SHAPES = {
    "lasso": {},
    "elastic net": {"l1_ratio": 0.5},
    "ridge": {"l1_ratio": 0.0},
    "free columns": {"factors": [0.0, 0.0, 1, 1, 2, 2, 1, 1]},
    "bounds": {"lower": [0.0] * 8, "upper": [0.3, np.inf] * 4},
    "free and bounded": {"factors": [0.0, *[1.0] * 7], "lower": [-0.2, *[-np.inf] * 7]},
}


class Together:
    """All columns as a working set."""

    def __init__(self, w, Z):
        self.w, self.Z = w, Z

    def columns(self, which):
        return self.Z[:, which]

    def slopes(self, r):
        return self.Z.T @ r


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("offset", [False, True])
@pytest.mark.parametrize("fractional", [False, True])
def test_bounds_the_distance_at_points_that_are_not_minima(name, offset, fractional):
    X, y = table()
    rng = np.random.default_rng(3)
    if fractional:
        y = np.clip(y, 0.2, 0.9)
    shift = rng.standard_normal(len(y)) if offset else None
    rows = rows_of(Dense(X), y, rng.uniform(0.5, 2, len(y)), shift)
    shape = shape_of(8, **SHAPES[name])
    follower = Follower(rows, shape, 1e-8)
    strength = 0.05
    (best,) = points_of(rows, shape, [strength])
    penalty = shape.at(strength)
    index, p = np.arange(9), 9
    w_best = full(best, p)
    least = best.loss + penalty.value(w_best)
    Z = rows.columns(index)
    nothing = np.empty(0), shape.at(strength, index[:0])
    finite = 0
    for size in (0.0, 1e-6, 1e-3, 0.1):
        w = penalty.prox(w_best + size * rng.standard_normal(p) * (w_best != 0), 0.0)
        z = rows.forward(w)
        gap = follower.dual.gap(z, rows.at(z)[0], Together(w, Z), penalty, nothing)
        assert gap >= rows.loss(z) + penalty.value(w) - least - 1e-14
        finite += np.isfinite(gap)
        if size == 0:
            assert gap <= 1e-6
    assert finite >= 2


def test_columns_left_out_are_charged_at_their_bound():
    X, y = table()
    rows, shape = rows_of(Dense(X), y), shape_of(8)
    strength = largest(Follower(rows, shape, 1e-8)) / 3
    points = points_of(rows, shape, [strength])
    every = points_of(rows, shape, [strength], screening=False)
    assert len(points[0].w) < 9
    assert points[0].gap == pytest.approx(every[0].gap, abs=1e-8)
