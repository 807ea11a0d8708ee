"""Sparse: columns that are mostly zeros, as SciPy's compressed rows or columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design.protocol import Array, Rows


@dataclass(frozen=True, eq=False)
class Sparse:
    """An n × p SciPy matrix or array in CSR or CSC form, of any real type.

    It is never densified, centred or copied whole; compressed rows are read in blocks, compressed
    columns in one.

    Examples
    --------
    >>> import numpy as np
    >>> import scipy.sparse as sp
    >>> X = Sparse(sp.csr_array(np.array([[0.0, 2.0], [1.0, 0.0]])))
    >>> X.backward(np.array([1.0, 10.0]))
    array([10.,  2.])
    """

    matrix: Any

    @property
    def shape(self) -> tuple[int, int]:
        n, p = self.matrix.shape
        return n, p

    @property
    def shiftable(self) -> NDArray[np.bool_]:
        return np.zeros(self.shape[1], dtype=bool)

    @property
    def row_size(self) -> float:
        if self.matrix.format == "csc":
            return 0.0  # a slice of rows would read every column
        return float(self.matrix.nnz) / max(self.shape[0], 1)

    def forward(self, w: Array) -> Array:
        return np.asarray(self.matrix @ w, dtype=np.float64)

    def backward(self, r: Array) -> Array:
        return np.asarray(self.matrix.T @ r, dtype=np.float64)

    def curvature(self, d: Array) -> Array:
        weighted = self.matrix.multiply(d[:, None]).tocsr()
        H: Array = (self.matrix.T @ weighted).toarray()
        return (H + H.T) / 2

    def rows(self, index: Rows) -> "Sparse":
        return Sparse(self.matrix[index])

    def columns(self, index: NDArray[np.integer[Any]]) -> "Sparse":
        return Sparse(self.matrix[:, index])

    def squared(self) -> "Sparse":
        return Sparse(self.matrix.multiply(self.matrix).asformat(self.matrix.format))

    def largest(self) -> Array:
        return np.asarray(abs(self.matrix).max(axis=0).toarray(), dtype=np.float64).ravel()

    def toarray(self) -> Array:
        return np.asarray(self.matrix.toarray(), dtype=np.float64)
