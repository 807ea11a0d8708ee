"""Objective: F of a problem at given coefficients, without the package that is measured."""

from dataclasses import dataclass

import numpy as np

from benchmarks.problem import Array, Problem


@dataclass(frozen=True, eq=False)
class Coefficients:
    """W (p, k) and intercepts b (k,); k is 1 for two classes.

    `bound` is what the entrant itself says of its gap per row, if it says anything.
    """

    W: Array
    b: Array
    bound: float | None = None


def objective(problem: Problem, at: Coefficients, *, free_intercept: bool = True) -> float:
    """``F(W, b)``, see `benchmarks.problem`.

    Parameters
    ----------
    problem : Problem
    at : Coefficients
    free_intercept : bool
        Otherwise b² is penalised as W² is: what liblinear and snapml minimise.

    Examples
    --------
    >>> problem = Problem("coin", np.zeros((4, 1)), np.array([0, 1, 1, 0]))
    >>> round(objective(problem, Coefficients(np.ones((1, 1)), np.zeros(1))), 6)
    0.818147
    """
    n, _ = problem.shape
    Z = problem.matrix @ at.W + at.b
    square = float((at.W**2).sum()) + (0.0 if free_intercept else float((at.b**2).sum()))
    penalty = square / (2 * problem.C * n)
    if problem.outputs == 1:
        return float(np.logaddexp(0, np.where(problem.y == 1, -Z[:, 0], Z[:, 0])).mean()) + penalty
    Z -= Z[np.arange(n), problem.y][:, None]
    top = Z.max(axis=1)
    return float((top + np.log(np.exp(Z - top[:, None]).sum(axis=1))).mean()) + penalty
