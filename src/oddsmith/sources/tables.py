"""Tables: rows in a list of tables, or in anything that gives tables anew whenever it is asked.

    [table, table, …]   ·   a function without arguments that gives an iterator   ·   an object
    whose ``iter`` begins anew               (not an iterator, which the first reading uses up)

A table is a pandas DataFrame, an Arrow table or record batch, a polars table or a dict of arrays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from oddsmith.errors import InputError
from oddsmith.frame.tables import table_of
from oddsmith.sources.arrow import as_pandas, plain_errors, rows_in_piece
from oddsmith.sources.local import first_rows
from oddsmith.sources.source import Piece

ONCE = (
    "gives its tables once only, and a fit reads them several times. Give a list of tables, a "
    "function that makes the iterator anew, or write them to Parquet and give its path."
)


@dataclass(frozen=True, eq=False)
class Tables:
    """Tables that come from memory, or from a function.

    Parameters
    ----------
    given : iterable of tables, or callable without arguments that gives one

    Raises
    ------
    InputError
        An iterator, which is used up by the first reading; or no table at all.

    Examples
    --------
    >>> pieces = Tables(lambda: ({"x": [k, k + 1]} for k in (1, 3)))
    >>> [piece.where for piece in pieces.read(["x"])]
    ['table 1', 'table 2']
    """

    given: Iterable[Any] | Callable[[], Iterable[Any]]

    def __post_init__(self) -> None:
        if isinstance(self.given, Iterator):
            raise InputError(f"{type(self.given).__name__} {ONCE}")

    def tables(self) -> Iterator[pd.DataFrame]:
        made = self.given() if callable(self.given) else self.given
        for number, one in enumerate(made):
            try:
                yield table_of(one)
            except InputError as error:
                raise InputError(f"table {number + 1}: {error}") from None

    @cached_property
    def names(self) -> tuple[str, ...]:
        for table in self.tables():
            return tuple(table.columns)
        raise InputError("there is no table among what was given.")

    def head(self) -> pd.DataFrame:
        return first_rows(self.names, self.read(self.names))

    def read(self, columns: Sequence[str]) -> Iterator[Piece]:
        start = 0
        for number, table in enumerate(self.tables()):
            where = f"table {number + 1}"
            require_columns(where, table.columns, columns)
            yield Piece(table[list(columns)], number, where, start)
            start += len(table)


@dataclass(frozen=True, eq=False)
class Batches:
    """Record batches of a pyarrow data set, whatever its format."""

    dataset: Any

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.dataset.schema.names)

    def head(self) -> pd.DataFrame:
        return first_rows(self.names, self.read(self.names))

    def read(self, columns: Sequence[str]) -> Iterator[Piece]:
        size, number, start = rows_in_piece(len(columns)), 0, 0
        for fragment in self.dataset.get_fragments():
            where = str(getattr(fragment, "path", None) or "the data set")
            with plain_errors(where, "rows"):
                for batch in fragment.to_batches(
                    schema=self.dataset.schema, columns=list(columns), batch_size=size
                ):
                    yield Piece(as_pandas(batch, columns), number, where, start)
                    number, start = number + 1, start + batch.num_rows


def require_columns(where: str, there: Iterable[Any], wanted: Iterable[str]) -> None:
    """Refuse a piece that has not all columns of the others."""
    absent = [name for name in wanted if name not in set(there)]
    if absent:
        raise InputError(
            f"{where} has no column {', '.join(map(repr, absent))}, which what came before it has: "
            "all pieces need the same columns."
        )


def is_tables(data: Any) -> bool:
    """Whether `data` gives tables, one after the other."""
    if isinstance(data, Mapping | str | bytes) or hasattr(data, "columns"):
        return False
    return callable(data) or isinstance(data, Iterable)
