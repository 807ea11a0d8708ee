"""Grouped penalties: closed forms, the optimality condition, and a general solver."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import Multinomial
from oddsmith.objective import Objective
from oddsmith.solvers import minimise
from oddsmith.solvers.grouped import GroupedNewton, GroupPenalty, best_row, minimise_blocks


def penalty(p, K, strength, l2=0.0, free=0):
    l1 = np.full((p, K), strength)
    l1[:free] = 0.0
    return GroupPenalty(l1, np.where(l1 > 0, l2, 0.0))


def test_one_column_is_shrunk_in_length():
    q = np.array([3.0, 4.0])
    for l1, factor in ((1.0, 0.8), (5.0, 0.0), (9.0, 0.0)):
        u = best_row(np.full(2, 2.0), np.eye(2), q, l1, np.zeros(2))
        np.testing.assert_allclose(u, factor * q / 2, rtol=1e-13)
    np.testing.assert_allclose(best_row(np.full(2, 2.0), np.eye(2), q, 0.0, q), q / 2)


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(2, 4), st.integers(0, 1))
def test_the_models_minimum_is_optimal(seed, p, K, free):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((p * K + 5, p * K))
    H, g = A.T @ A, rng.standard_normal((p, K)) * 3
    l1 = rng.uniform(0.5, 4, p)
    l1[:free] = 0.0
    w = rng.standard_normal((p, K)) * (rng.random((p, 1)) < 0.5)
    u = minimise_blocks(H, g, w, l1)
    gradient = g + (H @ (u - w).ravel()).reshape(p, K)
    held = GroupPenalty(np.repeat(l1[:, None], K, axis=1), np.zeros((p, K)))
    assert held.violation(u, gradient).max() <= 1e-8 * (1 + np.abs(H).max() * np.abs(u).max())


def problem(seed=0, n=90, p=5, K=3):
    rng = np.random.default_rng(seed)
    X = np.c_[np.ones(n), rng.standard_normal((n, p))]
    y = (X[:, 1:3] @ rng.standard_normal((2, K)) + rng.gumbel(size=(n, K))).argmax(axis=1)
    return X, y


@pytest.mark.parametrize("strength", [0.2, 0.05, 0.005])
@pytest.mark.parametrize("l2", [0.0, 0.03])
def test_against_a_general_solver(strength, l2):
    X, y = problem()
    loss, held = Multinomial(np.eye(3)), penalty(6, 3, strength, l2, free=1)
    objective = Objective(InMemory(Dense(X), y), loss, held)
    found = minimise(GroupedNewton(), objective, np.zeros((6, 3)), tol=1e-11)
    assert found.converged

    def smoothed(v):  # ‖w‖ as √(‖w‖² + ε²)
        w = v.reshape(6, 3)
        at = Objective(objective.data, loss, GroupPenalty(0 * held.l1, held.l2))(w)
        length = np.sqrt((w * w).sum(axis=1) + 1e-14)
        value = at.value + held.l1[:, 0] @ length
        return value, (at.gradient + held.l1 * w / length[:, None]).ravel()

    theirs = minimize(
        smoothed,
        np.zeros(18),
        jac=True,
        method="BFGS",
        options={"gtol": 1e-9, "maxiter": 3000},
    )
    assert found.at.value <= theirs.fun + 1e-12
    assert theirs.fun - found.at.value <= 1e-6
    zero = (found.w == 0).all(axis=1)
    assert zero.any() == (strength > 0.1)
    assert (found.w[~zero] != 0).all()


def test_a_violation_is_the_distance_to_the_subdifferential():
    held = penalty(2, 2, 1.0)
    w, g = np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[3.0, 4.0], [-0.6, -0.8]])
    np.testing.assert_allclose(held.violation(w, g), [[4, 4], [0, 0]], atol=1e-15)
    assert held.l1_growth(w, -w) == -5
    assert held.columns(np.array([1])).l1.shape == (1, 2)
