"""Pairs: what the last steps told of the curvature, for a quasi-Newton direction (L-BFGS).

    s = step            y = change of the gradient            ρ = 1 / sᵀy

H g is found by the two-loop recursion, from the newest pair to the oldest and back again:

    1.  α_i = ρ_i s_iᵀ q,     q <- q - α_i y_i               from q = g
    2.  r = γ H₀ q                                           H₀ any symmetric positive operator
    3.  r <- r + s_i (α_i - ρ_i y_iᵀ r)

γ is 1, or sᵀy / yᵀH₀y of the newest pair (equation 7.20), which takes from H₀ only its shape: where
H₀⁻¹ is far from the curvature, steps of length one are then the right ones as a rule.

Cost: four products of the size of g for each pair kept, and one H₀.

Source: Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg.blas import daxpy

from oddsmith.design import Array

Precondition = Callable[[Array], Array]

CURVED = 1e-12  # least cosine of the angle between s and y: below it, sᵀy is mostly rounding


def inner(a: Array, b: Array) -> float:
    """``Σ a b`` of two arrays of one shape."""
    return float(np.vdot(a, b))


@dataclass(frozen=True, eq=False)
class Pairs:
    """The last pairs (s, y) of any shape, laid out in a row; oldest first.

    Parameters
    ----------
    most : int
        Pairs kept; the oldest goes first.
    kept : tuple of (s, y, sᵀy)
    scale : float
        γ.

    Examples
    --------
    >>> A = np.diag([1.0, 4.0])
    >>> pairs = Pairs()
    >>> for s in np.eye(2):
    ...     pairs = pairs.add(s, A @ s)
    >>> pairs.direction(np.array([2.0, 2.0]), np.copy)
    array([-2. , -0.5])
    """

    most: int = 20
    kept: tuple[tuple[Array, Array, float], ...] = ()
    scale: float = 1.0

    def __len__(self) -> int:
        return len(self.kept)

    def add(self, s: Array, y: Array, precondition: Precondition | None = None) -> "Pairs":
        """With a newer pair, unless the gradient did not grow along it: H stays positive.

        With H₀ given, γ is what the pair says of it.
        """
        along = inner(s, y)
        if not along > CURVED * (inner(s, s) * inner(y, y)) ** 0.5:
            return self
        scale = 1.0 if precondition is None else along / inner(y, precondition(y))
        return Pairs(self.most, (*self.kept, (s.ravel(), y.ravel(), along))[-self.most :], scale)

    def direction(self, gradient: Array, precondition: Precondition) -> Array:
        """``-H gradient``: downhill, unless the gradient is zero."""
        q, shares = gradient.flatten(), []
        for s, y, along in reversed(self.kept):
            shares.append(inner(s, q) / along)
            q = daxpy(y, q, a=-shares[-1])  # in place
        r = self.scale * precondition(q.reshape(gradient.shape)).flatten()
        for (s, y, along), share in zip(self.kept, reversed(shares), strict=True):
            r = daxpy(s, r, a=share - inner(y, r) / along)
        return np.asarray(-r.reshape(gradient.shape))
