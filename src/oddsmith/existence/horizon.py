"""Horizon: where separated classes send the linear predictor of any row, and whether that is sure.

For a function b · v of the directions of recession v, such as the predictor x · v of a row,

    b · v = 0 for all v of the cone C            it stays finite
    b · v >= 0 for all v, not always zero        it goes to +inf           (b is in the dual cone)
    b · v of either sign                         no data tell: it depends on the direction

b is in the dual cone if it is a mixture of comparisons, b = Σ λ_i g_i, λ >= 0 (`signs`).  The g_i,
as functions on span C, are kept: repeated ones once, of two dimensions the outermost two, and of
very many those nearest to the edge, so that a row beyond them may be called open though it is not.

Shapes: functions b (s,), s = p for two classes, p m with a coding;  d dimensions of span C.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from oddsmith.data import Block, PerRow
from oddsmith.design import Array, Design
from oddsmith.existence.cone import Cone, Mask
from oddsmith.existence.recession import Recession
from oddsmith.existence.signs import most_against, of_length_one

DECIDED = 1e-9  # of the size of the products whose sum says where a row goes
KEPT = 10_000  # numbers in the comparisons that are kept
DIGITS = 12  # to which comparisons, and rows, are told apart


@dataclass(frozen=True, eq=False)
class Horizon:
    """The cone of recession, as far as predictions need it; on the columns as given.

    Attributes
    ----------
    direction : ndarray of shape (s,)
        From the inside of the cone.
    span : ndarray of shape (s, d)
        A basis of its span.
    facets : ndarray of shape (q, d)
        Comparisons g_i as functions of the coordinates in this basis, of length one.
    """

    direction: Array
    span: Array
    facets: Array

    def of_rows(self, X: Design) -> Array:
        """Where the predictor of each row goes: +1, -1, 0 (it stays finite) or NaN (not told)."""
        squares = X.squared()
        along, moves = X.forward(self.direction), X.forward(self.span)
        along = without_rounding(along, squares.forward(self.direction**2))
        return self.signs(along, without_rounding(moves, squares.forward(self.span**2)))

    def signs(self, along: Array, moves: Array) -> Array:
        """The same of functions with these values along direction, (f,), and span, (f, d)."""
        missing = np.isnan(along)
        moved = moves.any(axis=1) & ~missing
        sign = np.where(moved, np.sign(along), 0.0)
        sign[missing | (moved & (along == 0))] = np.nan
        asked = np.flatnonzero(moved & (along != 0))
        if len(asked):
            functions = moves[asked] * np.sign(along[asked])[:, None]
            sign[asked[~self.sure(functions)]] = np.nan
        return sign

    def sure(self, functions: Array) -> Mask:
        """Whether no direction of the cone goes against each function, (f, d)."""
        size = np.linalg.norm(functions, axis=1)[:, None]
        b, which = np.unique((functions / size).round(DIGITS), axis=0, return_inverse=True)
        yes, left = np.zeros(len(b), dtype=bool), np.ones(len(b), dtype=bool)
        probe = self.facets.sum(axis=0)
        while True:
            inside = left & self.mixtures_near(probe, b)
            yes, left = yes | inside, left & ~inside
            if not left.any():
                return np.asarray(yes[which.ravel()])
            k = int(np.flatnonzero(left)[0])
            probe, left[k] = b[k], False
            yes[k] = not most_against(probe, self.facets).any()

    def mixtures_near(self, probe: Array, functions: Array) -> Mask:
        """Which functions are mixtures of the comparisons that make up `probe`.

        One system of equations answers for all of them, if these are d.
        """
        corner = self.facets[nnls(self.facets.T, probe)[0] > 0]
        if len(corner) < self.facets.shape[1]:
            return np.zeros(len(functions), dtype=bool)
        shares = np.linalg.lstsq(corner.T, functions.T)[0]
        return np.asarray((shares >= 0).all(axis=0))

    def on(self, kept: NDArray[np.integer[Any]], size: int) -> "Horizon":
        """The same with functions of `size` coefficients, of which these are at `kept`."""
        direction, span = np.zeros(size), np.zeros((size, self.span.shape[1]))
        direction[kept], span[kept] = self.direction, self.span
        return Horizon(direction, span, self.facets)


def without_rounding(products: Array, squares: Array) -> Array:
    """Sums of products, exactly zero where rounding is all that is left of them."""
    return np.where(np.abs(products) <= DECIDED * np.sqrt(squares), 0.0, products)


def facets(cone: Cone, found: Recession) -> Array:
    """The comparisons as functions on the span of the cone: (q, d)."""

    def kernel(block: Block) -> PerRow:
        parts = of_length_one(cone.margins(block, found.span).along)
        return PerRow(distinct(parts[parts.any(axis=1)]))

    return outermost(distinct(cone.data.total(kernel).values), found.span.T @ found.inside[:, 0])


def distinct(rows: Array) -> Array:
    """Each row once."""
    return np.asarray(rows[np.unique(rows.round(DIGITS), axis=0, return_index=True)[1]])


def outermost(rows: Array, inside: Array) -> Array:
    """Those that bound the cone, in two dimensions; in more, at most `KEPT` numbers of them."""
    along = rows @ inside
    if rows.shape[1] == 2:
        across = rows @ np.array([-inside[1], inside[0]])
        angle = np.arctan2(across, along)
        return np.asarray(rows[np.unique([angle.argmin(), angle.argmax()])])
    return np.asarray(rows[np.argsort(along, kind="stable")[: KEPT // max(rows.shape[1], 1)]])
