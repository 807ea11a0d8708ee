"""The compiled passes over compressed rows, against the three passes of a `Design`."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.coordinates import moments
from oddsmith.data import Block, InMemory
from oddsmith.design import Beside, Constant, OneHot, Sparse, scaled
from oddsmith.kernels import (
    fused_arrow,
    fused_gradient,
    fused_moments,
    fused_product,
    squared_backward,
    squared_forward,
)
from oddsmith.losses import CrossEntropy, Multinomial, symmetric_coding
from oddsmith.sweep import arrow_block, product_block, sweep_block

pytest.importorskip("numba")

EXACT = {"rtol": 1e-12, "atol": 1e-12}
KINDS = (np.float64, np.float32, np.int16)


def some_block(seed, n, p, kind, *, weighted, parts, cut, long, unsorted):
    """A block of n rows, as `data` hands them out when there are very many."""
    rng = np.random.default_rng(seed)
    numbers = np.where(rng.random((n + 5, p)) < 0.5, 0, 3 * rng.standard_normal((n + 5, p)))
    matrix = sp.csr_array(numbers.astype(kind))
    if unsorted:
        matrix = matrix[:, rng.permutation(p)]
    if long:
        matrix.indices, matrix.indptr = (
            each.astype(np.int64) for each in (matrix.indices, matrix.indptr)
        )
    X = Sparse(matrix)
    if parts:
        codes = OneHot(rng.integers(-1, 3, n + 5), 3)
        X = Beside([Constant(n + 5, np.ones(1)), X, codes])
        X = scaled(X, np.zeros(X.shape[1]), rng.uniform(0.1, 9, X.shape[1]))
    c = rng.uniform(0, 2, n + 5) if weighted else None
    offset = rng.standard_normal(n + 5) if weighted else None
    block = Block(X, rng.random(n + 5).round(int(rng.integers(0, 2))), c, offset, many=True)
    return block.rows(slice(3, n + 3)) if cut else block


HOW = ("weighted", "parts", "cut", "long", "unsorted")
cases = given(
    st.integers(0, 10**6),
    st.integers(0, 20),
    st.integers(1, 20),
    st.sampled_from(KINDS),
    st.fixed_dictionaries({name: st.booleans() for name in HOW}),
)


def vectors(block, seed):
    return np.random.default_rng(seed).standard_normal((2, block.X.shape[1]))


@cases
@settings(deadline=None)
def test_the_gradient_is_that_of_the_three_passes(seed, n, p, kind, how):
    block = some_block(seed, n, p, kind, **how)
    w, _ = vectors(block, seed)
    loss, gradient = fused_gradient(CrossEntropy(), block, w)
    plain = sweep_block(CrossEntropy(), replace(block, many=False), w, 1)
    assert loss == pytest.approx(plain.loss, rel=1e-13)
    size = block.weights @ np.abs(block.X.toarray()) + np.finfo(float).tiny
    np.testing.assert_allclose(gradient / size, plain.gradient / size, atol=1e-14)


@cases
@settings(deadline=None)
def test_products_and_the_arrow_are_those_of_the_three_passes(seed, n, p, kind, how):
    block = some_block(seed, n, p, kind, **how)
    plain, loss = replace(block, many=False), CrossEntropy()
    w, v = vectors(block, seed)
    found = fused_product(loss, block, w, v)
    np.testing.assert_allclose(found, product_block(loss, plain, w, v), **EXACT)
    np.testing.assert_allclose(
        arrow_block(loss, block, w, 0), arrow_block(loss, plain, w, 0), **EXACT
    )
    sorted_beside = how["parts"] and not how["unsorted"]
    assert (fused_arrow(loss, block, w, 0) is not None) == sorted_beside or how["unsorted"]


@cases
@settings(deadline=None)
def test_squares_and_moments_are_those_of_the_design(seed, n, p, kind, how):
    block = some_block(seed, n, p, kind, **how)
    plain, rng = replace(block, many=False), np.random.default_rng(seed)
    r, q = rng.standard_normal(len(block.y)), rng.random(block.X.shape[1])
    np.testing.assert_allclose(squared_backward(block, r), squared_backward(plain, r), **EXACT)
    np.testing.assert_allclose(squared_forward(block, q), squared_forward(plain, q), **EXACT)
    zero, scale = np.zeros(len(q)), q + 0.1
    here, there = (moments(one, zero, scale) for one in (block, plain))
    for name in ("case_weight", "sums", "squares", "largest"):
        np.testing.assert_allclose(getattr(here, name), getattr(there, name), **EXACT)


def test_what_is_stored_twice_is_added_before_it_is_squared():
    matrix = sp.csr_array(
        (np.array([1.0, 2.0, 5.0]), np.array([0, 0, 1]), np.array([0, 2, 3])), shape=(2, 2)
    )
    block = Block(Sparse(matrix), np.array([0.0, 1.0]), many=True)
    assert squared_backward(block, np.ones(2)).tolist() == [9.0, 25.0]
    assert squared_forward(block, np.ones(2)).tolist() == [9.0, 25.0]
    assert fused_moments(block.X, None, np.zeros(2), np.ones(2)) is None
    loss, gradient = fused_gradient(CrossEntropy(), block, np.zeros(2))
    assert (loss, gradient.tolist()) == (pytest.approx(2 * np.log(2)), [1.5, -2.5])


def test_what_no_kernel_knows_is_left_to_the_three_passes():
    rows = sp.csr_array(np.eye(3))
    w, y = np.ones(3), np.zeros(3)
    few = Block(Sparse(rows), y)
    assert fused_product(CrossEntropy(), few, w, w) is None
    assert fused_arrow(CrossEntropy(), few, w, 0) is None
    columns = Block(Sparse(sp.csc_array(rows)), y, many=True)
    assert fused_gradient(CrossEntropy(), columns, w) is None
    assert fused_product(CrossEntropy(), columns, w, w) is None
    several = Multinomial(symmetric_coding(3))
    assert fused_gradient(several, replace(few, many=True), np.ones((3, 2))) is None
    extended = Sparse(sp.csr_array(np.eye(3, dtype=np.longdouble)))
    assert fused_gradient(CrossEntropy(), Block(extended, y, many=True), w) is None


def test_a_block_of_many_columns_holds_more_than_its_sums():
    n, p = 4000, 100_000
    rows = sp.random_array((n, p), density=50 / p, format="csr", rng=np.random.default_rng(0))
    data = InMemory(Sparse(rows), np.zeros(n))
    assert len(data.partition()) == 1
    assert len(InMemory(Sparse(rows[:, :1000]), np.zeros(n)).partition()) == 1
    tall = Sparse(sp.csr_array((40 * n, p)))
    tall.matrix.data, tall.matrix.indices = np.ones(50 * 40 * n), np.zeros(50 * 40 * n, np.int32)
    tall.matrix.indptr[:] = np.arange(40 * n + 1) * 50
    edges = InMemory(tall, np.zeros(40 * n)).partition()
    assert {50 * (edge.stop - edge.start) >= 8 * p for edge in edges[:-1]} == {True}
