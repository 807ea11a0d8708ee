"""LIBLINEAR by its own interface: the primal trust-region Newton method, the intercept free."""

from dataclasses import dataclass
from math import isfinite
from typing import ClassVar

import numpy as np
from liblinear import liblinearutil

from benchmarks.objective import Coefficients
from benchmarks.problem import Problem


@dataclass(frozen=True)
class Liblinear:
    """``train -s 0 -B 1 -R``; it copies X into lists of index and value."""

    name: ClassVar[str] = "LIBLINEAR"
    free_intercept: ClassVar[bool] = True
    most_stored: float = 2e7

    def takes(self, problem: Problem) -> bool:
        return problem.outputs == 1 and problem.stored <= self.most_stored and isfinite(problem.C)

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        stop = "" if tol is None else f"-e {tol}"
        options = f"-s 0 -c {problem.C} -B 1 -R -q {stop}"
        model = liblinearutil.train(problem.y.astype(np.float64), problem.matrix, options)
        w = np.ctypeslib.as_array(model.w, (problem.shape[1] + 1,)).copy()
        if model.get_labels()[0] == 0:  # the first class seen is the one whose score is positive
            w = -w
        return Coefficients(w[:-1, None], w[-1:])


ENTRANTS = [Liblinear()]
