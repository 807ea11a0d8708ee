"""Sums by code, compiled and not, against the indicators written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.design import Dense, OneHot
from oddsmith.design.scaled import Scaled
from oddsmith.kernels.by_code import part_backward, part_forward, sums, table
from oddsmith.kernels.parts import part_of

EXACT = {"rtol": 1e-13, "atol": 1e-13}
many = pytest.mark.parametrize("many", [True, False])


def two(seed, n, q, s):
    rng = np.random.default_rng(seed)
    kind = [np.int64, np.int32, np.int8][seed % 3]
    a, b = (OneHot(rng.integers(-1, k, n).astype(kind), k) for k in (q, s))
    return a, b, rng.standard_normal(n), rng.standard_normal((n, 3))


@many
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 6), st.integers(1, 6))
@settings(deadline=None)
def test_sums_and_tables_are_products_of_indicators(many, seed, n, q, s):
    a, b, r, R = two(seed, n, q, s)
    np.testing.assert_allclose(sums(a, r, many=many), a.toarray().T @ r, **EXACT)
    np.testing.assert_allclose(sums(a, R, many=many), a.toarray().T @ R, **EXACT)
    expected = a.toarray().T @ (r[:, None] * b.toarray())
    np.testing.assert_allclose(table(a, b, r, many=many), expected, **EXACT)


@many
def test_a_table_of_more_cells_than_its_codes_count(many):
    a = OneHot(np.array([99, -1], np.int8), 100)
    found = table(a, a, np.array([2.0, 5.0]), many=many)
    assert found[99, 99] == found.sum() == 2


@many
def test_a_part_is_scaled(many):
    a, _, r, _ = two(0, 20, 4, 2)
    scale, w = np.array([1.0, 2.0, 0.5, 4.0]), np.arange(4.0)
    part = part_of(Scaled(a, np.zeros(4), scale), slice(0, 4))
    X = part.whole.toarray()
    np.testing.assert_allclose(part_forward(part, w, many=many), X @ w, **EXACT)
    np.testing.assert_allclose(part_backward(part, r, many=many), X.T @ r, **EXACT)


@many
def test_other_parts_answer_for_themselves(many):
    rng = np.random.default_rng(0)
    X, w, r = rng.standard_normal((5, 2)), rng.standard_normal(2), rng.standard_normal(5)
    part = part_of(Dense(X), slice(0, 2))
    np.testing.assert_allclose(part_forward(part, w, many=many), X @ w, **EXACT)
    np.testing.assert_allclose(part_backward(part, r, many=many), X.T @ r, **EXACT)
