"""Single: a table of numbers rounded to single precision, half as long to read and to multiply.

For solvers that correct what the rounding spoils; no result is taken from it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design.protocol import Array, Design, Rows

CHUNK = 1024  # rows that are rounded at a time


@dataclass(frozen=True, eq=False)
class Single:
    """An n × p array of float32; products are rounded as it is, and come as float64.

    Examples
    --------
    >>> from oddsmith.design import Dense
    >>> X = Single.of(Dense(np.array([[0.1, 0.0], [1.0, 2.0]])))
    >>> X.forward(np.array([1.0, 1.0]))
    array([0.1, 3. ])
    """

    array: NDArray[np.float32]

    @classmethod
    def of(cls, X: Design) -> "Single":
        """The numbers of any design, rounded."""
        n, p = X.shape
        out = np.empty((n, p), dtype=np.float32)
        for start in range(0, n, CHUNK):
            here = slice(start, start + CHUNK)
            out[here] = X.rows(here).toarray()
        return cls(out)

    @property
    def shape(self) -> tuple[int, int]:
        n, p = self.array.shape
        return n, p

    @property
    def row_size(self) -> float:
        return float(self.shape[1])

    @property
    def shiftable(self) -> NDArray[np.bool_]:
        return np.ones(self.shape[1], dtype=bool)

    def forward(self, w: Array) -> Array:
        return np.asarray((self.array @ rounded(w)).astype(np.float64, order="F"))

    def backward(self, r: Array) -> Array:
        return np.asarray((rounded(r.T) @ self.array).T.astype(np.float64))

    def curvature(self, d: Array) -> Array:
        if (d >= 0).all():
            S = self.array * rounded(np.sqrt(d))[:, None]
            return np.asarray((S.T @ S).astype(np.float64))
        H = (self.array.T @ (self.array * rounded(d)[:, None])).astype(np.float64)
        return np.asarray((H + H.T) / 2)

    def rows(self, index: Rows) -> "Single":
        return Single(self.array[index])

    def columns(self, index: NDArray[np.integer[Any]]) -> "Single":
        return Single(self.array[:, index])

    def squared(self) -> "Single":
        return Single(self.array**2)

    def largest(self) -> Array:
        return np.asarray(np.abs(self.array).max(axis=0, initial=0.0).astype(np.float64))

    def toarray(self) -> Array:
        return self.array.astype(np.float64)


def rounded(values: Array) -> NDArray[np.float32]:
    return values.astype(np.float32)
