"""Clusters: which rows may depend on each other, one or two ways.

"school"  ·  an array of n labels  ·  two of these in a list or tuple
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.errors import InputError
from oddsmith.frame.words import count, no_such_columns


def read_clusters(value: Any, table: pd.DataFrame) -> tuple[NDArray[Any], ...]:
    """Labels of the rows of a table, one array for each way.

    Parameters
    ----------
    value : str, array of shape (n,), or one or two of these in a list or tuple; or None
    table : DataFrame
        n rows.

    Raises
    ------
    InputError
        No such column, or not one label for each row.

    Examples
    --------
    >>> table = pd.DataFrame({"school": ["a", "a", "b"], "year": [1, 2, 1]})
    >>> [way.tolist() for way in read_clusters(["school", "year"], table)]
    [['a', 'a', 'b'], [1, 2, 1]]
    """
    return tuple(labels(way, table) for way in ways_of(value, table))


def ways_of(value: Any, table: pd.DataFrame) -> list[Any]:
    """The ways to cluster that a caller means."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        return [value]
    named = all(isinstance(one, str) and one in table.columns for one in value)
    if (named and len(value) != len(table)) or any(np.ndim(one) == 1 for one in value):
        return list(value)
    return [value]


def labels(way: Any, table: pd.DataFrame) -> NDArray[Any]:
    if isinstance(way, str):
        if way not in table.columns:
            raise InputError(f"cluster={way!r}: {no_such_columns([way], table.columns)}")
        way = table[way]
    elif isinstance(way, pd.Series) and not way.index.equals(table.index):
        raise InputError(
            "cluster is a Series whose index is not the table's, so its rows may be in another "
            "order; reindex it, or pass .to_numpy() to go by position."
        )
    found = np.asarray(way, dtype=object) if isinstance(way, list | tuple) else np.asarray(way)
    if found.ndim != 1 or len(found) != len(table):
        raise InputError(
            f"cluster has shape {found.shape}, and the table {count(len(table), 'row')}: give a "
            "column's name, a label for each row, or two of these."
        )
    return found


def names_of_clusters(value: Any) -> tuple[str, ...]:
    """Columns' names in what the caller gave, for a reader; ``"(array)"`` where there is none.

    Examples
    --------
    >>> names_of_clusters(["school", np.arange(3)])
    ('school', '(array)')
    """
    given = value if isinstance(value, list | tuple) and len(value) <= 2 else [value]
    named = [one if isinstance(one, str) else getattr(one, "name", None) for one in given]
    return tuple(name if isinstance(name, str) and name else "(array)" for name in named)
