"""Newton's method without the curvature matrix, for many columns.

    1.  solve   ∇²F(w) s = -∇F(w)   by conjugate gradients, each step of which is one product
        ∇²F(w) v: a forward and a backward pass; preconditioned by the diagonal of ∇²F(w)
    2.  stop them at   ‖r‖ <= η ‖∇F(w)‖,  η = min(½, √‖∇F(w)‖)  in the preconditioner's norm
    3.  line search

(Dembo, Eisenstat and Steihaug 1982, SIAM Journal on Numerical Analysis 19; Nocedal and Wright 2006,
algorithm 7.1.)  Cost of a step: one gradient sweep, two for the diagonal, one for each product.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oddsmith.design import Array
from oddsmith.objective import Objective
from oddsmith.solvers.driver import State
from oddsmith.solvers.line_search import search
from oddsmith.solvers.newton import require_convex, require_smooth


@dataclass(frozen=True)
class NewtonCG:
    """For convex losses with an L2 penalty, and any number of columns.

    Parameters
    ----------
    max_products : int
        Products in one step.
    max_halvings : int
        See `Newton`.

    Raises
    ------
    NotSupportedError
        When started on a loss that is not convex, with an L1 penalty, or with bounds.
    """

    max_products: int = 250
    max_halvings: int = 40

    finishes: ClassVar[bool] = True

    def start(self, objective: Objective, w: Array) -> State:
        require_convex(self, objective)
        require_smooth(self, objective, "WorkingSet")
        return State(w, objective(w))

    def step(self, objective: Objective, state: State) -> State:
        at, w = state.at, state.w
        assert at is not None
        assert at.gradient is not None
        diagonal = objective.diagonal(w, at.case_weight)
        floor = 1e-12 * float(diagonal.max(initial=0.0)) + np.finfo(float).tiny

        def product(v: Array) -> Array:
            return objective.product(w, v, at.case_weight)

        s = conjugate_gradients(
            product, -at.gradient, 1 / np.maximum(diagonal, floor), self.max_products
        )
        return search(objective, state, s, objective, self.max_halvings)


def conjugate_gradients(
    product: Callable[[Array], Array], right: Array, inverse: Array, max_products: int
) -> Array:
    """Solve ``A s = right`` to the accuracy of step 2; `inverse` preconditions, as a diagonal."""
    s, r = np.zeros_like(right), right.copy()
    z = inverse * r
    v, rz = z, float((r * z).sum())
    goal = min(0.5, rz**0.25) ** 2 * rz
    for _ in range(max_products):
        Av = product(v)
        bend = float((v * Av).sum())
        if bend <= 0:  # curvature has vanished along v: what is there already goes downhill
            return s if s.any() else v
        step = rz / bend
        s, r = s + step * v, r - step * Av
        z = inverse * r
        before, rz = rz, float((r * z).sum())
        if rz <= goal:
            break
        v = z + rz / before * v
    return s
