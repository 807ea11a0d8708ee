"""Line search: the first length of a step that is good enough.

    F(w + t s) <= F(w) + t Δ / 10⁴,        Δ = ∇F(w)ᵀs + P₁(w + s) - P₁(w) < 0,

with P₁ the L1 part; without it this is Armijo's condition.  Near the minimum, where F no longer
shows the difference, the optimality condition decides: it must not be violated more than before.
Or, without L1 and bounds, the slopes at both ends: F falls by their mean, and the condition becomes
∇F(w + t s)ᵀs <= (2 / 10⁴ - 1) Δ  (Hager and Zhang 2005, SIAM Journal on Optimization 16).
"""

from collections.abc import Callable

import numpy as np

from oddsmith.design import Array
from oddsmith.objective import Evaluation, Objective
from oddsmith.solvers.driver import State

ARMIJO = 1e-4
ROUNDING = 1e-14  # of F, relative: below it, values cannot be told apart
FAR = 16.0  # on the scale of z: from certainty to its opposite
PATIENCE = 3  # lengths rejected before one that moves no row further than that is tried


def search(
    objective: Objective,
    state: State,
    s: Array,
    evaluate: Callable[[Array], Evaluation],
    max_halvings: int,
    noise: float = ROUNDING,
) -> State:
    """The state after a step along s, of the shape of w; if none is, the same w and step size 0.

    `noise` is how far values can be off, relative to F.
    """
    at, w = state.at, state.w
    assert at is not None
    assert at.gradient is not None
    fall = float(np.vdot(at.gradient, s)) + objective.penalty.l1_growth(w, s)
    t = 1.0
    for trial in range(max_halvings):
        new = w + t * s
        there = evaluate(new)
        level = there.value <= at.value + noise * (1 + abs(at.value))
        if there.value <= at.value + ARMIJO * t * fall or (
            level
            and (
                objective.violation(new, there) <= objective.violation(w, at)
                or flat(objective, there, s, fall)
            )
        ):
            moved = t * float(at.case_weight * abs(fall)) ** 0.5
            return State(new, there, state.steps + 1, t, moved)
        t = min(t / 2, FAR / objective.reach(s)) if trial == PATIENCE else t / 2
    return State(w, at, state.steps + 1, 0.0)


def flat(objective: Objective, there: Evaluation, s: Array, fall: float) -> bool:
    """Whether the slopes say that F has fallen by Armijo's share."""
    if not objective.penalty.smooth:
        return False
    assert there.gradient is not None
    return float((there.gradient * s).sum()) <= (2 * ARMIJO - 1) * fall
