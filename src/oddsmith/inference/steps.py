"""How far a column moves: one unit, one standard deviation, or one interquartile range.

    standard deviation    √[Σ c (x - x̄)² / (N - 1)]                  N = Σ c,  x̄ = Σ c x / N
    quantile              x_(1 + (N - 1) q),   between x_(k) and x_(k + 1) in a straight line,
                          x_(k) the smallest x with Σ c ≥ k of all rows up to it

Frequencies are as many rows: both are R's `sd` and `quantile` (type 7; Hyndman and Fan 1996, *The
American Statistician* 50, 361-365) of the rows repeated.  Weights of any other kind are first
scaled to add up to the number of rows, so that their unit does not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.frame.assemble import Piece
from oddsmith.frame.evaluate import Evaluator
from oddsmith.frame.factors import Factor
from oddsmith.inference.rows import WeightKind
from oddsmith.inference.table_rows import TableRows

Per = Literal["unit", "sd", "iqr"]
Moved: TypeAlias = tuple[Array, NDArray[np.bool_]]  # a step for each column; is it more than a unit
BASELINE = "odds at 0"  # what the exponential of an intercept is
ROUNDING = 1e-12  # of a sum of weights


@dataclass(frozen=True, eq=False)
class Steps:
    """A step for each of p columns.

    Attributes
    ----------
    sizes : ndarray of shape (p,)
        In units of the column.
    kinds : tuple of p str
        ``"unit"``, ``"sd"`` or ``"iqr"``; ``"odds at 0"`` for the intercept.
    """

    sizes: Array
    kinds: tuple[str, ...]


def steps_of(
    terms: Terms,
    per: Per = "unit",
    rows: TableRows | None = None,
    weight_kind: WeightKind = "precision",
) -> Steps:
    """The step of each column of a model.

    Each *factor* of numbers moves by its own deviation or range, so that the columns gpa and
    gpa:C(rank) move by the same step; in a product of two such factors by the product of both.
    Categories, and numbers that are 0 or 1 throughout, move by one unit.

    Parameters
    ----------
    terms : Terms
        The right-hand side as learned.
    per : {"unit", "sd", "iqr"}
    rows : TableRows, optional
        n rows with their weights; needed for ``"sd"`` and ``"iqr"``.
    weight_kind : {"precision", "frequency", "sampling"}
        What the weights mean.

    Raises
    ------
    InputError
        An unknown step, no rows, or one row only.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"x": [1.0, 2.0, 3.0, 6.0], "z": [0, 1, 1, 0]})
    >>> terms = Terms.learn("x * z", table)
    >>> steps = steps_of(terms, "iqr", TableRows(table))
    >>> dict(zip(terms.names, zip(steps.sizes.tolist(), steps.kinds)))
    {'Intercept': (1.0, 'odds at 0'), 'x': (2.0, 'iqr'), 'z': (1.0, 'unit'), 'x:z': (2.0, 'iqr')}
    """
    if per not in ("unit", "sd", "iqr"):
        raise InputError(f'per={per!r}: an odds ratio is per "unit", "sd" or "iqr".')
    if per != "unit" and rows is None:
        raise InputError(
            f"per={per!r} is a measure of the rows of the fit, and they are not at hand: fit again "
            'from the table, or ask per="unit".'
        )
    own = {name: one_unit(factor) for name, factor in terms.factors.items()}
    if rows is not None and per != "unit":
        columns, c = rows.columns(terms.variables), weights_as_rows(rows.weights, weight_kind)
        evaluator = Evaluator(columns, terms.context, terms.transform_state, learning=False)
        for name, factor in terms.factors.items():
            if factor.coding is None:
                values = factor.block(factor.compute(evaluator, len(c)), reduced=False)
                own[name] = measured(values.astype(np.float64), c, per)
    pieces = [product_of(piece, terms, own) for piece in terms.pieces]
    sizes = np.concatenate([size for size, _ in pieces])
    moved = np.concatenate([moved for _, moved in pieces])
    kinds = np.where(moved, per, "unit").astype(object)
    if terms.intercept is not None:
        sizes[terms.intercept], kinds[terms.intercept] = 1.0, BASELINE
    return Steps(sizes, tuple(kinds))


def one_unit(factor: Factor) -> Moved:
    width = len(factor.names(reduced=False))
    return np.ones(width), np.zeros(width, dtype=bool)


def product_of(piece: Piece, terms: Terms, own: Mapping[str, Moved]) -> Moved:
    """Steps of a product of factors, in the order of its columns: the first runs fastest."""
    size, moved = np.ones(1), np.zeros(1, dtype=bool)
    for name, reduced in piece.parts:
        width = len(terms.factors[name].names(reduced))
        sizes, moving = (values[len(values) - width :] for values in own[name])
        size = np.multiply.outer(sizes, size).ravel()
        moved = np.logical_or.outer(moving, moved).ravel()
    return size, moved


def measured(X: Array, c: Array, per: Per) -> Moved:
    """The step of each column of numbers, (n, k), and whether it is other than a unit."""
    sizes = np.array([deviation(x, c) if per == "sd" else interquartile_range(x, c) for x in X.T])
    moved = ~((X == 0) | (X == 1)).all(axis=0)
    return np.where(moved, sizes, 1.0), moved


def weights_as_rows(c: Array, weight_kind: WeightKind) -> Array:
    """Weights as numbers of rows: their sum is N."""
    return c if weight_kind == "frequency" else c * (np.count_nonzero(c) / c.sum())


def deviation(x: Array, c: Array) -> float:
    """The standard deviation of numbers, (n,), each there c times.

    Examples
    --------
    >>> deviation(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    1.4142135623730951
    """
    N = float(c.sum())
    if N <= 1:
        raise InputError(
            f"The weights add up to {N:g} rows, and one row has no standard deviation. Ask "
            'per="unit".'
        )
    return float(np.sqrt(c @ (x - c @ x / N) ** 2 / (N - 1)))


def interquartile_range(x: Array, c: Array) -> float:
    """The third quartile less the first of numbers, (n,), each there c times.

    Examples
    --------
    >>> interquartile_range(np.array([1.0, 2.0, 3.0, 6.0]), np.ones(4))
    2.0
    """
    order = np.argsort(x, kind="stable")
    x, upto = x[order], np.cumsum(c[order])
    N = float(upto[-1])

    def quantile(q: float) -> float:
        place = 1 + max(N - 1, 0) * q
        below = np.floor(place)
        found = np.searchsorted(upto, np.array([below, below + 1]) - ROUNDING * N)
        low, high = x[np.minimum(found, len(x) - 1)]
        return float(low + (place - below) * (high - low))

    return quantile(0.75) - quantile(0.25)
