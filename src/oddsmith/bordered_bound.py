"""Bordered bound: the certificate's lengths where the hessian has a wide diagonal block.

    V = H⁻¹          δ² = gᵀ V g          t = max_i ‖x_i‖ in V  <=  max_i Σ_j |x_ij| √V_jj

by the triangle inequality; of a category's columns a row has one.  No row is read where the largest
value of each column is known.
"""

from math import inf

import numpy as np
from scipy.linalg import LinAlgError

from oddsmith.data import Block, Largest
from oddsmith.design import Array, Bordered, Design, OneHot
from oddsmith.kernels import parts_of
from oddsmith.objective import Evaluation, Objective
from oddsmith.ridge_bound import SPARE, numbers_in_row

EPS = float(np.finfo(float).eps)


def bordered_bound(
    objective: Objective, w: Array, at: Evaluation, largest: Array | None
) -> tuple[float, float]:
    """``(δ, t)`` at w, (p,), whose curvature is `Bordered`; ``inf`` where nothing is known."""
    assert isinstance(at.curvature, Bordered)
    assert at.gradient is not None
    try:
        factor = at.curvature.factor()
    except LinAlgError:
        return inf, inf
    V = factor.inverse_diagonal()
    noise = 8 * len(w) * EPS * at.curvature.trace() * float(V.sum())  # a share of the curvature
    if not noise < 1:
        return inf, inf
    if largest is None:
        largest = objective.data.total(lambda block: Largest(block.X.largest())).values
    one = objective.data.sample(1, seed=0)
    offset = float(objective.data.total(largest_offset).values[0])
    t = longest_row(one.X, largest * np.sqrt(V)) / (1 - noise) ** 0.5
    furthest = longest_row(one.X, largest * np.abs(w)) + offset
    rounding = 8 * EPS * (numbers_in_row(one.whole) + SPARE) * (1 + furthest)
    decrement = max(float(at.gradient @ factor.solve(at.gradient)), 0.0)
    delta = float((decrement / (1 - noise)) ** 0.5 + rounding * t)
    return delta, objective.loss.spread * t


def longest_row(X: Design, longest: Array) -> float:
    """The most that a row's columns can add up to, each at most `longest` (p,)."""
    parts = [(part.design, longest[part.here]) for part in parts_of(X)]
    most = [each.max(initial=0.0) if isinstance(X, OneHot) else each.sum() for X, each in parts]
    return float(sum(most))


def largest_offset(block: Block) -> Largest:
    """The largest absolute value of an offset: (1,)."""
    if block.offset is None:
        return Largest(np.zeros(1))
    return Largest(np.abs(block.offset).max(keepdims=True))
