"""Groups: the rows of a table by the value of a column, and a line of measures for each."""

from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.export.card.measures import Measures, measure
from oddsmith.export.judged_rows import FARTHEST, JudgedRows
from oddsmith.frame.coding import Level
from oddsmith.frame.words import no_such_columns

MOST = 50  # groups that are shown, the largest
MISSING = "(missing)"
Lines = list[tuple[str, Measures]]


def of_all(rows: JudgedRows, classes: tuple[Level, ...], threshold: float) -> Lines:
    """All rows: a line, or one for each of several classes against the rest."""
    everything = np.ones(len(rows.y), dtype=bool)
    return lines_of(rows, everything, classes, threshold)


def by_group(
    rows: JudgedRows, group: str, classes: tuple[Level, ...], threshold: float
) -> tuple[list[tuple[str, Lines]], int]:
    """The lines of each group, and how many groups have none.

    Raises
    ------
    InputError
        There is no such column.
    """
    if group not in rows.table.columns:
        raise InputError(no_such_columns([group], rows.table.columns))
    labels = labels_of(rows.table[group])
    sizes = labels.value_counts()
    shown = [label for label in dict.fromkeys(ordered(labels)) if label in sizes.index[:MOST]]
    found = [
        (label, lines_of(rows, (labels == label).to_numpy(), classes, threshold)) for label in shown
    ]
    return found, len(sizes) - len(shown)


def labels_of(column: "pd.Series[Any]") -> "pd.Series[str]":
    """Each row's group in words."""
    said = column.astype(object).map(str)
    return said.where(column.notna().to_numpy(), MISSING).astype(object)


def ordered(labels: "pd.Series[str]") -> list[str]:
    """Numbers by size, texts in order, missing ones last."""

    def key(label: str) -> tuple[int, float, str]:
        try:
            return 0, float(label), label
        except ValueError:
            return (2 if label == MISSING else 1), 0.0, label

    return sorted(set(labels), key=key)


def lines_of(rows: JudgedRows, chosen: Any, classes: tuple[Level, ...], threshold: float) -> Lines:
    """Measures of some rows; for several classes of each of them against the rest."""
    weight = rows.weight[chosen]
    if not classes:
        found = measure(rows.z[chosen], rows.p[chosen, 0], rows.y[chosen], weight, threshold)
        return [("", found)]
    return [
        (str(label), measure(*one_against_rest(rows, chosen, k), weight, threshold))
        for k, label in enumerate(classes)
    ]


def one_against_rest(rows: JudgedRows, chosen: Any, k: int) -> tuple[Array, Array, Array]:
    p = rows.p[chosen, k]
    with np.errstate(divide="ignore"):
        z = np.clip(np.log(p) - np.log1p(-np.minimum(p, 1.0)), -FARTHEST, FARTHEST)
    return z, p, (rows.y[chosen] == k).astype(np.float64)
