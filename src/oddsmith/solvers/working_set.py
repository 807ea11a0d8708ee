"""Working set: Newton's method on the columns that matter, for penalties that leave most at zero.

    1.  the set is every column that is not at zero, and those that violate the optimality condition
        most, as many again (at least 10)
    2.  minimise over the set alone, to a tenth of the violation or better
    3.  w <- that minimum; one sweep over all columns shows who violates the condition now

(Johnson and Guestrin 2015, *Blitz*; Massias, Gramfort and Salmon 2018, *Celer*.)
Cost of a step: one gradient sweep over all columns, and Newton's method on few.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.objective import Evaluation, Objective
from oddsmith.solvers.driver import Solver, State, minimise
from oddsmith.solvers.newton import Newton, require_convex

SHARE = 0.1
SMALLEST = 10


@dataclass(frozen=True)
class WorkingSet:
    """For convex losses with an L1 penalty or bounds, and many columns.

    Parameters
    ----------
    inner : Solver
        What minimises over the set.
    """

    inner: Solver = field(default_factory=Newton)

    finishes: ClassVar[bool] = True

    def start(self, objective: Objective, w: Array) -> State:
        require_convex(self, objective)
        w = objective.penalty.prox(w, 0.0)
        return State(w, objective(w))

    def step(self, objective: Objective, state: State) -> State:
        at, w = state.at, state.w
        assert at is not None
        chosen = working_set(objective, w, at)
        part = objective.columns(chosen)
        tol = SHARE * objective.violation(w, at)
        found = minimise(self.inner, part, w[chosen], tol=tol, max_steps=50)
        new = w.copy()
        new[chosen] = found.w
        moved = bool((new != w).any())
        return State(new, objective(new) if moved else at, state.steps + 1, float(moved))


def working_set(objective: Objective, w: Array, at: Evaluation) -> NDArray[np.integer[Any]]:
    """Positions of the columns in the set, in their order."""
    assert at.gradient is not None
    each = objective.penalty.violation(w, at.gradient)
    by_column = each if each.ndim == 1 else each.max(axis=1)
    inside = w != 0 if w.ndim == 1 else (w != 0).any(axis=1)
    inside |= by_column > 0.999 * by_column.max(initial=0.0)
    outside = np.flatnonzero(~inside & (by_column > 0))
    more = max(SMALLEST, int(inside.sum()))
    worst = outside[np.argsort(-by_column[outside], kind="stable")[:more]]
    return np.union1d(np.flatnonzero(inside), worst)
