"""Convergence: the optimum, and how many steps gradient descent needs to come near it.

w_t - w* ≈ (I - rate · H)^t (w_0 - w*),        H the curvature at w*
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.estimate import estimate
from oddsmith.limit import limit_of
from oddsmith.losses import CrossEntropy
from oddsmith.neuron import Array
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty

MOST = 1e15  # steps that nobody takes
FLAT = 1e-13  # of the largest curvature: directions that change no prediction


@dataclass(frozen=True, eq=False)
class Optimum:
    """The minimum of the mean cross-entropy of n rows, plus a penalty ``½ λ ‖w‖²``.

    Attributes
    ----------
    at : ndarray of shape (p + 1,), or (p,) without a bias
        w, then b.  Where there is no minimum, its limit: ±inf, or NaN where undetermined.
    objective : Objective
        As a function of w and b in a row.
    loss : float
        Mean cross-entropy there, without the penalty.
    unique : bool
        Whether no other coefficients give the same predictions.
    separation : str
        Which columns separate the classes, so that there is no minimum; empty where none do.
    """

    at: Array
    objective: Objective
    loss: float
    unique: bool
    separation: str = ""

    def steps_from(self, start: Array, rate: float, digits: float) -> float:
        """Steps of gradient descent from a start to so small a share of the optimum's size."""
        H = np.asarray(self.objective(self.at, order=2).hessian, dtype=np.float64)
        unit = np.sqrt(H.diagonal())
        return steps_left(H, start - self.at, rate, digits * float(np.linalg.norm(unit * self.at)))


def optimum(
    X: Array,
    y: Array,
    penalty: float | Penalty = 0.0,
    *,
    bias: bool = True,
    weights: Array | None = None,
    names: tuple[str, ...] = (),
) -> Optimum:
    """The optimum for X (n, p), y (n,) of 0 and 1, and perhaps weights (n,) of the rows.

    A bias is free of a penalty that is given as its strength.

    Examples
    --------
    >>> X, y = np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0.0, 1.0, 0.0, 0.0])
    >>> optimum(X, y, 0.1).at.round(4)
    array([-0.8583, -0.7157])
    """
    n, p = X.shape
    rows = InMemory(Dense(np.column_stack([X, np.ones(n)]) if bias else X), y, weights)
    costs = penalty
    if not isinstance(costs, Penalty):
        costs = Penalty.elastic_net(p + bias, costs, free=[p] if bias else [])
    free = bias and not (costs.l1[p] or costs.l2[p])
    found = estimate(rows, p if free else None, costs, to_floor=True)
    limit = limit_of(found, rows)
    objective = Objective(rows, CrossEntropy(), costs)
    if limit is None:
        w: Array = np.nan_to_num(found.w)
        loss = found.solution.at.loss
        return Optimum(w, objective, loss, not found.dependent)
    called = [*(names or (f"x{j}" for j in range(1, p + 1))), "b"]
    said = limit.separation.describe([called[k] for k in found.kept])
    w = limit.w.astype(np.float64)
    return Optimum(w, objective, limit.loss / n, unique=False, separation=said)


def steps_left(hessian: Array, away: Array, rate: float, goal: float) -> float:
    """Steps until the distance from the optimum, √(dᵀ diag(H) d), is at most `goal`.

    Parameters
    ----------
    hessian : ndarray of shape (p, p)
        At the optimum, positive semidefinite.
    away : ndarray of shape (p,)
        d now.
    rate : float
        At most one over the largest eigenvalue.
    goal : float
        Above 0.

    Returns
    -------
    float
        A whole number; ``inf`` where it takes more than 1e15.

    Examples
    --------
    >>> steps_left(np.eye(1), np.ones(1), 0.5, 1e-3)
    10.0
    """
    values, vectors = eigh(hessian)
    curved = values > FLAT * values[-1]
    V, unit = vectors[:, curved], np.sqrt(hessian.diagonal())[:, None]
    parts = V.T @ away
    slowness = np.log1p(-np.minimum(rate * values[curved], 1 - 1e-16))

    def distance(t: float) -> float:
        return float(np.linalg.norm(unit * V @ (np.exp(t * slowness) * parts)))

    low, high = -1.0, MOST
    if distance(high) > goal:
        return np.inf
    while high - low > 1:
        middle = float((low + high) // 2)
        low, high = (middle, high) if distance(middle) > goal else (low, middle)
    return high
