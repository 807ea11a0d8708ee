"""Rows beside what came true: those of the fit, or of a table that holds the response."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array, Design
from oddsmith.errors import InputError
from oddsmith.frame import read_numbers, read_table
from oddsmith.frame.words import no_such_columns
from oddsmith.losses import sigmoid
from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.fitted import in_memory

FARTHEST = 700.0  # log-odds beyond which a probability is 0 or 1


@dataclass(frozen=True, eq=False)
class JudgedRows:
    """Rows whose prediction and outcome are both known.

    Attributes
    ----------
    table : DataFrame
        n rows.
    p : ndarray of shape (n, classes)
        Of two classes one column: the probability of the level modelled.
    y : ndarray of shape (n,)
        0, 1 or a share; of several classes the position of the class.
    weight : ndarray of shape (n,)
    left_out : int
        Rows with a missing value, or whose prediction is not known.
    """

    table: pd.DataFrame
    p: Array
    y: Array
    weight: Array
    left_out: int

    @property
    def z(self) -> Array:
        """Log-odds of two classes: (n,)."""
        p = self.p[:, 0]
        with np.errstate(divide="ignore"):
            z: Array = np.clip(np.log(p) - np.log1p(-p), -FARTHEST, FARTHEST)
        return z


def judged_rows(fit: Fit | MultinomialFit, data: Any) -> JudgedRows:
    """The rows of a table, or of the fit where none is given.

    Raises
    ------
    InputError
        The table lacks a column (all are named), holds no row that can be used, or is needed and
        not given.
    """
    if data is None:
        return used(*rows_of_fit(fit))
    table = read_table(data)
    need = [*fit.response.variables, *fit.terms.variables]
    absent = [name for name in dict.fromkeys(need) if name not in table.columns]
    if absent:
        raise InputError(
            f"The model and the table do not match: {no_such_columns(absent, table.columns)}"
        )
    shift = fit._offset(table, None) if isinstance(fit, Fit) else None
    p = probabilities(fit, fit.terms.design(table), shift)
    return used(table, p, fit.response.encode(table), weights_of(fit, table))


def used(table: pd.DataFrame, p: Array, y: Array, weight: Array) -> JudgedRows:
    """The rows of which everything is known."""
    known = np.isfinite(y) & np.isfinite(p).all(axis=1) & (weight > 0)
    if not known.any():
        raise InputError(
            f"None of the {len(table):,} rows can be used: a value is missing in each of them."
        )
    kept = np.flatnonzero(known)
    return JudgedRows(table.iloc[kept], p[kept], y[kept], weight[kept], len(table) - len(kept))


def has_rows(fit: Fit | MultinomialFit) -> bool:
    """Whether the fit still has the table that it was made from."""
    return fit.workings is not None and bool(fit.workings.table.size)


def rows_of_fit(fit: Fit | MultinomialFit) -> tuple[pd.DataFrame, Array, Array, Array]:
    """Table, probabilities, outcome and weights of the fit's own rows."""
    if fit.workings is None or not has_rows(fit):
        raise InputError(
            "The rows of the fit are not at hand (it was loaded from a file, or made from an "
            "array, or from rows that were streamed): give data=, a table with the columns of the "
            "formula."
        )
    rows = in_memory(fit.workings.rows, "Rows of the fit").whole
    p = probabilities(fit, rows.X, rows.offset)
    return fit.workings.table, p, np.asarray(rows.y, dtype=np.float64), rows.weights


def probabilities(fit: Fit | MultinomialFit, X: Design, shift: Array | None) -> Array:
    """NaN where a value is missing, without a warning of each: (n, classes)."""
    if isinstance(fit, MultinomialFit):
        return fit.found.predictor.probabilities(X)
    return sigmoid(fit.predictor.raw(X) + (0.0 if shift is None else shift))[:, None]


def weights_of(fit: Fit | MultinomialFit, table: pd.DataFrame) -> Array:
    """Weights and numbers of trials, where the fit had columns of them and the table has, too."""
    found = np.ones(len(table))
    for name in (fit.sample.weights, fit.sample.trials):
        if name is not None and name in table.columns:
            found = found * np.nan_to_num(np.asarray(read_numbers(name, table, "weights")))
    return found
