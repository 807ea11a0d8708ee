"""suggest_learning_rate: the step of gradient descent that surely goes downhill, and why.

    L = steepest · largest eigenvalue of XᵀX / n,     X with its column of ones

steepest being the largest curvature of a row's loss in z: ¼ for cross-entropy.  No mean loss curves
more than L, so a step of 1/L never climbs, nor does any below 2/L (Nesterov 2004, *Introductory
Lectures on Convex Optimization*, theorem 2.1.14).
"""

from dataclasses import dataclass
from math import inf, isfinite
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from oddsmith.errors import InputError
from oddsmith.learn.convergence import optimum
from oddsmith.learn.page import wrapped
from oddsmith.neuron import LOSSES, Array, safe_rate
from oddsmith.neuron.checks import as_inputs, as_targets, is_whole

DIGITS = 1e-3  # of the optimum's size, where steps are counted to


@dataclass(frozen=True)
class LearningRate:
    """A learning rate and its reasons; prints as a page.

    Attributes
    ----------
    rate : float
        1/L.
    bound : float
        2/L: a longer step can climb.
    curvature : float
        L.
    condition : float
        Of XᵀX, X with its column of ones: how many times flatter its flattest direction is than its
        steepest; ``inf`` where columns repeat each other.
    scaled_rate, scaled_condition : float
        The same with columns of mean 0 and standard deviation 1.
    steps, scaled_steps : float or None
        With y: steps of 1/L from zero to three digits of the optimum, about; ``inf`` where the
        classes are separated, and there is none.  None without y.
    """

    rate: float
    bound: float
    curvature: float
    condition: float
    scaled_rate: float
    scaled_condition: float
    steps: float | None
    scaled_steps: float | None

    def __str__(self) -> str:
        parts = [
            f"learning rate {self.rate:.3g} = 1/L",
            f"L = {self.curvature:.4g} is the most that the mean loss can curve: the most that a "
            "row's loss can in z, times the largest eigenvalue of X'X/n, X with a column of ones. "
            f"A step of 1/L never climbs. One beyond 2/L = {self.bound:.3g} can land higher than "
            "it started, on the other side of the valley, and the next one higher still.",
            f"The flattest direction is {self.condition:.3g} times flatter than the steepest, and "
            "takes so many times more steps. With columns of mean 0 and standard deviation 1 it is "
            f"{self.scaled_condition:.3g} times, and 1/L is {self.scaled_rate:.3g}.",
        ]
        if self.steps is not None and self.scaled_steps is not None:
            parts.append(counted(self.steps, self.scaled_steps))
        return "\n\n".join(map(wrapped, parts))


def counted(steps: float, scaled: float) -> str:
    if not isfinite(steps) and not isfinite(scaled):
        return "The classes are separated: there is no optimum, and the weights grow for ever."
    return (
        f"From zero to three digits of the optimum it takes about {steps:,.0f} steps of 1/L; with "
        f"scaled columns about {scaled:,.0f}."
    )


def suggest_learning_rate(
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    loss: Literal["cross-entropy", "squared"] = "cross-entropy",
    batch_size: int | None = None,
) -> LearningRate:
    """The learning rate 1/L for a table, and what scaling its columns would do.

    Parameters
    ----------
    X : array-like of shape (n, p)
        A column of ones is added for the bias, where X has none.
    y : array-like of shape (n,), optional
        0 and 1: says how many steps it will take, for all rows and cross-entropy.
    loss : {"cross-entropy", "squared"}
    batch_size : int, optional
        Rows in an update, in the order of the table; L is then that of the steepest batch.

    Raises
    ------
    InputError
        A table or targets that cannot be used, or an argument without use.

    Examples
    --------
    >>> X = [[1.0, 50.0], [2.0, 900.0], [3.0, 100.0], [4.0, 400.0]]
    >>> found = suggest_learning_rate(X, [0, 1, 1, 0])
    >>> float(f"{found.rate:.4g}"), float(f"{found.scaled_rate:.4g}")
    (1.628e-05, 3.694)
    """
    table = as_inputs(X)
    table = table[:, ~(table == 1).all(axis=0)]
    n = len(table)
    if loss not in LOSSES:
        raise InputError(f"loss={loss!r} is not known: choose from {', '.join(LOSSES)}.")
    if batch_size is not None and not is_whole(batch_size, 1):
        raise InputError(f"batch_size={batch_size!r}: give a whole number, 1 or more.")
    if y is not None and (loss != "cross-entropy" or (batch_size or n) < n):
        raise InputError(
            "y: the number of steps is known for cross-entropy and all rows in each update. Leave "
            "y out, or loss and batch_size."
        )
    scaled = standardised(table)
    rate, scaled_rate = (safe_rate(A, batch_size or n, loss) for A in (table, scaled))
    steps = scaled_steps = None
    if y is not None:
        targets = as_targets(y, n)
        steps = steps_from_zero(table, targets, rate)
        scaled_steps = steps_from_zero(scaled, targets, scaled_rate)
    return LearningRate(
        rate=rate,
        bound=2 * rate,
        curvature=1 / rate,
        condition=condition(table),
        scaled_rate=scaled_rate,
        scaled_condition=condition(scaled),
        steps=steps,
        scaled_steps=scaled_steps,
    )


def standardised(X: Array) -> Array:
    """Columns of mean 0 and standard deviation 1, without those that are constant."""
    centred = X - X.mean(axis=0)
    size = centred.std(axis=0)
    varies = size > 1e-13 * np.abs(X).max(axis=0, initial=0.0)
    return np.asarray(centred[:, varies] / size[varies])


def condition(X: Array) -> float:
    """Condition number of XᵀX, X with a column of ones."""
    sizes = np.linalg.svd(np.column_stack([X, np.ones(len(X))]), compute_uv=False)
    if len(X) < len(X.T) + 1 or sizes[-1] <= sizes[0] * len(X) * np.finfo(float).eps:
        return inf
    return float((sizes[0] / sizes[-1]) ** 2)


def steps_from_zero(X: Array, y: Array, rate: float) -> float:
    """Steps of gradient descent from zero to three digits of the optimum, about."""
    best = optimum(X, y)
    return inf if best.separation else best.steps_from(np.zeros(len(best.at)), rate, DIGITS)
