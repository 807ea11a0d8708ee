"""glum: generalised linear models on tabmat's matrices; factors as a pandas table."""

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from glum import GeneralizedLinearRegressor

from benchmarks.objective import Coefficients
from benchmarks.problem import Array, Factors, Problem


@dataclass(frozen=True)
class Glum:
    """One solver; `most_columns` bounds the problems whose curvature it can hold."""

    solver: str
    most_columns: float = inf
    free_intercept: bool = True

    @property
    def name(self) -> str:
        return f"glum {self.solver}"

    def takes(self, problem: Problem) -> bool:
        return problem.outputs == 1 and problem.shape[1] <= self.most_columns

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        settings: dict[str, Any] = (
            {} if tol is None else {"gradient_tol": tol, "max_iter": 1_000_000}
        )
        model = GeneralizedLinearRegressor(
            family="binomial",
            alpha=1 / (problem.C * len(problem.y)),
            solver=self.solver,
            **settings,
        ).fit(rows(problem), problem.y)
        return Coefficients(model.coef_[:, None], np.array([model.intercept_]))


def rows(problem: Problem) -> Any:
    """X as it reads it best."""
    return problem.X.table if isinstance(problem.X, Factors) else problem.X


def standard_errors(problem: Problem) -> Array:
    """Of maximum likelihood, the intercept's last; glum's √(n / (n - p)) is undone.

    First levels of factors, which the intercept already says, are left out.
    """
    X, y = rows(problem), problem.y
    model = GeneralizedLinearRegressor(
        family="binomial", alpha=0, gradient_tol=1e-10, drop_first=True
    ).fit(X, y)
    found = np.roll(model.std_errors(X, y, dispersion=1.0, robust=False), -1)
    return np.asarray(found * np.sqrt(1 - len(found) / len(y)))


ENTRANTS = [Glum("irls-ls", most_columns=6_000), Glum("lbfgs")]
