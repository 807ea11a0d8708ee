"""Quasi-Newton: gradients alone, for many columns, around a curvature that is nearly diagonal.

    1.  s = -(two-loop recursion around H₀⁻¹) ∇F(w)                                        pairs
    2.  line search along s; (s, change of the gradient) is one more pair
    3.  after 3, 6, 12, … steps H₀ is taken anew, unless the last steps were long enough

H₀ is the diagonal of ∇²F for columns that are centred against a column without penalty, the
intercept; a is its own curvature and b its row of ∇²F:

    H₀⁻¹ = T diag(1/a, 1/D_j) Tᵀ,    D_j = ∇²F_jj - b_j² / a,    T w = (w_0 - Σ_j b_j w_j / a, w)

Columns that are not negative all correlate with the intercept, and with H₀ they do not: on text,
200,000 × 50,000, ten gradients reach 1e-13, and a plain diagonal needs twice as many products.
(Liu and Nocedal 1989, Mathematical Programming 45, for the recursion.)  A problem that is still
open after `PATIENCE` steps is badly conditioned: from there on the steps are those of `NewtonCG`,
which see the curvature itself.  Cost of a step: one gradient sweep; of H₀: another.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from oddsmith.design import Array
from oddsmith.objective import Objective
from oddsmith.solvers.driver import State
from oddsmith.solvers.line_search import search
from oddsmith.solvers.newton import require_convex, require_smooth
from oddsmith.solvers.newton_cg import NewtonCG
from oddsmith.solvers.pairs import Pairs, inner

FIRST = 3  # steps with the first H₀; its successors serve twice as long, each
FAST = 0.1  # share of the decrement that a step leaves where H₀ is good enough
PATIENCE = 60
FLOOR = 1e-12  # of the largest curvature: what is below it is rounding


@dataclass(frozen=True, eq=False)
class Centred:
    """H₀⁻¹; `at` is the intercept's position, or None."""

    diagonal: Array
    at: int | None = None
    shift: Array = field(default_factory=lambda: np.empty(0))  # b / a, zero for the intercept

    def __call__(self, g: Array) -> Array:
        """``H₀⁻¹ g``."""
        if self.at is None:
            return g / self.diagonal
        w: Array = (g - self.shift * g[self.at]) / self.diagonal
        w[self.at] -= inner(self.shift, w)
        return w


def centred(objective: Objective, w: Array, case_weight: float) -> Centred:
    """H₀⁻¹ at w, of the shape of w; centred where one column alone is free."""
    l2 = objective.penalty.l2
    free = np.flatnonzero(l2 == 0)
    if w.ndim > 1 or len(free) != 1:
        return Centred(above_rounding(objective.diagonal(w, case_weight), l2))
    at = int(free[0])
    D, b = objective.arrow(w, at, case_weight)
    shift = b / above_rounding(D, l2)[at]
    shift[at] = 0.0
    return Centred(above_rounding(D - shift * b, l2), at, shift)


def above_rounding(D: Array, l2: Array) -> Array:
    floor = FLOOR * float(D.max(initial=0.0)) + np.finfo(float).tiny
    return np.maximum(D, np.maximum(l2, floor))


@dataclass(frozen=True, eq=False)
class PairedState(State):
    """A state, H₀⁻¹, the pairs, the last two decrements -gᵀs, and the step of the next H₀."""

    inverse: Centred | None = field(default=None, repr=False)
    pairs: Pairs = field(default_factory=Pairs, repr=False)
    decrements: tuple[float, ...] = ()
    next: int = FIRST


@dataclass(frozen=True)
class QuasiNewton:
    """For convex losses with an L2 penalty, and any number of columns.

    Parameters
    ----------
    max_halvings : int
        See `Newton`.

    Raises
    ------
    NotSupportedError
        When started on a loss that is not convex, with an L1 penalty, or with bounds.
    """

    max_halvings: int = 40

    finishes: ClassVar[bool] = False

    def start(self, objective: Objective, w: Array) -> PairedState:
        require_convex(self, objective)
        require_smooth(self, objective, "WorkingSet")
        at = objective(w)
        return PairedState(w, at, inverse=centred(objective, w, at.case_weight))

    def step(self, objective: Objective, state: State) -> State:
        if not isinstance(state, PairedState) or state.steps >= PATIENCE:
            return NewtonCG(max_halvings=self.max_halvings).step(objective, state)
        at, inverse, due = state.at, state.inverse, state.next
        assert at is not None
        assert at.gradient is not None
        assert inverse is not None
        if state.steps == due:
            due *= 2
            if state.decrements[-1] > FAST * state.decrements[-2]:
                inverse = centred(objective, state.w, at.case_weight)
        s = state.pairs.direction(at.gradient, inverse)
        new = search(objective, state, s, objective, self.max_halvings)
        assert new.at is not None
        assert new.at.gradient is not None
        return PairedState(
            **vars(new), inverse=inverse, next=due,
            pairs=state.pairs.add(new.w - state.w, new.at.gradient - at.gradient),
            decrements=(*state.decrements[-1:], -inner(at.gradient, s)),
        )  # fmt: skip
