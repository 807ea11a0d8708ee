"""Active set: the exact minimum of a quadratic with an L1 penalty, from a start that is close.

    minimise   ½ uᵀ(H + diag ridge)u - bᵀu + Σ l1 |u|

    1.  those that are free (not at zero, or without L1) solve their linear equations, signs given
    2.  who has crossed zero is fixed there, and 1 again
    3.  who is at zero and violates |slope| <= l1 is freed, and 1 again; nobody: done

Everybody who crosses or violates moves at once; if that goes round, from `PATIENCE` on one at a
time, where every step goes downhill, so that it ends.  The factor of the free ones is kept from
call to call (`Factor`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.solvers.path.factor import Factor
from oddsmith.solvers.path.rows import Index

Mask = NDArray[np.bool_]

PATIENCE = 15
SLACK = 1e-10  # of l1: a violation that is rounding


@dataclass(frozen=True, eq=False)
class Quadratic:
    """``½ uᵀ(H + diag ridge)u - bᵀu + Σ l1 |u|`` of k coefficients."""

    H: Array
    ridge: Array
    b: Array
    l1: Array

    def slope(self, u: Array) -> Array:
        """Minus the gradient of the smooth part: (k,) -> (k,)."""
        return np.asarray(self.b - self.H @ u - self.ridge * u)


def minimise_lasso(problem: Quadratic, u: Array, kept: Factor) -> Array:
    """The minimising u, from u (k,)."""
    sign, free = np.sign(u), np.asarray(problem.l1 == 0)
    A = order_of(free | (u != 0), kept)
    for round_ in range(30 + 4 * len(u)):
        careful = round_ >= PATIENCE
        right = problem.b[A] - problem.l1[A] * sign[A]
        goal = kept.solve(problem.H, problem.ridge, A, right)
        crossed = (goal * sign[A] < 0) & ~free[A]
        if crossed.any():
            u, crossed = moved(u, A, goal, crossed, careful)
            u[A[crossed]] = sign[A[crossed]] = 0.0
            A = A[~crossed]
            continue
        u = placed(len(u), A, goal)
        slope = problem.slope(u)
        new = violators(slope, problem.l1, A, careful)
        if not len(new):
            break
        sign[new] = np.sign(slope[new])
        A = np.concatenate([A, new])
    return u


def order_of(on: Mask, kept: Factor) -> Index:
    """Positions where `on`, in the order of the factor at hand where it can be extended."""
    if not on[kept.index].all():
        return np.flatnonzero(on)
    rest = on.copy()
    rest[kept.index] = False
    return np.concatenate([kept.index, np.flatnonzero(rest)])


def moved(u: Array, A: Index, goal: Array, crossed: Mask, careful: bool) -> tuple[Array, Mask]:
    """All the way to the goal, or only to the first crossing; and who is fixed there."""
    if not careful:
        return placed(len(u), A, goal), crossed
    at = u[A]
    shares = np.full(len(A), np.inf)
    shares[crossed] = at[crossed] / (at[crossed] - goal[crossed])
    first = int(np.argmin(shares))
    u = u.copy()
    u[A] = at + shares[first] * (goal - at)
    return u, np.arange(len(A)) == first


def placed(size: int, A: Index, values: Array) -> Array:
    u = np.zeros(size)
    u[A] = values
    return u


def violators(slope: Array, l1: Array, A: Index, careful: bool) -> Index:
    """Who should leave zero; if `careful` the worst one alone."""
    excess = np.abs(slope) - l1 * (1 + SLACK) - 1e-15
    excess[A] = -1.0
    new = np.flatnonzero(excess > 0)
    return new[[int(np.argmax(excess[new]))]] if careful and len(new) else new
