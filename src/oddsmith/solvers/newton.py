"""Newton's method, with an L1 penalty and bounds where there are any.

    1.  s  minimises the quadratic model  ∇F(w)ᵀs + ½ sᵀ∇²F(w)s + P₁(w + s)   within the bounds:
        Cholesky's factor without L1 and bounds, else `quadratic.minimise_quadratic`, both exact
    2.  halve t from 1 until F(w + t s) has fallen enough              line_search
    3.  w <- w + t s

Quadratic convergence; with an L1 penalty from the step on at which the zeros are the right ones
(Lee, Sun and Saunders 2014, SIAM Journal on Optimization 24, "proximal Newton").
Cost of a step: one sweep with curvature, n p² + p³/3 multiplications; a length that is rejected
costs one sweep more.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from oddsmith.design import Array, Bordered, dense_curvature
from oddsmith.errors import NotSupportedError
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers.driver import State
from oddsmith.solvers.line_search import search
from oddsmith.solvers.linear import solve_lifted
from oddsmith.solvers.quadratic import minimise_quadratic


@dataclass(frozen=True)
class Newton:
    """For convex losses, with any penalty.

    Parameters
    ----------
    max_halvings : int
        How often a step may be halved before the solver gives up and stands still.

    Raises
    ------
    NotSupportedError
        When started on a loss that is not convex.
    """

    max_halvings: int = 40

    finishes: ClassVar[bool] = True

    def start(self, objective: Objective, w: Array) -> State:
        require_convex(self, objective)
        w = objective.penalty.prox(w, 0.0)  # into the bounds
        return State(w, objective(w, order=2))

    def step(self, objective: Objective, state: State) -> State:
        at, w = state.at, state.w
        assert at is not None
        assert at.gradient is not None
        assert at.curvature is not None
        s = model_step(at.curvature, at.gradient.ravel(), w.ravel(), objective.penalty)
        evaluate = partial(objective, order=2)
        return search(objective, state, s.reshape(w.shape), evaluate, self.max_halvings)


def require_convex(solver: object, objective: Objective) -> None:
    if not objective.loss.convex:
        raise NotSupportedError(
            f"{type(solver).__name__} needs a convex loss, and {type(objective.loss).__name__} is "
            "not convex. GradientDescent takes any loss."
        )


def require_smooth(solver: object, objective: Objective, instead: str) -> None:
    if not objective.penalty.smooth:
        raise NotSupportedError(
            f"{type(solver).__name__} needs a smooth objective, and the penalty has an L1 part or "
            f"bounds. {instead} takes both."
        )


def model_step(curvature: Array | Bordered, gradient: Array, w: Array, penalty: Penalty) -> Array:
    """The step to the minimum of the quadratic model: (p, p), (p,), (p,) -> (p,)."""
    if penalty.smooth:
        return -solve_lifted(curvature, gradient)
    hessian = dense_curvature(curvature)
    return minimise_quadratic(hessian, hessian @ w - gradient, penalty, w) - w
