"""Constant: columns of one value each, kept as those values: the intercept's ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design.protocol import Array, Rows


@dataclass(frozen=True, eq=False)
class Constant:
    """n rows, all of them `values` (p,); a pass over them costs one sum.

    Examples
    --------
    >>> import numpy as np
    >>> Constant(3, np.ones(1)).backward(np.array([1.0, 2.0, 4.0]))
    array([7.])
    """

    n: int
    values: Array

    @property
    def shape(self) -> tuple[int, int]:
        return self.n, len(self.values)

    @property
    def row_size(self) -> float:
        return 1.0

    @property
    def shiftable(self) -> NDArray[np.bool_]:
        return np.ones(len(self.values), dtype=bool)

    def forward(self, w: Array) -> Array:
        return np.broadcast_to(self.values @ w, (self.n, *w.shape[1:]))

    def backward(self, r: Array) -> Array:
        return np.asarray(np.multiply.outer(self.values, r.sum(axis=0)))

    def curvature(self, d: Array) -> Array:
        return np.asarray(np.outer(self.values, self.values) * d.sum())

    def rows(self, index: Rows) -> "Constant":
        n = len(range(self.n)[index]) if isinstance(index, slice) else len(index)
        return Constant(n, self.values)

    def columns(self, index: NDArray[np.integer[Any]]) -> "Constant":
        return Constant(self.n, self.values[index])

    def squared(self) -> "Constant":
        return Constant(self.n, self.values**2)

    def largest(self) -> Array:
        return np.asarray(np.abs(self.values) * (self.n > 0))

    def toarray(self) -> Array:
        return np.full(self.shape, self.values)
