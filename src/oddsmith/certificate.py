"""Certificate: how far a fit can be from the minimum, proven.

For F = mean loss + ½ wᵀ diag(l2) w with the cross-entropy, gradient g and curvature H at w:

    δ = ‖g‖ in H⁻¹          t >= max_i ‖x_i‖ in H⁻¹          u = δ t

    if u < 1, the minimum exists and   F(w) - min F  <=  [u + (1 - u) log(1 - u)] / t².

Why: along any direction v the third derivative of F is at most R = max_i |x_iᵀ v| times the second,
so F(w + v) >= F(w) + gᵀv + vᵀHv (e⁻ᴿ + R - 1) / R²  (Bach 2010, Electronic Journal of Statistics 4,
proposition 1), with gᵀv >= -δ s and R <= t s for s = ‖v‖ in H.  The right side is smallest at
t s = -log(1 - u).  Half the squared Newton decrement, δ²/2, is the limit for small u and is *not* a
bound.  u < 1 also proves that no direction separates the classes.
"""

from dataclasses import dataclass, replace
from functools import partial
from math import inf, log1p

import numpy as np
from scipy.linalg import LinAlgError, solve_triangular
from scipy.linalg.lapack import dtrtri, dtrtrs

from oddsmith.bordered_bound import bordered_bound, largest_offset
from oddsmith.class_bound import with_shared_curvature
from oddsmith.data import Block, Largest
from oddsmith.design import Array, Bordered
from oddsmith.objective import Evaluation, Objective
from oddsmith.ridge_bound import ridge_bound
from oddsmith.solvers.linear import cholesky_factor
from oddsmith.sweep import raw_prediction

EPS = float(np.finfo(float).eps)
FEW = 200  # columns whose curvature and least eigenvalue take less time than a sweep
FEW_ROWS = 100_000  # a sweep over them takes no time
MOST = 3000  # columns whose curvature is formed only for the certificate
ROWS, SHARE = 2, 64  # rows for each column in it, and the share of all rows
ENOUGH = 1e-10  # of a gap: what a probability cannot show
LOOSE_ENOUGH = 0.1  # with u below it, a sharper t would improve the bound by 4 % at most


@dataclass(frozen=True)
class Certificate:
    """What is known about the end of a fit.

    Attributes
    ----------
    violation : float
        Largest violation of the optimality condition of the mean objective.
    gap : float
        Upper bound of F(w) - min F, per unit of case weight; ``inf`` where nothing is proven.
    sweeps : float
        Readings of all rows that the fit has made.
    """

    violation: float
    gap: float
    sweeps: float

    @property
    def proves_minimum(self) -> bool:
        """Whether a minimum is proven to exist: the classes are not separated."""
        return self.gap < inf


def gap_bound(delta: float, t: float) -> float:
    """``[u + (1 - u) log(1 - u)] / t²`` with u = δ t; ``inf`` from u = 1 on.

    Examples
    --------
    >>> gap_bound(1e-3, 1.0) > 1e-6 / 2
    True
    >>> gap_bound(2.0, 1.0)
    inf
    """
    u = delta * t
    if not u < 1:
        return inf
    if u < 1e-4:  # here the formula cancels; its series is δ²/2 (1 + u/3 + u²/6 + …)
        return delta**2 / 2 * (1 + u)
    return (u + (1 - u) * log1p(-u)) / t**2


