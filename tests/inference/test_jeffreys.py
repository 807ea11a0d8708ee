"""The penalised objective: finite differences, its definition, and sums over blocks."""

from math import inf

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.inference.jeffreys import Jeffreys, leverages, positive_definite
from oddsmith.losses import CrossEntropy
from oddsmith.penalties import Penalty

rng = np.random.default_rng(11)
X = np.column_stack([np.ones(40), rng.standard_normal((40, 2))])
Y = rng.integers(0, 5, 40) / 4
C = rng.uniform(0.5, 3, 40)
OFFSET = rng.standard_normal(40) / 2
W = np.array([0.3, -0.8, 0.5])


def jeffreys():
    return Jeffreys(InMemory(Dense(X), Y, C, OFFSET), CrossEntropy(), Penalty.none(3))


def information(w):
    p = 1 / (1 + np.exp(-(X @ w + OFFSET)))
    return X.T @ (X * (C * p * (1 - p))[:, None])


def test_the_value_is_the_definition():
    z = X @ W + OFFSET
    loss = C @ (np.log1p(np.exp(z)) - Y * z)
    expected = loss - np.linalg.slogdet(information(W))[1] / 2
    assert jeffreys()(W, 0).value * C.sum() == pytest.approx(expected, rel=1e-14)
    assert jeffreys()(W, 0).loss * C.sum() == pytest.approx(loss, rel=1e-14)


def test_gradient_and_hessian_are_differences():
    F, h = jeffreys(), 1e-5
    at = F(W, 2)
    for k in range(3):
        e = h * np.eye(3)[k]
        slope = (F(W + e).value - F(W - e).value) / (2 * h)
        assert slope == pytest.approx(at.gradient[k], abs=1e-9)
        bend = (F(W + e).gradient - F(W - e).gradient) / (2 * h)
        np.testing.assert_allclose(bend, at.hessian[k], atol=1e-9)
    assert F(W, 1).hessian is None
    np.testing.assert_array_equal(F(W, 1).gradient, at.gradient)


def test_the_gradient_is_firths_modified_score():
    p = 1 / (1 + np.exp(-(X @ W + OFFSET)))
    h = leverages(jeffreys(), W)
    score = X.T @ (C * (Y - p) + h * (0.5 - p))
    np.testing.assert_allclose(-jeffreys()(W).gradient * C.sum(), score, rtol=1e-11)


def test_leverages_are_the_diagonal_of_the_hat_matrix():
    p = 1 / (1 + np.exp(-(X @ W + OFFSET)))
    S = X * np.sqrt(C * p * (1 - p))[:, None]
    np.testing.assert_allclose(
        leverages(jeffreys(), W), np.diag(S @ np.linalg.inv(S.T @ S) @ S.T), rtol=1e-12
    )


def test_blocks_add(monkeypatch):
    whole, h = jeffreys()(W, 2), leverages(jeffreys(), W)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    parts = jeffreys()(W, 2)
    assert parts.value == pytest.approx(whole.value, rel=1e-14)
    np.testing.assert_allclose(parts.gradient, whole.gradient, rtol=1e-12)
    np.testing.assert_allclose(parts.hessian, whole.hessian, rtol=1e-12)
    np.testing.assert_allclose(leverages(jeffreys(), W), h, rtol=1e-12)


@pytest.mark.parametrize("far", [60.0, 400.0, 1e4])
def test_certainty_everywhere_costs_everything(far):
    value = jeffreys()(np.array([far, 0.0, 0.0]), 2).value
    assert value == inf or value > jeffreys()(W, 0).value


def test_where_it_is_not_concave_the_hessian_still_leads_downhill():
    """With one row and one column, log det bends the wrong way beyond |z| = 1.3 or so."""
    one = Jeffreys(InMemory(Dense(np.ones((1, 1))), np.ones(1)), CrossEntropy(), Penalty.none(1))
    for w in (-4.0, 0.0, 4.0):
        assert positive_definite(one(np.array([w]), 2).hessian)
    assert not positive_definite(-np.eye(2))
