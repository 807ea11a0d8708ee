"""Penalised: whether coefficients are an optimum with a penalty or weights that nobody named.

The strength λ of a penalty shows in the gradient g of the mean loss at its optimum:

    ½ λ ‖w‖²     g = -λ w                    λ ‖w‖₁     g_j = -λ sign(w_j)  where w_j is not 0

With that λ the optimum is computed, and compared.  Gradient descent from zero passes near these
optima too, at the time 1/λ, so a penalty is only named where it is much nearer than that path.
"""

from collections.abc import Iterator

import numpy as np
from scipy.linalg import eigh

from oddsmith.learn.convergence import Optimum, optimum
from oddsmith.learn.likeness import SAME, Match, Setting, near
from oddsmith.learn.verdicts import Likeness
from oddsmith.neuron import Array, safe_rate
from oddsmith.penalties import Penalty

EARLY = 30  # times the largest curvature: a stronger penalty is no different from a short descent
SHORT = 0.05  # first steps along the path, in units of 1/L
GROWTH = 0.1  # of the time so far: later steps
LATE = 3.0  # times 1/λ, when the path is left
NEARER = 0.1
TOLD = 2  # coefficients that are not zero: one alone fits any strength


def other_penalties(setting: Setting, plain: Optimum) -> Iterator[Match]:
    """Optima with a penalty of any strength: on the weights, on the bias as well, or L1."""
    g = np.asarray(plain.objective(setting.mine).gradient)
    mine, weights = setting.mine, np.append(np.ones(len(setting.mine) - 1), 0.0)
    for likeness, held, norm in (
        (Likeness.OTHER_PENALTY, weights, "½ λ ‖w‖²"),
        (Likeness.PENALISED_BIAS, np.ones_like(weights), "½ λ ‖w‖²"),
        (Likeness.L1_PENALTY, weights, "λ ‖w‖₁"),
    ):
        l1 = likeness is Likeness.L1_PENALTY
        pull = held * (np.sign(mine) if l1 else mine)
        strength = -slope(g, pull, setting.units)
        if strength <= 0 or np.count_nonzero(pull) < TOLD:
            continue
        each, none = strength * held, np.zeros_like(held)
        best = optimum(setting.X, setting.y, Penalty(each, none) if l1 else Penalty(none, each))
        distance = near(setting, best)
        if distance <= SAME and (l1 or not on_the_way(setting, plain, strength, distance)):
            C = 1 / (strength * len(setting.y))
            words = f"a penalty of {norm} on the mean loss with λ = {strength:.4g}"
            yield Match(likeness, f"{words}, scikit-learn's C = {C:.4g}", distance)


def slope(g: Array, pull: Array, units: Array) -> float:
    """The s for which s · pull is nearest to g, in the units of the columns."""
    a, b = g / units, pull / units
    return float(a @ b) / max(float(b @ b), np.finfo(float).tiny)


def on_the_way(setting: Setting, plain: Optimum, strength: float, distance: float) -> bool:
    """Whether gradient descent from zero comes about as near as the optimum with this penalty."""
    rate = safe_rate(setting.X, len(setting.y), "cross-entropy")
    if strength * rate > EARLY:
        return True
    here, time = np.zeros_like(setting.mine), 0.0
    while time < LATE / strength:
        step = max(SHORT * rate, GROWTH * time)
        move = flow(plain, here, step)
        if setting.distance_from_line(here, move) < distance / NEARER:
            return True
        here, time = here + move, time + step
    return False


def flow(plain: Optimum, w: Array, time: float) -> Array:
    """Where short steps of gradient descent lead in this time, for the curvature H at w.

    dw/dt = -(g + H (w - w_0)) moves by -V [(1 - exp(-λ t)) / λ] Vᵀ g, for H = V diag(λ) Vᵀ.
    """
    at = plain.objective(w, order=2)
    values, V = eigh(np.asarray(at.hessian))
    values = np.maximum(values, np.finfo(float).tiny)
    shares = -np.expm1(-time * values) / values
    return np.asarray(-V @ (shares * (V.T @ np.asarray(at.gradient))))


def class_weights(setting: Setting, named: str) -> Iterator[Match]:
    """The optima in which each class counts as half of the rows."""
    share = setting.y.mean()
    if share in (0, 1):
        return
    weights = np.where(setting.y == 1, 0.5 / share, 0.5 / (1 - share))
    for strength, words in ((0.0, "maximum likelihood"), (setting.strength, named)):
        best = optimum(setting.X, setting.y, strength, weights=weights)
        yield Match(Likeness.CLASS_WEIGHTS, words, near(setting, best))
