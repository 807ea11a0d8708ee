"""Numbers in single precision: products within their rounding, and never further."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.design import Beside, Constant, Dense, OneHot, Single, scaled

EPS = float(np.finfo(np.float32).eps)


@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(1, 9), st.sampled_from([(), (3,)]))
def test_products_are_right_to_single_precision(seed, n, p, k):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p)) * 10 ** rng.uniform(-3, 3, p)
    design = Single.of(Dense(X))
    w, r, d = rng.standard_normal((p, *k)), rng.standard_normal((n, *k)), rng.standard_normal(n)
    size = np.abs(X)
    for found, exact, most in (
        (design.forward(w), X @ w, size @ np.abs(w)),
        (design.backward(r), X.T @ r, size.T @ np.abs(r)),
        (design.curvature(d), X.T * d @ X, size.T * np.abs(d) @ size),
        (design.curvature(d**2), X.T * d**2 @ X, size.T * d**2 @ size),
        (design.squared().toarray(), X**2, X**2),
        (design.largest(), size.max(axis=0), size.max(axis=0)),
    ):
        assert found.dtype == np.float64
        assert (np.abs(found - exact) <= (n + p + 4) * EPS * most).all()


def test_any_design_is_written_out_block_by_block():
    rng = np.random.default_rng(0)
    X, codes = rng.standard_normal((3000, 2)) + 5, rng.integers(0, 3, 3000)
    whole = Beside(
        [
            Constant(3000, np.ones(1)),
            OneHot(codes, 3),
            scaled(Dense(X), np.full(2, 5.0), np.ones(2)),
        ]
    )
    single = Single.of(whole)
    assert single.array.dtype == np.float32
    np.testing.assert_array_equal(single.array, whole.toarray().astype(np.float32))
    rows = rng.permutation(3000)[:10]
    np.testing.assert_array_equal(single.rows(rows).columns(np.array([3, 0])).toarray(),
                                  single.toarray()[rows][:, [3, 0]])  # fmt: skip


@pytest.mark.parametrize("d", [np.zeros(4), np.array([1.0, -1, 2, -2])])
def test_a_curvature_is_symmetric(d):
    H = Single.of(Dense(np.random.default_rng(1).standard_normal((4, 5)))).curvature(d)
    np.testing.assert_array_equal(H, H.T)
