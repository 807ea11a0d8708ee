"""Reading: which columns of a piece a fit uses, as what, and which rows count.

rows that count = weight not zero, and no missing or infinite value in what is used
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame.clusters import labels
from oddsmith.frame.columns import Mask, infinite, missing
from oddsmith.frame.missing import read_columns
from oddsmith.frame.roles import Roles, require_weights
from oddsmith.sources.source import Piece

Gaps = dict[str, tuple[int, int]]  # column: how many are missing, and infinite


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a piece that count.

    Attributes
    ----------
    table : DataFrame
        The formula's columns, of k rows.
    roles : Roles
        Their weights, offset and clusters, (k,) each.
    gaps : dict
        What is missing or infinite, by column, among rows of positive weight.
    dropped, zero_weight : int
        Rows left out.
    """

    table: pd.DataFrame
    roles: Roles
    gaps: Gaps
    dropped: int = 0
    zero_weight: int = 0


@dataclass(frozen=True)
class Reading:
    """What a fit reads.

    Attributes
    ----------
    used : tuple of str
        Columns of the formula.
    weights, offset : str or None
    clusters : tuple of str
    missing : {"raise", "drop"}
    """

    used: tuple[str, ...]
    weights: str | None = None
    offset: str | None = None
    clusters: tuple[str, ...] = ()
    missing: Literal["raise", "drop"] = "raise"

    @property
    def columns(self) -> tuple[str, ...]:
        """All that is read, each once."""
        given = (self.weights, self.offset, *self.clusters)
        return tuple(dict.fromkeys([*self.used, *(name for name in given if name)]))

    def roles(self, table: pd.DataFrame) -> Roles:
        """Weights, offset and clusters of all rows of a table."""
        given = Roles.read(table, self.weights, self.offset, None)
        return replace(given, clusters=tuple(labels(way, table) for way in self.clusters))

    def rows(self, piece: Piece) -> Rows | None:
        """The rows of a piece that count; None where there are none."""
        if not len(piece.table):
            return None
        table = piece.table
        roles = self.roles(table)
        if roles.weights is not None:
            require_weights(roles.weights)
        positive = np.ones(len(table), bool) if roles.weights is None else roles.weights != 0
        columns: dict[str, Any] = read_columns(table, self.used)
        columns |= roles.by_name(columns)
        bad, gaps = counted(columns, positive)
        keep = positive & ~bad
        left = int(positive.sum()) - int(keep.sum()), int((~positive).sum())
        table = table[list(self.used)]
        if keep.all():
            return Rows(table, roles, gaps)
        at = np.flatnonzero(keep)
        return Rows(table.iloc[at], roles.at(at), gaps, *left)

    def rows_again(self, piece: Piece) -> Rows | None:
        """As `rows`, of a piece that has been looked at before and lacks nothing it should have."""
        if self.missing == "drop" or self.weights is not None or not len(piece.table):
            return self.rows(piece)
        return Rows(piece.table[list(self.used)], self.roles(piece.table), {})


def counted(columns: dict[str, Any], rows: Mask) -> tuple[Mask, Gaps]:
    """Mark the rows that cannot be used, and count what each column lacks.

    Examples
    --------
    >>> counted({"x": np.array([1.0, np.nan])}, np.array([True, True]))
    (array([False,  True]), {'x': (1, 0)})
    """
    bad, gaps = np.zeros(len(rows), dtype=bool), {}
    for name, values in columns.items():
        lacking, beyond = missing(values) & rows, infinite(values) & rows
        if lacking.any() or beyond.any():
            gaps[name] = int(lacking.sum()), int(beyond.sum())
            bad |= lacking | beyond
    return bad, gaps


def said(gaps: Gaps) -> list[str]:
    """Each column and what it lacks, in words.

    Examples
    --------
    >>> said({"x": (1, 0)})
    ["'x' (1 missing)"]
    """
    words = ("missing", "infinite")
    return [
        f"{name!r} ({', '.join(f'{n:,} {word}' for n, word in zip(of, words, strict=True) if n)})"
        for name, of in gaps.items()
    ]


def weights_of(rows: Rows) -> Array:
    """The weight of each row, ones where none is given: (k,)."""
    weights = rows.roles.weights
    return np.ones(len(rows.table)) if weights is None else weights


def require_name(value: Any, role: str) -> str | None:
    """A column's name, or None; an array of values has no place where rows are streamed."""
    if value is None or isinstance(value, str):
        return value
    raise InputError(
        f"{role} is a {type(value).__name__}, and the rows are read piece by piece: give the name "
        "of a column of the data."
    )
