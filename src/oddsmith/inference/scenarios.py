"""Which variables of a table move, how, and what the others are held at.

numbers        ∂p/∂v
a category     p(level) - p(reference), for each other level

at = "overall"                each row as it is, and the average over rows
     "mean"                   one row: numbers at their mean, categories at their commonest level
     {"rank": [1, 4]}         each row with rank 1, then each with rank 4: counterfactuals
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.frame.coding import levels_of
from oddsmith.frame.columns import Values
from oddsmith.frame.words import no_such_columns
from oddsmith.inference.table_rows import TableRows, codes

MANY = 10_000  # combinations of values beyond which something was not meant so


@dataclass(frozen=True)
class Variable:
    """A column of the table.

    Attributes
    ----------
    name : str
    levels : tuple
        Of a category, the reference first; empty for numbers.
    """

    name: str
    levels: tuple[Any, ...] = ()


def variables_of(terms: Terms, columns: Mapping[str, Values]) -> dict[str, Variable]:
    """The columns of the table that the formula uses.

    Text, categories and booleans are categories, and so are numbers that the formula has as C(…).

    Examples
    --------
    >>> table = {"x": np.array([1.0, 2.0, 4.0]), "rank": np.array([1, 2, 2])}
    >>> variables_of(Terms.learn("x + C(rank)", table), table)["rank"]
    Variable(name='rank', levels=(1, 2))
    """
    return {name: variable_of(terms, name, columns[name]) for name in terms.variables}


def variable_of(terms: Terms, name: str, values: Values) -> Variable:
    for factor in terms.factors.values():
        if codes(factor, name):
            assert factor.coding is not None
            levels, base = list(factor.coding.levels), factor.coding.base or 0
            return Variable(name, (levels[base], *levels[:base], *levels[base + 1 :]))
    if isinstance(values, pd.Categorical) or values.dtype.kind == "O":
        return Variable(name, tuple(levels_of(values)))
    return Variable(name, (False, True) if values.dtype.kind == "b" else ())


def chosen(known: Mapping[str, Variable], names: str | Sequence[str]) -> list[Variable]:
    """The variables of these names.

    Raises
    ------
    InputError
        A name that the formula does not use, or one twice.
    """
    names = [names] if isinstance(names, str) else list(names)
    absent = [name for name in names if name not in known]
    if absent:
        raise InputError(
            "An effect is that of a column of the table which the formula uses; "
            + no_such_columns(list(map(str, absent)), known)
        )
    if len(set(names)) < len(names) or not names:
        raise InputError(f"variables={names!r}: name one variable or more, each once.")
    return [known[name] for name in names]


def settings(at: Mapping[str, Any], known: Mapping[str, Variable]) -> list[dict[str, Any]]:
    """Every combination of the values asked for, the last variable running fastest.

    Raises
    ------
    InputError
        No variable of that name, no value for it, a value that is missing or infinite, or more
        combinations than are meant.

    Examples
    --------
    >>> known = {"rank": Variable("rank"), "gpa": Variable("gpa")}
    >>> settings({"rank": [1, 2], "gpa": 3.5}, known)
    [{'rank': 1, 'gpa': 3.5}, {'rank': 2, 'gpa': 3.5}]
    """
    if not isinstance(at, Mapping):
        raise InputError(
            f'at={at!r}: it is "overall", "mean", or values for variables, such as '
            '{"gpa": [3.0, 3.5]}.'
        )
    if at:
        chosen(known, list(at))
    values = [values_of(name, given) for name, given in at.items()]
    count = int(np.prod([len(each) for each in values], dtype=float))
    if count > MANY:
        raise InputError(
            f"at= asks for {count:,} combinations of values, each an average over all rows: "
            f"{MANY:,} at most. Name fewer values."
        )
    return [dict(zip(at, each, strict=True)) for each in product(*values)]


def rows_at(
    at: Any, rows: TableRows, known: Mapping[str, Variable]
) -> tuple[TableRows, list[dict[str, Any]]]:
    """The rows to average over, and the settings to put them under, as `at` asks."""
    if isinstance(at, str) and at == "mean":
        return mean_row(rows, known), [{}]
    if isinstance(at, str) and at == "overall":
        return rows, [{}]
    return rows, settings(at, known)


def values_of(name: str, given: Any) -> list[Any]:
    many = isinstance(given, Iterable) and not isinstance(given, str)
    values = list(given) if many else [given]
    values = [value.item() if isinstance(value, np.generic) else value for value in values]
    bad = [v for v in values if pd.isna(v) or v in (np.inf, -np.inf)]
    if bad or not values:
        raise InputError(
            f"at={{{name!r}: {given!r}}}: name one value or more, none of them missing or infinite."
        )
    return values


def mean_row(rows: TableRows, known: Mapping[str, Variable]) -> TableRows:
    """One row: weighted means of numbers and offset, and the categories of largest weight.

    Of equal weights the level that comes first, the reference before all.
    """
    c, columns = rows.weights, rows.columns(known)
    table = {
        name: [
            commonest(columns[name], c, variable.levels)
            if variable.levels
            else np.average(columns[name], weights=c)
        ]
        for name, variable in known.items()
    }
    offset = None if rows.offset is None else np.array([np.average(rows.offset, weights=c)])
    one = pd.DataFrame(table) if table else rows.table.iloc[:1]
    return TableRows(one, None, offset)


def commonest(values: Values, weights: Array, levels: tuple[Any, ...]) -> Any:
    """The level of the largest total weight.

    Examples
    --------
    >>> commonest(np.array([2, 1, 2, 1]), np.ones(4), (1, 2))
    1
    """
    place, seen = pd.factorize(np.asarray(values))
    total = dict(zip(seen.tolist(), np.bincount(place, weights=weights), strict=True))
    return max(levels, key=lambda level: total.get(level, 0.0))
