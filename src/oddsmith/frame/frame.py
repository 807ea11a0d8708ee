"""Frame: a formula met a table. Everything a fit needs, row by row, and what it took to get there.

    rows kept = weight not zero, and no missing or infinite value in a column that is used
    y, X, case_weight, offset: one entry per row kept, in the table's order

Levels, means and knots are learned from the rows kept alone, so that a row of weight zero is the
same as no row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.design import Design
from oddsmith.errors import DroppedRowsWarning, FormulaError, InputError, MissingValuesError
from oddsmith.frame.algebra import columns_of, read_terms, uses_dot
from oddsmith.frame.caller import warn
from oddsmith.frame.clusters import read_clusters
from oddsmith.frame.columns import Mask, read_column
from oddsmith.frame.expression import split
from oddsmith.frame.learn import learn_terms, with_context
from oddsmith.frame.missing import DO, read_columns, sentence, tally
from oddsmith.frame.response import Response, names_on_left
from oddsmith.frame.tables import read_table
from oddsmith.frame.terms import Terms
from oddsmith.frame.trials import counts_on_left, require_counts
from oddsmith.frame.words import count, no_such_columns, quoted

Array = NDArray[np.float64]
MOST_WEIGHT = 1e300  # some room below 1.8e308 for weighted sums of squares


@dataclass(frozen=True, eq=False)
class Frame:
    """The rows that a model is fitted to.

    Attributes
    ----------
    X : Design
        n × p.
    y : array (n,)
        In [0, 1]; of several classes, whole numbers from 0, the reference, to K - 1.
    case_weight, offset : array (n,) or None
    terms : Terms
        How the columns are made, for new rows too.
    response : Response
        What is modelled.
    rows : array (n,)
        Positions of these rows in the table.
    table : DataFrame
        These rows, of the columns that the formula uses.
    clusters : tuple of arrays (n,)
        Labels of clusters, for each way to cluster.
    trials : str or None
        The column of numbers of trials that the left side names.
    n_dropped : int
        Rows left out for missing or infinite values.
    n_zero_weight : int
        Rows left out for a weight of zero.
    """

    X: Design
    y: Array
    case_weight: Array | None
    offset: Array | None
    terms: Terms
    response: Response
    rows: NDArray[np.intp]
    table: pd.DataFrame
    clusters: tuple[NDArray[Any], ...] = ()
    trials: str | None = None
    n_dropped: int = 0
    n_zero_weight: int = 0


def make_frame(
    formula: str,
    data: Any,
    *,
    event: Any = None,
    reference: Any = None,
    weights: Any = None,
    offset: Any = None,
    cluster: Any = None,
    missing: Literal["raise", "drop"] = "raise",
    context: Mapping[str, Any] | None = None,
) -> Frame:
    """Read a formula against a table.

    Parameters
    ----------
    formula : str
        Such as ``"admit ~ gre + C(rank)"``.
    data : DataFrame, dict of arrays, polars or Arrow table, or path of a CSV file
    event : label, optional
        The level of the response to model; by default the second in order, and with more than two
        every one against the reference.
    reference : label, optional
        The level of the response that the others are compared with; by default the first in order.
    weights, offset : str or array (n,), optional
        A column's name, or one number per row. Weights are at least 0.
    cluster : str or array (n,), or two of these, optional
        Labels of the rows that may depend on each other.
    missing : "raise" or "drop"
        What to do with rows that have missing or infinite values in a column that is used.
    context : mapping, optional
        Functions, numbers and lists that the formula may name; arrays of the table's length count
        as columns.

    Raises
    ------
    FormulaError
        If the formula does not parse, is refused, or names unknown columns.
    InputError
        If the table, the response, the weights or the offset cannot be used.
    MissingValuesError
        If values are missing and `missing` is ``"raise"``.

    Warns
    -----
    DroppedRowsWarning
        If rows were dropped.

    Examples
    --------
    >>> from oddsmith.datasets import load
    >>> frame = make_frame("admit ~ gre + C(rank)", load("admissions"))
    >>> frame.X.shape, frame.response.describe()
    ((400, 5), 'P(admit = 1)')
    """
    if missing not in ("raise", "drop"):
        raise InputError(f'missing={missing!r} is not known; it is "raise" or "drop".')
    left, right = split(formula)
    table, own = with_context(read_table(data), context)
    clusters = read_clusters(cluster, table)
    counts = counts_on_left(left, table.columns) if weights is None else None
    if counts:
        require_counts(table, *counts)
        weights = counts[1]
    numbers = {
        name: read_numbers(value, table, name)
        for name, value in (("weights", weights), ("offset", offset))
        if value is not None
    }
    positive = _positive(numbers.get("weights"), len(table))
    taken = [name for name in (weights, offset) if isinstance(name, str)]
    names = [name for name in table.columns if isinstance(name, str)]
    outcome = names_on_left(left, names, own)
    rest = [name for name in names if name not in (*outcome, *taken)]
    if uses_dot(right):
        _refuse_names_that_are_no_text(table)
    written = read_terms(right, names, own, rest)
    needed = list(dict.fromkeys([*outcome, *columns_of(written)]))
    keep = _usable(table, needed, numbers, positive, missing)
    rows, part = np.flatnonzero(keep), table[needed]
    part = part if keep.all() else part.iloc[rows]
    response = Response.learn(left, part, event, context=own, reference=reference)
    terms = learn_terms(right.original(), written, part, own)
    weight, shift = (numbers.get(name) for name in ("weights", "offset"))
    return Frame(
        X=terms.design(part),
        y=_encoded(response, part),
        case_weight=None if weight is None else weight[rows],
        offset=None if shift is None else shift[rows],
        terms=terms,
        response=response,
        rows=rows,
        table=part,
        clusters=tuple(way[rows] for way in clusters),
        trials=counts[1] if counts else None,
        n_dropped=int(positive.sum()) - len(rows),
        n_zero_weight=int((~positive).sum()),
    )


def _encoded(response: Response, table: pd.DataFrame) -> NDArray[Any]:
    y = response.encode(table)
    return y.astype(np.intp) if response.kind == "classes" else y


def read_numbers(value: Any, table: pd.DataFrame, name: str) -> Array:
    """Give weights or an offset as numbers, one per row of the table.

    Parameters
    ----------
    value : str or array (n,)
        A column's name, or the numbers.
    table : DataFrame
        n rows.
    name : str
        What the numbers are, for errors.
    """
    said = f"{name}={value!r}" if isinstance(value, str) else name
    if isinstance(value, str):
        if value not in table.columns:
            raise InputError(f"{said}: {no_such_columns([value], table.columns)}")
        value = table[value]
    elif isinstance(value, pd.Series) and not value.index.equals(table.index):
        if len(value) == len(table):
            raise InputError(
                f"{name} is a Series whose index is not the table's, so its rows may be in another "
                "order; reindex it, or pass .to_numpy() to go by position."
            )
    elif np.ndim(value) != 1:
        raise InputError(
            f"{name} has shape {np.shape(value)}; a column's name or one number per row."
        )
    numbers = read_column(pd.Series(value, name=name))
    if len(numbers) != len(table):
        raise InputError(
            f"{name} has {count(len(numbers), 'value')}, and the table {count(len(table), 'row')}."
        )
    if not isinstance(numbers, np.ndarray) or numbers.dtype.kind not in "bif":
        raise InputError(f"{said} holds text or categories; numbers are needed.")
    return numbers.astype(np.float64)


def _refuse_names_that_are_no_text(table: pd.DataFrame) -> None:
    odd = [name for name in table.columns if not isinstance(name, str)]
    if odd:
        raise FormulaError(
            f"the . stands for all other columns, but {count(len(odd), 'column')} of the table "
            f"{'has a name' if len(odd) == 1 else 'have names'} that a formula cannot hold, since "
            f"it is not text: {quoted(odd)}. Rename: table.columns = table.columns.map(str)."
        )


def _positive(weights: Array | None, n: int) -> Mask:
    """Mark the rows that count: weight not zero (missing ones are seen to later)."""
    if weights is None:
        return np.ones(n, dtype=bool)
    if (weights < 0).any():
        raise InputError(
            f"weights are negative in {count(int((weights < 0).sum()), 'row')} (the smallest is "
            f"{np.nanmin(weights):g}); a row counts zero times or more."
        )
    if (weights == 0).all():
        raise InputError("all weights are zero, so no row is left to learn from.")
    with np.errstate(over="ignore"):
        total = weights[np.isfinite(weights)].sum()
    if total > MOST_WEIGHT:
        raise InputError(
            f"the weights add up to {total:g} (the largest is {np.nanmax(weights):g}), and sums of "
            "them would leave the range of numbers: divide them all by the largest."
        )
    return np.asarray(weights != 0)


def _usable(
    table: pd.DataFrame,
    used: list[str],
    numbers: Mapping[str, Array],
    positive: Mask,
    policy: str,
) -> Mask:
    columns: dict[str, Any] = read_columns(table, used)
    for name, values in numbers.items():
        columns.setdefault(name if name not in columns else f"{name}=", values)
    bad, said = tally(columns, positive)
    if not bad.any():
        return positive
    said_of = sentence(bad, said, len(table))
    if policy == "raise":
        raise MissingValuesError(f"{said_of} {DO}")
    keep = positive & ~bad
    if not keep.any():
        raise MissingValuesError(f"{said_of} No row is left.")
    warn(f"{said_of} They are left out.", DroppedRowsWarning)
    return keep
