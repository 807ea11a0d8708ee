"""explain_nan: the first operation of a loss written by hand that becomes infinite or NaN.

    exp(-z)       overflows for z < -709.8 (float32: -88.7)
    1 - p         is 0 for z > 36.7 (float32: 16.6), though its true value is exp(-z)
    log(0)        is -inf, and y log(p) with y = 0 is then 0 · inf = NaN

The true loss, log(1 + eᶻ) - y z, is an ordinary number all the while.
"""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike

from oddsmith.errors import InputError
from oddsmith.learn.naive import LOSS, Operation, Values, operations
from oddsmith.learn.page import aligned, wrapped
from oddsmith.neuron.numbers import as_numbers


@dataclass(frozen=True)
class Step:
    """An operation: in how many rows it is not finite; its value in one of them, and the truth."""

    operation: str
    rows: int
    value: float
    true: float


@dataclass(frozen=True)
class NanExplanation:
    """What broke first in the naive loss; prints as a page.

    Attributes
    ----------
    broken : bool
        Whether anything did.
    operation : str or None
        The first that did: a step of the formula, or the argument that was no good already.
    row : int or None
        The first row where it did, from 0.
    reason : str
        What happened there.
    stable : str
        What to write instead.
    z, naive_loss, true_loss : float
        Of that row; NaN where there is none.
    naive_mean, true_mean : float
        Mean loss of all rows.
    steps : tuple of Step
        The whole formula, at that row; empty where an argument was no good.
    dtype : str
        What it was computed in.
    """

    broken: bool
    operation: str | None
    row: int | None
    reason: str
    stable: str = ""
    z: float = nan
    naive_loss: float = nan
    true_loss: float = nan
    naive_mean: float = nan
    true_mean: float = nan
    steps: tuple[Step, ...] = ()
    dtype: str = "float64"

    def __str__(self) -> str:
        parts = [wrapped(self.reason)]
        if self.steps:
            value = "row of the largest loss" if self.row is None else f"row {self.row}"
            head = [self.dtype, "rows not finite", value, "stable"]
            rows = [
                [one.operation, f"{one.rows:,}", f"{one.value:.6g}", f"{one.true:.6g}"]
                for one in self.steps
            ]
            parts.append(aligned([head, *rows]))
        if self.stable:
            whole = f"; the whole loss: {LOSS}" if self.steps else ""
            parts.append(f"Instead of {self.operation}: {self.stable}{whole}")
        return "\n\n".join(parts)


def explain_nan(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float = 0.0) -> NanExplanation:
    """Find the first operation of the naive cross-entropy that is not finite, and why.

    Parameters
    ----------
    X : array-like of shape (n, p)
        float32 is computed in float32, as NumPy would with the weights given.
    y : array-like of shape (n,) or (n, 1)
        0 and 1.
    w : array-like of shape (p,) or (p, 1)
    b : float

    Raises
    ------
    InputError
        Arguments that are no numbers, or whose shapes do not fit together.

    Examples
    --------
    >>> X, y = [[0.5], [40.2]], [1, 0]
    >>> found = explain_nan(X, y, w=[1.0])
    >>> found.operation, found.row, found.true_loss
    ('log(1 - p)', 1, 40.2)
    >>> print(found.reason)
    log(1 - p) is the first operation to break: 1 - p = 0 at row 1, where z = 40.2 and y = 0. The
    true loss of this row is 40.2, that of all rows 20.3370385; the naive formula says inf.
    """
    table, labels, weights = read(X, y, w)
    bias = one_number(b)
    unfit = unfit_argument(table, labels, weights, bias)
    if unfit is not None:
        return unfit
    return told(operations(table, labels, weights, b), labels)


