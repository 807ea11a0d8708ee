"""Rows of a path: standardised columns that are written out only where they are worked with.

    x̃_j = (x_j - m_j) / s_j,        Σ c_i x̃_ij² = 1,        Σ c_i = 1

A pass over all columns corrects for the shift afterwards, ``X̃ᵀr = (Xᵀr - m Σr) / s``, and reads
the table as it is; where a column lies so far from zero that this would cancel digits, every block
is shifted before.  Columns of the working set are shifted before in any case.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import Block, InMemory
from oddsmith.design import Array, scaled
from oddsmith.kernels import columns as kernel
from oddsmith.kernels.compiled import available
from oddsmith.losses import CrossEntropy
from oddsmith.losses.binary import decay, sigmoid_pair

Index = NDArray[np.integer[Any]]

MANY = 50_000  # rows, from which on a compiled pass over them is worth its loading
FAR = 1e4  # standard deviations from zero up to which the correction costs no digit that counts


@dataclass(frozen=True, eq=False)
class PathRows:
    """What a path is fitted to.

    Parameters
    ----------
    data : InMemory
        n rows of weights above zero, p columns as they were given, y in [0, 1].
    center, scale : ndarray of shape (p,)
        m and s.
    """

    data: InMemory
    center: Array
    scale: Array

    @property
    def shape(self) -> tuple[int, int]:
        return self.data.shape

    @cached_property
    def weight(self) -> Array:
        """c, of sum 1: (n,)."""
        c = np.asarray(self.data.whole.weights, dtype=np.float64)
        return np.asarray(c / c.sum())

    @cached_property
    def root(self) -> Array:
        """``√c``: (n,)."""
        return np.sqrt(self.weight)

    @cached_property
    def start(self) -> Array:
        """The raw prediction of no columns: the offset, (n,)."""
        n = self.shape[0]
        return np.zeros(n) if self.data.offset is None else self.data.offset.astype(np.float64)

    @cached_property
    def _plain(self) -> bool:
        return bool((np.abs(self.center) / FAR <= self.scale).all())

    def columns(self, index: Index) -> Array:
        """These columns, standardised and written out: (n, k)."""
        X = scaled(self.data.X.columns(index), self.center[index], self.scale[index])
        return X.toarray()

    def backward(self, r: Array, index: Index | None = None) -> Array:
        """``X̃ᵀ r`` of all columns, or of those at `index`: (n,) -> (p,), or (n, K) -> (p, K)."""
        X, center, scale = self.data.X, self.center, self.scale
        if index is not None:
            X, center, scale = X.columns(index), center[index], scale[index]
        shifted = scaled(X, np.zeros_like(center) if self._plain else center, scale)
        sums = InMemory(shifted, r).total(along_target)
        if not self._plain:
            return sums
        shift = np.multiply.outer(center / scale, r.sum(axis=0))
        return np.asarray(sums - shift)

    def forward(self, w: Array) -> Array:
        """``X̃ w + offset``: (p,) -> (n,)."""
        return self.start + self.products(w)

    def products(self, w: Array) -> Array:
        """``X̃ w``: (p,) -> (n,)."""
        center = np.zeros_like(self.center) if self._plain else self.center
        shifted = self.data.with_design(lambda X: scaled(X, center, self.scale))
        z = np.concatenate([block.X.forward(w) for block in shifted.blocks()])
        return z - self.center / self.scale @ w if self._plain else z

    def at(self, z: Array) -> tuple[Array, Array]:
        """``c (y - p)`` and ``c p (1 - p)`` of each row at z: two (n,)."""
        y = self.data.y
        if len(z) >= MANY and available():
            r, d = np.empty((2, len(z)))
            kernel.settle(np.ascontiguousarray(z), y, self.weight, r, d)
            return r, d
        p, q = sigmoid_pair(z, decay(z))
        return self.weight * (y * q - (1 - y) * p), self.weight * p * q

    def loss(self, z: Array) -> float:
        """``Σ c ℓ(z, y)``."""
        return float(self.weight @ CrossEntropy().at(z, self.data.y, order=0).value)


def along_target(block: Block) -> Array:
    return block.X.backward(block.y)
