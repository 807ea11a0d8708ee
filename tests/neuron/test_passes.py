"""The passes: closed forms and finite differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.neuron import (
    LOSSES,
    backward,
    forward,
    sigmoid,
    sigmoid_derivative,
)
from tests.neuron.tables import both_losses, table


def test_sigmoid_far_out_is_exact_and_silent():
    assert sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist() == [0.0, 0.5, 1.0]
    assert sigmoid(-1000.0) == 0.0
    assert sigmoid(1000.0) == 1.0


@given(st.floats(-700, 700))
def test_sigmoid_is_its_formula(z):
    # the logarithm is about z, so its rounding makes a relative error of about z times 1e-16
    assert sigmoid(z) == pytest.approx(1 / (1 + np.exp(-z)), rel=1e-12)
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)


@given(st.floats(-10, 10))
def test_sigmoid_derivative_takes_the_activation(z):
    h = 1e-6
    slope = (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)
    assert sigmoid_derivative(sigmoid(z)) == pytest.approx(slope, abs=1e-9)


@both_losses
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_steepest_bounds_the_curvature_and_is_reached(loss, y):
    z = np.linspace(-12, 12, 24_001)
    delta = LOSSES[loss].delta(sigmoid(z), y)
    curvature = np.abs(np.gradient(delta, z))
    assert curvature.max() == pytest.approx(LOSSES[loss].steepest, rel=1e-5)


def test_squared_error_is_not_convex():
    z = np.linspace(-12, 12, 24_001)
    curvature = np.gradient(LOSSES["squared"].delta(sigmoid(z), 0.0), z)
    assert curvature.min() == pytest.approx(-0.0601, abs=1e-4)
    assert LOSSES["squared"].steepest == pytest.approx(0.0770, abs=5e-5)


def test_cross_entropy_far_out_is_exact_and_silent():
    z, y = np.array([-1000.0, -1000, 1000, 1000]), np.array([0.0, 1, 0, 1])
    assert LOSSES["cross-entropy"].value(z, y).tolist() == [0, 1000, 1000, 0]


@both_losses
@given(seed=st.integers(0, 10_000))
def test_gradient_is_the_slope_of_the_mean_loss(loss, seed):
    A, y = table(seed)
    w, b = np.random.default_rng(seed).normal(size=3), 0.3
    dw, db = backward(A, LOSSES[loss].delta(forward(A, w, b)[1], y))

    def mean(w, b):
        return LOSSES[loss].value(A @ w + b, y).mean()

    h = 1e-6
    slopes = [(mean(w + h * e, b) - mean(w - h * e, b)) / (2 * h) for e in np.eye(3)]
    assert dw == pytest.approx(slopes, abs=1e-8)
    assert db == pytest.approx((mean(w, b + h) - mean(w, b - h)) / (2 * h), abs=1e-8)


def test_a_layer_is_its_neurons_side_by_side():
    random = np.random.default_rng(3)
    X, w, b = random.normal(size=(7, 3)), random.normal(size=(3, 4)), random.normal(size=4)
    z, out = forward(X, w, b)
    dw, db = backward(X, out)
    assert (z.shape, dw.shape, db.shape) == ((7, 4), (3, 4), (4,))
    for k in range(4):
        z_k, out_k = forward(X, w[:, k], b[k])
        dw_k, db_k = backward(X, out_k)
        assert z[:, k] == pytest.approx(z_k, rel=1e-13, abs=1e-14)
        assert dw[:, k] == pytest.approx(dw_k, rel=1e-13, abs=1e-14)
        assert db[k] == pytest.approx(db_k, rel=1e-13)
