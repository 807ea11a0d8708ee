"""Source: where rows are that are not in memory, as tables that come one after the other.

    piece    a table of some rows, its number, and its place in words: "a.parquet, row group 3"
    source   names of the columns   ·   a few rows to look at   ·   Σ kernel(piece) over all pieces

That is all that a new kind of source has to give.  What the kernel gives adds (`data.Sum`), or is
None where a piece has no rows that count.  Pieces are the same, and are added in the same order,
whenever they are read, so that sums have the same bits; how many work on them at a time is free.
Kernels can be pickled (by cloudpickle) and run elsewhere; only sums come back.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from oddsmith.errors import OddsmithError


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows that were read together.

    Attributes
    ----------
    table : DataFrame
        The columns asked for.
    number : int
        Its place among the pieces of the source, the same at every reading.
    where : str
        For messages.
    start : int
        Rows before it, as far as they are known.
    arrow : RecordBatch, optional
        The same rows as they were read, if pyarrow read them.
    """

    table: pd.DataFrame
    number: int
    where: str
    start: int = 0
    arrow: Any = None

    @contextmanager
    def located(self) -> Iterator[None]:
        """Errors of the package say which rows they are about."""
        try:
            yield
        except OddsmithError as error:
            raise type(error)(f"{self.where}: {error}") from error


class Source(Protocol):
    """Rows, wherever they are, that can be read again and again."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        ...

    def head(self) -> pd.DataFrame:
        """Some rows of all columns, one at least: what kinds of columns there are."""
        ...

    def total(self, kernel: Callable[[Piece], Any], columns: Sequence[str]) -> Any:
        """``kernel(piece)`` of every piece, added up; None where no piece gives anything.

        Pieces hold `columns`, in this order.
        """
        ...
