"""The bound of the gap: never below the truth, and tight at the minimum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.certificate import bound_gap, gap_bound, proven_gap, with_curvature_below
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, minimise


def random_problem(seed, n, p, spread, l2=0.0):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.standard_normal((n, p)) * spread])
    y = (rng.random(n) < 1 / (1 + np.exp(-X @ rng.standard_normal(p + 1)))).astype(float)
    penalty = Penalty(np.zeros(p + 1), np.full(p + 1, l2))
    return Objective(InMemory(Dense(X), y), CrossEntropy(), penalty)


@given(
    st.integers(0, 10**6),
    st.integers(8, 60),
    st.integers(1, 4),
    st.floats(0.1, 10),
    st.floats(-9, 1),
)
def test_the_true_gap_lies_under_the_bound(seed, n, p, spread, distance):
    """Also for separable tables, whose infimum is approached by many steps and never reached."""
    objective = random_problem(seed, n, p, spread)
    best = minimise(Newton(), objective, np.zeros(p + 1), tol=1e-13, max_steps=200)
    direction = np.random.default_rng(seed + 1).standard_normal(p + 1)
    w = best.w + 10**distance * direction
    at = objective(w, 2)
    assert at.value - best.at.value <= bound_gap(objective, w, at) + 1e-15 * (1 + at.value)


def test_a_bound_proves_that_classes_are_not_separated():
    X = np.column_stack([np.ones(6), np.arange(6.0)])
    separated = np.array([0.0, 0, 0, 1, 1, 1])
    for y, proven in ((separated, False), (np.array([0.0, 1, 0, 1, 0, 1]), True)):
        objective = Objective(InMemory(Dense(X), y), CrossEntropy(), Penalty.none(2))
        found = minimise(Newton(), objective, np.zeros(2), tol=1e-10, max_steps=60)
        assert (bound_gap(objective, found.w, found.at) < np.inf) == proven


def test_at_the_minimum_the_bound_is_rounding():
    objective = random_problem(0, 200, 3, 1.0)
    found = minimise(Newton(), objective, np.zeros(4), to_floor=True)
    assert bound_gap(objective, found.w, found.at) < 1e-22


@pytest.mark.parametrize("u", [1e-9, 1e-5, 0.99e-4, 1.01e-4, 1e-2, 0.5, 0.999])
def test_the_formula_and_its_series(u):
    """The integral of s/(1 - s) (1 - …) is positive and above u²/2; both branches agree."""
    t = 3.0
    bound = gap_bound(u / t, t)
    series = sum(u**k / (k * (k - 1)) for k in range(2, 20000)) / t**2
    assert bound >= series * (1 - 1e-9)
    assert bound <= series * (1 + 1e-3)


def test_nothing_is_claimed_beyond_the_theory():
    smooth = random_problem(0, 30, 2, 1.0)
    far = np.full(3, 50.0)
    assert bound_gap(smooth, far, smooth(far, 2)) == np.inf
    for other in (
        Objective(smooth.data, SquaredError(), smooth.penalty),
        Objective(smooth.data, CrossEntropy(), Penalty(np.ones(3), np.zeros(3))),
    ):
        assert bound_gap(other, np.zeros(3), other(np.zeros(3), 2)) == np.inf


@pytest.mark.parametrize("l2", [0.0, 1e-3])
def test_some_rows_curvature_bounds_the_gap_too(l2):
    objective = random_problem(3, 4000, 3, 1.0, l2)
    best = minimise(Newton(), objective, np.zeros(4), to_floor=True)
    w = best.w + 1e-4
    some = with_curvature_below(objective, w, objective(w, 1))
    below = objective(w, 2).hessian - some.hessian
    assert np.linalg.eigvalsh(below)[0] > -1e-15
    gap = objective(w).value - best.at.value
    all_rows = bound_gap(objective, w, objective(w, 2))
    assert gap <= all_rows < bound_gap(objective, w, some) < np.inf


def test_all_rows_are_asked_where_some_prove_nothing():
    """A column that is zero in all rows but two, which few rows do not show."""
    rng = np.random.default_rng(0)
    n = 3000
    X = np.column_stack([np.ones(n), np.zeros(n)])
    X[:2, 1] = 1
    y = (rng.random(n) < 0.5).astype(float)
    y[:2] = 0, 1
    objective = Objective(InMemory(Dense(X), y), CrossEntropy(), Penalty.none(2))
    best = minimise(Newton(), objective, np.zeros(2), to_floor=True)
    at = objective(best.w, 1)
    some = with_curvature_below(objective, best.w, at)
    assert bound_gap(objective, best.w, some) == np.inf
    assert proven_gap(objective, best.w, at, None) < 1e-20
