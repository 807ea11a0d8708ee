"""Beside: designs that stand side by side, as the columns of one.

With X = [A B], the curvature is [[AᵀDA, AᵀDB], [BᵀDA, BᵀDB]]; a cross-block is a backward pass,
``AᵀDB = A.backward(d · B)``, with the narrower of the two written out as numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design.protocol import Array, Design, Rows


@dataclass(frozen=True, eq=False)
class Beside:
    """Parts with the same rows; the columns of the first part come first.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.design import Dense, OneHot
    >>> X = Beside([Dense(np.ones((3, 1))), OneHot(np.array([0, 1, -1]), 2)])
    >>> X.forward(np.array([10.0, 1.0, 2.0]))
    array([11., 12., 10.])
    """

    parts: Sequence[Design]

    @cached_property
    def edges(self) -> list[int]:
        """Column positions at which parts begin, and the end: [0, p₁, p₁ + p₂, …]."""
        return [0, *np.cumsum([part.shape[1] for part in self.parts]).tolist()]

    @cached_property
    def slices(self) -> list[slice]:
        return [slice(a, b) for a, b in zip(self.edges, self.edges[1:], strict=False)]

    @property
    def shape(self) -> tuple[int, int]:
        return self.parts[0].shape[0], self.edges[-1]

    @property
    def row_size(self) -> float:
        sizes = [part.row_size for part in self.parts]
        return sum(sizes) if min(sizes, default=0.0) > 0 else 0.0

    @property
    def shiftable(self) -> NDArray[np.bool_]:
        return np.concatenate([part.shiftable for part in self.parts])

    def forward(self, w: Array) -> Array:
        z = self.parts[0].forward(w[self.slices[0]])
        for part, here in zip(self.parts[1:], self.slices[1:], strict=True):
            z = z + part.forward(w[here])
        return z

    def backward(self, r: Array) -> Array:
        return np.concatenate([part.backward(r) for part in self.parts])

    def curvature(self, d: Array) -> Array:
        p = self.shape[1]
        H = np.empty((p, p))
        for part, here in zip(self.parts, self.slices, strict=True):
            H[here, here] = part.curvature(d)
        pairs = combinations(zip(self.parts, self.slices, strict=True), 2)
        for (a, at_a), (b, at_b) in pairs:
            H[at_a, at_b] = cross(a, d, b)
            H[at_b, at_a] = H[at_a, at_b].T
        return H

    def rows(self, index: Rows) -> "Beside":
        return Beside([part.rows(index) for part in self.parts])

    def columns(self, index: NDArray[np.integer[Any]]) -> Design:
        """Runs of positions that fall into one part stay one part."""
        index = np.asarray(index)
        if not len(index):
            return self.parts[0].columns(index)
        owner = np.searchsorted(self.edges, index, side="right") - 1
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        runs = [
            self.parts[owner[run[0]]].columns(index[run] - self.edges[owner[run[0]]])
            for run in np.split(np.arange(len(index)), starts[1:])
        ]
        return runs[0] if len(runs) == 1 else Beside(runs)

    def squared(self) -> "Beside":
        return Beside([part.squared() for part in self.parts])

    def largest(self) -> Array:
        return np.concatenate([part.largest() for part in self.parts])

    def toarray(self) -> Array:
        return np.concatenate([part.toarray() for part in self.parts], axis=1)


def cross(a: Design, d: Array, b: Design) -> Array:
    """``AᵀDB``, with the narrower side written out."""
    if a.shape[1] < b.shape[1]:
        return cross(b, d, a).T
    return a.backward(d[:, None] * b.toarray())
