"""Scaled: another design's columns, shifted and divided: column j is (x_j - center_j) / scale_j.

A shift is carried out on the numbers, block by block, and not as a correction of the products: with
columns far from zero, ``Xᵀdiag(d)X - n c cᵀ`` cancels nearly all of its digits.  Where no column is
further from zero than `NEAR` of its scales, a correction costs a digit at most, and the products
with several vectors take it: they would spend as long on shifting the numbers as on themselves.

    X w = D (w / s) - 1 (mᵀ w / s),        Xᵀ r = (Dᵀ r - m 1ᵀ r) / s,        X = (D - 1 mᵀ) / s
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design.beside import Beside
from oddsmith.design.constant import Constant
from oddsmith.design.dense import Dense
from oddsmith.design.protocol import Array, Design, Rows

NEAR = 8.0  # scales


@dataclass(frozen=True, eq=False)
class Scaled:
    """Columns of `design`, centred and scaled, without touching the data.

    `scaled` makes one, part by part where parts stand beside each other.

    Parameters
    ----------
    design : Design
        n rows, p columns.
    center, scale : ndarray of shape (p,)
        A part whose centers are all zero is only scaled and keeps its form (a `OneHot` stays
        codes); a part with a center is written out as numbers, for the rows at hand only.
    """

    design: Design
    center: Array
    scale: Array

    @property
    def shape(self) -> tuple[int, int]:
        return self.design.shape

    @property
    def row_size(self) -> float:
        return self.design.row_size

    @property
    def shiftable(self) -> NDArray[np.bool_]:
        return self.design.shiftable

    @cached_property
    def _shifts(self) -> bool:
        return bool(self.center.any())

    @cached_property
    def _shifted(self) -> Dense:
        return Dense((self.design.toarray() - self.center) / self.scale)

    @cached_property
    def _near(self) -> bool:
        return bool((np.abs(self.center) <= NEAR * self.scale).all())

    def forward(self, w: Array) -> Array:
        if self._shifts and not (w.ndim > 1 and self._near):
            return self._shifted.forward(w)
        unscaled = (w.T / self.scale).T
        z = self.design.forward(unscaled)
        return z - self.center @ unscaled if self._shifts else z

    def backward(self, r: Array) -> Array:
        if self._shifts and not (r.ndim > 1 and self._near):
            return self._shifted.backward(r)
        g = self.design.backward(r)
        if self._shifts:
            g = g - np.multiply.outer(self.center, r.sum(axis=0))
        return (g.T / self.scale).T

    def curvature(self, d: Array) -> Array:
        if self._shifts:
            return self._shifted.curvature(d)
        return self.design.curvature(d) / np.outer(self.scale, self.scale)

    def rows(self, index: Rows) -> "Scaled":
        return Scaled(self.design.rows(index), self.center, self.scale)

    def columns(self, index: NDArray[np.integer[Any]]) -> "Scaled":
        return Scaled(self.design.columns(index), self.center[index], self.scale[index])

    def squared(self) -> Design:
        if self._shifts:
            return self._shifted.squared()
        return Scaled(self.design.squared(), self.center, self.scale**2)

    def largest(self) -> Array:
        if self._shifts:
            return self._shifted.largest()
        return self.design.largest() / self.scale

    def toarray(self) -> Array:
        return self._shifted.toarray()


FEW = 1 << 13  # numbers in all, 64 KiB: calls for each part would take longer than arithmetic


def written_out(design: Design) -> Design:
    """A design of few numbers as one table of them; any other as it is.

    Examples
    --------
    >>> written_out(Constant(2, np.ones(1)))
    Dense(array=array([[1.],
           [1.]]))
    """
    n, p = design.shape
    return Dense(design.toarray()) if n * p <= FEW else design


def scaled(design: Design, center: Array, scale: Array) -> Design:
    """`design` with column j shifted by center[j] and divided by scale[j], both of shape (p,).

    Examples
    --------
    >>> import numpy as np
    >>> scaled(Dense(np.array([[1.0], [3.0]])), np.array([2.0]), np.array([0.5])).toarray()
    array([[-2.],
           [ 2.]])
    """
    if isinstance(design, Beside):
        return Beside(
            [
                scaled(part, center[here], scale[here])
                for part, here in zip(design.parts, design.slices, strict=True)
            ]
        )
    if isinstance(design, Constant):
        return Constant(design.n, (design.values - center) / scale)
    return Scaled(design, center, scale)
