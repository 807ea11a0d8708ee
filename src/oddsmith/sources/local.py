"""Local: pieces that this process reads, one after the other, ahead of the work on them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import pandas as pd

from oddsmith.data import Sum, add_in_pairs
from oddsmith.errors import InputError
from oddsmith.sources.source import Piece
from oddsmith.threads import as_read, one_blas_thread

S = TypeVar("S", bound=Sum)
FEW = 1000  # rows that are looked at first


class Pieces(Protocol):
    """Tables that can be read again and again."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        ...

    def head(self) -> pd.DataFrame:
        """Some rows of all columns."""
        ...

    def read(self, columns: Sequence[str]) -> Iterator[Piece]:
        """The pieces in their order, with these columns."""
        ...


class Watch(Protocol):
    """Is told of every reading."""

    def begin(self, rows: int | None) -> None:
        """A reading begins, of so many rows, if that is known."""
        ...

    def read(self, rows: int) -> None:
        """So many rows more have been read."""
        ...


def watched(pieces: Iterator[Piece], watch: Watch, rows: int | None) -> Iterator[Piece]:
    """The same pieces; `watch` is told of each."""
    watch.begin(rows)
    for piece in pieces:
        yield piece
        watch.read(len(piece.table))


@dataclass(frozen=True, eq=False)
class Local:
    """A source of pieces that this process reads.

    A thread reads, others work on what has been read; few pieces are held at a time.

    Examples
    --------
    >>> from oddsmith.sources.tables import Tables
    >>> source = Local(Tables([pd.DataFrame({"x": [1, 2]}), pd.DataFrame({"x": [3]})]))
    >>> source.total(lambda piece: int(piece.table["x"].sum()), ["x"])
    6
    """

    pieces: Pieces
    watch: "Watch | None" = None

    @property
    def names(self) -> tuple[str, ...]:
        return self.pieces.names

    def head(self) -> pd.DataFrame:
        return self.pieces.head()

    def total(self, kernel: Callable[[Piece], Any], columns: Sequence[str]) -> Any:
        pieces = self.pieces.read(columns)
        if self.watch is not None:
            pieces = watched(pieces, self.watch, getattr(self.pieces, "rows", None))
        with one_blas_thread(), closing(as_read(kernel, pieces)) as sums:
            return added(sums)

    @property
    def identity(self) -> Any:
        """What tells these rows from others, as far as that can be said without reading them."""
        return getattr(self.pieces, "identity", None)


def first_rows(names: Sequence[str], pieces: Iterator[Piece]) -> pd.DataFrame:
    """Some rows of the first piece that has any.

    Raises
    ------
    InputError
        None has.
    """
    for piece in pieces:
        if len(piece.table):
            return piece.table.head(FEW)
    raise InputError(f"no row is there (columns: {', '.join(map(str, names))}).")


def added(sums: Iterator[S | None]) -> S | None:
    """The sum in a fixed tree of pairs; None where there is nothing to add.

    Examples
    --------
    >>> added(iter([1, None, 2]))
    3
    """
    there = (one for one in sums if one is not None)
    for first in there:
        return add_in_pairs(with_first(first, there))
    return None


def with_first(first: S, rest: Iterator[S]) -> Iterator[S]:
    yield first
    yield from rest
