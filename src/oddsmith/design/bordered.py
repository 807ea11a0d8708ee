"""Bordered: a curvature whose largest block is diagonal, that of a category of many levels.

    H = | D   B |      D diagonal (q,), the levels;   A (r, r), all other columns
        | Bᵀ  A |

Levels do not meet in a row, so their own block is diagonal, and eliminating it leaves r equations:

    S = A - Bᵀ D⁻¹ B,      K = D⁻¹ B
    H x = b:       x_A = S⁻¹ (b_A - Kᵀ b_D),       x_D = D⁻¹ b_D - K x_A
    H⁻¹:           S⁻¹  for the others,   -K S⁻¹  between,   D⁻¹ + K S⁻¹ Kᵀ  for the levels

This is Cholesky's factor with the levels first.  It holds
q + r (q + r) numbers, and takes q r² + r³ / 3 multiplications.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.linalg import LinAlgError
from numpy.typing import NDArray

from oddsmith.design.protocol import Array


@dataclass(frozen=True, eq=False)
class Bordered:
    """A symmetric matrix, (p, p), diagonal on q neighbouring columns: adds, and can be scaled.

    Parameters
    ----------
    start : int
        Position of the first of the q columns.
    D : ndarray of shape (q,)
    B : ndarray of shape (q, r)
        The other columns keep their order.
    A : ndarray of shape (r, r)

    Examples
    --------
    >>> H = Bordered(1, np.array([2.0, 4.0]), np.array([[1.0], [2.0]]), np.array([[5.5]]))
    >>> H.toarray()
    array([[5.5, 1. , 2. ],
           [1. , 2. , 0. ],
           [2. , 0. , 4. ]])
    >>> H.factor().solve(np.array([5.5, 1.0, 2.0]))
    array([1., 0., 0.])
    """

    start: int
    D: Array
    B: Array
    A: Array

    @property
    def shape(self) -> tuple[int, int]:
        p = len(self.D) + len(self.A)
        return p, p

    def __len__(self) -> int:
        return self.shape[0]

    @cached_property
    def wide(self) -> slice:
        """Positions of the q columns."""
        return slice(self.start, self.start + len(self.D))

    @cached_property
    def rest(self) -> NDArray[np.intp]:
        """Positions of the others."""
        return np.delete(np.arange(len(self)), self.wide)

    def __add__(self, other: "Bordered") -> "Bordered":
        return Bordered(self.start, self.D + other.D, self.B + other.B, self.A + other.A)

    def __mul__(self, factor: float) -> "Bordered":
        return Bordered(self.start, self.D * factor, self.B * factor, self.A * factor)

    def __truediv__(self, divisor: float) -> "Bordered":
        return Bordered(self.start, self.D / divisor, self.B / divisor, self.A / divisor)

    def plus_diagonal(self, d: Array) -> "Bordered":
        """With d, (p,), added to the diagonal."""
        return replace(self, D=self.D + d[self.wide], A=self.A + np.diag(d[self.rest]))

    def scaled_by(self, s: Array) -> "Bordered":
        """``diag(s) H diag(s)``, for s of shape (p,)."""
        wide, rest = s[self.wide], s[self.rest]
        B, A = self.B * np.outer(wide, rest), self.A * np.outer(rest, rest)
        return Bordered(self.start, self.D * wide**2, B, A)

    def diagonal(self) -> Array:
        return self.laid_out(self.D, self.A.diagonal())

    def trace(self) -> float:
        return float(self.D.sum() + self.A.trace())

    def is_finite(self) -> bool:
        return all(bool(np.isfinite(part).all()) for part in (self.D, self.B, self.A))

    def toarray(self) -> Array:
        H = np.zeros(self.shape)
        H[self.wide, self.wide] = np.diag(self.D)
        H[self.wide, self.rest] = self.B
        H[self.rest, self.wide] = self.B.T
        H[np.ix_(self.rest, self.rest)] = self.A
        return H

    def factor(self) -> "BorderedFactor":
        """Cholesky's factor.

        Raises
        ------
        LinAlgError
            The matrix is not positive definite, or holds NaN or infinity.
        """
        from scipy.linalg import cholesky  # loaded by fits, not by a learner's neuron

        if not (self.is_finite() and (self.D > 0).all()):
            raise LinAlgError("the matrix is not positive definite")
        K = self.B / self.D[:, None]
        return BorderedFactor(self, K, cholesky(self.A - self.B.T @ K, lower=True))

    def laid_out(self, wide: Array, rest: Array) -> Array:
        """One array of what belongs to the q columns and to the others: (p,)."""
        x = np.empty(len(self))
        x[self.wide], x[self.rest] = wide, rest
        return x


@dataclass(frozen=True, eq=False)
class BorderedFactor:
    """K = D⁻¹ B, (q, r), and the lower factor of S, (r, r)."""

    of: Bordered
    K: Array
    L: Array

    def solve(self, b: Array) -> Array:
        """``H⁻¹ b``: (p,) -> (p,)."""
        wide, rest = b[self.of.wide], b[self.of.rest]
        x = solved(self.L, solved(self.L, rest - self.K.T @ wide), trans=1)
        return self.of.laid_out(wide / self.of.D - self.K @ x, x)

    @cached_property
    def root(self) -> Array:
        """``L⁻¹``: (r, r)."""
        return solved(self.L, np.eye(len(self.L)))

    @cached_property
    def spread(self) -> Array:
        """``K L⁻ᵀ``, whose rows tell how far the others move a level: (q, r)."""
        return self.K @ self.root.T

    def inverse_diagonal(self) -> Array:
        """The diagonal of H⁻¹: (p,)."""
        levels = 1 / self.of.D + (self.spread**2).sum(axis=1)
        return self.of.laid_out(levels, (self.root**2).sum(axis=0))

    def inverse(self) -> Array:
        """H⁻¹ in full, symmetric to the last bit: (p, p)."""
        wide, rest = self.of.wide, self.of.rest
        V = np.empty(self.of.shape)
        levels = V[wide, wide]
        np.matmul(self.spread, self.spread.T, out=levels)
        levels[np.diag_indices(len(levels))] += 1 / self.of.D
        V[wide, rest] = -self.spread @ self.root
        V[rest, wide] = V[wide, rest].T
        V[np.ix_(rest, rest)] = self.root.T @ self.root
        return V


def solved(L: Array, b: Array, trans: Literal[0, 1] = 0) -> Array:
    """``L⁻¹ b``, or ``L⁻ᵀ b``, for a lower triangle L."""
    from scipy.linalg import solve_triangular

    return np.asarray(solve_triangular(L, b, trans=trans, lower=True))


def dense_curvature(H: Array | Bordered) -> Array:
    """A curvature written out: (p, p)."""
    return H.toarray() if isinstance(H, Bordered) else H
