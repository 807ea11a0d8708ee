"""Pool: a bounded sample of the rows of all pieces, for a first guess and a warm start.

Each row draws a number from [0, 1), decided by the seed and the piece; the k smallest are kept.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.sources.distinct import joined
from oddsmith.sources.source import Piece

SLACK = 2.0  # more rows are passed on than are expected to be kept
MARGIN = 1000  # and at least so many: then it is all but sure that none is missed


@dataclass(frozen=True, eq=False)
class Pool:
    """At most `size` rows, with the number that each drew: (k,)."""

    table: pd.DataFrame
    drawn: Array
    size: int

    def __add__(self, other: "Pool") -> "Pool":
        table, drawn = joined([self.table, other.table]), np.r_[self.drawn, other.drawn]
        if len(drawn) <= 2 * self.size:  # sorted once for several pieces
            return Pool(table, drawn, self.size)
        return Pool(table, drawn, self.size).smallest()

    def smallest(self) -> "Pool":
        """The rows that are kept in the end, in the order of the pieces."""
        if len(self.drawn) <= self.size:
            return self
        kept = np.sort(np.argpartition(self.drawn, self.size)[: self.size])
        return Pool(self.table.iloc[kept], self.drawn[kept], self.size)


def draw(table: pd.DataFrame, piece: Piece, size: int, seed: int) -> Pool:
    """The rows of a piece that may be among the `size` kept of all.

    Examples
    --------
    >>> table = pd.DataFrame({"x": range(10)})
    >>> len(draw(table, Piece(table, 0, "here"), 4, seed=0).smallest().table)
    4
    """
    n = len(table)
    drawn = np.random.default_rng([seed, piece.number]).random(n)
    expected = SLACK * size / max(piece.start + n, 1)
    at = np.flatnonzero(drawn < expected) if expected * n > MARGIN else np.arange(n)
    return Pool(table.iloc[at], drawn[at], size).smallest()
