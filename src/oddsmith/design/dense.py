"""Dense: a table of numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design.protocol import Array, Rows


@dataclass(frozen=True, eq=False)
class Dense:
    """An n × p array of numbers of any real type and memory order.

    Arithmetic is in float64: a table of another type is upcast where a product asks for it, one
    block at a time and never as a whole.

    Examples
    --------
    >>> import numpy as np
    >>> X = Dense(np.array([[1.0, 0.0], [1.0, 2.0]]))
    >>> X.forward(np.array([0.5, 1.0]))
    array([0.5, 2.5])
    """

    array: NDArray[Any]

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
        if self.array.dtype != np.float64 and w.ndim == 1:  # upcast a few numbers at a time
            z: Array = np.einsum("ij,j->i", self.array, w, dtype=np.float64, casting="same_kind")
            return z
        return (w.T @ self.toarray().T).T  # several columns one after another in memory

    def backward(self, r: Array) -> Array:
        return (r.T @ self.toarray()).T

    def curvature(self, d: Array) -> Array:
        X = self.toarray()
        if d.min(initial=0.0) >= 0:  # S with itself: half the work, and symmetric
            S = X * np.sqrt(d)[:, None]
            return S.T @ S
        H = X.T @ (X * d[:, None])
        return (H + H.T) / 2

    def rows(self, index: Rows) -> "Dense":
        return Dense(self.array[index])

    def columns(self, index: NDArray[np.integer[Any]]) -> "Dense":
        return Dense(self.array[:, index])

    def squared(self) -> "Dense":
        return Dense(self.toarray() ** 2)

    def largest(self) -> Array:
        return np.asarray(np.abs(self.toarray()).max(axis=0, initial=0.0))

    def toarray(self) -> Array:
        return np.asarray(self.array, dtype=np.float64)
