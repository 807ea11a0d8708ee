"""Recession: the directions in which a likelihood does not fall, however far one goes.

For V of shape (p, m), logits f_i = A Vᵀ x_i with coding A of shape (K, m), V is a direction of
recession when no row with class a that was seen loses against any other class k:

    (A_a - A_k) · Vᵀ x_i >= 0       for all such i, a, k,           not all of them zero

(Albert and Anderson 1984, Biometrika 71, equations 2 to 5).  Binary: A = [0; 1], and a proportion
strictly between 0 and 1 saw both classes, so that x_i · v = 0.  The directions are a cone C; its
rows with zero for every direction are those of the limit, and span C is the null space of these.

    1.  one direction by a linear programme (Santner and Duffy 1986; Konis 2007):
        max Σ margins of the rows S  subject to  margins of S >= 0,  -1 <= v <= 1
    2.  rows that it gets wrong join S, until none is left, or no direction is
    3.  the direction is projected on the null space of the rows that it leaves at zero, and read
        again on all rows: exact to `ON_PLANE`, or it does not count
    4.  once more on the rows left at zero (Geyer 2009, Electronic Journal of Statistics 3, 3.4)

Margins are those of `cone`, of vectors of length one.
"""

from dataclasses import dataclass

import numpy as np

from oddsmith.design import Array
from oddsmith.existence.cone import ON_PLANE, Cone, on_plane, unit
from oddsmith.existence.programme import solve, split_space

SOLVED = (1e-7, 1e-9, ON_PLANE)  # margins of a programme's solution that may stand for zero


@dataclass(frozen=True, eq=False)
class Recession:
    """The cone of directions, known by a few of them; s numbers in each.

    Attributes
    ----------
    steps : ndarray of shape (s, k)
        Each decides rows that those before leave at zero; what all leave at zero stays undecided.
    inside : ndarray of shape (s, 1)
        A direction from the cone's inside: it decides all that can be decided.
    span : ndarray of shape (s, d)
        Orthonormal basis of the span of the cone.
    cuts : ndarray of shape (q, s)
        Comparisons that were needed to tell.
    """

    steps: Array
    inside: Array
    span: Array
    cuts: Array


def recession(cone: Cone, hint: Array | None = None) -> Recession | None:
    """Directions of recession, or None where there are none (1.  to 4.  above).

    Parameters
    ----------
    hint : ndarray of shape (p m,), optional
        A direction that may be one, or point to the rows that matter.
    """
    s = cone.size
    start = cone.drift() if hint is None or not hint.any() else unit(hint.reshape(-1, 1))
    steps: Array = np.empty((s, 0))
    span: Array = np.empty((s, 0))
    basis: Array = np.eye(s)
    cuts: Array = np.empty((0, s))
    while basis.shape[1]:
        step, cuts = find_step(cone, steps, basis, cuts, start)
        if step is None:
            break
        steps, basis, span = np.hstack([steps, step.direction]), step.rest, step.span
        start = unit(basis @ (basis.T @ start))
    if not steps.shape[1]:
        return None
    inside: Array = steps[:, :1]
    for j in range(1, steps.shape[1]):
        ratio = cone.largest_ratio(inside, steps[:, :j], steps[:, j : j + 1])
        inside = unit(steps[:, j : j + 1] + (1 + 2 * ratio) * inside)
    return Recession(steps, inside, span, cuts)


@dataclass(frozen=True, eq=False)
class Step:
    """A direction, (s, 1), the null space of the rows that it leaves at zero, and their space."""

    direction: Array
    span: Array
    rest: Array


def find_step(
    cone: Cone, settled: Array, basis: Array, cuts: Array, start: Array
) -> tuple[Step | None, Array]:
    """A direction within `basis`, (s, r), that decides rows which `settled` do not; and cuts."""
    V, known = np.hstack([start, -start]), -1
    while True:
        found = cone.violated(settled, V)
        for j, wrong in enumerate(found):
            step = None if len(wrong) else exact_step(cone, settled, V[:, j : j + 1])
            if step is not None:
                return step, cuts
        cuts = np.unique(np.vstack([cuts, *found]), axis=0)
        if len(cuts) == known:  # all are in the programme: what is left is below its tolerance
            return None, cuts
        V, known = unit(basis @ propose(cuts[on_plane(cuts @ settled)] @ basis)), len(cuts)
        if not V.shape[1]:
            return None, cuts


def propose(rows: Array) -> Array:
    """Directions that the rows, (q, r), allow: (r, k); none if zero is the only one."""
    a = solve(-rows.sum(axis=0), rows) if len(rows) else np.zeros(rows.shape[1])
    if np.abs(a).max() > 0.5:  # of a cone, either zero is the best or the box ends it
        return a[:, None]
    free = split_space(rows)[1]
    return np.hstack([free, -free])


def exact_step(cone: Cone, settled: Array, v: Array) -> Step | None:
    """The direction next to v, (s, 1), that is exact on all rows, if there is one."""
    for tol in SOLVED:
        zero = cone.triangle(settled, v, tol)
        rest, span = split_space(zero.R)
        exact: Array = v - rest @ (rest.T @ v)
        exact = unit(exact - rest @ (rest.T @ exact))
        wrong, left, right = cone.counts(settled, exact)
        if right and not wrong and left == zero.count and exact.T @ v > 0.5:
            return Step(exact, span, rest)
    return None
