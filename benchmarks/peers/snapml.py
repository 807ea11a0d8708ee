"""Snap ML: its primal and its dual solver, on as many threads as we use.

The intercept is a column of ones, penalised as any other: with ``fit_intercept=True`` the primal
solver of 1.17 leaves the intercept at zero.
"""

from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, ClassVar

import numpy as np
from snapml import LogisticRegression

from benchmarks.objective import Coefficients
from benchmarks.problem import Problem
from oddsmith.threads import threads


@dataclass(frozen=True)
class SnapML:
    """One solver; `most_stored` bounds the problems that it takes."""

    dual: bool
    most_stored: float = inf
    free_intercept: ClassVar[bool] = False

    @property
    def name(self) -> str:
        return f"snapml {'dual' if self.dual else 'primal'}"

    def takes(self, problem: Problem) -> bool:
        return problem.outputs == 1 and problem.stored <= self.most_stored and isfinite(problem.C)

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        settings: dict[str, Any] = {} if tol is None else {"tol": tol, "max_iter": 10_000}
        model = LogisticRegression(
            regularizer=1 / problem.C,
            dual=self.dual,
            n_jobs=threads(),
            random_state=0,
            **settings,
        ).fit(problem.with_ones(), problem.y)
        w = np.asarray(model.coef_, dtype=np.float64).ravel()
        return Coefficients(w[:-1, None], w[-1:])


ENTRANTS = [SnapML(dual=False, most_stored=2e8), SnapML(dual=True, most_stored=5e5)]
