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
HELD = 3  # times as many rows as are kept may be held before they are sorted out
MARGIN = 1000  # and at least so many: then it is all but sure that none is missed


@dataclass(frozen=True, eq=False)
class Pool:
    """At most `size` rows, in tables, with the number that each row of each table drew.

    More are held until `smallest` is asked for, so that tables are put together once.
    """

    tables: tuple[pd.DataFrame, ...]
    drawn: tuple[Array, ...]
    size: int

    def __add__(self, other: "Pool") -> "Pool":
        both = Pool(self.tables + other.tables, self.drawn + other.drawn, self.size)
        held = sum(map(len, both.drawn))
        return both.smallest() if held > HELD * self.size else both

    def smallest(self) -> "Pool":
        """Only the rows that are kept in the end."""
        drawn = np.concatenate(self.drawn)
        if len(drawn) <= self.size:
            return self
        limit = np.partition(drawn, self.size - 1)[self.size - 1]
        kept = [np.flatnonzero(one <= limit) for one in self.drawn]
        return Pool(
            tuple(table.iloc[at] for table, at in zip(self.tables, kept, strict=True)),
            tuple(one[at] for one, at in zip(self.drawn, kept, strict=True)),
            self.size,
        )

    def table(self) -> pd.DataFrame:
        """The rows that are kept, in the order of the pieces."""
        return joined(self.smallest().tables)


def draw(table: pd.DataFrame, piece: Piece, size: int, seed: int) -> Pool:
    """The rows of a piece that may be among the `size` kept of all.

    Examples
    --------
    >>> table = pd.DataFrame({"x": range(10)})
    >>> len(draw(table, Piece(table, 0, "here"), 4, seed=0).table())
    4
    """
    n = len(table)
    drawn = np.random.default_rng([seed, piece.number]).random(n)
    expected = SLACK * size / max(piece.start + n, 1)
    at = np.flatnonzero(drawn < expected) if expected * n > MARGIN else np.arange(n)
    return Pool((table.iloc[at],), (drawn[at],), size).smallest()
