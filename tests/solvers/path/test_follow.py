"""Points of a path: violation recomputed from scratch, special cases, an independent solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Objective
from oddsmith.solvers import Newton, minimise
from oddsmith.solvers.path import Follower, chord
from oddsmith.solvers.path.follow import between
from tests.solvers.path.problems import (
    full,
    independent_violation,
    kinds,
    largest,
    numbers_of,
    points_of,
    rows_of,
    shape_of,
    table,
)

KINDS = [(name, X) for name, X, _ in kinds()]


def down(follower, count=12, smallest=0.01):
    return (largest(follower) * np.geomspace(1, smallest, count)).tolist()


@pytest.mark.parametrize(("name", "design"), KINDS)
@pytest.mark.parametrize("l1_ratio", [1.0, 0.5, 0.1])
@pytest.mark.parametrize("always_new", [True, False])
def test_every_point_is_optimal(name, design, l1_ratio, always_new, monkeypatch):
    if not always_new:  # as if the curvature were dear
        monkeypatch.setattr(chord, "CHEAP", -1)
    _, y = table()
    rng = np.random.default_rng(0)
    rows = rows_of(design, y, rng.uniform(0.5, 2, len(y)), rng.standard_normal(len(y)) / 3)
    shape = shape_of(design.shape[1], l1_ratio)
    strengths = down(Follower(rows, shape, 1e-8))
    points = points_of(rows, shape, strengths)
    assert [point.strength for point in points] == strengths
    assert len(points[0].w) == 1
    assert len(points[-1].w) > 2
    for point in points:
        assert point.converged
        assert point.violation <= 1e-8
        assert independent_violation(rows, shape, point) <= point.violation + 1e-13
        assert 0 <= point.gap <= 1e-5


def test_many_columns_few_rows_with_and_without_screening():
    X, y = table(50, 400)
    rows, shape = rows_of(Dense(X), y), shape_of(400)
    strengths = down(Follower(rows, shape, 1e-10), 15, 0.05)
    screened = points_of(rows, shape, strengths, tol=1e-11)
    plain = points_of(rows, shape, strengths, tol=1e-11, screening=False)
    for a, b in zip(screened, plain, strict=True):
        assert independent_violation(rows, shape, a) <= 1e-11
        np.testing.assert_allclose(full(a, 401), full(b, 401), atol=1e-8)


def test_one_step_far_down_needs_no_path():
    X, y = table(50, 200)
    rows, shape = rows_of(Dense(X), y), shape_of(200)
    last = down(Follower(rows, shape, 1e-8))[-1]
    (alone,) = points_of(rows, shape, [last])
    *_, along = points_of(rows, shape, down(Follower(rows, shape, 1e-8)))
    np.testing.assert_allclose(full(alone, 201), full(along, 201), atol=1e-7)


@pytest.mark.parametrize(
    "bounds",
    [
        {"lower": [0.0] * 8},
        {"upper": [0.0] * 8},
        {"lower": [-0.1] * 8, "upper": [0.2] * 8},
        {"factors": [0.0] + [1.0] * 7, "upper": [0.05] + [np.inf] * 7},
        {"lower": [0.0] * 4 + [-np.inf] * 4, "upper": [0.0] * 4 + [np.inf] * 4},
    ],
)
def test_bounds_hold_and_points_are_optimal(bounds):
    X, y = table()
    rows, shape = rows_of(Dense(X), y), shape_of(8, 0.8, **bounds)
    for point in points_of(rows, shape, down(Follower(rows, shape, 1e-8))):
        w = full(point, 9)
        assert (w >= shape.lower).all()
        assert (w <= shape.upper).all()
        assert independent_violation(rows, shape, point) <= 1e-8
        assert point.gap <= 1e-6


@pytest.mark.parametrize("strength", [0.3, 0.01, 1e-4])
def test_no_l1_is_the_l2_fit(strength):
    X, y = table()
    rows, shape = rows_of(Dense(X), y), shape_of(8, 0.0)
    (point,) = points_of(rows, shape, [strength])
    objective = Objective(InMemory(Dense(numbers_of(rows)), y), CrossEntropy(), shape.at(strength))
    found = minimise(Newton(), objective, np.zeros(9), to_floor=True)
    np.testing.assert_allclose(full(point, 9), found.w, atol=1e-10)


def test_identical_columns_share_what_one_would_have():
    X, y = table()
    rows, shape = rows_of(Dense(X), y), shape_of(8)
    twice = rows_of(Dense(np.c_[X, X]), y)
    strengths = down(Follower(rows, shape, 1e-8))
    for a, b in zip(
        points_of(rows, shape, strengths), points_of(twice, shape_of(16), strengths), strict=True
    ):
        assert b.converged
        both = full(b, 17)
        np.testing.assert_allclose(both[1:9] + both[9:], full(a, 9)[1:], atol=1e-7)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1.0, 0.6, 0.2]), st.floats(0.01, 0.5))
def test_against_a_general_solver_on_split_variables(seed, l1_ratio, share):
    X, y = table(30, 5, seed)
    y[:2] = 0.0, 1.0
    rng = np.random.default_rng(seed)
    weight = rng.uniform(0.5, 2, 30)
    rows = rows_of(Dense(X), y, weight)
    shape = shape_of(5, l1_ratio, factors=rng.uniform(0.5, 2, 5))
    strength = share * largest(Follower(rows, shape, 1e-8))
    (point,) = points_of(rows, shape, [strength])
    Z, c, penalty = numbers_of(rows), rows.weight, shape.at(strength)

    def split(parts):  # w = plus - minus, both at least 0, so that |w| is smooth
        w = parts[:6] - parts[6:]
        at = CrossEntropy().at(Z @ w, y)
        g = Z.T @ (c * at.residual) + penalty.l2 * w
        value = c @ at.value + penalty.l2 @ w**2 / 2 + penalty.l1 @ parts.reshape(2, 6).sum(axis=0)
        return value, np.r_[g + penalty.l1, penalty.l1 - g]

    found = minimize(
        split,
        np.zeros(12),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * 12,
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 5000},
    )
    w = full(point, 6)
    ours = point.loss + penalty.value(w)
    assert ours <= found.fun + 1e-13
    assert found.fun - ours <= 1e-8
    np.testing.assert_allclose(w, found.x[:6] - found.x[6:], atol=1e-3)


def test_hidden_values_lie_between_and_close():
    hidden = between(1.0, 0.1)
    steps = np.diff(np.log([1.0, *hidden, 0.1]))
    assert (steps < 0).all()
    assert (steps > -0.2001).all()
    assert between(1.0, 1.0) == between(1.0, 0.0) == []


def test_what_cannot_converge_says_so(monkeypatch):
    monkeypatch.setattr(chord, "MOST", 1)
    X, y = table()
    rows, shape = rows_of(Dense(X), y), shape_of(8)
    (point,) = points_of(rows, shape, [0.01])
    assert not point.converged
    assert independent_violation(rows, shape, point) > 1e-8
