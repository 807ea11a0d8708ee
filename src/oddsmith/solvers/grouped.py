"""Grouped penalties: a column's coefficients for all classes are zero together, or none is.

    P(w) = Σ_j l1_j ‖w_j‖₂ + ½ Σ l2 w²,        w (p, K), w_j its j-th row

`GroupedNewton` minimises the quadratic model at w block by block.  With everything else held, row j
of the model has its minimum where

    ‖q‖ <= l1:   u_j = 0,       else   (H_jj + (l1 / ‖u_j‖) I) u_j = q,  q = b_j - Σ_{k≠j} H_jk u_k

which is one equation for the number ‖u_j‖, once H_jj is taken apart into its eigenvectors.
(Yuan and Lin 2006, JRSS B 68; Meier, van de Geer and Bühlmann 2008, JRSS B 70.)
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers.driver import State
from oddsmith.solvers.line_search import search
from oddsmith.solvers.linear import solve_lifted
from oddsmith.solvers.newton import require_convex

SWEEPS = 200
INNER = 1e-6  # of the first sweep's largest move: when the model is minimised well enough
POLISH = 20  # Newton steps between sweeps at most
NEAR = 0.1  # of its length: a row that shrinks to less may be on its way to zero
ROUNDING = 1e-14  # of the largest slope
TINY = float(np.finfo(float).tiny)
FLAT = 1e-10  # of the largest eigenvalue: along the rest nothing changes


@dataclass(frozen=True, eq=False)
class GroupPenalty(Penalty):
    """`l1` (p, K) holds each row's weight K times; there are no bounds.

    Examples
    --------
    >>> GroupPenalty(np.ones((1, 2)), np.zeros((1, 2))).value(np.array([[3.0, -4.0]]))
    5.0
    """

    def value(self, w: Array) -> float:
        return float(self.l1[:, 0] @ np.linalg.norm(w, axis=1) + (self.l2 * w * w).sum() / 2)

    def l1_growth(self, w: Array, s: Array) -> float:
        lengths = np.linalg.norm(w + s, axis=1) - np.linalg.norm(w, axis=1)
        return float(self.l1[:, 0] @ lengths)

    def violation(self, w: Array, gradient: Array) -> Array:
        """How far minus the gradient is from the subdifferential: each row's, K times, (p, K)."""
        length = np.linalg.norm(w, axis=1)
        inside = length > 0
        slope = gradient.copy()
        slope[inside] += self.l1[inside] * w[inside] / length[inside, None]
        found = np.linalg.norm(slope, axis=1)
        found[~inside] = np.maximum(found[~inside] - self.l1[~inside, 0], 0.0)
        return np.repeat(found[:, None], w.shape[1], axis=1)

    def columns(self, index: NDArray[np.integer[Any]]) -> "GroupPenalty":
        return GroupPenalty(self.l1[index], self.l2[index])


@dataclass(frozen=True)
class GroupedNewton:
    """Newton's method for a `GroupPenalty`, whose norms its model carries.

    Parameters
    ----------
    max_halvings : int
        How often a step may be halved before the solver gives up and stands still.
    """

    max_halvings: int = 40

    finishes: ClassVar[bool] = False

    def start(self, objective: Objective, w: Array) -> State:
        require_convex(self, objective)
        return State(w, objective(w, order=2))

    def step(self, objective: Objective, state: State) -> State:
        at, w = state.at, state.w
        assert at is not None
        assert at.gradient is not None
        assert at.hessian is not None
        u = minimise_blocks(at.hessian, at.gradient, w, objective.penalty.l1[:, 0])
        evaluate = partial(objective, order=2)
        return search(objective, state, u - w, evaluate, self.max_halvings)


def minimise_blocks(hessian: Array, gradient: Array, w: Array, l1: Array) -> Array:
    """The minimum of the model at w: (pK, pK), (p, K), (p, K), (p,) -> (p, K).

    Sweeps over the rows find which are zero; Newton's method settles the others in between.
    """
    p, K = w.shape
    H = hessian.reshape(p, K, p, K)
    parts = [np.linalg.eigh(H[j, :, j, :]) for j in range(p)]
    filled = [flat_part(*parts[j]) if l1[j] == 0 else np.zeros((K, K)) for j in range(p)]
    u, slope, first = w.copy(), -gradient, ROUNDING / INNER * float(np.abs(gradient).max())
    for _ in range(SWEEPS):
        largest = 0.0
        for j in range(p):
            own = H[j, :, j, :]
            change = best_row(*parts[j], slope[j] + own @ u[j], float(l1[j]), u[j]) - u[j]
            if change.any():
                u[j] += change
                slope -= H[:, :, j, :] @ change
                largest = max(largest, float(np.abs(own @ change).max()))
        first = max(first, largest)
        if largest <= INNER * first:
            break
        u, slope = polished(H, u, slope, l1, filled)
    return u


