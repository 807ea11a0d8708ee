"""The loss of several classes: its derivatives, and digits where a class is all but certain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax, softmax

from oddsmith.losses import CrossEntropy, Multinomial, reference_coding, symmetric_coding

CODINGS = {"reference": reference_coding, "symmetric": symmetric_coding, "full": np.eye}


def rows(seed, n, m, size=2.0):
    rng = np.random.default_rng(seed)
    return size * rng.standard_normal((n, m)), rng


@given(st.integers(0, 10**6), st.integers(2, 6), st.sampled_from(sorted(CODINGS)), st.booleans())
def test_value_and_derivatives_are_the_formulas(seed, classes, coding, by_column):
    A = CODINGS[coding](classes)
    z, rng = rows(seed, 20, A.shape[1])
    y = rng.integers(0, classes, 20)
    at = Multinomial(A).at(np.asfortranarray(z) if by_column else z, y, 2)
    p = softmax(z @ A.T, axis=1)
    np.testing.assert_allclose(
        at.value, -log_softmax(z @ A.T, axis=1)[np.arange(20), y], rtol=1e-12
    )
    np.testing.assert_allclose(at.residual, (p - np.eye(classes)[y]) @ A, atol=1e-14)
    inner = np.einsum("nk,kl->nkl", p, np.eye(classes)) - p[:, :, None] * p[:, None, :]
    np.testing.assert_allclose(at.curvature, A.T @ inner @ A, atol=1e-14)


@given(st.integers(0, 10**6), st.integers(2, 5))
def test_derivatives_are_differences(seed, classes):
    loss = Multinomial(symmetric_coding(classes))
    z, rng = rows(seed, 10, classes - 1)
    y, u, h = rng.integers(0, classes, 10), rng.standard_normal(z.shape), 1e-6
    above, below = loss.at(z + h * u, y), loss.at(z - h * u, y)
    here = loss.at(z, y)
    slope = (here.residual * u).sum(axis=1)
    np.testing.assert_allclose((above.value - below.value) / (2 * h), slope, atol=1e-8)
    bend = (above.residual - below.residual) / (2 * h)
    np.testing.assert_allclose(bend, loss.product(z, y, u), atol=1e-8)


def test_certain_classes_keep_their_digits():
    """Two classes with logits 0 and t are the binary loss at t, also where 1 - p is 1e-300."""
    loss = Multinomial(reference_coding(2))
    t = np.array([-690.0, -40.0, 0.0, 40.0, 690.0])
    for y in (0, 1):
        several = loss.at(t[:, None], np.full(5, y))
        binary = CrossEntropy().at(t, np.full(5, float(y)))
        np.testing.assert_allclose(several.value, binary.value, rtol=1e-14)
        np.testing.assert_allclose(several.residual[:, 0], binary.residual, rtol=1e-14)


def test_ties_and_large_logits():
    loss = Multinomial(np.eye(3))
    z = np.array([[0.0, 0.0, 0.0], [1e4, 1e4, -1e4], [-1e8, 0.0, 1e8]])
    at = loss.at(z, np.array([2, 0, 2]))
    np.testing.assert_allclose(at.value, [np.log(3), np.log(2), 0])
    np.testing.assert_allclose(loss.out(z), [[1 / 3] * 3, [0.5, 0.5, 0], [0, 0, 1]])
    assert np.isfinite(at.residual).all()


@pytest.mark.parametrize("order", [0, 1, 2])
def test_nothing_given_is_changed_and_nothing_unasked_is_made(order):
    loss = Multinomial(symmetric_coding(4))
    z, rng = rows(0, 8, 3)
    kept, y = z.copy(), rng.integers(0, 4, 8)
    at = loss.at(z, y, order)
    np.testing.assert_array_equal(z, kept)
    assert [part is not None for part in at] == [True, order > 0, order > 1]
