"""Debiased: the lasso's coefficients with their shrinkage taken off, and intervals.

    b = w + Θ Xᵀ(c (y - p)),        V = Θ [Σ c_i² (y_i - p_i)² x_i x_iᵀ] Θᵀ,      Σ c_i = 1

Θ approximates the inverse of the curvature H = Xᵀ diag(c p (1 - p)) X row by row, each by a lasso
of one column on the others:

    γ_j = argmin ½ γᵀ H_{-j,-j} γ - H_{j,-j} γ + λ_j ‖γ‖₁,     τ_j² = H_jj - H_{j,-j} γ_j
    Θ_j = (1, -γ_j) / τ_j²,                                   λ_j = √(2 log p / n) H_jj

in columns scaled to H_jj = 1.  Then (b_j - β_j) / √V_jj is nearly standard normal where the true
model has few columns.  (van de Geer, Bühlmann, Ritov and Dezeure 2014, Annals of Statistics 42,
sections 2.1 and 3; Zhang and Zhang 2014, JRSS B 76.)
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import norm

from oddsmith.design import Array
from oddsmith.errors import NotSupportedError
from oddsmith.paths.units import units_of
from oddsmith.result.coefficients import require_level
from oddsmith.solvers.path.active import Quadratic, minimise_lasso
from oddsmith.solvers.path.factor import Factor
from oddsmith.solvers.path.rows import Index
from oddsmith.threads import one_blas_thread

if TYPE_CHECKING:
    from oddsmith.paths.result import Path

MOST = 3000  # columns whose curvature is formed
SOURCE = "debiased lasso (van de Geer, Bühlmann, Ritov and Dezeure 2014)"


@one_blas_thread()
def debiased(path: "Path", k: int, level: float) -> pd.DataFrame:
    """A row for each column: estimate, error, test against zero and interval."""
    require_level(level)
    asked, wanted = path.asked, path.wanted
    if len(path.names) > MOST:
        raise NotSupportedError(
            f"debiased intervals regress each of {len(path.names):,} columns on all others; beyond "
            f"{MOST:,} that takes too long. Path.stability has no such limit."
        )
    if np.isfinite(wanted.lower).any() or np.isfinite(wanted.upper).any():
        raise NotSupportedError("debiased intervals are not known with bounds or columns left out.")
    units = units_of(asked, wanted, tell=False)
    rows, s = units.rows, units.coordinates.scale
    X, (r, d) = rows.columns(np.arange(len(s))), rows.at(path.fitted[:, k])
    S = X * np.sqrt(d)[:, None]
    theta = inverse_rows(S.T @ S, units.features, float(1 / (rows.weight**2).sum()))
    w = path.on_columns[units.features, k]
    b = w + theta @ (X.T @ r) / s[units.features]
    spread = np.sqrt(((theta @ (X * r[:, None]).T) ** 2).sum(axis=1)) / s[units.features]
    return as_table(path, b, spread, level)


def inverse_rows(H: Array, features: Index, n: float) -> Array:
    """Rows of an approximate inverse of H (p, p), of the features alone, learned from n rows."""
    size = np.sqrt(H.diagonal())
    R = H / np.outer(size, size)
    free = np.setdiff1d(np.arange(len(H)), features)
    found = np.zeros((len(features), len(H)))
    for row, j in enumerate(features):
        others = np.delete(np.arange(len(H)), j)
        l1 = np.full(len(others), np.sqrt(2 * np.log(max(len(features), 2)) / n))
        l1[np.isin(others, free)] = 0.0
        G, b = R[np.ix_(others, others)], R[others, j]
        problem = Quadratic(G, np.full(len(others), 1e-11), b, l1)
        gamma = minimise_lasso(problem, np.zeros(len(others)), Factor())
        found[row, j], found[row, others] = 1.0, -gamma
        found[row] /= 1 - b @ gamma
    return np.asarray(found / np.outer(size[features], size))


def as_table(path: "Path", b: Array, spread: Array, level: float) -> pd.DataFrame:
    half = norm.isf((1 - level) / 2) * spread
    table = pd.DataFrame(
        {
            "term": list(path.names),
            "estimate": b,
            "std_error": spread,
            "p_value": 2 * norm.sf(np.abs(b / spread)),
            "conf_low": b - half,
            "conf_high": b + half,
        }
    )
    table.attrs["source"] = SOURCE
    return table
