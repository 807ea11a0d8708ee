"""Naive: the cross-entropy as it is first written, operation by operation.

    z = X @ w + b
    p = 1 / (1 + exp(-z))
    loss = -(y log(p) + (1 - y) log(1 - p))

It is computed in the type of its arguments, as NumPy would: float32 stays float32.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]

LOSS = "np.logaddexp(0, z) - y * z"


@dataclass(frozen=True, eq=False)
class Operation:
    """An operation, its result for each row (n,) or for all (1,), and what is stable instead."""

    name: str
    result: Values
    stable: str = ""

    @property
    def broken(self) -> NDArray[np.intp]:
        """Rows whose result is infinite or NaN."""
        return np.flatnonzero(~np.isfinite(self.result))

    def at(self, row: int) -> float:
        """The result of a row."""
        return float(self.result[row if len(self.result) > 1 else 0])


def operations(X: Values, y: Values, w: Values, b: Any) -> list[Operation]:
    """The formula step by step for X (n, p), y (n,), w (p,), and last the mean loss.

    Examples
    --------
    >>> steps = operations(np.array([[1.0], [-800.0]]), np.array([1.0, 0.0]), np.ones(1), 0.0)
    >>> [(one.name, one.broken.tolist()) for one in steps][:2]
    [('z = X @ w + b', []), ('exp(-z)', [1])]
    """
    with np.errstate(all="ignore"):
        z = X @ w + b
        e = np.exp(-z)
        p = 1 / (1 + e)
        log_p, log_q = np.log(p), np.log(1 - p)
        one, zero = y * log_p, (1 - y) * log_q
        losses = -(one + zero)
        return [
            Operation("z = X @ w + b", z, "columns scaled to one, or shorter steps of w"),
            Operation("exp(-z)", e, "p = np.exp(-np.logaddexp(0, -z))"),
            Operation("p = 1 / (1 + exp(-z))", p),
            Operation("log(p)", log_p, "-np.logaddexp(0, -z)"),
            Operation("log(1 - p)", log_q, "-np.logaddexp(0, z)"),
            Operation("y * log(p)", one, LOSS),
            Operation("(1 - y) * log(1 - p)", zero, LOSS),
            Operation("loss", losses, LOSS),
            Operation("mean of the losses", losses.mean(keepdims=True), "losses.mean(dtype=float)"),
        ]
