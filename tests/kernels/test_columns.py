"""Kernels on chosen columns: against NumPy."""

import numpy as np
import pytest
import scipy.sparse as sp

from oddsmith.kernels import columns

RNG = np.random.default_rng(0)
DENSE = np.where(RNG.random((40, 9)) < 0.4, RNG.standard_normal((40, 9)), 0.0)
TABLE = sp.csc_array(DENSE)
PARTS = TABLE.data, TABLE.indices, TABLE.indptr
INDEX = np.array([7, 0, 3])


def test_pull_and_push():
    r, s = RNG.standard_normal(40), np.array([0.5, 0.0, -2.0])
    out, z = np.empty(3), np.ones(40)
    columns.pull(*PARTS, INDEX, r, out)
    np.testing.assert_allclose(out, DENSE[:, INDEX].T @ r, rtol=1e-13)
    columns.push(*PARTS, INDEX, s, z)
    np.testing.assert_allclose(z, 1 + DENSE[:, INDEX] @ s, rtol=1e-13)


def weighed(kind=np.float64):
    root, scale = RNG.uniform(0.1, 1, 40), np.array([1.0, 2.0, 0.5])
    hat, h, b = np.zeros(len(TABLE.data), kind), np.empty(3), np.empty(3)
    columns.weigh(*PARTS, INDEX, scale, root, hat, h, b)
    return root, DENSE[:, INDEX] * root[:, None] / scale, hat, h, b


def test_weigh():
    root, X, hat, h, b = weighed()
    np.testing.assert_allclose(h, (X**2).sum(axis=0), rtol=1e-13)
    np.testing.assert_allclose(b, X.T @ root, rtol=1e-13)
    found = sp.csc_array((hat, TABLE.indices, TABLE.indptr), shape=(40, 9)).toarray()[:, INDEX]
    np.testing.assert_allclose(found, X, rtol=1e-13)


@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("bounded", [True, False])
def test_descend_ends_at_the_minimum(intercept, bounded):
    root, X, hat, h, b = weighed()
    r = RNG.standard_normal(40)
    l1, l2 = np.array([0.5, 0.0, 0.1]), np.array([0.2, 0.0, 0.0])
    low, high = np.full(3, -np.inf), np.full(3, np.inf)
    if bounded:
        low[:], high[1] = 0.0, 0.05
    w, t = np.zeros(3), np.zeros(40)
    weight = root @ root if intercept else np.inf
    total = columns.descend(
        hat,
        *PARTS[1:],
        INDEX,
        X.T @ r,
        t,
        w,
        h,
        b,
        l1,
        l2,
        low,
        high,
        root @ r,
        weight,
        1e-13,
        10_000,
    )
    np.testing.assert_allclose(t, -X @ w, atol=1e-12)
    left = r + t
    assert total == pytest.approx(root @ left)
    slope = X.T @ (left - root * (total / weight)) - l2 * w
    violation = np.where(w == 0, np.maximum(np.abs(slope) - l1, 0), slope - l1 * np.sign(w))
    violation = np.where((w <= low) & (slope < l1), 0, violation)
    violation = np.where((w >= high) & (violation > 0), 0, violation)
    assert np.abs(violation).max() <= 1e-11


def test_residuals_and_curvatures_of_rows():
    rng = np.random.default_rng(3)
    z, y, c = rng.normal(size=9) * 20, (rng.random(9) < 0.5) * 1.0, rng.uniform(0.1, 1, 9)
    r, d = np.empty((2, 9))
    columns.settle(z, y, c, r, d)
    p, q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    np.testing.assert_allclose(r, c * (y * q - (1 - y) * p), rtol=1e-13)
    np.testing.assert_allclose(d, c * p * q, rtol=1e-13)
