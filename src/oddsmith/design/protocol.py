"""The questions that every kind of column answers."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Rows = slice | NDArray[np.integer[Any]]


class Design(Protocol):
    """A matrix of n rows and p columns, known only by its products."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows n and of columns p."""
        ...

    @property
    def shiftable(self) -> NDArray[np.bool_]:
        """Columns that a shift does not make larger in memory: (p,)."""
        ...

    @property
    def row_size(self) -> float:
        """Numbers stored for a row, on average; zero if rows are not to be sliced."""
        ...

    def forward(self, w: Array) -> Array:
        """``X w``: (p,) -> (n,), or (p, k) -> (n, k)."""
        ...

    def backward(self, r: Array) -> Array:
        """``Xᵀ r``: (n,) -> (p,), or (n, k) -> (p, k)."""
        ...

    def curvature(self, d: Array) -> Array:
        """``Xᵀ diag(d) X``: (n,) -> (p, p)."""
        ...

    def rows(self, index: Rows) -> "Design":
        """The same columns, these rows only: a slice, or positions."""
        ...

    def columns(self, index: NDArray[np.integer[Any]]) -> "Design":
        """The same rows, the columns at these positions, in this order."""
        ...

    def squared(self) -> "Design":
        """The same columns with every number squared: for column scales and row lengths."""
        ...

    def largest(self) -> Array:
        """The largest absolute value in each column: (p,)."""
        ...

    def toarray(self) -> Array:
        """All n × p numbers, float64: for small blocks and for tests."""
        ...
