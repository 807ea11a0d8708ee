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

from dataclasses import dataclass
from functools import partial
from math import inf, log1p

import numpy as np
from scipy.linalg import cholesky, eigvalsh, solve_triangular

from oddsmith.data import Block, Largest
from oddsmith.design import Array
from oddsmith.objective import Evaluation, Objective
from oddsmith.sweep import raw_prediction

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


def bound_gap(objective: Objective, w: Array, at: Evaluation) -> float:
    """Bound of F(w) - min F at w, of shape (p,), whose evaluation holds gradient and hessian.

    One sweep for the longest row; another, with p² multiplications a row, only if that is not
    enough.
    """
    if not objective.loss.convex or not objective.penalty.smooth or at.hessian is None:
        return inf
    assert at.gradient is not None
    p = w.size
    if p == 0:
        return 0.0
    eps = float(np.finfo(float).eps)
    smallest = float(eigvalsh(at.hessian, subset_by_index=[0, 0])[0])
    trusted = smallest - 8 * p * eps * float(np.trace(at.hessian))
    if trusted <= 0:
        return inf
    L = cholesky(at.hessian, lower=True)
    safety = (smallest / trusted) ** 0.5  # for the rounding in the curvature itself
    longest, furthest = map(float, objective.data.total(partial(extremes, w=w)).values)
    in_gradient = 8 * eps * (p + 16) * (1 + furthest) * longest
    delta = float(np.linalg.norm(solve_triangular(L, at.gradient.ravel(), lower=True))) * safety
    delta += in_gradient / trusted**0.5
    t = objective.loss.spread * longest / trusted**0.5
    if delta * t > LOOSE_ENOUGH and w.ndim == 1:
        t = float(objective.data.total(partial(longest_in, L)).values[0]) * safety * (1 + 1e-8)
    return gap_bound(delta, t)


def extremes(block: Block, w: Array) -> Largest:
    """``max_i ‖x_i‖`` and ``max_i |z_i|``."""
    lengths = block.X.squared().forward(np.ones(len(w)))
    z = raw_prediction(block, w)
    return Largest(np.array([np.sqrt(lengths.max(initial=0.0)), np.abs(z).max(initial=0.0)]))


def longest_in(L: Array, block: Block) -> Largest:
    """``max_i ‖x_i‖`` in (L Lᵀ)⁻¹."""
    rows = solve_triangular(L, block.X.toarray().T, lower=True)
    return Largest(np.sqrt((rows * rows).sum(axis=0).max(initial=0.0, keepdims=True)))
