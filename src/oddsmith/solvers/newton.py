"""Newton's method with a line search.

    1.  solve   ∇²F(w) s = -∇F(w)                       by Cholesky's factor
    2.  halve t from 1 until F(w + t s) has fallen enough
    3.  w <- w + t s

Enough is Armijo's  F(w + t s) <= F(w) + t ∇F(w)ᵀs / 10⁴;  near the minimum, where F no longer
shows the difference, the slope decides (Hager and Zhang 2005, "approximate Wolfe", eq. 4.1).
Cost of a step: one sweep with curvature, n p² + p³/3 multiplications; a length that is rejected
costs one sweep more.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from oddsmith.design import Array
from oddsmith.errors import NotSupportedError
from oddsmith.objective import Evaluation, Objective
from oddsmith.solvers.driver import State

ARMIJO = 1e-4
ROUNDING = 1e-14  # of F, relative: below it, values cannot be told apart


@dataclass(frozen=True)
class Newton:
    """For convex losses with at most an L2 penalty.

    Parameters
    ----------
    max_halvings : int
        How often a step may be halved before the solver gives up and stands still.

    Raises
    ------
    NotSupportedError
        When started on a loss that is not convex, or with an L1 penalty.
    """

    max_halvings: int = 40

    def start(self, objective: Objective, w: Array) -> State:
        lacks = []
        if not objective.loss.convex:
            lacks.append(f"{type(objective.loss).__name__} is not convex")
        if objective.penalty.l1.any():
            lacks.append("the penalty has an L1 part")
        if lacks:
            raise NotSupportedError(
                f"Newton needs a smooth convex objective, and {' and '.join(lacks)}. "
                "GradientDescent takes both."
            )
        return State(w, objective(w, order=2))

    def step(self, objective: Objective, state: State) -> State:
        at = state.at
        assert at is not None
        assert at.gradient is not None
        assert at.hessian is not None
        s = newton_direction(at.hessian, at.gradient)
        slope = float(at.gradient @ s)
        t = 1.0
        for _ in range(self.max_halvings):
            w = state.w + t * s
            there = objective(w, order=2)
            if fell_enough(at, there, s, slope, t):
                return State(w, there, state.steps + 1, t)
            t /= 2
        return State(state.w, at, state.steps + 1, 0.0)


def newton_direction(hessian: Array, gradient: Array) -> Array:
    """``-hessian⁻¹ gradient``: (p, p), (p,) -> (p,).

    Where the factor does not exist (curvature that has vanished), the diagonal is raised, from
    1e-12 of its mean by factors of 100, until it does: a shorter step, and still downhill.
    """
    if not len(gradient):
        return gradient
    mean = float(np.trace(hessian)) / len(gradient)
    lift = 0.0
    while True:
        try:
            factor = cho_factor(hessian + lift * np.eye(len(gradient)), lower=True)
            return -cho_solve(factor, gradient)
        except LinAlgError:
            lift = max(100 * lift, 1e-12 * mean, np.finfo(float).tiny)


def fell_enough(at: Evaluation, there: Evaluation, s: Array, slope: float, t: float) -> bool:
    """Whether a step of length t along s is good enough (NaN never is)."""
    if there.value <= at.value + ARMIJO * t * slope:
        return True
    assert there.gradient is not None
    level = there.value <= at.value + ROUNDING * (1 + abs(at.value))
    return level and float(there.gradient @ s) <= (2 * ARMIJO - 1) * slope
