"""Calibration curve: the share that came true, against the probability that was predicted.

    groups of equal size by predicted probability: observed share, with Wilson's interval
    smooth       logit P(y = 1) = f(z) = s(z)·b,   s(z) = (1, z, cubics)
                 cubics of knots t_1 < … < t_k, linear beyond the ends (k - 2 of them)
    at a point   f ± q se,        q the normal quantile
    everywhere   f ± √χ²_m se,    χ²_m the quantile with as many degrees of freedom as b has

se(z)² = s(z)ᵀ V s(z), V the inverse information of the recalibration.  The second band holds the
whole curve at once (Scheffé's argument: sup_s (s·(b̂ - b))² / sᵀVs = (b̂ - b)ᵀ V⁻¹ (b̂ - b), which is
about χ²_m).  Restricted cubics: Harrell 2015, *Regression Modeling Strategies*, section 2.4.5; for
calibration: Austin and Steyerberg 2014, Statistics in Medicine 33.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Array, Dense
from oddsmith.errors import InputError
from oddsmith.inference.binned_residuals import binned_residuals
from oddsmith.inference.calibration import refit
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.proportion import wilson
from oddsmith.inference.scores import Scores, require_both
from oddsmith.likelihood import is_whole
from oddsmith.losses import sigmoid

CERTAIN = 700.0  # log-odds of rows that separated classes decide, which no curve goes through
QUANTILES = (0.05, 0.35, 0.65, 0.95)  # of z, where the knots lie (Harrell, table 2.3)


@dataclass(frozen=True, eq=False)
class CalibrationCurve:
    """Groups, a smooth curve with two bands, and a histogram of what was predicted.

    Attributes
    ----------
    predicted, observed, lower, upper, cases : ndarray of shape (groups,)
        The interval is NaN where weights do not count cases.
    grid, smooth : ndarray of shape (m,)
        Predicted probability, and the share that came true there; empty where the predictions are
        too few, or separate the classes, so that there is no curve.
    point, everywhere : ndarray of shape (2, m)
        Ends of both bands.
    edges, successes, failures : ndarray of shape (bins + 1,), (bins,), (bins,)
        Counts by predicted probability.
    level : float
    """

    predicted: Array
    observed: Array
    lower: Array
    upper: Array
    cases: Array
    grid: Array
    smooth: Array
    point: Array
    everywhere: Array
    edges: Array
    successes: Array
    failures: Array
    level: float


def calibration_curve(
    scores: Scores, *, groups: int = 10, bins: int = 25, points: int = 101, level: float = 0.95
) -> CalibrationCurve:
    """What came true, against what was predicted.

    Parameters
    ----------
    scores : Scores
    groups, bins, points : int
        Of the groups of equal size, the histogram, and the smooth curve.
    level : float
        Coverage of intervals and bands.

    Raises
    ------
    InputError
        One class only.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> z = rng.standard_normal(500)
    >>> y = (rng.random(500) < sigmoid(z)) * 1.0
    >>> found = calibration_curve(Scores(z, y, np.ones(500)))
    >>> bool((found.everywhere[0] <= found.grid).mean() > 0.9)
    True
    """
    require_both(scores)
    p = sigmoid(scores.z)
    group = binned_residuals(scores, p, groups)
    lower, upper = wilson(group.observed * group.cases, group.cases, level)
    if not (is_whole(scores.successes) and is_whole(scores.failures)):
        lower = upper = np.full_like(lower, np.nan)
    edges = np.linspace(0, 1, bins + 1)
    grid, curve, point, everywhere = smooth(scores, points, level)
    return CalibrationCurve(
        group.predicted,
        group.observed,
        lower,
        upper,
        group.cases,
        grid,
        curve,
        point,
        everywhere,
        edges,
        np.histogram(p, edges, weights=scores.successes)[0],
        np.histogram(p, edges, weights=scores.failures)[0],
        level,
    )


def smooth(scores: Scores, points: int, level: float) -> tuple[Array, Array, Array, Array]:
    """The grid, the curve, and both bands; empty where there is none."""
    finite = (np.abs(scores.z) < CERTAIN) & (scores.case_weight > 0)
    z, y, c = (v[finite] for v in (scores.z, scores.y, scores.case_weight))
    knots = np.unique(np.quantile(z, QUANTILES)) if len(z) else z
    nothing = np.empty(0)
    if len(knots) < 2:
        return nothing, nothing, np.empty((2, 0)), np.empty((2, 0))
    try:
        found = refit(InMemory(Dense(basis(z, knots)), y, c))
    except InputError:
        return nothing, nothing, np.empty((2, 0)), np.empty((2, 0))
    at = np.linspace(z.min(), z.max(), points)
    s = basis(at, knots)[:, found.kept]
    f = s @ found.w[found.kept]
    V = found.covariance[np.ix_(found.kept, found.kept)]
    se = np.sqrt(np.maximum(((s @ V) * s).sum(axis=1), 0))
    bands = (sqrt(quantile(level)) * se, sqrt(quantile(level, len(found.kept))) * se)
    ends = [np.stack([sigmoid(f - half), sigmoid(f + half)]) for half in bands]
    return sigmoid(at), sigmoid(f), ends[0], ends[1]


def basis(z: Array, knots: Array) -> Array:
    """``s(z)``: one, z, and k - 2 restricted cubics: (n, k), or (n, 2) for two knots.

    Examples
    --------
    >>> t = np.array([0.0, 1.0, 2.0])
    >>> basis(np.array([3.0, 4.0, 5.0]), t)[:, 2]  # straight beyond the last knot
    array([3. , 4.5, 6. ])
    """
    first, before, last = knots[0], knots[-2], knots[-1]

    def cube(knot: float) -> Array:
        return np.asarray(np.maximum(z - knot, 0.0) ** 3)

    scale = (last - first) ** 2
    cubics = [
        (
            cube(t)
            - cube(before) * (last - t) / (last - before)
            + cube(last) * (before - t) / (last - before)
        )
        / scale
        for t in knots[:-2]
    ]
    return np.column_stack([np.ones_like(z), z, *cubics])
