"""Naive: the cross-entropy as it is first written, operation by operation.

    z = X @ w + b
    p = 1 / (1 + exp(-z))
    loss = -(y log(p) + (1 - y) log(1 - p))

It is computed in the type of its arguments, as NumPy would: float32 stays float32.  The truth
beside it is computed in float64 from log(1 + eᶻ), which neither overflows nor cancels.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.neuron import LOSSES, sigmoid

Values = NDArray[Any]

LOSS = "np.logaddexp(0, z) - y * z"


@dataclass(frozen=True, eq=False)
class Operation:
    """An operation, its result and its true value for each row (n,) or for all (1,).

    `stable` is what to write instead.
    """

    name: str
    result: Values
    true: Values
    stable: str = ""

    @property
    def broken(self) -> NDArray[np.intp]:
        """Rows whose result is infinite or NaN."""
        return np.flatnonzero(~np.isfinite(self.result))

    def at(self, row: int) -> tuple[float, float]:
        """The result of a row, and its true value."""
        k = row if len(self.result) > 1 else 0
        return float(self.result[k]), float(self.true[k])


NAMES = (  # and what is stable instead
    ("z = X @ w + b", "columns scaled to one, or shorter steps of w"),
    ("exp(-z)", "p = np.exp(-np.logaddexp(0, -z))"),
    ("p = 1 / (1 + exp(-z))", ""),
    ("log(p)", "-np.logaddexp(0, -z)"),
    ("log(1 - p)", "-np.logaddexp(0, z)"),
    ("y * log(p)", LOSS),
    ("(1 - y) * log(1 - p)", LOSS),
    ("loss", LOSS),
    ("mean of the losses", "losses.mean(dtype=float)"),
)


def operations(X: Values, y: Values, w: Values, b: Any) -> list[Operation]:
    """The formula step by step for X (n, p), y (n,), w (p,), and last the mean loss.

    Examples
    --------
    >>> steps = operations(np.array([[1.0], [-800.0]]), np.array([1.0, 0.0]), np.ones(1), 0.0)
    >>> [(one.name, one.broken.tolist()) for one in steps][:2]
    [('z = X @ w + b', []), ('exp(-z)', [1])]
    """
    with np.errstate(all="ignore"):
        pairs = zip(as_written(X, y, w, b), as_they_are(X, y, w, b), NAMES, strict=True)
        return [Operation(name, got, true, stable) for got, true, (name, stable) in pairs]


def as_written(X: Values, y: Values, w: Values, b: Any) -> list[Values]:
    z = X @ w + b
    e = np.exp(-z)
    p = 1 / (1 + e)
    log_p, log_q = np.log(p), np.log(1 - p)
    one, zero = y * log_p, (1 - y) * log_q
    losses = -(one + zero)
    return [z, e, p, log_p, log_q, one, zero, losses, losses.mean(keepdims=True)]


def as_they_are(X: Values, y: Values, w: Values, b: Any) -> list[Values]:
    """The same values in float64, by stable forms."""
    z, y = true_sums(X, w, b), y.astype(np.float64)
    value = LOSSES["cross-entropy"].value
    log_p, log_q = -value(z, 1.0), -value(z, 0.0)
    losses = value(z, y)
    parts = [np.where(y == 1, log_p, 0.0), np.where(y == 0, log_q, 0.0)]
    return [z, np.exp(-z), sigmoid(z), log_p, log_q, *parts, losses, losses.mean(keepdims=True)]


def true_sums(X: Values, w: Values, b: Any) -> Values:
    """``X w + b`` in float64, and where that overflows on the way, with a longer exponent."""
    z: Values = X.astype(np.float64) @ w.astype(np.float64) + float(b)
    lost = ~np.isfinite(z)
    longer = X[lost].astype(np.longdouble) @ w.astype(np.longdouble) + b
    z[lost] = longer.astype(np.float64)
    return z
