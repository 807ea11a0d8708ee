"""Distinct: the different rows of a few columns, which add by keeping each once.

Categories keep their own order, those of later pieces after those of earlier ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

MOST = 1_000_000  # different rows that are kept: beyond, what they are is a measurement


@dataclass(frozen=True, eq=False)
class Distinct:
    """Different rows of a table.

    Examples
    --------
    >>> a, b = (distinct(pd.DataFrame({"x": x}), ["x"]) for x in (["b", "b", "a"], ["c", "a"]))
    >>> (a + b).table["x"].tolist()
    ['b', 'a', 'c']
    """

    table: pd.DataFrame

    def __add__(self, other: "Distinct") -> "Distinct":
        both = joined([self.table, other.table])
        return Distinct(both.drop_duplicates(ignore_index=True).head(MOST))


def distinct(table: pd.DataFrame, columns: Sequence[str]) -> Distinct:
    """The different rows of these columns."""
    return Distinct(table[list(columns)].drop_duplicates(ignore_index=True).head(MOST))


def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables of the same columns one below the other; categories stay categories."""
    tables = [table for table in tables if len(table)] or list(tables[:1])
    if len(tables) == 1:
        return tables[0]
    columns = {name: one_below([table[name] for table in tables]) for name in tables[0].columns}
    return pd.DataFrame(columns)


def one_below(parts: Sequence["pd.Series"]) -> "pd.Series":
    if all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
        every = dict.fromkeys(level for part in parts for level in part.cat.categories)
        parts = [part.cat.set_categories(list(every)) for part in parts]
    return pd.concat(parts, ignore_index=True)
