"""Jeffreys: the likelihood times Jeffreys' prior, which takes away the bias of first order.

    maximise   l(w) + ½ log det I(w),        I = Xᵀ diag(c d) X,      d = p q          (Firth 1993)

With  s_i = x_iᵀ I⁻¹ x_i  (so that h_i = c_i d_i s_i are the leverages),  d' = d (q - p)  and
d'' = d (1 - 6 d)  the derivatives of d,  I_j = Xᵀ diag(c d' x_j) X,  I = L Lᵀ  and
B_j = L⁻¹ I_j L⁻ᵀ:

    ∂/∂w_j      log det I  =  Σ_i c_i d'_i s_i x_ij
    ∂²/∂w_j∂w_k log det I  =  Σ_i c_i d''_i s_i x_ij x_ik  -  Σ_ab (B_j)_ab (B_k)_ab

The exact hessian makes Newton's method quadratic; where it is not positive definite (the penalised
likelihood need not be concave) that of the likelihood stands in.  One evaluation is two sweeps, the
second of n p³ multiplications.
"""

from dataclasses import dataclass
from functools import partial
from math import inf

import numpy as np
from scipy.linalg import LinAlgError, cholesky, solve_triangular

from oddsmith.data import Block, PerRow
from oddsmith.design import Array, Dense
from oddsmith.losses import decay, sigmoid_pair
from oddsmith.objective import Evaluation, Objective
from oddsmith.sweep import raw_prediction, weighted

VANISHED = 1e-70  # a pivot of the information's root below it: squares of its inverse overflow


@dataclass(frozen=True, eq=False)
class Jeffreys(Objective):
    """Minus the mean of the log-likelihood and of half the log-determinant of the information.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.losses import CrossEntropy
    >>> from oddsmith.penalties import Penalty
    >>> data = InMemory(Dense(np.ones((4, 1))), np.array([0.0, 0.0, 0.0, 1.0]))
    >>> at_optimum = np.log([1.5 / 3.5])  # half an event and half a non-event more
    >>> abs(Jeffreys(data, CrossEntropy(), Penalty.none(1))(at_optimum).gradient[0]) < 1e-15
    np.True_
    """

    def __call__(self, w: Array, order: int = 1) -> Evaluation:
        plain = super().__call__(w, order=2)
        H, total = plain.hessian, plain.case_weight
        assert H is not None
        assert plain.gradient is not None
        try:
            L = cholesky(H * total, lower=True)
        except (LinAlgError, ValueError):
            L = np.zeros((1, 1))
        if L.diagonal().min(initial=1.0) < VANISHED:  # all fitted probabilities are 0 or 1
            return Evaluation(inf, plain.loss, total, plain.gradient, H)
        value = plain.value - float(np.log(L.diagonal()).sum()) / total
        if order == 0:
            return Evaluation(value, plain.loss, total)
        more: Curved = self.data.total(partial(log_determinant, w=w, L=L, order=order))
        gradient = plain.gradient - more.gradient / (2 * total)
        exact = H - (more.curvature - more.squares()) / (2 * total) if order == 2 else None
        hessian = None if exact is None else exact if positive_definite(exact) else H
        return Evaluation(value, plain.loss, total, gradient, hessian)


@dataclass(frozen=True, eq=False)
class Curved:
    """Σ c d' s x (p,), Σ c d'' s x xᵀ (p, p), and B (p, p, p): adds.  The last two if asked for."""

    gradient: Array
    curvature: Array
    B: Array

    def __add__(self, other: "Curved") -> "Curved":
        return Curved(
            self.gradient + other.gradient,
            self.curvature + other.curvature,
            self.B + other.B,
        )

    def squares(self) -> Array:
        """``Σ_ab (B_j)_ab (B_k)_ab``: (p, p)."""
        flat = self.B.reshape(len(self.B), -1)
        return flat @ flat.T


def log_determinant(block: Block, w: Array, L: Array, order: int) -> Curved:
    """The sums of one block at w, for the factor L of the information."""
    z = raw_prediction(block, w)
    p, q = sigmoid_pair(z, decay(z))
    d, c = p * q, block.case_weight
    A = whitened(block, L)
    lengths = (A * A).sum(axis=1)
    slope = weighted(c, d * (q - p))
    gradient = block.X.backward(slope * lengths)
    if order < 2:
        return Curved(gradient, np.zeros(0), np.zeros(0))
    curvature = block.X.curvature(weighted(c, d * (1 - 6 * d)) * lengths)
    B = np.stack([Dense(A).curvature(slope * x) for x in block.X.toarray().T])
    return Curved(gradient, curvature, B)


def whitened(block: Block, L: Array) -> Array:
    """Rows ``L⁻¹ x_i``, whose squared lengths are ``x_iᵀ (L Lᵀ)⁻¹ x_i``: (n, p)."""
    return block.X.forward(solve_triangular(L, np.eye(len(L)), lower=True).T)


def positive_definite(H: Array) -> bool:
    try:
        return bool(np.isfinite(cholesky(H)).all())
    except (LinAlgError, ValueError):
        return False


def leverages(objective: Objective, w: Array) -> Array:
    """``h_i = c_i d_i x_iᵀ I⁻¹ x_i`` in the order of the rows: (n,); they add to p."""
    at = Objective(objective.data, objective.loss, objective.penalty)(w, order=2)
    assert at.hessian is not None
    L = cholesky(at.hessian * at.case_weight, lower=True)

    def of(block: Block) -> PerRow:
        z = raw_prediction(block, w)
        p, q = sigmoid_pair(z, decay(z))
        A = whitened(block, L)
        return PerRow(weighted(block.case_weight, p * q) * (A * A).sum(axis=1))

    found: PerRow = objective.data.total(of)
    return found.values
