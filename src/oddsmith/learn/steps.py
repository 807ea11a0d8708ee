"""Steps: the gradient of a loss as a learner writes it, step by step, each of them replaceable.

    z = X @ w + b                        forward
    out = sigmoid(z)                     activate
    delta = ∂loss/∂z at out and y        meet, delta
    dw = X.T @ delta, db = sum(delta)    backward, over n for a mean loss
    dw += λ w                            penalty

The right gradient is the one where nothing is replaced: the neuron's own passes.  A fault replaces
a step (`faults`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.neuron import LOSSES, Array, backward, forward, sigmoid

Pair = tuple[Any, Any]


@dataclass(frozen=True, eq=False)
class Problem:
    """The loss whose gradient is looked at.

        F(w, b) = mean or sum of ℓ(z_i, y_i)  +  ½ λ ‖w‖²,        z = X w + b

    Attributes
    ----------
    X : ndarray of shape (n, p)
    y : ndarray of shape (n,)
        0 and 1.
    labels : ndarray of shape (n,)
        As they were given: y, or -1 and 1.
    loss : {"squared", "cross-entropy"}
        ℓ, a key of `oddsmith.neuron.LOSSES`.
    reduction : {"mean", "sum"}
    penalty : float
        λ; the bias is free of it, also as a column of ones.
    bias : bool
        Whether b is apart from w.
    """

    X: Array
    y: Array
    labels: Array
    loss: str
    reduction: str
    penalty: float
    bias: bool

    @property
    def n(self) -> int:
        return len(self.X)

    @property
    def p(self) -> int:
        return len(self.X.T)

    @property
    def rows(self) -> float:
        """What a mean over the rows is multiplied by."""
        return float(self.n) if self.reduction == "sum" else 1.0

    @cached_property
    def ones(self) -> int | None:
        """The column of ones that stands for the bias, where there is one."""
        found = np.flatnonzero((self.X == 1).all(axis=0))
        return int(found[0]) if len(found) and not self.bias else None

    @cached_property
    def units(self) -> Array:
        """Root mean square of each column, one for a column of zeros: (p,)."""
        size = np.sqrt(np.mean(self.X**2, axis=0))
        return np.where(size > 0, size, 1.0)

    def penalised(self, w: Array) -> Array:
        """The weights that the penalty is about, zero in place of the bias: (p,)."""
        return np.where(np.arange(self.p) == self.ones, 0.0, w)

    def take(self, index: NDArray[np.intp]) -> "Problem":
        """The same problem on these rows."""
        return Problem(
            self.X[index],
            self.y[index],
            self.labels[index],
            self.loss,
            self.reduction,
            self.penalty,
            self.bias,
        )


def weighted_sum(problem: Problem, w: Array, b: float) -> Any:
    return forward(problem.X, w, b)[0]


def row_by_row(out: Any, y: Any) -> Pair:
    return out, y if out.ndim == 1 else y[:, None]


def ridge(problem: Problem, w: Array, b: float) -> Pair:
    return problem.penalty * problem.penalised(w), 0.0


def unchanged(dw: Any, db: Any) -> Pair:
    return dw, db


@dataclass(frozen=True)
class Steps:
    """The steps of a gradient; `delta` is that of the problem's loss where it is None."""

    forward: Callable[[Problem, Array, float], Any] = weighted_sum
    activate: Callable[[Any], Any] = sigmoid
    meet: Callable[[Any, Any], Pair] = row_by_row
    delta: Callable[[Any, Any], Any] | None = None
    backward: Callable[[Any, Any], Pair] = backward
    sign: tuple[int, int] = (1, 1)  # of dw and of db
    factor: tuple[float, float] = (1.0, 1.0)
    penalty: Callable[[Problem, Array, float], Pair] = ridge
    give: Callable[[Any, Any], Pair] = unchanged


RIGHT = Steps()


def gradient(problem: Problem, w: Array, b: float, steps: Steps = RIGHT) -> Pair:
    """The gradient (dw, db) by these steps; dw is (p,) by the right ones.

    Examples
    --------
    >>> y = np.array([0.0, 1.0])
    >>> X = np.array([[1.0], [3.0]])
    >>> problem = Problem(X, y, y, "cross-entropy", "mean", 0.0, bias=True)
    >>> gradient(problem, np.zeros(1), 0.0)
    (array([-0.5]), np.float64(0.0))
    """
    z = steps.forward(problem, w, b)
    out = steps.activate(z)
    delta = steps.delta or LOSSES[problem.loss].delta
    dw, db = steps.backward(problem.X, delta(*steps.meet(out, problem.y)))
    (s, t), (c, d) = steps.sign, steps.factor
    of_w, of_b = steps.penalty(problem, w, b)
    of_w = np.reshape(of_w, (-1,) + (1,) * (np.ndim(dw) - 1)) if np.any(of_w) else 0.0
    rows = problem.rows
    return steps.give(s * c * rows * dw + of_w, t * d * rows * db + of_b)
