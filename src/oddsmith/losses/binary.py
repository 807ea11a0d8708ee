"""Binary losses of one row, as functions of its raw prediction z and target y in [0, 1].

    p = sigmoid(z) = 1 / (1 + e⁻ᶻ)                  q = 1 - p

    cross-entropy     ℓ = log(1 + eᶻ) - y z         ∂ℓ/∂z = p - y            ∂²ℓ/∂z² = p q
    squared error     ℓ = ½ (p - y)²                ∂ℓ/∂z = (p - y) p q      (see SquaredError)

All three come from one ``exp(-|z|)``, which never overflows:  with e = exp(-|z|),
the larger of p and q is 1 / (1 + e), the smaller e / (1 + e), and
log(1 + eᶻ) = max(z, 0) + log(1 + e).  Written so, nothing cancels: at z = 40 and y = 1 the residual
is -4e-18, where ``p - y`` would be zero.
"""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from oddsmith.design import Array
from oddsmith.losses.protocol import AtRow


def decay(z: Array) -> Array:
    """``exp(-|z|)``: the one exponential that everything here is made of."""
    return np.exp(-np.abs(z))


def sigmoid_pair(z: Array, e: Array) -> tuple[Array, Array]:
    """Probabilities p = sigmoid(z) and q = 1 - p to full relative accuracy; e is ``decay(z)``."""
    large = 1 / (1 + e)
    small = e * large
    positive = z >= 0
    return np.where(positive, large, small), np.where(positive, small, large)


def sigmoid(z: Array) -> Array:
    """``1 / (1 + exp(-z))`` without overflow: (n,) -> (n,).

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return sigmoid_pair(z, decay(z))[0]


def logit(p: Array) -> Array:
    """``log(p / (1 - p))``: the z whose probability is p."""
    return np.log(p / (1 - p))


def row_curvature(loss: "CrossEntropy | SquaredError", z: Array, y: Array) -> Array:
    """``∂²ℓ/∂z²`` of each row: (n,)."""
    curvature = loss.at(z, y, 2).curvature
    assert curvature is not None
    return curvature


@dataclass(frozen=True)
class CrossEntropy:
    """Minus the Bernoulli log-likelihood, ``log(1 + eᶻ) - y z``; convex.

    Examples
    --------
    >>> import numpy as np
    >>> CrossEntropy().at(np.array([0.0]), np.array([1.0]), order=2)
    AtRow(value=array([0.69314718]), residual=array([-0.5]), curvature=array([0.25]))
    """

    convex: ClassVar[bool] = True
    steepest: ClassVar[float] = 0.25
    spread: ClassVar[float] = 1.0  # |q - p|

    def at(self, z: Array, y: Array, order: int = 1) -> AtRow:
        e = decay(z)
        far = ~np.signbit(z) - y  # 1 - y or -y, so that far z = max(z, 0) - y z has no cancellation
        value = np.log1p(e) + far * z
        if order == 0:
            return AtRow(value)
        large = 1 / (1 + e)
        small = e * large
        residual = far - np.copysign(small, z)  # 1 - y - q or p - y, whichever of p and q is small
        return AtRow(value, residual, large * small if order == 2 else None)

    def product(self, z: Array, y: Array, u: Array) -> Array:
        return row_curvature(self, z, y) * u

    out = staticmethod(sigmoid)
    indicators = staticmethod(np.asarray)
    link = staticmethod(logit)


@dataclass(frozen=True)
class SquaredError:
    """Half the squared distance of the probability from the target, ``½ (p - y)²``.

    It is not convex in z: with c = p q,

        ∂²ℓ/∂z² = c (c + (p - y)(q - p))

    is negative where the prediction is confident and wrong.  For y in {0, 1} it lies between
    -0.0601 and 0.0770, the extrema of p² q (2 - 3p), at 24 p = 15 ± √33.

    Examples
    --------
    >>> import numpy as np
    >>> SquaredError().at(np.array([0.0]), np.array([1.0])).residual
    array([-0.125])
    """

    convex: ClassVar[bool] = False
    steepest: ClassVar[float] = 0.0770293
    spread: ClassVar[float] = inf  # its curvature changes sign

    def at(self, z: Array, y: Array, order: int = 1) -> AtRow:
        p, q = sigmoid_pair(z, decay(z))
        error = (1 - y) * p - y * q
        value = error**2 / 2
        if order == 0:
            return AtRow(value)
        c = p * q
        return AtRow(value, error * c, c * (c + error * (q - p)) if order == 2 else None)

    def product(self, z: Array, y: Array, u: Array) -> Array:
        return row_curvature(self, z, y) * u

    out = staticmethod(sigmoid)
    indicators = staticmethod(np.asarray)
    link = staticmethod(logit)