def bound_gap(
    objective: Objective, w: Array, at: Evaluation, largest: Array | None = None
) -> float:
    """Bound of F(w) - min F at w, (p,) or (p, m), whose evaluation holds gradient and hessian.

    Any lower bound of the hessian serves as well, such as that of a part of the rows; of several
    predictions also one of shape (p, p), which bounds the curvature of each.  Of many rows
    none is read where the largest value of each column is known, (p,), and that is enough; else one
    sweep for the longest row, or another with p² multiplications a row.
    """
    if not objective.loss.convex or not objective.penalty.smooth or at.curvature is None:
        return inf
    if isinstance(at.curvature, Bordered):
        return gap_bound(*bordered_bound(objective, w, at, largest))
    assert at.gradient is not None
    assert at.hessian is not None
    p = w.size
    if p == 0:
        return 0.0
    noise = 8 * p * EPS * float(at.hessian.trace())  # the rounding in the curvature itself
    try:
        L = cholesky_factor(at.hessian)
    except LinAlgError:
        return inf
    smallest = least_eigenvalue(at.hessian, L)
    trusted = smallest - noise
    if trusted <= 0:
        return inf
    safety = (smallest / trusted) ** 0.5
    decrement = float(np.linalg.norm(dtrtrs(L, at.gradient.reshape(len(L), -1), lower=1)[0]))

    def bound(longest: float, furthest: float, t: float = inf) -> tuple[float, float]:
        """``(δ, t)`` from bounds of ‖x_i‖ and |z_i|, and of t itself."""
        in_gradient = 8 * EPS * (p + 16) * (1 + furthest) * longest
        length = objective.loss.spread * longest / trusted**0.5
        return decrement * safety + in_gradient / trusted**0.5, min(length, t)

    if largest is not None and w.ndim == 1 and objective.data.shape[0] > FEW_ROWS:
        farthest = objective.data.total(largest_offset).values[0]
        delta, t = bound(float(np.linalg.norm(largest)), float(np.abs(w) @ largest + farthest))
        if delta * t <= LOOSE_ENOUGH:
            return gap_bound(delta, t)
    longest, furthest = map(float, objective.data.total(partial(extremes, w=w)).values)
    delta, t = bound(longest, furthest)
    if delta * t > LOOSE_ENOUGH and len(L) == len(w):
        sharp = float(objective.data.total(partial(longest_in, L)).values[0])
        delta, t = bound(longest, furthest, sharp * objective.loss.spread * safety * (1 + 1e-8))
    return gap_bound(delta, t)


def proven_gap(objective: Objective, w: Array, at: Evaluation, largest: Array | None) -> float:
    """`bound_gap` at the end of a fit, which need not have formed the hessian.

    Of many coefficients `ridge_bound` is tried first, which needs an L2 penalty and forms no
    curvature; then some rows' curvature, and that of all only where it proves nothing.  Of very
    many no curvature is formed; of several classes one for all: see `class_bound`.
    """
    smooth = objective.loss.convex and objective.penalty.smooth
    if smooth and at.curvature is None and w.ndim == 1 and FEW < len(w) <= MOST:
        gap = gap_bound(*ridge_bound(objective, w, at))
        if gap <= ENOUGH:
            return gap
    some = with_curvature_below(objective, w, at)
    if some.curvature is None and smooth:
        gap = gap_bound(*ridge_bound(objective, w, at))
        if w.ndim == 1 or gap <= ENOUGH or len(w) > MOST:
            return gap
        return min(gap, bound_gap(objective, w, with_shared_curvature(objective, w, at)))
    gap = bound_gap(objective, w, some, largest)
    if gap < inf or some is at or at.curvature is not None:
        return gap
    return bound_gap(objective, w, objective(w, order=2), largest)


def with_curvature_below(objective: Objective, w: Array, at: Evaluation) -> Evaluation:
    """`at`, with a curvature below the hessian where it has none: Σ over some rows ÷ all, plus L2.

    Every row's curvature is positive semidefinite, so leaving rows out takes away.
    """
    p = w.size
    if at.curvature is not None or w.ndim > 1 or p > MOST or not objective.penalty.smooth:
        return at
    rows = max(ROWS * p, objective.data.shape[0] // SHARE)
    part = objective.sample(rows, seed=2)(w, order=2)
    assert part.hessian is not None
    l2 = np.diag(objective.penalty.l2)
    share = part.case_weight / at.case_weight
    return replace(at, curvature=(part.hessian - l2) * share + l2)


def least_eigenvalue(H: Array, L: Array) -> float:
    """The least eigenvalue of H = L Lᵀ; of many columns a bound below it, ``1 / ‖L⁻¹‖²``."""
    if len(H) <= FEW:
        return float(np.linalg.eigvalsh(H)[0])
    inverse, _ = dtrtri(L, lower=1)
    return float(1 / np.linalg.norm(inverse) ** 2)


def extremes(block: Block, w: Array) -> Largest:
    """``max_i ‖x_i‖`` and ``max_i |z_i|``."""
    lengths = block.X.squared().forward(np.ones(len(w)))
    z = raw_prediction(block, w)
    return Largest(np.array([np.sqrt(lengths.max(initial=0.0)), np.abs(z).max(initial=0.0)]))


def longest_in(L: Array, block: Block) -> Largest:
    """``max_i ‖x_i‖`` in (L Lᵀ)⁻¹."""
    rows = solve_triangular(L, block.X.toarray().T, lower=True)
    return Largest(np.sqrt((rows * rows).sum(axis=0).max(initial=0.0, keepdims=True)))
