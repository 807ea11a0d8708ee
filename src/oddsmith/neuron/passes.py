"""The passes of one sigmoid neuron: forward, backward, and the losses between them.

    forward     z = w1 x1 + … + wp xp + b             out = sigmoid(z) = 1 / (1 + e⁻ᶻ)
    loss        squared         ½ (out - y)²          cross-entropy   log(1 + eᶻ) - y z
    backward    delta = ∂loss/∂z                      (chain rule: ∂loss/∂out · ∂out/∂z)
                squared         (out - y) out (1 - out)
                cross-entropy   out - y
                ∂loss/∂wj = delta xj                  ∂loss/∂b = delta
    curvature   ∂²loss/∂z²      with s = out (1 - out), the slope of the sigmoid
                squared         s (s + (out - y)(1 - 2 out))
                cross-entropy   s

Shapes: m rows, p inputs; X (m, p), y (m,), w (p,), b a number.  A layer of h neurons is the same
with w (p, h), b (h,): a column for each neuron in z, out and delta, (m, h).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FAR_OUT: Any = {"over": "ignore", "invalid": "ignore"}  # after far too long a step: inf and NaN


def sigmoid(z: Any) -> Any:
    """``1 / (1 + exp(-z))``, of a number or of each number in an array.

    Written as exp(-log(1 + e⁻ᶻ)): `logaddexp` takes that logarithm without overflow for any z.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return np.exp(-np.logaddexp(0.0, -z))


def sigmoid_derivative(a: Any) -> Any:
    """Slope of the sigmoid where its value is a = sigmoid(z): ``a (1 - a)``."""
    return a * (1 - a)


@dataclass(frozen=True)
class Loss:
    """A loss of one row, its slope and curvature in z, and an upper bound of the latter."""

    value: Callable[[Any, Any], Any]  # (z, y) -> loss
    delta: Callable[[Any, Any], Any]  # (out, y) -> ∂loss/∂z
    curvature: Callable[[Any, Any], Any]  # (out, y) -> ∂²loss/∂z²
    steepest: float  # max of |∂²loss/∂z²| for y in {0, 1}


# The squared error's ∂²loss/∂z² at out = a, y = 0 is f(a) = a² (1 - a)(2 - 3a); y = 1 mirrors it.
# f' = a (12 a² - 15 a + 4) is zero at 24 a = 15 ± √33: the maximum 0.0770, the minimum -0.0601.
_a = (15 - math.sqrt(33)) / 24
LOSSES = {
    "squared": Loss(
        value=lambda z, y: (sigmoid(z) - y) ** 2 / 2,
        delta=lambda out, y: (out - y) * sigmoid_derivative(out),
        curvature=lambda out, y: (
            sigmoid_derivative(out) * (sigmoid_derivative(out) + (out - y) * (1 - 2 * out))
        ),
        steepest=_a**2 * (1 - _a) * (2 - 3 * _a),
    ),
    "cross-entropy": Loss(
        value=lambda z, y: np.logaddexp(0.0, (1 - 2 * y) * z),  # log(1 + eᶻ) - y z for y in {0, 1}
        delta=lambda out, y: out - y,
        curvature=lambda out, y: sigmoid_derivative(out),
        steepest=1 / 4,  # of a (1 - a), at a = ½
    ),
}


def batches(n: int, batch_size: int) -> list[slice]:
    """The rows of each batch; the last holds what is left."""
    return [slice(i, min(i + batch_size, n)) for i in range(0, n, batch_size)]


def forward(X: Array, w: Array, b: float | Array) -> tuple[Array, Array]:
    """The weighted sums z and the activations out of m rows."""
    z = X @ w + b  # (m, p) @ (p,) + () -> (m,)
    return z, sigmoid(z)


def backward(X: Array, delta: Array) -> tuple[Array, Any]:
    """The gradient of the mean loss of m rows, for the weights and for the bias."""
    m = len(delta)
    return X.T @ delta / m, delta.sum(axis=0) / m  # (p, m) @ (m,) -> (p,), and a number


def curvature(X: Array, d: Array) -> Array:
    """The curvature of the mean loss of m rows, for weights and bias together: (p + 1, p + 1)."""
    ones = np.column_stack([X, np.ones(len(X))])
    return np.asarray((ones.T * d) @ ones / len(d))  # (p + 1, m) @ (m, p + 1)
