"""oddsmith: the estimator, and the core below both front doors."""

from dataclasses import dataclass
from math import isinf
from typing import Any, ClassVar

import numpy as np
import scipy.sparse as sp

from benchmarks.objective import Coefficients
from benchmarks.peers import OURS
from benchmarks.problem import Factors, Problem
from oddsmith import LogisticRegression
from oddsmith.data import InMemory
from oddsmith.design import Beside, Dense, Design, OneHot, Sparse
from oddsmith.estimate import Estimate, estimate
from oddsmith.losses import CrossEntropy, Loss, Multinomial, symmetric_coding
from oddsmith.penalties import Penalty

MANY_STEPS = 10_000


@dataclass(frozen=True)
class Estimator:
    """``LogisticRegression(C=…, tol=…)``."""

    name: ClassVar[str] = OURS
    free_intercept: ClassVar[bool] = True

    def takes(self, problem: Problem) -> bool:
        return True

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        settings: dict[str, Any] = {} if tol is None else {"tol": tol, "max_iter": MANY_STEPS}
        model = LogisticRegression(C=problem.C, **settings).fit(problem.matrix, problem.y)
        return Coefficients(model.coef_.T, model.intercept_, model.certificate_.gap)


@dataclass(frozen=True)
class Core:
    """``estimate``: no checks of the input, and factors as codes."""

    free_intercept: bool = True
    name: ClassVar[str] = "oddsmith estimate"

    def takes(self, problem: Problem) -> bool:
        return True

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        settings: dict[str, Any] = {} if tol is None else {"tol": tol, "max_steps": MANY_STEPS}
        found = self.estimate(problem, **settings)
        w = np.nan_to_num(found.w)
        loss = found.objective.loss
        W: Any = w @ loss.coding.T if isinstance(loss, Multinomial) else w[:, None]
        return Coefficients(W[1:], W[0], found.certificate.gap)

    def estimate(self, problem: Problem, **settings: Any) -> Estimate:
        n, p = problem.shape
        strength = 0.0 if isinf(problem.C) else 1 / (problem.C * n)
        free = [0] if self.free_intercept else []
        penalty = Penalty.elastic_net(p + 1, strength, free=free)
        loss: Loss = CrossEntropy()
        if problem.outputs > 1:
            loss = Multinomial(symmetric_coding(problem.classes))
            each = np.repeat(penalty.l2[:, None], problem.classes - 1, axis=1)
            penalty = Penalty(np.zeros_like(each), each)
        at = 0 if self.free_intercept else None
        return estimate(self.rows(problem), at, penalty, loss=loss, to_floor=True, **settings)

    def rows(self, problem: Problem) -> InMemory:
        """A column of ones, and X in the package's own forms."""
        ones = np.broadcast_to(1.0, (len(problem.y), 1))
        y = problem.y.astype(np.float64) if problem.outputs == 1 else problem.y
        return InMemory(Beside([Dense(ones), *designs(problem.X)]), y)  # type: ignore[arg-type]


def designs(X: Any) -> list[Design]:
    """X in the package's own forms; factors stay codes."""
    if isinstance(X, Factors):
        coded = zip(X.codes, X.levels, strict=True)
        return [Dense(X.numbers), *(OneHot(code, levels) for code, levels in coded)]
    return [Sparse(X) if sp.issparse(X) else Dense(X)]


ENTRANTS = [Estimator(), Core()]
