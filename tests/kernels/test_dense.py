"""The compiled passes over a table of numbers, against the three passes of a `Design`."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.coordinates import moments
from oddsmith.data import Block
from oddsmith.design import Beside, Constant, Dense, Sparse, scaled
from oddsmith.kernels import fused_curvature, fused_gradient
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.sweep import sweep_block

pytest.importorskip("numba")

KINDS = (np.float64, np.float32, np.int8, np.uint16, np.bool_)


def some_block(seed, n, p, kind, *, weighted, shifted, ones, order):
    """A block of n rows, as `data` hands them out when there are very many."""
    rng = np.random.default_rng(seed)
    X = Dense(np.asarray((rng.standard_normal((n, p)) * 3).astype(kind), order=order))
    if ones:
        X = Beside([Constant(n, np.ones(1)), X])
    if shifted:
        center = rng.standard_normal(X.shape[1])
        center[0] = 0 if ones else center[0]
        X = scaled(X, center, rng.uniform(0.1, 9, X.shape[1]))
    c = rng.uniform(0, 2, n) if weighted else None
    offset = rng.standard_normal(n) if weighted else None
    return Block(X, rng.random(n).round(int(rng.integers(0, 2))), c, offset, many=True)


cases = given(
    st.integers(0, 10**6),
    st.integers(1, 40),
    st.integers(1, 20),
    st.sampled_from(KINDS),
    st.fixed_dictionaries(
        {
            "order": st.sampled_from("CF"),
            **{name: st.booleans() for name in ("weighted", "shifted", "ones")},
        }
    ),
)


@cases
@settings(deadline=None)
def test_the_gradient_is_that_of_the_three_passes(seed, n, p, kind, how):
    block = some_block(seed, n, p, kind, **how)
    w = np.random.default_rng(seed).standard_normal(block.X.shape[1])
    loss, gradient = fused_gradient(CrossEntropy(), block, w)
    plain = sweep_block(CrossEntropy(), replace(block, many=False), w, 1)
    assert loss == pytest.approx(plain.loss, rel=1e-13)
    size = block.weights @ np.abs(block.X.toarray()) + np.finfo(float).tiny
    np.testing.assert_allclose(gradient / size, plain.gradient / size, atol=1e-14)


@cases
@settings(deadline=None)
def test_the_sweep_with_curvature_is_that_of_the_three_passes(seed, n, p, kind, how):
    block = some_block(seed, n, p, kind, **how)
    w = np.random.default_rng(seed).standard_normal(block.X.shape[1])
    w /= 1 + np.abs(block.X.toarray()).sum(axis=0)  # so that no curvature vanishes
    many, plain = (
        sweep_block(CrossEntropy(), replace(block, many=many), w, 2) for many in (True, False)
    )
    once = sweep_block(CrossEntropy(), replace(block, many=True), w, 1)
    assert many.loss == once.loss
    np.testing.assert_array_equal(many.gradient, once.gradient)
    length = np.sqrt(plain.hessian.diagonal())
    assert (np.abs(many.hessian - plain.hessian) <= 1e-12 * np.outer(length, length)).all()


@cases
@settings(deadline=None)
def test_the_curvature_is_that_of_the_design(seed, n, p, kind, how):
    block = some_block(seed, n, p, kind, **how)
    d = np.random.default_rng(seed).random(n)
    np.testing.assert_allclose(
        fused_curvature(block.X, d), block.X.curvature(d), rtol=1e-12, atol=1e-12
    )


@cases
@settings(deadline=None)
def test_the_moments_are_those_of_the_design(seed, n, p, kind, how):
    block = some_block(seed, n, p, kind, **{**how, "shifted": False})
    rng = np.random.default_rng(seed)
    center, scale = rng.standard_normal((2, block.X.shape[1]))
    here, there = (
        moments(one, center, np.abs(scale) + 0.1) for one in (block, replace(block, many=False))
    )
    for name in ("case_weight", "sums", "squares", "largest"):
        np.testing.assert_allclose(
            getattr(here, name), getattr(there, name), rtol=1e-11, atol=1e-11
        )


def test_residuals_keep_their_digits_far_out():
    """At z = ±700 nothing overflows, and 1 - p is the tiny number that it is."""
    X = Dense(np.array([[700.0], [-700.0], [40.0], [0.0]]))
    for y in (np.zeros(4), np.ones(4)):
        block = Block(X, y, many=True)
        value, gradient = fused_gradient(CrossEntropy(), block, np.ones(1))
        plain = sweep_block(CrossEntropy(), replace(block, many=False), np.ones(1), 1)
        assert (value, gradient[0]) == (plain.loss, pytest.approx(plain.gradient[0], rel=1e-15))


@pytest.mark.parametrize(
    "X", [Dense(np.ones((4, 3), dtype=np.longdouble)), Sparse(sp.csc_array(np.ones((4, 3))))]
)
def test_other_kinds_are_left_to_the_three_passes(X):
    assert fused_gradient(CrossEntropy(), Block(X, np.zeros(4), many=True), np.ones(3)) is None


def test_few_rows_and_other_losses_are_left_to_the_three_passes():
    block = Block(Dense(np.ones((4, 3))), np.zeros(4))
    assert fused_gradient(CrossEntropy(), block, np.ones(3)) is None
    assert fused_gradient(SquaredError(), replace(block, many=True), np.ones(3)) is None
