"""Recipe: from a piece of a source to rows of a design, the same for every piece."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.data import InMemory
from oddsmith.frame import Response, Terms
from oddsmith.frame.frame import encoded
from oddsmith.frame.missing import read_columns
from oddsmith.sources.reading import Reading, Rows
from oddsmith.sources.source import Piece


class Maker(Protocol):
    """What makes rows of the pieces of a source."""

    @property
    def reading(self) -> Reading:
        """The columns that are read."""
        ...

    def rows(self, piece: Piece) -> tuple[InMemory, tuple[NDArray[Any], ...]] | None:
        """The rows of a piece that count, and their clusters each way; None if there are none."""
        ...


@dataclass(frozen=True, eq=False)
class Recipe:
    """How rows are made of a piece.

    Attributes
    ----------
    reading : Reading
        Columns, and rows that count.
    terms, response : Terms, Response
        The two sides of the formula, as learned from all pieces.
    many : bool
        Whether there are so many rows that compiled kernels are worth their loading.
    """

    reading: Reading
    terms: Terms
    response: Response
    many: bool = False

    def rows(self, piece: Piece) -> tuple[InMemory, tuple[NDArray[Any], ...]] | None:
        """The rows of a piece that count, and their clusters each way; None if there are none."""
        with piece.located():
            found = self.reading.rows_again(piece)
            if found is None or not len(found.table):
                return None
            return self.built(found), found.roles.clusters

    def built(self, rows: Rows) -> InMemory:
        table = with_codes(rows.table)
        return InMemory(
            self.terms.built(read_columns(table, self.terms.variables), len(table)),
            encoded(self.response, table),
            rows.roles.weights,
            rows.roles.offset,
            self.many,
        )


def with_codes(table: pd.DataFrame) -> pd.DataFrame:
    """The same table with text as codes, so that each level is looked up once and not each row.

    Examples
    --------
    >>> with_codes(pd.DataFrame({"town": pd.array(["b", "a", "b"], dtype="string")}))["town"].dtype
    CategoricalDtype(categories=['b', 'a'], ordered=False, categories_dtype=string)
    """
    text = [name for name in table.columns if is_text(table[name])]
    return table.assign(**{name: coded(table[name]) for name in text}) if text else table


def is_text(column: "pd.Series[Any]") -> bool:
    dtype = column.dtype
    return pd.api.types.is_string_dtype(dtype) and not pd.api.types.is_object_dtype(dtype)


def coded(column: "pd.Series[Any]") -> pd.Categorical:
    codes, levels = pd.factorize(column)
    return pd.Categorical.from_codes(np.asarray(codes), categories=levels)
