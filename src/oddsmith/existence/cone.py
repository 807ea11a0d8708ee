"""The cone of recession: the comparisons that a direction must not get wrong, and passes over them.

    margin of row i against class k along V      c · Vᵀx / (‖c‖ ‖x‖ ‖V‖),      c = A_a - A_k

for a row of class a, in standardised columns; V, (p, m), is laid out in a row of s = p m numbers,
and a comparison is the vector c ⊗ x of length one.  See `recession` for what is asked of it.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import Block, Data, InMemory, PerRow
from oddsmith.design import Array, Dense

ON_PLANE = 1e-11  # a margin this small is zero: below it lies the rounding of a projection
WRONG = 1e-7  # a margin below -WRONG is cut off by a comparison that joins a programme
CUTS = 50  # rows that join for a direction, besides two for each number in it
HELD = 1 << 25  # numbers in standardised rows that are held in memory while they are asked: 256 MiB
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Margins:
    """The comparisons of a block, q of them, and their margins along k directions.

    Attributes
    ----------
    row, other : ndarray of shape (q,)
        The row of the block, and the class k that must not win.
    contrast : ndarray of shape (q, m)
        A_a - A_k, divided by its length.
    X : ndarray of shape (n, p)
        The rows divided by their lengths.
    along : ndarray of shape (q, k)
        Margins.
    """

    row: NDArray[np.intp]
    other: NDArray[np.intp]
    contrast: Array
    X: Array
    along: Array

    def vectors(self, index: NDArray[Any]) -> Array:
        """These comparisons as vectors of length one: (q', p m)."""
        x, c = self.X[self.row[index]], self.contrast[index]
        both: Array = x[:, :, None] * c[:, None, :]
        return both.reshape(len(x), x.shape[1] * c.shape[1])


@dataclass(frozen=True, eq=False)
class Cone:
    """The rows of `data`, in standardised columns, that a direction must not get wrong.

    Parameters
    ----------
    data : Data
        y in [0, 1], or the class's number where there is a coding.
    coding : ndarray of shape (K, m), optional
        Of the classes; None for a binary response.
    unit : bool
        Whether the rows are divided by their lengths already.
    """

    data: Data
    coding: Array | None = None
    unit: bool = False

    @classmethod
    def of(cls, data: Data, coding: Array | None = None) -> "Cone":
        """The cone of rows that are read many times: held in memory if they are not too many."""
        n, p = data.shape
        return cls(data, coding) if n * p > HELD else cls(in_units(data), coding, unit=True)

    @property
    def m(self) -> int:
        return 1 if self.coding is None else self.coding.shape[1]

    @property
    def size(self) -> int:
        """How many numbers a direction has: p m."""
        return self.data.shape[1] * self.m

    def compared(self, block: Block) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
        """Row, class not seen and contrast of each comparison: (q,), (q,), (q, m)."""
        used = np.ones(len(block.y), bool) if block.case_weight is None else block.case_weight > 0
        if self.coding is None:
            for_one, for_zero = (np.flatnonzero(used & seen) for seen in (block.y > 0, block.y < 1))
            other = np.repeat([0, 1], [len(for_one), len(for_zero)])
            return np.concatenate([for_one, for_zero]), other, 1.0 - 2.0 * other[:, None]
        K = len(self.coding)
        row = np.repeat(np.flatnonzero(used), K - 1)
        seen = block.y[row].astype(np.intp)
        other = (seen + np.tile(np.arange(1, K), int(used.sum()))) % K
        contrast = self.coding[seen] - self.coding[other]
        return row, other, contrast / np.linalg.norm(contrast, axis=1)[:, None]

    def margins(self, block: Block, V: Array) -> Margins:
        """Margins of a block along the columns of V, (p m, k), each of length one."""
        row, other, contrast = self.compared(block)
        X = block.X.toarray() if self.unit else unit_rows(block.X.toarray())
        p, k = X.shape[1], V.shape[1]
        z = (X @ V.reshape(p, self.m * k)).reshape(len(X), self.m, k)
        return Margins(row, other, contrast, X, np.einsum("qm,qmk->qk", contrast, z[row]))

    def undecided(self, block: Block, settled: Array, V: Array) -> tuple[Margins, Mask]:
        """Margins along V, and a mask of the comparisons that are zero along all of `settled`."""
        k = settled.shape[1]
        found = self.margins(block, np.hstack([settled, V]))
        return replace(found, along=found.along[:, k:]), on_plane(found.along[:, :k])

    def drift(self) -> Array:
        """Sum of all comparisons, as a direction of length one: (p m, 1)."""

        def kernel(block: Block) -> Array:
            found = self.margins(block, np.empty((self.size, 0)))
            sums = np.zeros((len(found.X), self.m))
            np.add.at(sums, found.row, found.contrast)
            return np.asarray(found.X.T @ sums)

        return unit(self.data.total(kernel).reshape(-1, 1))

    def violated(self, settled: Array, V: Array, limit: int | None = None) -> list[Array]:
        """For each column of V, the comparisons that it gets most wrong, as vectors."""
        limit = CUTS + 2 * self.size if limit is None else limit

        def kernel(block: Block) -> "Worst":
            found, open_ = self.undecided(block, settled, V)
            wrong = open_[:, None] & (found.along < -WRONG)
            return Worst([smallest(found, one, j, limit) for j, one in enumerate(wrong.T)], limit)

        return [vectors for _, vectors in self.data.total(kernel).found]

    def closest(self, inside: Array, limit: int) -> Array:
        """The comparisons that `inside`, (s, 1), decides by least, as vectors: (q, s)."""

        def kernel(block: Block) -> "Worst":
            found = self.margins(block, inside)
            return Worst([smallest(found, found.along[:, 0] > ON_PLANE, 0, limit)], limit)

        return self.data.total(kernel).found[0][1]

    def largest_ratio(self, inside: Array, settled: Array, V: Array) -> Array:
        """Per column of V, ``max -margin / margin along inside`` off the plane of `settled`: (k,).

        That much of `inside` added to the column makes it a direction of the cone.
        """

        def kernel(block: Block) -> PerRow:
            found, open_ = self.undecided(block, settled, np.hstack([inside, V]))
            along = found.along[~open_]
            ratio = -along[:, 1:] / np.maximum(along[:, :1], ON_PLANE**2)
            return PerRow(ratio.max(axis=0, initial=0.0)[None])

        return np.asarray(self.data.total(kernel).values.max(axis=0))

    def triangle(self, settled: Array, v: Array, tol: float) -> "Triangle":
        """QR's triangle of the comparisons that neither `settled` nor v decides."""

        def kernel(block: Block) -> Triangle:
            found, open_ = self.undecided(block, settled, v)
            index = np.flatnonzero(open_ & (np.abs(found.along[:, 0]) <= tol))
            return Triangle(len(index), triangular(found.vectors(index)))

        return self.data.total(kernel)

    def possible(self, steps: Array) -> Mask:
        """Which classes the steps leave possible for each row, its own among them: (n, K)."""
        K = 2 if self.coding is None else len(self.coding)

        def kernel(block: Block) -> PerRow:
            found = self.margins(block, steps)
            left = np.ones((len(found.X), K))
            left[found.row, found.other] = on_plane(found.along)
            return PerRow(left)

        return np.asarray(self.data.total(kernel).values > 0)

    def counts(self, settled: Array, v: Array) -> tuple[int, int, int]:
        """Of the undecided comparisons, how many v gets wrong, leaves at zero, gets right."""

        def kernel(block: Block) -> Array:
            found, open_ = self.undecided(block, settled, v)
            along = found.along[open_, 0]
            wrong, right = (along < -ON_PLANE).sum(), (along > ON_PLANE).sum()
            return np.array([wrong, len(along) - wrong - right, right])

        wrong, zero, right = self.data.total(kernel)
        return int(wrong), int(zero), int(right)


def on_plane(along: Array) -> Mask:
    """Whether all of a comparison's margins, (q, k), are zero: (q,)."""
    return np.asarray((np.abs(along) <= ON_PLANE).all(axis=1))


def smallest(found: Margins, among: Mask, j: int, limit: int) -> tuple[Array, Array]:
    """The `limit` smallest margins along direction j, none twice, and their vectors."""
    index = np.flatnonzero(among)
    values, first = np.unique(found.along[index, j], return_index=True)  # equal rows, once
    return values[:limit], found.vectors(index[first[:limit]])


@dataclass(frozen=True, eq=False)
class Worst:
    """Margins and vectors of the worst comparisons, for each direction; adds by keeping these."""

    found: list[tuple[Array, Array]]
    limit: int

    def __add__(self, other: "Worst") -> "Worst":
        both = []
        for (a, A), (b, B) in zip(self.found, other.found, strict=True):
            values, first = np.unique(np.concatenate([a, b]), return_index=True)
            both.append((values[: self.limit], np.vstack([A, B])[first[: self.limit]]))
        return Worst(both, self.limit)


@dataclass(frozen=True, eq=False)
class Triangle:
    """Number of vectors, and R with RᵀR their Gram matrix, never formed: adds by a QR of both."""

    count: int
    R: Array

    def __add__(self, other: "Triangle") -> "Triangle":
        R = triangular(np.vstack([self.R, other.R]))
        return Triangle(self.count + other.count, R)


def triangular(rows: Array) -> Array:
    return np.asarray(np.linalg.qr(rows, mode="r"))


def unit(V: Array) -> Array:
    """Columns divided by their lengths."""
    length = np.linalg.norm(V, axis=0)
    return V / np.where(length > 0, length, 1.0)


def unit_rows(X: Array) -> Array:
    """Rows divided by their lengths."""
    length = np.linalg.norm(X, axis=1)[:, None]
    return np.asarray(X / np.where(length > 0, length, 1.0))


def in_units(data: Data) -> InMemory:
    """The rows divided by their lengths, in memory; weights of zero and classes stay."""

    def kernel(block: Block) -> PerRow:
        rows = np.column_stack([unit_rows(block.X.toarray()), block.y, block.weights])
        return PerRow(rows)

    rows = data.total(kernel).values
    return InMemory(Dense(rows[:, :-2]), rows[:, -2], rows[:, -1])
