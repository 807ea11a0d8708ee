"""Missing and infinite values, counted by column, so that a message can say where they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.errors import DroppedRowsWarning, InputError, MissingValuesError
from oddsmith.frame.caller import warn
from oddsmith.frame.columns import Mask, Values, infinite, missing, read_column
from oddsmith.frame.words import count, no_such_columns

DO = 'Fill them, or pass missing="drop" to leave these rows out.'


def read_columns(table: pd.DataFrame, names: Iterable[str]) -> dict[str, Values]:
    """Read the named columns of a table.

    Raises
    ------
    InputError
        Naming all columns that are not there.

    Examples
    --------
    >>> read_columns(pd.DataFrame({"x": [1, 2], "y": [3, 4]}), ["y"])
    {'y': array([3, 4])}
    """
    names = list(dict.fromkeys(names))
    absent = [name for name in names if name not in table.columns]
    if absent:
        raise InputError(no_such_columns(absent, table.columns))
    return {name: read_column(table[name]) for name in names}


def any_missing(columns: Mapping[str, Values], n: int) -> Mask:
    """Mark the rows in which at least one column has no value.

    Examples
    --------
    >>> any_missing({"x": np.array([1.0, np.nan])}, 2)
    array([False,  True])
    """
    gaps = np.zeros(n, dtype=bool)
    for values in columns.values():
        gaps |= missing(values)
    return gaps


def tally(columns: Mapping[str, Values], rows: Any) -> tuple[Mask, list[str]]:
    """Mark the rows that cannot be used, and say how many of which kind each column has.

    Examples
    --------
    >>> tally({"x": np.array([1.0, np.nan, np.inf])}, np.array([True, True, True]))
    (array([False,  True,  True]), ["'x' (1 missing, 1 infinite)"])
    """
    bad, said = np.zeros(len(rows), dtype=bool), []
    for name, values in columns.items():
        kinds = {"missing": missing(values) & rows, "infinite": infinite(values) & rows}
        counts = [f"{mask.sum():,} {kind}" for kind, mask in kinds.items() if mask.any()]
        if counts:
            said.append(f"{name!r} ({', '.join(counts)})")
        bad |= kinds["missing"] | kinds["infinite"]
    return bad, said


def sentence(bad: Mask, said: Sequence[str], total: int) -> str:
    """Write a tally out.

    Examples
    --------
    >>> sentence(np.array([True, False]), ["'x' (1 missing)"], 2)
    "1 row of 2 cannot be used: 'x' (1 missing)."
    """
    return f"{count(int(bad.sum()), 'row')} of {total:,} cannot be used: {', '.join(said)}."


def usable(columns: Mapping[str, Values], rows: Mask, policy: str) -> Mask:
    """Mark those of the rows, (n,), that lack no value; `policy` is "raise" or "drop".

    Raises
    ------
    InputError
        The policy is another word.
    MissingValuesError
        Some do and the policy is to raise, or all do.

    Examples
    --------
    >>> usable({"x": np.array([1.0, 2.0])}, np.array([True, False]), "raise")
    array([ True, False])
    """
    if not isinstance(policy, str) or policy not in ("raise", "drop"):
        raise InputError(f'missing={policy!r} is not known; it is "raise" or "drop".')
    bad, said = tally(columns, rows)
    if not bad.any():
        return rows
    said_of = sentence(bad, said, len(rows))
    if policy == "raise":
        raise MissingValuesError(f"{said_of} {DO}")
    keep = rows & ~bad
    if not keep.any():
        raise MissingValuesError(f"{said_of} No row is left.")
    warn(f"{said_of} They are left out.", DroppedRowsWarning)
    return keep
