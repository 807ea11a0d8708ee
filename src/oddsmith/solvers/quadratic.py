"""Quadratic: the exact minimum of a quadratic with an L1 penalty and bounds.

    minimise   ½ uᵀHu - bᵀu + Σ l1 |u|        lower <= u <= upper

`settle` guesses who is free and with which sign, all at once: for each j let v_j be the minimum
along coordinate j alone; where v_j is shrunk to zero, or lies beyond a bound, u_j is fixed there;
the linear equations of the others are solved, and so on until nothing changes.  Then u is optimal
(Hintermüller, Ito and Kunisch 2002, SIAM Journal on Optimization 13: a semismooth Newton method).
It ends after a few rounds, or goes round in a circle.

`walk` is for the circles: from a point where everybody keeps their sign, go towards the solution
of the free ones' equations, stop where the first of them meets zero or a bound and fix it there; at
the solution, free the one that violates its condition most.  Every step goes downhill, so it ends
(Nocedal and Wright 2006, algorithm 16.3).
"""

from dataclasses import dataclass

import numpy as np

from oddsmith.design import Array
from oddsmith.penalties import Penalty
from oddsmith.solvers.linear import solve_lifted

LIFT = 1e-11  # of the largest diagonal: columns that repeat each other stay solvable
ROUNDS = 30
OPTIMAL = 1e-13  # violation, relative to the largest slope, that is rounding


@dataclass(frozen=True, eq=False)
class Box:
    """L1 weights and bounds of p coefficients, all of shape (p,); bounds may be infinite."""

    l1: Array
    lower: Array
    upper: Array

    def prox(self, v: Array, step: Array | float) -> Array:
        """The minimum of ``Σ l1 |u| + ‖u - v‖² / (2 step)`` within the bounds."""
        return Penalty(self.l1, self.l1, self.lower, self.upper).prox(v, step)

    def interval(self, sign: Array) -> tuple[Array, Array]:
        """Ends between which a coefficient keeps its sign, where that matters."""
        kink = self.l1 > 0
        low = np.where(kink & (sign > 0), np.maximum(self.lower, 0), self.lower)
        return low, np.where(kink & (sign < 0), np.minimum(self.upper, 0), self.upper)


def minimise_quadratic(H: Array, b: Array, penalty: Penalty, start: Array) -> Array:
    """The minimising u: H (p, p) positive semidefinite, b (p,), start (p,) -> (p,).

    `penalty` is of p coefficients in any shape; its L2 part belongs to H and is not looked at.
    """
    p = len(b)
    lower = np.full(p, -np.inf) if penalty.lower is None else penalty.lower.ravel()
    upper = np.full(p, np.inf) if penalty.upper is None else penalty.upper.ravel()
    lift = LIFT * max(float(H.diagonal().max(initial=0.0)), np.finfo(float).tiny)
    H, b = H + lift * np.eye(p), b + lift * start  # a proximal term: the minimum does not move
    box = Box(penalty.l1.ravel(), lower, upper)
    settled = settle(H, b, box, start)
    return walk(H, b, box, start) if settled is None else settled


def settle(H: Array, b: Array, box: Box, u: Array) -> Array | None:
    """Steps 1 and 2, until the free set repeats itself; None if it does not."""
    curvature = H.diagonal()
    before: Array | None = None
    for _ in range(ROUNDS):
        v = u + (b - H @ u) / curvature
        target = box.prox(v, 1 / curvature)
        free = (target != 0) | (box.l1 == 0)
        free &= (target > box.lower) & (target < box.upper)
        pattern = np.select(
            [free, target == box.lower, target == box.upper], [np.sign(v) * (box.l1 > 0), 3, 4], 2
        )
        if before is not None and np.array_equal(pattern, before):
            return u
        u = np.where(free, 0.0, target)
        here = np.flatnonzero(free)
        right = (b - H @ u - box.l1 * np.sign(v))[here]
        u[here] = solve_lifted(H[np.ix_(here, here)], right)
        before = pattern
    return None


def walk(H: Array, b: Array, box: Box, u: Array) -> Array:
    """The primal active-set method, from u brought into the bounds."""
    u = box.prox(u, 0.0)
    sign = np.sign(u)
    free = ((u != 0) | (box.l1 == 0)) & (u > box.lower) & (u < box.upper)
    for _ in range(100 + 20 * len(u)):
        here = np.flatnonzero(free)
        right = (b - H @ np.where(free, 0.0, u) - box.l1 * sign)[here]
        goal = solve_lifted(H[np.ix_(here, here)], right)
        share, blocking, limit = room(u[here], goal, *(end[here] for end in box.interval(sign)))
        u[here] += share * (goal - u[here])
        if share < 1:
            j = here[blocking]
            u[j], free[j] = limit, False
            sign[j] = np.sign(limit)
            continue
        gain, direction = gains(H @ u - b, u, box)
        gain[free] = 0.0
        j = int(gain.argmax())
        if gain[j] <= OPTIMAL * (1 + np.abs(b).max()):
            break
        free[j] = True
        sign[j] = np.sign(u[j]) or direction[j]
    return u


def room(u: Array, goal: Array, low: Array, high: Array) -> tuple[float, int, float]:
    """Share of the way to the goal until a coordinate meets its limit; which one; the limit."""
    way = goal - u
    limit = np.where(way > 0, high, low)
    shares = np.full(len(u), np.inf)
    np.divide(limit - u, way, out=shares, where=way != 0)
    if not len(u) or shares.min() >= 1:
        return 1.0, -1, 0.0
    first = int(shares.argmin())
    return max(float(shares[first]), 0.0), first, float(limit[first])


def gains(slope: Array, u: Array, box: Box) -> tuple[Array, Array]:
    """How fast the objective falls if a coordinate is let go, and in which direction."""
    up = -slope - box.l1 * np.where(u >= 0, 1, -1)
    down = slope - box.l1 * np.where(u <= 0, 1, -1)
    up, down = np.where(u < box.upper, up, 0.0), np.where(u > box.lower, down, 0.0)
    return np.maximum(np.maximum(up, down), 0.0), np.where(up >= down, 1.0, -1.0)
