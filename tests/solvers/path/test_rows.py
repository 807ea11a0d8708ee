"""Rows in standardised columns: against the columns written out."""

import numpy as np
import pytest

from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy
from tests.solvers.path.problems import kinds, numbers_of, rows_of, table

KINDS = [(name, X) for name, X, _ in kinds()]


@pytest.mark.parametrize(("name", "design"), KINDS)
def test_products(name, design):
    _, y = table()
    rng = np.random.default_rng(2)
    rows = rows_of(design, y, rng.uniform(0.5, 2, len(y)), rng.standard_normal(len(y)))
    X, r, w = numbers_of(rows), rng.standard_normal(len(y)), rng.standard_normal(rows.shape[1])
    some = np.array([3, 1])
    np.testing.assert_allclose(rows.backward(r), X.T @ r, atol=1e-12)
    np.testing.assert_allclose(rows.backward(r, some), X[:, some].T @ r, atol=1e-12)
    np.testing.assert_allclose(rows.forward(w), X @ w + rows.start, atol=1e-12)
    np.testing.assert_allclose(rows.columns(some), X[:, some], atol=1e-13)
    np.testing.assert_allclose((rows.weight[:, None] * X**2).sum(axis=0), 1, atol=1e-12)


def test_columns_far_from_zero_keep_their_digits():
    X, y = table()
    near, far = rows_of(Dense(X), y), rows_of(Dense(X + 2.0**30), y)
    r = near.weight * (y - 0.3)
    np.testing.assert_allclose(far.backward(r), near.backward(r), atol=1e-7)
    w = np.ones(rows_width := near.shape[1])
    np.testing.assert_allclose(far.forward(w), near.forward(w), atol=1e-6 * rows_width)


def test_residual_curvature_and_loss_are_the_cross_entropys():
    X, y = table()
    rows = rows_of(Dense(X), y, np.arange(1.0, 61))
    z = np.linspace(-40, 40, 60)
    expected = CrossEntropy().at(z, y, order=2)
    r, d = rows.at(z)
    np.testing.assert_allclose(r, -rows.weight * expected.residual, rtol=1e-14)
    np.testing.assert_allclose(d, rows.weight * expected.curvature, rtol=1e-14)
    assert rows.loss(z) == pytest.approx(rows.weight @ expected.value, rel=1e-14)
