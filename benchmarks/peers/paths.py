"""Paths: who fits many values of an L1 penalty, with a free intercept, columns as they are.

    minimise   1/n Σ_i ℓ(b + x_iᵀ w, y_i)  +  λ ‖w‖₁        for each λ of a list

celer has no intercept for this loss, and scikit-learn's saga takes minutes for a single value: both
are left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np
import scipy.sparse as sp

from benchmarks.peers import is_there
from benchmarks.problem import Array, Problem
from oddsmith import path
from oddsmith.paths.result import Path as TwoClasses

Path = tuple[Any, Any]  # intercepts (m,), coefficients (p, m)
GLMNET = """
function(X, y, path, thresh) {
  y <- as.vector(y)
  if (is.list(X)) {
    X <- lapply(X, as.vector)
    X <- Matrix::sparseMatrix(
      j = X[[1]], p = X[[2]], x = X[[3]], dims = X[[4]], index1 = FALSE, repr = "C"
    )
  }
  fit <- glmnet::glmnet(
    X, y, "binomial", standardize = FALSE, lambda = path, thresh = thresh, maxit = 1e8
  )
  as.matrix(coef(fit))
}
"""


@dataclass(frozen=True)
class PathEntrant:
    """Somebody who fits a path.

    Attributes
    ----------
    name : str
    tolerances : tuple of float
        From loose to tight; the first that keeps the violation asked for is timed.
    fit : callable
        X, y, strengths from the largest down, tolerance -> intercepts, coefficients.
    """

    name: str
    tolerances: tuple[float, ...]
    fit: Callable[[Any, Array, Array, float], Path]


def ours(X: Any, y: Array, strengths: Array, tol: float) -> Path:
    found = path(X, y, penalties=strengths, standardize=False, tol=tol)
    assert isinstance(found, TwoClasses)
    return np.asarray(found.intercepts), found.sparse_coefficients.T.tocsc()


def in_columns(X: Any) -> Any:
    """X with its columns one after another in memory."""
    return np.asfortranarray(X) if isinstance(X, np.ndarray) else X.tocsc()


def adelie(X: Any, y: Array, strengths: Array, tol: float) -> Path:
    import adelie as ad

    table = in_columns(X)
    table = ad.matrix.sparse(table) if sp.issparse(table) else table
    found = ad.grpnet(
        table,
        ad.glm.binomial(y),
        lmda_path=strengths,
        tol=tol,
        irls_tol=tol,
        adev_tol=1.0,
        ddev_tol=0.0,
        early_exit=False,
        progress_bar=False,
    )
    return np.asarray(found.intercepts), found.betas.T


def skglm(X: Any, y: Array, strengths: Array, tol: float) -> Path:
    from skglm import SparseLogisticRegression

    model = SparseLogisticRegression(tol=tol, warm_start=True, max_iter=200, max_epochs=100_000)
    table = in_columns(X)
    b, w = [], []
    for strength in strengths:
        model.alpha = strength
        model.fit(table, y)
        b.append(float(np.ravel(model.intercept_)[0]))
        w.append(np.ravel(model.coef_).copy())
    return np.array(b), np.column_stack(w)


def glmnet(X: Any, y: Array, strengths: Array, tol: float) -> Path:
    from rpy2 import robjects
    from rpy2.robjects import numpy2ri

    from benchmarks.peers.glmnet import in_r

    with (robjects.default_converter + numpy2ri.converter).context():
        found = np.asarray(robjects.r(GLMNET)(in_r(X), y, strengths, tol))
    return found[0], found[1:]


def entrants() -> list[PathEntrant]:
    """Those that are there, ours first."""
    tight = tuple(10.0**-k for k in range(7, 15))
    found = [PathEntrant("oddsmith path", (1e-6, 3e-7, 1e-7, 3e-8, 1e-8), ours)]
    if find_spec("adelie"):
        found.append(PathEntrant("adelie grpnet", tight, adelie))
    if find_spec("skglm"):
        found.append(PathEntrant("skglm", (1e-7, 3e-8, 1e-8), skglm))
    if is_there("glmnet"):
        found.append(PathEntrant("glmnet", tight[3:], glmnet))
    return found


def violation(problem: Problem, strengths: Array, at: Path) -> float:
    """The largest violation of the optimality condition, over all columns and points of a path.

    ``|x_jᵀr + λ sign(w_j)|`` where w_j is not zero, else ``(|x_jᵀr| - λ)₊``, with r = (p - y) / n;
    and ``|Σ r|``.  Infinite where a point is missing.

    Examples
    --------
    >>> coin = Problem("coin", np.array([[1.0], [-1.0]]), np.array([1, 0]))
    >>> round(violation(coin, np.array([0.25]), (np.zeros(1), np.zeros((1, 1)))), 6)
    0.25
    """
    b, w = np.asarray(at[0]), np.asarray(at[1].toarray() if hasattr(at[1], "toarray") else at[1])
    if len(b) != len(strengths):
        return float("inf")
    X, y = problem.matrix, problem.y
    points = zip(b, w.T, strengths, strict=True)
    return max(map(partial(one_violation, X, X.T, y), points))


def one_violation(X: Any, turned: Any, y: Any, point: tuple[float, Array, float]) -> float:
    b, w, strength = point
    z = X @ w + b
    r = (1 / (1 + np.exp(-z)) - y) / len(y)
    g = turned @ r
    wrong = np.where(w != 0, np.abs(g + strength * np.sign(w)), np.abs(g) - strength)
    return float(max(wrong.max(), abs(r.sum())))