def read(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> tuple[Values, Values, Values]:
    """X (n, p), y (n,) and w (p,), of the types that they came in."""
    table, labels, weights = map(as_numbers, "Xyw", (X, y, w))
    labels, weights = labels.ravel(), weights.ravel()
    if table.ndim != 2 or not table.size or table.shape != (labels.size, weights.size):
        raise InputError(
            f"X has shape {table.shape}, y {np.shape(y)} and w {np.shape(w)}: X is (n, p), with a "
            "label for each of n rows and a weight for each of p columns."
        )
    return table, labels, weights


def one_number(b: float) -> float:
    if np.ndim(b) or np.asarray(b).dtype.kind not in "iuf":
        raise InputError(f"b={b!r}: a bias is one number.")
    return float(b)


def unfit_argument(X: Values, y: Values, w: Values, b: float) -> NanExplanation | None:
    """Where an argument is not finite already, or y is not 0 and 1."""
    lost = np.argwhere(~np.isfinite(X))
    if len(lost):
        i, j = map(int, lost[0])
        return unfit(
            "X",
            i,
            f"X holds {X[i, j]} at row {i}, column {j}, the first of {len(lost):,} values that are "
            "no numbers: z of such a row is none, and through it no entry of the gradient.",
            "keep = np.isfinite(X).all(axis=1); X, y = X[keep], y[keep]",
        )
    for name, values in (("w", w), ("b", np.array([b]))):
        if not np.isfinite(values).all():
            return unfit(
                name,
                None,
                f"{name} holds {values[~np.isfinite(values)][0]}: an update before this one made "
                "it so. Its steps were too long, or its gradient was not finite.",
                "rate = oddsmith.learn.suggest_learning_rate(X).rate, from finite weights",
            )
    wrong = np.flatnonzero((y != 0) & (y != 1))
    if not len(wrong):
        return None
    i = int(wrong[0])
    return unfit(
        "y",
        i,
        f"y is {y[i]} at row {i}, the first of {len(wrong):,} that are not 0 or 1: the formula is "
        "for these two, and falls without end for others.",
        "y = (y == label).astype(float), with the label of class 1",
    )


def unfit(name: str, row: int | None, reason: str, stable: str) -> NanExplanation:
    return NanExplanation(True, name, row, reason, stable)


def told(steps: list[Operation], y: Values) -> NanExplanation:
    """What the operations came to, beside the truth."""
    first = next((one for one in steps if len(one.broken)), None)
    losses, (mean, true_mean), true = steps[-2], steps[-1].at(0), steps[-2].true
    z = steps[0].true
    row = None if first is None else int(first.broken[0]) if len(first.result) > 1 else 0
    at = int(np.argmax(true)) if row is None else row
    if first is None:
        reason = whole(mean, true_mean, str(steps[0].result.dtype))
    else:
        reason = where(first, at, z[at], y[at], f"{true[at]:.9g}, that of all rows {true_mean:.9g}")
        reason += f"; the naive formula says {mean:g}."
    return NanExplanation(
        broken=first is not None,
        operation=None if first is None else first.name,
        row=row,
        reason=reason,
        stable="" if first is None else first.stable,
        z=float(z[at]),
        naive_loss=losses.at(at)[0],
        true_loss=losses.at(at)[1],
        naive_mean=mean,
        true_mean=true_mean,
        steps=tuple(Step(one.name, len(one.broken), *one.at(at)) for one in steps),
        dtype=str(steps[0].result.dtype),
    )


def whole(mean: float, true: float, dtype: str) -> str:
    """Nothing broke; say what was lost all the same."""
    apart = abs(mean - true) / true if true else abs(mean)
    digits = f" Digits are lost, though: {LOSS} keeps them." if apart > LOST else ""
    return (
        f"Nothing breaks: the naive mean loss in {dtype} is {mean:.9g}, the true one {true:.9g} "
        f"(relative difference {apart:.1g}).{digits}"
    )


def where(first: Operation, row: int, z: float, y: float, true: str) -> str:
    """The operation, the row, and the true losses."""
    what = HOW.get(first.name, "it overflows").format(
        exponent=-z, most=f"{np.finfo(first.result.dtype).max:.2g}"
    )
    return (
        f"{first.name} is the first operation to break: {what} at row {row}, where z = {z:.9g} and "
        f"y = {y:g}. The true loss of this row is {true}"
    )


LOST = 1e-4  # relative difference of two mean losses from which a reader should know of it
HOW = {
    "exp(-z)": "exp({exponent:.6g}) is above {most}, the largest number there is,",
    "log(p)": "p = 0",
    "log(1 - p)": "1 - p = 0",
}
