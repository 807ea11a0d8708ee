"""glmnet: coordinate descent, by R inside this process (rpy2).

The path starts at a thousand times the penalty and halves it: from the one value alone it fails
more often.
"""

from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any, ClassVar

import numpy as np
from rpy2 import robjects
from rpy2.robjects import numpy2ri

from benchmarks.objective import Coefficients
from benchmarks.problem import Problem

PATH = 2.0 ** np.arange(10, -1, -1)  # penalties as multiples of the last
DEFAULTS = (1e-7, 100_000)  # thresh and maxit
FIT = """
function(X, y, family, path, thresh, maxit) {
  y <- as.vector(y)  # NumPy's have a dimension
  if (is.list(X)) {  # CSR: indices, starts of rows, values, shape
    X <- lapply(X, as.vector)
    X <- Matrix::sparseMatrix(
      j = X[[1]], p = X[[2]], x = X[[3]], dims = X[[4]], index1 = FALSE, repr = "C"
    )
  }
  fit <- glmnet::glmnet(
    X, y, family, alpha = 0, standardize = FALSE, lambda = path, thresh = thresh, maxit = maxit
  )
  found <- coef(fit)
  if (family == "binomial") found <- list(found)
  sapply(found, function(one) as.vector(one[, length(path)]))
}
"""


@cache
def function() -> Any:
    """What R makes of `FIT`: it returns the intercepts, then W, (p + 1, k)."""
    return robjects.r(FIT)


def in_r(X: Any) -> Any:
    """An array, or a CSR matrix as a list."""
    if isinstance(X, np.ndarray):
        return X
    shape = np.array(X.shape, dtype=np.int32)
    parts = (X.indices.astype(np.int32), X.indptr.astype(np.int32), X.data, shape)
    return robjects.ListVector(enumerate(parts))


@dataclass(frozen=True)
class Glmnet:
    """``glmnet(X, y, alpha = 0, standardize = FALSE, lambda = …)``."""

    name: ClassVar[str] = "glmnet"
    free_intercept: ClassVar[bool] = True
    most_stored: float = 2e7

    def takes(self, problem: Problem) -> bool:
        small = problem.stored * problem.outputs <= self.most_stored
        return small and problem.shape[1] > 1 and isfinite(problem.C)

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        family = "binomial" if problem.outputs == 1 else "multinomial"
        path = PATH / (problem.C * len(problem.y))
        thresh, maxit = DEFAULTS if tol is None else (tol, 10_000_000)
        with (robjects.default_converter + numpy2ri.converter).context():
            X, y = in_r(problem.matrix), problem.y.astype(np.int32)
            found = np.asarray(function()(X, y, family, path, thresh, maxit))
        return Coefficients(found[1:], found[0])


ENTRANTS = [Glmnet()]
