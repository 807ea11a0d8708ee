"""statsmodels: maximum likelihood by Newton's method, and its notice of perfect separation."""

import warnings
from dataclasses import dataclass
from math import isinf
from typing import Any, ClassVar

import numpy as np
from statsmodels.discrete.discrete_model import Logit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from benchmarks.objective import Coefficients
from benchmarks.problem import Array, Problem


@dataclass(frozen=True)
class StatsmodelsLogit:
    """``Logit``: without a penalty, two classes, dense."""

    name: ClassVar[str] = "statsmodels Logit"
    free_intercept: ClassVar[bool] = True

    def takes(self, problem: Problem) -> bool:
        dense = isinstance(problem.X, np.ndarray)
        return isinf(problem.C) and problem.outputs == 1 and dense

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        settings: dict[str, Any] = {} if tol is None else {"tol": tol, "maxiter": 10_000}
        w = Logit(problem.y, problem.with_ones()).fit(disp=0, **settings).params
        return Coefficients(w[:-1, None], w[-1:])


def standard_errors(problem: Problem) -> Array:
    """Of maximum likelihood, the intercept's last: (p + 1,)."""
    return np.asarray(Logit(problem.y, problem.with_ones()).fit(disp=0).bse)


def separation(problem: Problem) -> str:
    """What its GLM says of the classes: it looks for complete separation only."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            GLM(problem.y, problem.with_ones(), Binomial()).fit()
        except PerfectSeparationWarning:
            return "complete"
    return "none"


ENTRANTS = [StatsmodelsLogit()]
