"""Rows that can be of some classes only: differences, and the loss where all are possible."""

import numpy as np

from oddsmith.coordinates import Coordinates
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.inference.multinomial_pooled import Pooled
from oddsmith.losses import Multinomial, reference_coding
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from tests.inference.class_tables import noisy

X, y = noisy(0, n=40, K=4)
WEIGHTS = np.random.default_rng(0).uniform(0.5, 2, 40)
ROWS = InMemory(Dense(X), y, WEIGHTS)
AS_GIVEN = Coordinates(np.zeros(3), np.ones(3), None)
CODING = reference_coding(4)
w = np.random.default_rng(1).standard_normal((3, 3))


def some_possible():
    possible = np.random.default_rng(2).random((40, 4)) < 0.5
    possible[np.arange(40), y] = True
    return possible


def test_where_all_are_possible_it_is_the_multinomial_loss():
    pooled = Pooled.of(ROWS, np.ones((40, 4), bool), AS_GIVEN, CODING)
    plain = Objective(ROWS, Multinomial(CODING), Penalty(0 * w, 0 * w))
    a, b = pooled(w, 2), plain(w, 2)
    assert (a.loss, a.case_weight) == (b.loss, b.case_weight)
    np.testing.assert_array_equal(a.hessian, b.hessian)
    assert len(pooled.groups) == 1


def test_the_loss_is_over_the_classes_that_are_possible():
    possible = some_possible()
    at = Pooled.of(ROWS, possible, AS_GIVEN, CODING)(w, 0)
    f = np.where(possible, X @ w @ CODING.T, -np.inf)
    losses = np.log(np.exp(f).sum(axis=1)) - f[np.arange(40), y]
    np.testing.assert_allclose(at.loss, WEIGHTS @ losses / WEIGHTS.sum(), rtol=1e-14)
    assert at.gradient is None
    assert abs(at.case_weight - WEIGHTS.sum()) < 1e-12


def test_gradient_and_hessian_are_differences():
    pooled, h = Pooled.of(ROWS, some_possible(), AS_GIVEN, CODING), 1e-5
    at = pooled(w, 2)
    for j, unit in enumerate(np.eye(9).reshape(9, 3, 3)):
        above, below = pooled(w + h * unit), pooled(w - h * unit)
        assert abs((above.value - below.value) / (2 * h) - at.gradient.ravel()[j]) < 1e-9
        bend = (above.gradient - below.gradient).ravel() / (2 * h)
        np.testing.assert_allclose(bend, at.hessian[j], rtol=1e-6, atol=1e-9)
    assert pooled.reach(w) == np.abs(X @ w).max()
