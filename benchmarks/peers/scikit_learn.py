"""scikit-learn: every solver of its LogisticRegression."""

from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from sklearn.linear_model import LogisticRegression

from benchmarks.objective import Coefficients
from benchmarks.problem import Problem


@dataclass(frozen=True)
class ScikitLearn:
    """One solver; `most_stored` and `most_coefficients` bound the problems that it takes."""

    solver: str
    max_iter: int = 1_000_000
    most_stored: float = inf
    most_coefficients: float = inf

    @property
    def name(self) -> str:
        return f"scikit-learn {self.solver}"

    @property
    def free_intercept(self) -> bool:
        return self.solver != "liblinear"

    def takes(self, problem: Problem) -> bool:
        binary = problem.outputs == 1 and isfinite(problem.C)
        fits = binary or self.solver != "liblinear"
        small = problem.stored * problem.outputs <= self.most_stored
        return fits and small and problem.coefficients <= self.most_coefficients

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        settings: dict[str, Any] = {} if tol is None else {"tol": tol, "max_iter": self.max_iter}
        model = LogisticRegression(C=problem.C, solver=self.solver, random_state=0, **settings)
        model.fit(problem.matrix, problem.y)
        return Coefficients(model.coef_.T, model.intercept_)


ENTRANTS = [
    ScikitLearn("lbfgs"),
    ScikitLearn("newton-cg"),
    ScikitLearn("newton-cholesky", most_coefficients=6_000),
    ScikitLearn("liblinear", max_iter=1_000, most_stored=2e7),
    ScikitLearn("sag", max_iter=1_000, most_stored=2e6),
    ScikitLearn("saga", max_iter=1_000, most_stored=2e6),
]
