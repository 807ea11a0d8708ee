"""Influence of each row: what the fit would be without it, to first order.

    dfbeta      H⁻¹ x √(c v) e / (1 - h)                                       (n, p)
    σ₍ᵢ₎²       [Σ e² - e_i² / (1 - h_i)] / (n - p - 1)                        (n,)
    dfbetas     dfbeta_j / (σ₍ᵢ₎ √(H⁻¹)_jj)                                    (n, p)
    dffits      e √h / (σ₍ᵢ₎ (1 - h))                                          (n,)
    covratio    1 / [(1 - h) ((n - p - 1 + t²) / (n - p))ᵖ],  t = e / (σ₍ᵢ₎ √(1 - h))    (n,)
    Cook        pearson² h / (p (1 - h)²)                                      (n,)

with e the deviance residual: R's definitions for a glm (`dfbeta`, `dfbetas`, `dffits`, `covratio`,
`cooks.distance`), which carry those of least squares over (Belsley, Kuh and Welsch 1980, chapter 2;
Pregibon 1981, Annals of Statistics 9, with e the Pearson residual, is the exact first Newton step).
Where h = 1, or n - p - 1 leaves nothing, they are NaN.

n counts the rows of positive weight, p the coefficients estimated.
"""

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.estimate import Estimate
from oddsmith.inference.residuals import deviance, leverages, residuals, standardized
from oddsmith.inference.rows import (
    RowValues,
    WeightKind,
    curvature_root,
    leverage_at,
    number_of_rows,
    per_row,
    require_maximum_likelihood,
    require_weight_kind,
    spread_coefficients,
)


def cooks_distance(estimate: Estimate, *, weights: WeightKind = "precision") -> Array:
    """Cook's distance of each row: (n,).

    Raises
    ------
    InputError
        No finite maximum of the likelihood.
    NotSupportedError
        After a penalty, or for more than two classes.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> y = np.array([0.0, 0.0, 0.0, 1.0])
    >>> found = estimate(InMemory(Dense(np.ones((4, 1))), y), 0, Penalty.none(1), to_floor=True)
    >>> cooks_distance(found).round(4)
    array([0.1481, 0.1481, 0.1481, 1.3333])
    """
    h = checked_leverages(estimate, weights)
    r = residuals(estimate, "standardized_pearson", weights=weights)
    return r * r * h / (estimate.rank * one_less(h))


def dfbeta(estimate: Estimate, *, weights: WeightKind = "precision") -> Array:
    """Change of each coefficient when a row is left out, R's one-step definition: (n, p).

    On the columns as given; NaN for columns left out, and for rows of leverage one.  With
    frequencies, one of a row's repeats is left out.
    """
    require_influence(estimate, weights)
    R = curvature_root(estimate)

    def of_block(at: RowValues, block: Block) -> Array:
        h = leverage_at(at, block, R)
        step = np.sqrt(at.precision * at.curvature) * deviance(at) / one_less(h)
        change = (block.X.forward(R) * step[:, None]) @ R.T
        return spread_coefficients(estimate, change)

    return per_row(estimate, of_block, weights)


def dfbetas(estimate: Estimate, *, weights: WeightKind = "precision") -> Array:
    """`dfbeta` in units of each coefficient's standard error: (n, p)."""
    change = dfbeta(estimate, weights=weights)
    change /= np.sqrt(np.diag(estimate.covariance))
    change /= deleted_scale(estimate, weights=weights)[:, None]
    return change


def dffits(estimate: Estimate, *, weights: WeightKind = "precision") -> Array:
    """Change of each row's own fit when it is left out, in standard errors: (n,)."""
    h = checked_leverages(estimate, weights)
    e = residuals(estimate, "deviance", weights=weights)
    return np.asarray(e * np.sqrt(h) / (deleted_scale(estimate, weights=weights) * one_less(h)))


def covratio(estimate: Estimate, *, weights: WeightKind = "precision") -> Array:
    """Determinant of the covariance without the row over that with it: (n,)."""
    h = checked_leverages(estimate, weights)
    e = residuals(estimate, "deviance", weights=weights)
    t = standardized(e, h) / deleted_scale(estimate, weights=weights)
    p, rest = estimate.rank, number_of_rows(estimate, weights) - estimate.rank
    if rest <= 0:
        return np.full_like(h, np.nan)
    return np.asarray(1 / (one_less(h) * ((rest - 1 + t * t) / rest) ** p))


def deleted_scale(estimate: Estimate, *, weights: WeightKind = "precision") -> Array:
    """σ₍ᵢ₎ of the module's formulas: (n,)."""
    h = checked_leverages(estimate, weights)
    e = residuals(estimate, "deviance", weights=weights)
    repeats = per_row(estimate, lambda at, _: at.repeats, weights)
    freedom = number_of_rows(estimate, weights) - estimate.rank - 1
    if freedom <= 0:
        return np.full_like(h, np.nan)
    left = float(repeats @ (e * e)) - standardized(e, h) ** 2
    return np.asarray(np.sqrt(np.maximum(left, 0) / freedom))


def one_less(h: Array) -> Array:
    """``1 - h``; NaN where h is one."""
    return np.where(h < 1, 1 - h, np.nan)


def checked_leverages(estimate: Estimate, weights: WeightKind) -> Array:
    require_influence(estimate, weights)
    return leverages(estimate, weights=weights)


def require_influence(estimate: Estimate, weights: WeightKind) -> None:
    require_weight_kind(weights)
    require_maximum_likelihood(estimate, "Influence measures")
