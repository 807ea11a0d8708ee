"""Sparse: columns that are mostly zeros, as SciPy's compressed rows or columns."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design.protocol import Array, Rows


@dataclass(frozen=True, eq=False)
class Sparse:
    """An n × p SciPy matrix or array in CSR or CSC form, of any real type.

    It is never densified, centred or copied whole; compressed rows are read in blocks, compressed
    columns in one.

    Parameters
    ----------
    matrix : SciPy matrix or array
    within : pair of int, optional
        The first of its rows that are meant, and the one after the last; all where not given.

    Examples
    --------
    >>> import numpy as np
    >>> import scipy.sparse as sp
    >>> X = Sparse(sp.csr_array(np.array([[0.0, 2.0], [1.0, 0.0]])))
    >>> X.backward(np.array([1.0, 10.0]))
    array([10.,  2.])
    """

    matrix: Any
    within: tuple[int, int] | None = None

    @cached_property
    def taken(self) -> Any:
        """The rows that are meant, as a SciPy matrix; only row counts are copied."""
        if self.within is None:
            return self.matrix
        data, columns, edges = self.compressed
        first, end = edges[0], edges[-1]
        rows = type(self.matrix)(self.shape, dtype=data.dtype)  # given the parts, SciPy copies some
        rows.data, rows.indices, rows.indptr = data[first:end], columns[first:end], edges - first
        return rows

    @property
    def compressed(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Stored numbers, their columns (rows in CSC), and where rows (columns) begin and end."""
        X = self.matrix
        first, end = self.within or (0, len(X.indptr) - 1)
        return X.data, X.indices, X.indptr[first : end + 1]

    @property
    def one_place(self) -> bool:
        """Whether no place of the matrix is stored twice; SciPy looks once, and remembers."""
        return bool(self.matrix.has_canonical_format)

    @property
    def shape(self) -> tuple[int, int]:
        n, p = self.matrix.shape
        return (n if self.within is None else self.within[1] - self.within[0]), p

    @property
    def shiftable(self) -> NDArray[np.bool_]:
        return np.zeros(self.shape[1], dtype=bool)

    @property
    def row_size(self) -> float:
        if self.matrix.format == "csc":
            return 0.0  # a slice of rows would read every column
        n = int(self.matrix.shape[0])
        return float(self.matrix.nnz) / max(n, 1)

    def forward(self, w: Array) -> Array:
        return np.asarray(self.taken @ w, dtype=np.float64)

    def backward(self, r: Array) -> Array:
        return np.asarray(self.taken.T @ r, dtype=np.float64)

    def curvature(self, d: Array) -> Array:
        weighted = self.taken.multiply(d[:, None]).tocsr()
        H: Array = (self.taken.T @ weighted).toarray()
        return (H + H.T) / 2

    def rows(self, index: Rows) -> "Sparse":
        if isinstance(index, slice) and self.matrix.format == "csr":
            start, stop, step = index.indices(self.shape[0])
            if step == 1:
                first = 0 if self.within is None else self.within[0]
                return Sparse(self.matrix, (first + start, first + max(start, stop)))
        return Sparse(self.taken[index])

    def columns(self, index: NDArray[np.integer[Any]]) -> "Sparse":
        return Sparse(self.taken[:, index])

    def squared(self) -> "Sparse":
        X = self.taken
        if not self.one_place:  # what is stored twice is added before it is squared
            X = X.astype(np.float64)
            return Sparse(X.multiply(X).asformat(X.format))
        parts = (X.data.astype(np.float64) ** 2, X.indices, X.indptr)
        return Sparse(type(X)(parts, shape=X.shape, copy=False))

    def largest(self) -> Array:
        n, p = self.shape
        if n == 0:
            return np.zeros(p)
        return np.asarray(abs(self.taken).max(axis=0).toarray(), dtype=np.float64).ravel()

    def toarray(self) -> Array:
        return np.asarray(self.taken.toarray(), dtype=np.float64)
