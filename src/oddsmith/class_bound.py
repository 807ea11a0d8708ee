"""Class bound: one p × p curvature below the hessian of K classes, where no class is impossible.

    H  =  Σ c_i x_i x_iᵀ ⊗ S_i + L          S_i = Aᵀ (diag(p_i) - p_i p_iᵀ) A

With μ the least of the K probabilities p, and v̄ the mean of v,

    vᵀ (diag(p) - p pᵀ) v  >=  μ Σ_k (v_k - v̄)².

The left side does not change with a shift of v, so let v̄ = 0.  With q = p - μ >= 0 it is
Σ q v² + μ Σ v² - (Σ q v)², and by Cauchy and Schwarz (Σ q v)² <= (Σ q)(Σ q v²) <= Σ q v².
So for a coding of the classes whose columns, less their means, are C

    H  >=  (Σ c_i μ_i x_i x_iᵀ) λ_min(Cᵀ C) ⊗ I + min_k L_k ⊗ I,

the same p × p matrix for each of the m predictions.  In its inverse, with factor R Rᵀ, the gradient
(p, m) has the length ‖R⁻¹ G‖, and row i moves by ‖R⁻¹ x_i‖ at most per length of
a direction.  Cost: one sweep with the curvature of p columns.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.losses import Multinomial
from oddsmith.objective import Evaluation, Objective
from oddsmith.sweep import curvature, raw_prediction, weighted


@dataclass(frozen=True, eq=False)
class Shared:
    """``Σ c μ x xᵀ``: adds."""

    values: Array

    def __add__(self, other: "Shared") -> "Shared":
        return Shared(self.values + other.values)


def with_shared_curvature(objective: Objective, w: Array, at: Evaluation) -> Evaluation:
    """`at` with the bound, (p, p), as its hessian: for each of the predictions of w, (p, m).

    Without one where the loss is not that of several classes.
    """
    if not isinstance(objective.loss, Multinomial):
        return at
    coding = objective.loss.coding
    least = float(np.linalg.svd(coding - coding.mean(axis=0), compute_uv=False)[-1]) ** 2
    found: Shared = objective.data.total(partial(shared_block, objective.loss, w=w), len(w))
    l2 = np.diag(objective.penalty.l2.min(axis=1))
    return replace(at, curvature=found.values * (least / at.case_weight) + l2)


def shared_block(loss: Multinomial, block: Block, w: Array) -> Shared:
    p = loss.out(raw_prediction(block, w)).min(axis=1)
    return Shared(curvature(block, weighted(block.case_weight, p)))
