"""Roles: what goes with each row besides the formula: a weight, an offset, the clusters it is in.

A column that has a role is no predictor, so that the ``.`` of a formula leaves it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.errors import InputError
from oddsmith.frame.clusters import labels, ways_of
from oddsmith.frame.columns import Mask, read_column
from oddsmith.frame.words import count, no_such_columns

Array = NDArray[np.float64]
MOST_WEIGHT = 1e300  # some room below 1.8e308 for weighted sums of squares
NO_WEIGHT = "all weights are zero, so no row is left to learn from."
LEAST_WEIGHT = 1e-280  # one over it is a number, and so are variances
MOST_OFFSET = 1e100  # its square is a number


@dataclass(frozen=True, eq=False)
class Roles:
    """What goes with the n rows of a table besides the formula.

    Attributes
    ----------
    weights, offset : array (n,) or None
    clusters : tuple of arrays (n,)
        Labels, for each way to cluster.
    columns : tuple of str
        Columns of the table that have one of these roles.
    """

    weights: Array | None
    offset: Array | None
    clusters: tuple[NDArray[Any], ...]
    columns: tuple[str, ...]

    @classmethod
    def read(cls, table: pd.DataFrame, weights: Any, offset: Any, cluster: Any) -> "Roles":
        """Read what the caller gave: columns' names, or a value for each row."""
        ways = ways_of(cluster, table)
        known = None if offset is None else read_numbers(offset, table, "offset")
        if known is not None:
            require_moderate(known)
        return cls(
            None if weights is None else read_numbers(weights, table, "weights"),
            known,
            tuple(labels(way, table) for way in ways),
            tuple(given for given in (weights, offset, *ways) if isinstance(given, str)),
        )

    def positive(self, n: int) -> Mask:
        """Mark the rows that count: weight not zero (missing ones are seen to later)."""
        return np.ones(n, dtype=bool) if self.weights is None else positive(self.weights)

    def by_name(self, taken: Mapping[str, Any]) -> dict[str, Any]:
        """The values under names that are not taken, for messages."""
        given = {"weights": self.weights, "offset": self.offset}
        ways = ["cluster"] if len(self.clusters) == 1 else ["first cluster", "second cluster"]
        given |= dict(zip(ways, self.clusters, strict=False))
        return {
            f"{name}=" if name in taken else name: values
            for name, values in given.items()
            if values is not None
        }

    def at(self, rows: NDArray[np.intp]) -> "Roles":
        """The roles of some rows."""
        return Roles(
            None if self.weights is None else self.weights[rows],
            None if self.offset is None else self.offset[rows],
            tuple(way[rows] for way in self.clusters),
            self.columns,
        )


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


def positive(weights: Array) -> Mask:
    """Mark the weights that are not zero; refuse what no weight can be."""
    require_weights(weights)
    if (weights == 0).all():
        raise InputError(NO_WEIGHT)
    with np.errstate(over="ignore"):
        total = weights[np.isfinite(weights)].sum()
    require_total(float(total), float(np.fmax.reduce(weights)))
    return np.asarray(weights != 0)


def require_weights(weights: Array) -> None:
    """Refuse weights below zero."""
    if (weights < 0).any():
        raise InputError(
            f"weights are negative in {count(int((weights < 0).sum()), 'row')} (the smallest is "
            f"{np.nanmin(weights):g}); a row counts zero times or more."
        )


def require_total(total: float, largest: float, name: str = "weights") -> None:
    """Refuse weights whose sums leave the range of numbers, or leave nothing to divide by."""
    if 0 < total < LEAST_WEIGHT or total > MOST_WEIGHT:
        raise InputError(
            f"the {name} add up to {total:g} (the largest is {largest:g}), and sums of "
            "them would leave the range of numbers: divide them all by the largest."
        )


def require_moderate(offset: NDArray[Any]) -> None:
    """Refuse an offset beside which no coefficient could be told from zero; NaN is passed by.

    Raises
    ------
    InputError
        A value beyond ±1e100.
    """
    far = np.abs(offset[np.isfinite(offset)]).max(initial=0.0)
    if far > MOST_OFFSET:
        raise InputError(
            f"the offset holds a log-odds of {far:g}, beside which every coefficient is lost in "
            "rounding; 710 already is a probability of 1 to the last bit. Correct it, or leave out "
            "those rows."
        )
