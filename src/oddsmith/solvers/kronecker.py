"""Kronecker: a curvature of several classes that two small matrices say nearly all of.

    H = 1/Σc Σ_i c_i x_i x_iᵀ ⊗ S_i + L ⊗ I          S_i = ∂²ℓ_i/∂z², (m, m);  L = diag(l2)
      ≈ A ⊗ S + L ⊗ I,    A = 1/Σc Σ_i c_i tr(S_i) x_i x_iᵀ,    S = Σ_i c_i S_i / Σ_i c_i tr(S_i)

It would be H itself if every row had the same curvature but for a factor.  It is solved as

    1.  S = U diag(s) Uᵀ,    B = A/m + L = R Rᵀ
    2.  R⁻¹ L R⁻ᵀ = Q diag(μ) Qᵀ,    T = R⁻ᵀ Q,    so that   s_k A + L = T⁻ᵀ diag(v_k) T⁻¹
        with  v_k = m s_k (1 - μ) + μ
    3.  (A ⊗ S + L ⊗ I)⁻¹ G = T ((Tᵀ G U) / v) Uᵀ     for G of shape (p, m)

Cost: one curvature of p columns instead of one for each pair of classes, and about 10 p³; then
4 p² m for each use.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.linalg import eigh, solve_triangular

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.losses import Loss
from oddsmith.objective import Objective
from oddsmith.solvers.linear import factor_lifted
from oddsmith.sweep import curvature, raw_prediction, weighted

LEAST = 1e-6  # share of the classes' curvature below which a direction of them counts as flat


@dataclass(frozen=True, eq=False)
class Factors:
    """``Σ c tr(S_i) x xᵀ`` and ``Σ c S_i``: adds."""

    columns: Array
    classes: Array

    def __add__(self, other: "Factors") -> "Factors":
        return Factors(self.columns + other.columns, self.classes + other.classes)


def factors_block(loss: Loss, block: Block, w: Array) -> Factors:
    """The sums of one block at w, (p, m)."""
    S = loss.at(raw_prediction(block, w), block.y, 2).curvature
    assert S is not None
    S = weighted(block.case_weight, S)
    return Factors(curvature(block, np.trace(S, axis1=1, axis2=2)), S.sum(axis=0))


@dataclass(frozen=True, eq=False)
class Kronecker:
    """The inverse of step 3, as T (p, p), U (m, m) and v (p, m)."""

    T: Array
    U: Array
    v: Array

    def solve(self, gradient: Array) -> Array:
        """``(A ⊗ S + L ⊗ I)⁻¹ gradient``: (p, m) -> (p, m)."""
        inner = (self.U.T @ gradient.T) @ self.T  # (m, p): a narrow left side is the faster way
        return np.asarray(self.U @ ((inner / self.v.T) @ self.T.T)).T


def kronecker(A: Array, S: Array, l2: Array) -> Kronecker:
    """From A (p, p), S (m, m) and the L2 penalty of each column (p,).

    Where a class has no curvature left it is given a little, so that the inverse exists.

    Examples
    --------
    >>> A, S, l2 = np.diag([2.0, 4.0]), np.diag([0.25, 0.75]), np.array([0.0, 1.0])
    >>> kronecker(A, S, l2).solve(np.ones((2, 2)))  # 1 / (A_jj S_kk + l2_j)
    array([[2.        , 0.66666667],
           [0.5       , 0.25      ]])
    """
    s, U = np.linalg.eigh(S)
    s = np.maximum(s, LEAST * max(s.max(), float(np.finfo(float).tiny)))
    R = factor_lifted(A * s.mean() + np.diag(l2))
    half = solve_triangular(R, np.diag(np.sqrt(l2)), lower=True)
    mu, Q = eigh(half @ half.T, driver="evd")
    mu = np.clip(mu, 0, 1)[:, None]
    T = solve_triangular(R, Q, lower=True, trans=1)
    return Kronecker(T, U, (1 - mu) * (s / s.mean()) + mu)


def kronecker_at(objective: Objective, w: Array, case_weight: float) -> Kronecker:
    """The approximation at w, (p, m), by one sweep with curvature; `case_weight` is Σ c.

    A penalty that differs between the m predictions of a column counts with its mean.
    """
    kernel = partial(factors_block, objective.loss, w=w)
    found: Factors = objective.data.total(kernel, len(w))
    A = found.columns / case_weight
    S = found.classes / max(float(np.trace(found.classes)), float(np.finfo(float).tiny))
    return kronecker(A, S, objective.penalty.l2.mean(axis=1))
