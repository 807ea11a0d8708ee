"""The exact quadratic with an L1 penalty: against its optimality condition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.solvers.path import active
from oddsmith.solvers.path.active import Quadratic, minimise_lasso
from oddsmith.solvers.path.factor import Factor


def quadratic(seed, p, rank, free):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((rank, p))
    l1 = rng.uniform(0.1, 2, p)
    l1[rng.permutation(p)[:free]] = 0.0
    return Quadratic(A.T @ A, np.full(p, 1e-6), rng.standard_normal(p) * 3, l1)


def violation(problem, u):
    slope = problem.slope(u)
    at_zero = np.maximum(np.abs(slope) - problem.l1, 0)
    return np.where(u == 0, at_zero, np.abs(slope - problem.l1 * np.sign(u))).max()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 15), st.integers(0, 2))
def test_ends_at_the_minimum_from_anywhere(seed, p, rank, free):
    problem = quadratic(seed, p, rank, min(free, p, rank))
    start = np.random.default_rng(seed).standard_normal(p) * (np.arange(p) % 2)
    kept = Factor()
    for u in (np.zeros(p), start):
        found = minimise_lasso(problem, u, kept)
        scale = 1 + np.abs(problem.H).max() * np.abs(found).max()
        assert violation(problem, found) <= 1e-9 * scale


def test_one_at_a_time_ends_there_too(monkeypatch):
    monkeypatch.setattr(active, "PATIENCE", 0)
    for seed in range(30):
        problem = quadratic(seed, 8, 20, 1)
        found = minimise_lasso(problem, np.zeros(8), Factor())
        assert violation(problem, found) <= 1e-9


@pytest.mark.parametrize("l1", [0.5, 3.0])
def test_one_coefficient_is_soft_thresholded(l1):
    problem = Quadratic(np.array([[2.0]]), np.zeros(1), np.array([2.0]), np.array([l1]))
    expected = max(2.0 - l1, 0) / 2
    assert minimise_lasso(problem, np.zeros(1), Factor()) == pytest.approx([expected])
