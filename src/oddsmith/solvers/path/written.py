"""Written: working columns as numbers, with their curvature.

    H = Zᵀ diag(d) Z,        Z (n, k) the columns at hand, d = c p (1 - p) of some past point

H is kept while d changes and only grows with the columns; `refresh` makes it anew.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.solvers.path.factor import Factor
from oddsmith.solvers.path.rows import Index, PathRows

FIRST = 64  # columns that there is room for at first


@dataclass(eq=False)
class Written:
    """k columns of the p, their coefficients and their curvature.

    Parameters
    ----------
    rows : PathRows

    Attributes
    ----------
    index : ndarray of shape (k,)
        Positions of the columns.
    w : ndarray of shape (k,)
        Their coefficients.
    member : ndarray of shape (p,)
        Whether a column is one of them.
    """

    rows: PathRows
    index: Index = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    w: Array = field(default_factory=lambda: np.empty(0))
    factor: Factor = field(default_factory=Factor)
    member: NDArray[np.bool_] = field(init=False)
    _Z: Array = field(init=False)
    _H: Array = field(init=False)

    def __post_init__(self) -> None:
        n, p = self.rows.shape
        self.member = np.zeros(p, dtype=bool)
        self._Z, self._H = np.empty((n, FIRST), order="F"), np.zeros((FIRST, FIRST))

    @property
    def Z(self) -> Array:
        """The columns: (n, k)."""
        return self._Z[:, : len(self.index)]

    @property
    def H(self) -> Array:
        """Their curvature: (k, k)."""
        k = len(self.index)
        return self._H[:k, :k]

    @property
    def cost(self) -> int:
        """Multiplications that a new curvature takes."""
        n, k = self.Z.shape
        return int(n * k * k)

    def grow(self, new: Index, d: Array) -> None:
        """Take in columns, whose coefficients are zero; d (n,) is that of H."""
        k, m = len(self.index), len(self.index) + len(new)
        self._make_room(m)
        self._Z[:, k:m] = self.rows.columns(new)
        H = self._Z[:, :m].T @ (self._Z[:, k:m] * d[:, None])
        self._H[:m, k:m] = H
        self._H[k:m, :k] = H[:k].T
        self.index, self.w = np.concatenate([self.index, new]), np.r_[self.w, np.zeros(m - k)]
        self.member[new] = True

    def keep(self, which: NDArray[np.bool_]) -> None:
        """Let the others of the k go."""
        here = np.flatnonzero(which)
        self.member[self.index] = False
        Z, H = self.Z[:, here], self.H[np.ix_(here, here)]
        self.index, self.w = self.index[here], self.w[here]
        self.member[self.index] = True
        self.Z[:], self.H[:] = Z, H
        self.factor.forget()

    def columns(self, which: NDArray[np.bool_]) -> Array:
        """Some of the columns: (n, k)."""
        return self.Z[:, which]

    def outside(self, r: Array, index: Index) -> Array:
        """``x̃ᵀ r`` of columns that are not here: (k,)."""
        return self.rows.backward(r, index)

    def every(self, r: Array) -> Array:
        """``X̃ᵀ r`` of all columns: (n,) -> (p,)."""
        return self.rows.backward(r)

    def refresh(self, d: Array) -> None:
        """The curvature at d, (n,)."""
        S = self.Z * np.sqrt(d)[:, None]
        self.H[:] = S.T @ S
        self.factor.forget()

    def slopes(self, r: Array) -> Array:
        """``Zᵀ r``: (n,) -> (k,)."""
        return np.asarray(r @ self.Z)

    def forward(self, change: Array) -> Array:
        """``Z change``, of which many may be zero: (k,) -> (n,)."""
        here = np.flatnonzero(change)
        if 2 * len(here) > len(change):
            return np.asarray(self.Z @ change)
        return np.asarray(self.Z[:, here] @ change[here])

    def _make_room(self, m: int) -> None:
        n, capacity = self._Z.shape
        if m <= capacity:
            return
        capacity, k = max(m, 2 * capacity), len(self.index)
        Z, H = np.empty((n, capacity), order="F"), np.zeros((capacity, capacity))
        Z[:, :k], H[:k, :k] = self.Z, self.H
        self._Z, self._H = Z, H
