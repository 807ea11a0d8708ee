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

    def read(self, columns: Sequence[str]) -> Iterator[Piece]:
        start = 0
        for number, table in enumerate(self.tables()):
            where = f"table {number + 1}"
            require_columns(where, table.columns, columns)
            yield Piece(table[list(columns)], number, where, start)
            start += len(table)


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
