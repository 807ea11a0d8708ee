"""Standard errors beside factors: those of the numbers, in a model with thousands of levels.

    V = (Xᵀ diag(d) X)⁻¹,      X = numbers, every level of every factor but its first, ones

The reference is made here, on a sparse X: Newton's method from zero, then a Cholesky factor.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import inf
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

from benchmarks.errors import GROUP, by_formula, relative_error
from benchmarks.generators import factors
from benchmarks.measure import read_seconds
from benchmarks.peers import installed, load
from benchmarks.problem import Array, Problem
from benchmarks.race import Plan, Tell, outcomes, race
from benchmarks.results import Row

NUMBERS, STEPS = 10, 50


def maximum_likelihood(n: int, levels: list[int]) -> Problem:
    """The factors of the fits, without their penalty."""
    made = factors(n, levels, NUMBERS)
    return Problem(f"{made.name}, maximum likelihood", made.X, made.y, C=inf)


def coded(problem: Problem) -> Any:
    """X as CSR: no first levels, which the intercept already says, and a last column of ones."""
    levels = problem.X.levels
    first = NUMBERS + np.cumsum([0, *levels[:-1]])
    kept = np.setdiff1d(np.arange(problem.shape[1]), first)
    return replace(problem, X=problem.matrix[:, kept]).with_ones()


def reference(problem: Problem) -> Array:
    """Standard errors of the numbers: (q,).

    Raises
    ------
    RuntimeError
        Newton's method does not come to rest: there is no estimate.
    """
    X, y = coded(problem), problem.y
    w = np.zeros(X.shape[1])
    for _ in range(STEPS):
        p = expit(X @ w)
        factor = cho_factor((X.multiply((p * (1 - p))[:, None]).T @ X).toarray())
        step = cho_solve(factor, X.T @ (y - p))
        w += step
        if np.abs(step).max() < 1e-11:  # the next one would be its square
            return np.sqrt(np.diag(cho_solve(factor, np.eye(len(w), NUMBERS))))
    raise RuntimeError(f"{problem.name} has no estimate after {STEPS} steps.")


def runners(problem: Problem) -> dict[str, Callable[[], Array]]:
    """Who finds the errors of all columns from a table with categorical ones."""
    found = {"oddsmith fit": by_formula(problem.X.table, problem.y)}
    if "glum" in installed():
        found["glum"] = partial(load("glum").standard_errors, problem)
    return found


def judged(right: Array, found: Array) -> tuple[float, str]:
    """By the numbers, which stand first."""
    return relative_error(right, found[:NUMBERS])


def run(full: bool, plan: Plan, tell: Tell) -> Iterator[Row]:
    problem = maximum_likelihood(*((2_000_000, [5_000, 50, 50]) if full else (20_000, [99, 9, 9])))
    tell("reference")
    right, read = reference(problem), read_seconds(problem)
    found = race(runners(problem), plan, tell)
    asked = f"fit and errors of {NUMBERS} numbers"
    yield from outcomes(GROUP, problem, asked, found, read, partial(judged, right))
