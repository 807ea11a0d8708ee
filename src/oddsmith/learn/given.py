"""Given: a learner's table and weights as they are, for their function, and as plain numbers.

X (n, p) with y (n,) or (n, 1); or, as some courses have it, X (p, n) with y (1, n): one example in
each column.  w is (p,), (p, 1) or (1, p).
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.errors import InputError
from oddsmith.learn.answer import Values
from oddsmith.learn.steps import Problem
from oddsmith.neuron import LOSSES, Array
from oddsmith.neuron.checks import as_inputs, as_targets
from oddsmith.neuron.numbers import as_labels, as_numbers

NAMES = {**{name: name for name in LOSSES}, "squared-error": "squared"}
REDUCTIONS = ("mean", "sum")


@dataclass(frozen=True, eq=False)
class Given:
    """What a learner's function is called with; `columns` are the names of the p columns."""

    X: Values
    y: Values
    w: Values
    b: float
    columns: tuple[str, ...]
    in_rows: bool = True

    @property
    def weights(self) -> Array:
        """As plain numbers: (p,)."""
        return self.w.ravel().astype(np.float64)

    def at(self, w: Array, b: float) -> "Given":
        """The same table at other weights (p,), in the shape and type of these."""
        return replace(self, w=w.reshape(self.w.shape).astype(self.w.dtype), b=b)

    def take(self, index: NDArray[np.intp]) -> "Given":
        """These examples alone."""
        if self.in_rows:
            return replace(self, X=self.X[index], y=self.y[index])
        return replace(self, X=self.X[:, index], y=self.y[:, index])

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"w": self.w.shape, "X": self.X.shape, "y": self.y.shape}


def read_given(X: Any, y: Any, w: Any, b: float) -> Given:
    """Check shapes and numbers, and leave them as they are.

    Raises
    ------
    InputError
        X, y or w cannot be what they are said to be.
    """
    table, labels = as_inputs(X), as_labels("y", y)
    names = getattr(X, "columns", None)
    in_rows = not (labels.ndim == 2 and labels.shape[0] == 1 < labels.shape[1])
    n, p = table.shape if in_rows else table.shape[::-1]
    if not in_rows and n != labels.size:
        raise InputError(
            f"y has shape {labels.shape}, one example in each column, and X {table.shape}: X needs "
            f"{labels.size} columns then. For rows, y is ({labels.size},)."
        )
    if labels.dtype.kind == "O" and np.isin(labels, (-1, 0, 1)).all():
        labels = labels.astype(np.float64)
    given = np.asarray(X)
    weights = read_weights(w, p)
    plain = given.dtype.kind in "iuf"
    if np.result_type(weights, given if plain else table) == np.float16:
        raise InputError("X and w are float16, of three digits: too few to judge a gradient by.")
    columns = (f"w{j}" for j in range(1, p + 1)) if names is None else map(str, names)
    if not (np.ndim(b) == 0 and np.isfinite(b)):
        raise InputError(f"b={b!r}: a bias is one finite number.")
    return Given(given if plain else table, labels, weights, float(b), tuple(columns), in_rows)


def read_weights(w: Any, p: int) -> Values:
    """W as numbers of a real type, its shape left as it is."""
    weights = as_numbers("w", w)
    weights = weights if weights.dtype.kind == "f" else weights.astype(np.float64)
    if weights.size != p or max(weights.shape, default=1) != p:
        more = " (A column of ones for the bias has to be in X too.)" if weights.size > p else ""
        if weights.ndim == 2 and min(weights.shape) > 1:
            more = " (Weights of several classes, as softmax has them, are not looked at here.)"
        raise InputError(
            f"w has shape {weights.shape}, and X has {p} columns: a gradient needs one weight for "
            f"each, ({p},) or ({p}, 1).{more}"
        )
    if not np.isfinite(weights).all():
        raise InputError("w holds NaN or infinite numbers: no gradient can be checked there.")
    return weights


def read_problem(given: Given, loss: str, reduction: str, penalty: float, bias: bool) -> Problem:
    """The loss whose gradient is meant.

    Raises
    ------
    InputError
        A loss or reduction that is not known, a negative penalty, or other labels than 0 and 1 or
        -1 and 1.
    """
    if not isinstance(loss, str) or loss not in NAMES:
        raise InputError(f'loss={loss!r} is not known: it is "cross-entropy" or "squared-error".')
    if not isinstance(reduction, str) or reduction not in REDUCTIONS:
        raise InputError(f'reduction={reduction!r} is not known: a loss is a "mean" or a "sum".')
    if not (isinstance(penalty, int | float | np.number) and 0 <= penalty < np.inf):
        raise InputError(f"penalty={penalty!r}: λ of ½ λ ‖w‖² is a number, 0 or above.")
    X = np.array(given.X if given.in_rows else given.X.T, dtype=np.float64)
    labels = given.y if given.in_rows else given.y.ravel()
    y = as_targets(zeros_and_ones(labels), len(X))
    seen = np.asarray(labels, dtype=np.float64).ravel()
    return Problem(X, y, seen, NAMES[loss], reduction, float(penalty), bias)


def zeros_and_ones(labels: Values) -> Values:
    """Labels -1 and 1 as 0 and 1; others as they are."""
    if labels.dtype.kind in "if" and (labels == -1).any() and np.isin(labels, (-1, 1)).all():
        return np.asarray((labels + 1) // 2)
    return labels
