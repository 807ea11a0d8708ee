"""Signs: what all directions of a cone say of a linear function b · v.

    b · v >= 0 for all v in C     <=>     b = Σ λ_i g_i,  λ >= 0         (Farkas 1902)

with g_i the comparisons that are not zero on all of C, in coordinates of span C.  Non-negative
least squares (Lawson and Hanson 1974, *Solving Least Squares Problems*, chapter 23) find

    r = b - Σ λ_i g_i of least length,      ‖r‖ = max -b · v over the v of C of length at most one,

so that either r is zero, which proves the sign, or -r is the direction that goes most against it.
Only some g_i are known at first: those that a direction inside decides by least, and those that a
direction found gets wrong join them.
"""

import numpy as np
from scipy.optimize import nnls

from oddsmith.design import Array
from oddsmith.existence.cone import WRONG, Cone, Mask, unit
from oddsmith.existence.programme import solve
from oddsmith.existence.recession import Recession

FIXED = 1e-7  # a function above -FIXED in every direction of length one does not change sign
NOTHING = 1e-9  # what a projection leaves of a vector of length one where it has no part
NEAREST = 20  # comparisons to begin with, for each number in a direction
FEW = 4  # comparisons that join for each of many directions


def signs(cone: Cone, found: Recession, of: Array) -> tuple[Array, Array]:
    """What the cone says of linear functions.

    Parameters
    ----------
    cone : Cone
    found : Recession
    of : ndarray of shape (f, s)
        A function in each row.

    Returns
    -------
    sign : ndarray of shape (f,)
        +1, -1, 0 (always), or NaN (it varies).
    cuts : ndarray of shape (q, s)
        The comparisons that were needed to tell, with those known before.
    """
    B = within(of, found.span)
    free = B.any(axis=1)
    value = (B @ (found.span.T @ found.inside))[:, 0]
    sign: Array = np.where(free, np.sign(value), 0.0)
    if found.span.shape[1] == 1:
        return sign, found.cuts
    pending = free & (np.abs(value) > FIXED)
    sign[free & ~pending] = np.nan
    cuts = np.vstack([found.cuts, cone.closest(found.inside, NEAREST * cone.size)])
    known = -1
    while pending.any():
        cuts = np.unique(cuts, axis=0)
        J = np.flatnonzero(pending)
        against = opposed(sign[J, None] * B[J], within(cuts, found.span))
        V = unit(found.span @ against.T)
        shown = varying(cone, found, V, sign[J, None] * B[J])
        sure = ~against.any(axis=1)
        if len(cuts) == known:  # the rest is below the tolerance of margins
            shown |= ~sure
        sign[J[shown]] = np.nan
        pending[J[shown | sure]] = False
        known = len(cuts)
        left = V[:, ~(shown | sure)]
        cuts = np.vstack([cuts, *cone.violated(left[:, :0], left, FEW)]) if left.size else cuts
    return sign, cuts


def opposed(functions: Array, comparisons: Array) -> Array:
    """The direction that goes most against each function, (f, d); zero where none does."""
    G = comparisons[comparisons.any(axis=1)]
    return np.array([most_against(b, G) for b in functions]).reshape(functions.shape)


def most_against(b: Array, G: Array) -> Array:
    """``argmin b · v`` over G v >= 0, of length ‖r‖; a programme's where rounding is in the way.

    Examples
    --------
    >>> most_against(np.array([0.0, 1.0]), np.array([[1.0, 1.0], [1.0, 2.0]]))
    array([ 0.4, -0.2])
    """
    try:
        v = G.T @ nnls(G.T, b)[0] - b
    except RuntimeError:  # its limit of steps
        return solve(b, G)
    length = float(np.linalg.norm(v))
    if length <= FIXED:
        return np.zeros_like(b)
    return v if (G @ v).min(initial=0.0) >= -WRONG * length else solve(b, G)


def varying(cone: Cone, found: Recession, V: Array, functions: Array) -> Mask:
    """Whether a direction of the cone near V, (s, k), goes against its function, (k, d)."""
    ratio = cone.largest_ratio(found.inside, found.steps, V)
    near = unit(V + (1 + 1e-6) * ratio * found.inside)
    along = np.einsum("kd,dk->k", functions, found.span.T @ near)
    return np.asarray(V.any(axis=0) & (along < -FIXED))


def within(vectors: Array, span: Array) -> Array:
    """Their parts in the span, divided by their lengths; exactly zero where there is none."""
    return of_length_one(vectors @ span)


def of_length_one(parts: Array) -> Array:
    """Rows divided by their lengths; exactly zero where only rounding is left."""
    length = np.linalg.norm(parts, axis=1)[:, None]
    return np.where(length > NOTHING, parts / np.where(length > 0, length, 1.0), 0.0)
