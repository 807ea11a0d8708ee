"""Standard errors of maximum likelihood: seconds, and the largest relative error.

    V = (Xᵀ diag(d) X)⁻¹ = R⁻¹ R⁻ᵀ,      Q R = diag(√d) X,      d = p (1 - p)

The reference is made here, by an orthogonal decomposition, which does not square the condition
number, at coefficients that two more steps of the same kind have polished.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from scipy.linalg import qr, solve_triangular
from scipy.special import expit

from benchmarks.generators import dense
from benchmarks.measure import read_seconds
from benchmarks.peers import installed, load
from benchmarks.peers.ours import Core
from benchmarks.problem import Array, Codes, Problem
from benchmarks.race import Plan, Tell, outcomes, race
from benchmarks.results import Row

GROUP = "Standard errors"


def reference(problem: Problem) -> Array:
    """Standard errors, the intercept's last: (p + 1,)."""
    found = Core().fit(problem, 1e-10)
    X = problem.with_ones()
    w = np.r_[found.W[:, 0], found.b]
    scale = np.sqrt((X * X).mean(axis=0))
    for _ in range(2):
        p = expit(X @ w)
        root = np.sqrt(p * (1 - p))
        Q, R = qr(X / scale * root[:, None], mode="economic")
        w = w + solve_triangular(R, Q.T @ ((problem.y - p) / root)) / scale
    return np.asarray(np.linalg.norm(solve_triangular(R, np.eye(len(w))), axis=1) / scale)


def relative_error(right: Array, found: Array) -> tuple[float, str]:
    """The largest, and nothing more to say."""
    return float(np.abs(found / right - 1).max()), ""


def by_formula(columns: Any, y: Codes) -> Callable[[], Array]:
    """The formula's door; its table is made beforehand."""
    import oddsmith

    table, formula = columns.assign(y=y), "y ~ " + " + ".join(columns)
    return lambda: np.roll(oddsmith.fit(formula, table).bse, -1)


def runners(problem: Problem) -> dict[str, Callable[[], Array]]:
    """Who finds standard errors."""
    import pandas as pd

    columns = pd.DataFrame(problem.matrix).add_prefix("x")

    def by_core() -> Array:
        return np.roll(np.sqrt(np.diag(Core().estimate(problem).covariance)), -1)

    ours = {"oddsmith fit": by_formula(columns, problem.y), "oddsmith estimate": by_core}
    peers: dict[str, Callable[[], Array]] = {
        name: partial(load(name).standard_errors, problem)
        for name in ("statsmodels", "glum")
        if name in installed()
    }
    return {**ours, **peers}


def run(full: bool, plan: Plan, tell: Tell) -> Iterator[Row]:
    n, p = (100_000, 50) if full else (20_000, 20)
    problem = dense(n, p, C=np.inf, seed=2)
    right, read = reference(problem), read_seconds(problem)
    found = race(runners(problem), plan, tell)
    judge = partial(relative_error, right)
    yield from outcomes(GROUP, problem, "fit and errors", found, read, judge)
