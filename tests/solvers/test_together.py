"""Minima together: each is that of its own rows, found alone."""

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, minimise
from oddsmith.solvers.together import Shared, Together

STRENGTHS = [1.0, 0.1, 1e-3]


def drawn(n=120, p=4, folds=3, seed=0):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, p))])
    y = (rng.random(n) < 1 / (1 + np.exp(-X @ rng.normal(size=p + 1)))).astype(float)
    c = rng.integers(0, 3, (n, folds)).astype(float)
    l2 = rng.uniform(0.5, 2, (p + 1, folds))
    l2[0] = 0
    return Shared(X, y, c / c.sum(axis=0)), l2


def alone(rows, l2, fold):
    used = rows.c[:, fold] > 0
    data = InMemory(Dense(rows.X[used]), rows.y[used], rows.c[used, fold])
    objective = Objective(data, CrossEntropy(), Penalty(np.zeros(len(l2)), l2))
    return minimise(Newton(), objective, np.zeros(len(l2)), to_floor=True).w


@pytest.mark.parametrize("intercept", [0, None])
@pytest.mark.parametrize("strengths", [STRENGTHS, STRENGTHS[::-1], [0.01]])
def test_each_is_the_minimum_of_its_own_rows(intercept, strengths):
    rows, l2 = drawn()
    found = list(Together(rows, intercept, 1e-8, 100).along(l2, strengths))
    for strength, minima in zip(strengths, found, strict=True):
        assert minima.reached.all()
        expected = np.column_stack([alone(rows, strength * l2[:, k], k) for k in range(3)])
        np.testing.assert_allclose(minima.w, expected, rtol=1e-9, atol=1e-11)


def test_violation_is_that_of_the_gradient_by_loops():
    rows, l2 = drawn()
    (minima,) = Together(rows, 0, 1e-8, 100).along(l2, [0.1])
    p = 1 / (1 + np.exp(-rows.X @ minima.w))
    gradient = rows.X.T @ (rows.c * (p - rows.y[:, None])) + 0.1 * l2 * minima.w
    np.testing.assert_allclose(minima.violation, np.abs(gradient).max(axis=0), atol=1e-15)
    assert (minima.violation < 1e-8).all()


def test_full_steps_that_would_leave_for_ever_are_halved():
    """One row of either kind: from z = 30, Newton's step is about -1 / p q, beyond every number."""
    rows = Shared(np.array([[1.0], [0.01]]), np.array([0.0, 1.0]), np.full((2, 1), 0.5))
    l2 = np.array([[1e-9]])
    found = list(Together(rows, None, 1e-8, 200).along(l2, [1e6, 1.0]))
    assert all(minima.reached.all() for minima in found)
    np.testing.assert_allclose(found[1].w[:, 0], alone(rows, l2[:, 0], 0), rtol=1e-8)


def test_separated_classes_at_a_strength_that_hardly_holds_them():
    x = np.linspace(-1, 1, 20)
    rows = Shared(np.column_stack([np.ones(20), x]), (x > 0) * 1.0, np.full((20, 1), 0.05))
    l2 = np.array([[0.0], [1.0]])
    (minima,) = Together(rows, 0, 1e-12, 200).along(l2, [1e-8])
    assert minima.reached.all()
    np.testing.assert_allclose(
        minima.w[:, 0], alone(rows, 1e-8 * l2[:, 0], 0), rtol=1e-8, atol=1e-7
    )


def test_what_was_not_reached_is_not_said_to_be():
    rows, l2 = drawn()
    (minima,) = Together(rows, 0, 1e-8, 1).along(l2, [1e-3])
    assert not minima.reached.any()
    assert minima.steps == 1
