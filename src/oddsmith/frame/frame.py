"""Frame: a formula met a table. Everything a fit needs, row by row, and what it took to get there.

    rows kept = weight not zero, and no missing or infinite value in what is used
    y, X, case_weight, offset: one entry per row kept, in the table's order

Levels, means and knots are learned from the rows kept alone, so that a row of weight zero is the
same as no row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.design import Design
from oddsmith.errors import FormulaError
from oddsmith.frame.algebra import Factor, columns_of, read_terms, uses_dot
from oddsmith.frame.expression import Text, split
from oddsmith.frame.learn import learn_terms, with_context
from oddsmith.frame.missing import read_columns, usable
from oddsmith.frame.response import Response, names_on_left
from oddsmith.frame.roles import Roles
from oddsmith.frame.tables import read_table
from oddsmith.frame.terms import Terms
from oddsmith.frame.trials import counts_on_left, require_counts
from oddsmith.frame.words import count, quoted

Array = NDArray[np.float64]


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
        What to do with rows that have missing or infinite values in a column that is used, or no
        weight, offset or cluster.
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
    left, right = split(formula)
    table, own = with_context(read_table(data), context)
    trials = None if weights is not None else _trials(left, table)
    roles = Roles.read(table, weights if trials is None else trials, offset, cluster)
    outcome, written = columns_used(left, right, table, own, roles.columns)
    needed = list(dict.fromkeys([*outcome, *columns_of(written)]))
    positive = roles.positive(len(table))
    columns: dict[str, Any] = read_columns(table, needed)
    keep = usable(columns | roles.by_name(columns), positive, missing)
    rows, part = np.flatnonzero(keep), table[needed]
    part = part if keep.all() else part.iloc[rows]
    response = Response.learn(left, part, event, context=own, reference=reference)
    terms = learn_terms(right.original(), written, part, own)
    kept = roles.at(rows)
    return Frame(
        X=terms.design(part),
        y=encoded(response, part),
        case_weight=kept.weights,
        offset=kept.offset,
        terms=terms,
        response=response,
        rows=rows,
        table=part,
        clusters=kept.clusters,
        trials=trials,
        n_dropped=int(positive.sum()) - len(rows),
        n_zero_weight=int((~positive).sum()),
    )


def _trials(left: Text, table: pd.DataFrame) -> str | None:
    """The column of numbers of trials, where the left side names one."""
    counts = counts_on_left(left, table.columns)
    if counts is None:
        return None
    require_counts(table, *counts)
    return counts[1]


def columns_used(
    left: Text,
    right: Text,
    table: pd.DataFrame,
    own: Mapping[str, Any],
    with_roles: Collection[str],
) -> tuple[list[str], list[tuple[Factor, ...]]]:
    """The columns of the left side, and the terms of the right one."""
    names = [name for name in table.columns if isinstance(name, str)]
    outcome = names_on_left(left, names, own)
    if uses_dot(right):
        _refuse_names_that_are_no_text(table)
    rest = [name for name in names if name not in (*outcome, *with_roles)]
    return outcome, read_terms(right, names, own, rest)


def encoded(response: Response, table: pd.DataFrame) -> NDArray[Any]:
    """The y of a table's rows, (n,): of classes their numbers."""
    y = response.encode(table)
    return y.astype(np.intp) if response.kind == "classes" else y


def _refuse_names_that_are_no_text(table: pd.DataFrame) -> None:
    odd = [name for name in table.columns if not isinstance(name, str)]
    if odd:
        raise FormulaError(
            f"the . stands for all other columns, but {count(len(odd), 'column')} of the table "
            f"{'has a name' if len(odd) == 1 else 'have names'} that a formula cannot hold, since "
            f"it is not text: {quoted(odd)}. Rename: table.columns = table.columns.map(str)."
        )
