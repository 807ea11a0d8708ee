"""Attributes: for each column of the table its levels or bins, and what they add to the log-odds.

    a category       each level, and for categories that interact each combination of levels
    a number         bins between edges; a bin adds the mean of what its rows add, so that any
                     transform or spline of one column has its place
    linear           a number that enters as it is may keep its own line: points per unit

A number that interacts with another column has no points of its own, and is refused by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import floor, log10
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.frame import Terms
from oddsmith.frame.columns import read_column
from oddsmith.frame.words import quoted
from oddsmith.inference.contributions import contributions
from oddsmith.inference.table_rows import codes
from oddsmith.result import Fit

LINEAR = "linear"
MOST_CELLS = 10_000


@dataclass(frozen=True, eq=False)
class Attributes:
    """What one column, or several categories together, can hold.

    Attributes
    ----------
    columns : tuple of str
    labels : tuple of str
        Of each attribute; ``"per unit"`` alone where the column is linear.
    adds : ndarray of shape (attributes,)
        To the log-odds.
    levels : tuple of tuples, or None
        Of categories: the values of each attribute, in the order of `columns`.
    edges : ndarray or None
        Of a binned number: a number at an edge is of the bin above.
    """

    columns: tuple[str, ...]
    labels: tuple[str, ...]
    adds: Array
    levels: tuple[tuple[Any, ...], ...] | None = None
    edges: Array | None = None

    @property
    def linear(self) -> bool:
        """Whether it has points per unit."""
        return self.levels is None and self.edges is None

    def place(self, table: pd.DataFrame) -> Array:
        """The attribute of each row, -1 where a value is missing or unseen: (n,)."""
        if self.edges is not None:
            values = np.asarray(read_column(table[self.columns[0]]), dtype=np.float64)
            found = np.searchsorted(self.edges, values, side="right")
            return np.where(np.isnan(values), -1, found)
        assert self.levels is not None
        place = {levels: k for k, levels in enumerate(self.levels)}
        rows = zip(*(np.asarray(table[name], dtype=object) for name in self.columns), strict=True)
        return np.array([place.get(row, -1) for row in rows])


def attributes_of(
    fit: Fit, table: pd.DataFrame, weight: Array, bins: Any
) -> tuple[float, list[Attributes]]:
    """The log-odds that belong to no column, and the attributes of every group of columns."""
    X = fit.terms.design(table)
    by = fit.predictor
    parts = contributions(X, by.center, by.coefficients, fit.terms.slices, fit.terms.intercept)
    groups = groups_of(fit.terms)
    unknown = set(bins) - set(fit.terms.variables) if isinstance(bins, Mapping) else set()
    if unknown:
        raise InputError(f"bins names {quoted(sorted(unknown))}, which the model does not use.")
    found, base = [], float(parts.base)
    for columns, names in groups:
        own = parts.terms[:, [parts.names.index(name) for name in names]].sum(axis=1)
        wanted = bins.get(columns[0], 5) if isinstance(bins, Mapping) else bins
        if all(is_category(fit.terms, column) for column in columns):
            found.append(of_categories(fit, table, columns, names))
        elif len(columns) > 1:
            refuse_interaction(columns, names)
        elif wanted == LINEAR:
            attribute, level = linear(fit, columns[0], names)
            found.append(attribute)
            base += level
        else:
            found.append(of_bins(columns[0], table, own, weight, wanted))
    return base, found


def groups_of(terms: Terms) -> list[tuple[tuple[str, ...], list[str]]]:
    """Columns that share a term, and their terms; in the order of the terms."""
    groups: list[tuple[set[str], list[str]]] = []
    for piece in terms.pieces:
        columns = {c for name, _ in piece.parts for c in terms.factors[name].variables}
        if not columns or any(piece.term in names for _, names in groups):
            continue
        joined = [group for group in groups if group[0] & columns]
        names = [name for _, own in joined for name in own] + [piece.term]
        groups = [group for group in groups if group not in joined]
        groups.append((set.union(columns, *(own for own, _ in joined)), names))
    order = terms.variables.index
    return [(tuple(sorted(columns, key=order)), names) for columns, names in groups]


def is_category(terms: Terms, column: str) -> bool:
    """Whether levels of this column decide what its terms add."""
    return any(codes(factor, column) for factor in terms.factors.values())


def refuse_interaction(columns: Sequence[str], names: Sequence[str]) -> None:
    raise NotSupportedError(
        f"{quoted(names)} join {quoted(columns)}, and one of them is a number: a scorecard adds "
        "points of one column at a time. Leave the interaction out, or bin the number before the "
        "fit (pandas.cut)."
    )


def of_categories(
    fit: Fit, table: pd.DataFrame, columns: tuple[str, ...], names: Sequence[str]
) -> Attributes:
    """Every combination of levels, put to the model in a row of its own."""
    each = [levels_of(fit.terms, column) for column in columns]
    if np.prod([len(levels) for levels in each]) > MOST_CELLS:
        raise NotSupportedError(
            f"{quoted(columns)} have more than {MOST_CELLS:,} combinations of levels: no card "
            "holds them."
        )
    cells = list(product(*each))
    rows = table.iloc[np.zeros(len(cells), dtype=np.intp)].reset_index(drop=True)
    values = {c: pd.Series(v) for c, v in zip(columns, zip(*cells, strict=True), strict=True)}
    labels = tuple(", ".join(map(str, cell)) for cell in cells)
    return Attributes(columns, labels, adds(fit, rows.assign(**values), names), tuple(cells))


def levels_of(terms: Terms, column: str) -> list[Any]:
    for factor in terms.factors.values():
        if codes(factor, column) and factor.coding is not None:
            return list(factor.coding.levels)
    raise AssertionError(column)


def adds(fit: Fit, rows: pd.DataFrame, names: Sequence[str]) -> Array:
    """What terms add to the log-odds of rows."""
    by, terms = fit.predictor, fit.terms
    parts = contributions(
        terms.design(rows), by.center, by.coefficients, terms.slices, terms.intercept
    )
    found: Array = parts.terms[:, [parts.names.index(name) for name in names]].sum(axis=1)
    return found


def linear(fit: Fit, column: str, names: Sequence[str]) -> tuple[Attributes, float]:
    """Log-odds per unit, and what they are at zero beside the base."""
    if list(names) != [column]:
        raise NotSupportedError(
            f"{column!r} enters as {quoted(names)}, which is no line: give it bins, not {LINEAR!r}."
        )
    here = fit.terms.slices[column]
    slope, center = fit.predictor.coefficients[here], fit.predictor.center[here]
    return Attributes((column,), ("per unit",), np.array(slope)), -float(slope[0] * center[0])


def of_bins(column: str, table: pd.DataFrame, own: Array, weight: Array, wanted: Any) -> Attributes:
    """Bins between edges, each with the mean of what its rows add."""
    values = np.asarray(read_column(table[column]), dtype=np.float64)
    edges = edges_of(column, values, wanted)
    place = np.searchsorted(edges, values, side="right")
    total = np.bincount(place, weights=weight, minlength=len(edges) + 1)
    if not total.all():
        empty = bin_labels(edges)[int(np.flatnonzero(total == 0)[0])]
        raise InputError(
            f"no row has {column!r} in the bin {empty}, so its points are not known: leave out "
            "an edge."
        )
    mean = np.bincount(place, weights=weight * own, minlength=len(edges) + 1) / total
    return Attributes((column,), tuple(bin_labels(edges)), mean, edges=edges)


def edges_of(column: str, values: Array, wanted: Any) -> Array:
    """Edges as given, or those of so many bins."""
    if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted >= 1:
        return quantile_edges(values, wanted)
    try:
        edges = np.asarray(wanted, dtype=np.float64)
    except (TypeError, ValueError):
        edges = np.array(np.nan)
    if edges.ndim != 1 or not np.isfinite(edges).all() or (np.diff(edges) <= 0).any():
        raise InputError(
            f"bins for {column!r} are a number of bins, edges that grow, or {LINEAR!r}; not "
            f"{wanted!r}."
        )
    return edges


def quantile_edges(values: Array, count: int) -> Array:
    """Edges of bins with about as many rows each, to a hundredth of the range; none is empty.

    Examples
    --------
    >>> quantile_edges(np.arange(101.0), 4)
    array([25., 50., 75.])
    >>> quantile_edges(np.array([0.0, 0.0, 1.0]), 4)
    array([0.5])
    """
    distinct = np.unique(values)
    if len(distinct) <= count:
        return np.asarray((distinct[1:] + distinct[:-1]) / 2)
    decimals = 2 - floor(log10(distinct[-1] - distinct[0]))
    edges = np.unique(np.quantile(values, np.arange(1, count) / count).round(decimals))
    used = np.unique(np.searchsorted(edges, distinct, side="right"))
    return np.asarray(edges[used[1:] - 1])


def bin_labels(edges: Array) -> list[str]:
    """Examples
    --------
    >>> bin_labels(np.array([1.0, 2.5]))
    ['below 1', '1 to below 2.5', '2.5 or more']
    """
    if not len(edges):
        return ["any"]
    said = [f"{edge:.10g}" for edge in edges]
    between = [f"{a} to below {b}" for a, b in pairwise(said)]
    return [f"below {said[0]}", *between, f"{said[-1]} or more"]
