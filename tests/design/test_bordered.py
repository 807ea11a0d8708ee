"""The curvature with a diagonal block, against the matrix that it stands for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import LinAlgError

from oddsmith.design import Bordered, dense_curvature

EXACT = {"rtol": 1e-10, "atol": 1e-10}
shapes = given(st.integers(0, 10**6), st.integers(1, 9), st.integers(0, 4), st.integers(0, 4))


def some(seed, q, before, after):
    """A positive definite one, with columns before and after the diagonal block."""
    rng = np.random.default_rng(seed)
    r = before + after
    D, B = rng.uniform(0.5, 2, q), rng.standard_normal((q, r))
    root = rng.standard_normal((r, r))
    A = B.T @ (B / D[:, None]) + root @ root.T + 0.1 * np.eye(r)
    return Bordered(before, D, B, (A + A.T) / 2)


@shapes
def test_its_numbers_are_where_its_columns_are(seed, q, before, after):
    H = some(seed, q, before, after)
    full, s = H.toarray(), np.random.default_rng(seed).uniform(0.5, 2, len(H))
    assert full.shape == H.shape == (q + before + after,) * 2
    np.testing.assert_array_equal(full, full.T)
    np.testing.assert_array_equal(full[H.wide, H.wide], np.diag(H.D))
    np.testing.assert_array_equal(H.diagonal(), full.diagonal())
    assert H.trace() == pytest.approx(full.trace())
    for found, expected in (
        (H + H, 2 * full),
        (H * 3.0, 3 * full),
        (H / 4.0, full / 4),
        (H.plus_diagonal(s), full + np.diag(s)),
        (H.scaled_by(s), full * np.outer(s, s)),
    ):
        np.testing.assert_allclose(dense_curvature(found), expected, rtol=1e-14)


@shapes
def test_its_inverse_is_the_inverse(seed, q, before, after):
    H = some(seed, q, before, after)
    factor, expected = H.factor(), np.linalg.inv(H.toarray())
    b = np.random.default_rng(seed).standard_normal(len(H))
    V = factor.inverse()
    np.testing.assert_array_equal(V, V.T)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(V / scale, expected / scale, **EXACT)
    np.testing.assert_allclose(factor.inverse_diagonal() / scale, V.diagonal() / scale, **EXACT)
    np.testing.assert_allclose(factor.solve(b) / scale, expected @ b / scale, **EXACT)


def test_what_is_not_positive_definite_has_no_factor():
    good = some(0, 3, 1, 1)
    for bad in (
        Bordered(1, np.array([1.0, 0.0, 1.0]), good.B, good.A),
        Bordered(1, good.D, good.B, good.A - 100 * np.eye(2)),
        Bordered(1, good.D, good.B * np.nan, good.A),
    ):
        with pytest.raises(LinAlgError):
            bad.factor()


def test_it_knows_whether_it_is_finite():
    good = some(0, 3, 1, 1)
    assert good.is_finite()
    assert not Bordered(1, good.D * np.nan, good.B, good.A).is_finite()


def test_a_full_matrix_is_left_as_it_is():
    assert dense_curvature(np.eye(2)).tolist() == np.eye(2).tolist()
