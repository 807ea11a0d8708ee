"""OneHot: the indicator columns of a category, kept as one code per row."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design.protocol import Array, Rows


@dataclass(frozen=True, eq=False)
class OneHot:
    """Column j is one where ``codes == j``; a code of -1 (the reference level) is a row of zeros.

    Memory and time are those of the n codes, however many levels there are.

    Examples
    --------
    >>> import numpy as np
    >>> X = OneHot(np.array([0, -1, 1, 1]), 2)
    >>> X.backward(np.array([1.0, 2.0, 3.0, 4.0]))
    array([1., 7.])
    """

    codes: NDArray[np.integer[Any]]
    n_levels: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.codes), self.n_levels

    @property
    def row_size(self) -> float:
        return 1.0

    @property
    def shiftable(self) -> NDArray[np.bool_]:
        return np.zeros(self.n_levels, dtype=bool)

    def forward(self, w: Array) -> Array:
        reference = np.zeros((1, *w.shape[1:]))
        return np.take(np.concatenate([w, reference]), self.codes, axis=0)  # -1: the last

    def backward(self, r: Array) -> Array:
        if r.ndim == 1:
            counted = np.bincount(self.codes + 1, weights=r, minlength=self.n_levels + 1)
            return np.asarray(counted[1:], dtype=np.float64)
        return np.column_stack([self.backward(column) for column in r.T])

    def curvature(self, d: Array) -> Array:
        return np.diag(self.backward(d))

    def rows(self, index: Rows) -> "OneHot":
        return OneHot(self.codes[index], self.n_levels)

    def columns(self, index: NDArray[np.integer[Any]]) -> "OneHot":
        new_code = np.full(self.n_levels + 1, -1)
        new_code[index] = np.arange(len(index))
        return OneHot(new_code[self.codes], len(index))

    def squared(self) -> "OneHot":
        return self

    def largest(self) -> Array:
        return np.ones(self.n_levels)

    def toarray(self) -> Array:
        return self.forward(np.eye(self.n_levels))
