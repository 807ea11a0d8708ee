"""Losses against closed forms, differences, and 50 digits."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.losses import CrossEntropy, SquaredError, sigmoid
from oddsmith.testing import check_loss

LOSSES = [CrossEntropy(), SquaredError()]


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_conforms(loss):
    check_loss(loss)


def test_cross_entropy_conforms_for_proportions():
    check_loss(CrossEntropy(), targets=(0.0, 0.2, 0.5, 1.0))


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@given(z=st.floats(-700, 700), y=st.sampled_from([0.0, 1.0]))
def test_every_digit_is_right(loss, z, y):
    """50-digit arithmetic on the same z; no cancellation at either end."""
    with mpmath.workdps(400):
        Z = mpmath.mpf(z)
        p = 1 / (1 + mpmath.exp(-Z))
        q = 1 / (1 + mpmath.exp(Z))
        error = p if y == 0 else -q
        if isinstance(loss, CrossEntropy):
            exact = (mpmath.log1p(mpmath.exp(Z)) - y * Z, error, p * q)
        else:
            bend = p * q * (p * q + error * (q - p))
            exact = (error**2 / 2, error * p * q, bend)
        got = loss.at(np.array([z]), np.array([y]), 2)
        for name, a, b in zip(("value", "residual"), got[:2], exact[:2], strict=True):
            assert float(a[0]) == pytest.approx(float(b), rel=1e-14, abs=1e-305), name
        room = 1e-14 * float(p * q * max(p * q, abs(error)))  # its factor p q changes sign
        assert float(got.curvature[0]) == pytest.approx(
            float(exact[2]), rel=1e-14, abs=room + 1e-305
        )


def test_squared_error_bends_both_ways_between_its_extrema():
    """24 p = 15 ± √33 are the roots of the derivative of p² q (2 - 3p)."""
    at = (15 + np.array([-1, 1]) * np.sqrt(33)) / 24
    z = np.log(at / (1 - at))
    bend = SquaredError().at(z, np.zeros(2), 2).curvature
    np.testing.assert_allclose(bend, at**2 * (1 - at) * (2 - 3 * at), rtol=1e-13)
    assert bend[1] < -0.06 < 0.077 < bend[0] <= SquaredError.steepest < bend[0] + 1e-7


def test_targets_of_proportions_are_mixtures():
    z = np.linspace(-3, 3, 7)
    zero, one, some = (CrossEntropy().at(z, np.full(7, y), 1) for y in (0.0, 1.0, 0.3))
    np.testing.assert_allclose(some.value, 0.7 * zero.value + 0.3 * one.value, rtol=1e-14)
    np.testing.assert_allclose(some.residual, 0.7 * zero.residual + 0.3 * one.residual, atol=1e-15)


def test_sigmoid_at_the_ends():
    with np.errstate(all="raise", under="ignore"):
        assert sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist() == [0.0, 0.5, 1.0]


def test_residual_keeps_its_digits_where_the_probability_is_one():
    residual = CrossEntropy().at(np.array([40.0]), np.array([1.0])).residual
    assert residual[0] == pytest.approx(-np.exp(-40.0), rel=1e-14)
