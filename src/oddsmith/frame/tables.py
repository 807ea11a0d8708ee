"""A table, whatever it comes in: everything becomes a pandas DataFrame, rows in their own order.

    DataFrame · {name: values} · polars or Arrow table · path of a .csv or .csv.gz file

What is given is never changed.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.errors import InputError
from oddsmith.frame.csv_files import read_csv
from oddsmith.frame.words import count, shown

KINDS = (
    "a pandas, polars or Arrow table, a dict of arrays, or the path of a .csv or .csv.gz file works"
)

HALF = "half a character (a lone surrogate), which no file in UTF-8 can hold"


def read_table(source: Any) -> pd.DataFrame:
    """Turn what the caller holds into a DataFrame.

    Parameters
    ----------
    source : DataFrame, dict of arrays, polars or Arrow table, str or Path
        The table, or the path of a CSV file.

    Returns
    -------
    DataFrame
        The very object, if it was a DataFrame.

    Raises
    ------
    InputError
        If there is no such file, the file is not CSV, columns differ in length or share a name,
        or no row or no column is there.

    Examples
    --------
    >>> read_table({"hours": [1.0, 2.5], "passed": [0, 1]}).shape
    (2, 2)
    """
    table = read_csv(source) if isinstance(source, str | Path) else table_of(source)
    _check(table)
    return table


def table_of(source: Any) -> pd.DataFrame:
    """A table that is in memory, as a DataFrame, which may be empty; see `read_table`.

    Examples
    --------
    >>> table_of({"x": []}).shape
    (0, 1)
    """
    if isinstance(source, pd.DataFrame):
        return source
    if isinstance(source, Mapping):
        return _from_arrays(source)
    return _from_other_library(source)


def check_characters(names: Iterable[Any]) -> None:
    r"""Refuse names with half a character (a lone surrogate): no file in UTF-8 can hold them.

    Examples
    --------
    >>> check_characters(["x", "\ud800"])
    Traceback (most recent call last):
    oddsmith.errors.InputError: the name '\ud800' holds half a character (a lone surrogate), ...
    """
    for name in names:
        if isinstance(name, str) and not name.isascii():
            try:
                name.encode("utf-8")
            except UnicodeEncodeError:
                raise InputError(
                    f"the name {name!r} holds {HALF}: rename the column, or the level."
                ) from None


def _from_arrays(columns: Mapping[Any, Any]) -> pd.DataFrame:
    check_characters(columns)
    series = {name: _one_column(name, values) for name, values in columns.items()}
    lengths = {name: len(values) for name, values in series.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(
            "the columns differ in length: "
            + shown([f"{name!r} has {count(n, 'row')}" for name, n in lengths.items()], 20)
            + "; every column needs one value per row."
        )
    return pd.DataFrame(series)


def _one_column(name: Any, values: Any) -> "pd.Series[Any]":
    if isinstance(values, pd.Series):
        return values.reset_index(drop=True)  # rows go by position: labels would reorder them
    if isinstance(values, str | bytes | Mapping) or not hasattr(values, "__len__"):
        raise InputError(
            f"column {name!r} is a single value of type {type(values).__name__}; "
            "every column of a dict needs one value per row, as a list or an array."
        )
    if np.ndim(values) != 1:
        raise InputError(
            f"column {name!r} has shape {np.shape(values)}; a column is one-dimensional: "
            "give each of its columns a name of its own."
        )
    try:
        return pd.Series(values if isinstance(values, list | np.ndarray) else pd.array(values))
    except UnicodeEncodeError as error:
        raise InputError(f"column {name!r} holds {HALF}: {error.object!r}; clean it.") from None


def _from_other_library(source: Any) -> pd.DataFrame:
    library = type(source).__module__.partition(".")[0]
    if library == "pyarrow" and hasattr(source, "column_names"):
        return _pandas(source.to_pandas())
    if library != "polars":
        raise _unknown(source)
    import narwhals as nw

    try:
        table = nw.from_native(source, eager_only=True)
    except TypeError:
        raise _unknown(source) from None
    return pd.DataFrame({name: _narwhals_column(table[name]) for name in table.columns})


def _pandas(table: Any) -> pd.DataFrame:
    return pd.DataFrame(table).reset_index(drop=True)


def _narwhals_column(column: Any) -> Any:
    import narwhals as nw

    if column.dtype == nw.Enum:
        return pd.Categorical(column.to_list(), categories=list(column.dtype.categories))
    return np.array(column.to_list(), dtype=object) if _is_text(column) else column.to_numpy()


def _is_text(column: Any) -> bool:
    import narwhals as nw

    return column.dtype in (nw.String, nw.Categorical)


def _unknown(source: Any) -> InputError:
    name = f"{type(source).__module__}.{type(source).__qualname__}".removeprefix("builtins.")
    hints = {
        "LazyFrame": " Call .collect() on it first.",
        "ndarray": ' Name its columns: {"x1": X[:, 0], "x2": X[:, 1]}.',
    }
    return InputError(
        f"a table of type {name} is not known; {KINDS}.{hints.get(name.split('.')[-1], '')}"
    )


def _check(table: pd.DataFrame) -> None:
    if table.shape[1] == 0:
        raise InputError("the table has no columns.")
    if table.columns.nlevels > 1:
        raise InputError(
            f"the table's columns have names of {table.columns.nlevels} levels, such as "
            f"{table.columns[0]!r}, and a formula needs one text for each: "
            'table.columns = ["_".join(map(str, name)) for name in table.columns].'
        )
    check_characters(table.columns)
    if table.shape[0] == 0:
        raise InputError(f"the table has no rows (its columns: {shown(list(table.columns))}).")
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()].unique().tolist()
        raise InputError(
            f"more than one column is called {shown(twice)}, so the name does not say which "
            "is meant; rename them."
        )