def flat_part(values: Array, Q: Array) -> Array:
    """Curvature along the directions that have none: where nothing pulls, nothing then moves."""
    flat = Q[:, values <= FLAT * float(values[-1])]
    return np.asarray(float(values[-1]) * flat @ flat.T)


def polished(
    H: Array, u: Array, slope: Array, l1: Array, filled: list[Array]
) -> tuple[Array, Array]:
    """Newton's method on the rows that are not zero, as long as it helps and none comes near it."""
    rows = np.flatnonzero((u != 0).any(axis=1) | (l1 == 0))
    part, weight = H[:, :, rows], l1[rows, None]
    at, left = u[rows], slope
    own = part[rows].copy()
    for k, j in enumerate(rows):
        own[k, :, k, :] += filled[j]
    pull = steepness(at, left[rows], weight)
    for _ in range(POLISH):
        change = -solve_lifted(bent(own, at, weight), pull.ravel()).reshape(at.shape)
        new, shorter = at + change, np.linalg.norm(at, axis=1) * NEAR
        if (np.linalg.norm(new, axis=1) < shorter)[weight[:, 0] > 0].any():
            break
        below = left - np.tensordot(part, change, axes=([2, 3], [0, 1]))
        ahead = steepness(new, below[rows], weight)
        if not np.abs(ahead).max(initial=0.0) < np.abs(pull).max(initial=0.0):
            break
        at, left, pull = new, below, ahead
    u = u.copy()
    u[rows] = at
    return u, left


def steepness(at: Array, slope: Array, weight: Array) -> Array:
    """Gradient of the model by rows that are not zero: (k, K)."""
    lengths = np.linalg.norm(at, axis=1)[:, None]
    return weight * at / np.where(weight > 0, lengths, 1.0) - slope


def bent(H: Array, at: Array, weight: Array) -> Array:
    """Curvature of the model, norms included: ``H + l1 (I - u uᵀ / ‖u‖²) / ‖u‖`` by row."""
    k, K = at.shape
    lengths = np.where(weight > 0, np.linalg.norm(at, axis=1)[:, None], 1.0)
    unit = at / lengths
    curvature = H.copy()
    for j in range(k):
        curvature[j, :, j, :] += weight[j] / lengths[j] * (np.eye(K) - np.outer(unit[j], unit[j]))
    return curvature.reshape(k * K, k * K)


def best_row(values: Array, Q: Array, q: Array, l1: float, old: Array) -> Array:
    """The minimum of ``½ uᵀHu - qᵀu + l1 ‖u‖``, H = Q diag(values) Qᵀ: (K,)."""
    along = q @ Q
    moves = values > FLAT * max(float(values[-1]), TINY)
    if l1 == 0:
        still = np.where(moves, 0.0, old @ Q)
        return np.asarray(Q @ (still + np.where(moves, along, 0.0) / np.where(moves, values, 1.0)))
    along = np.where(moves, along, 0.0)
    size = float(np.sqrt(along @ along))
    if size <= l1 or not moves.any():
        return np.zeros_like(q)
    length = row_length(values[moves], along[moves], l1, float(np.linalg.norm(old)))
    return np.asarray(Q @ (along * length / (np.where(moves, values, 0.0) * length + l1)))


def row_length(values: Array, along: Array, l1: float, guess: float) -> float:
    """The ρ > 0 with ``Σ (q_i / (e_i ρ + l1))² = 1``: Newton's method, kept between bounds.

    The left side falls and is convex, and at ρ = 0 it is above 1.
    """
    size = float(np.sqrt(along @ along))
    low, high = (size - l1) / float(values[-1]), (size - l1) / float(values[0])
    length = min(max(guess, low), high)
    for _ in range(100):
        part = along / (values * length + l1)
        excess = float(part @ part) - 1
        low, high = (length, high) if excess > 0 else (low, length)
        steep = -2 * float((part * part * values / (values * length + l1)).sum())
        new = length - excess / steep
        new = new if low <= new <= high else (low + high) / 2
        if abs(new - length) <= 4e-16 * length:
            return new
        length = new
    return length
