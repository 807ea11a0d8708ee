"""Slopes of what splines, polynomials and scalings make of a column: exact, but for rounding.

Each is a polynomial of known degree d between the knots that it learned.  On a piece [a, b] its
values at the d + 1 Chebyshev points determine it,

    f(u) = Σ_k c_k T_k(t),      t = (2u - a - b) / (b - a),      f'(u) = 2/(b - a) Σ_k c_k T'_k(t),

and T'_k loses few digits (Mason and Handscomb 2003, *Chebyshev Polynomials*, sections 2.4 and 6.2).
At a knot the slope is that of the piece above; at the upper end of the last, of the piece below.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def piecewise_slope(
    function: Callable[[Array], Array], u: Array, degree: int, learned: Mapping[Any, Any]
) -> Array:
    """The derivative of a transform at u.

    Parameters
    ----------
    function : callable
        Takes numbers (m,), and gives (m,) or (m, k).
    u : ndarray of shape (n,)
        Where; the transform is known there.
    degree : int
        Of its polynomials.
    learned : mapping
        The transform's state: its knots, if it has any.

    Returns
    -------
    ndarray of shape (n,) or (n, k)

    Examples
    --------
    >>> piecewise_slope(lambda u: u**3, np.array([2.0, 10.0]), 3, {}).round(12)
    array([ 12., 300.])
    """
    knots = np.unique(np.asarray(learned.get("knots", ()), dtype=np.float64))
    if learned.get("cyclic"):
        u = folded(u, knots[0], knots[-1])
    piece = np.searchsorted(knots, u, side="right")
    if len(knots):
        piece[u == knots[-1]] -= 1
    slope = np.zeros(0)
    for k in np.unique(piece):
        here = piece == k
        center, half = stretch(u[here], knots, int(k), degree, learned)
        found = polynomial_slope(function, u[here], center, half, degree)
        if not slope.size:
            slope = np.empty((len(u), *found.shape[1:]))
        slope[here] = found
    return slope


def folded(u: Array, low: float, high: float) -> Array:
    """Numbers outside [low, high] moved into it by whole periods."""
    return np.where((u < low) | (u > high), low + (u - low) % (high - low), u)


def stretch(
    u: Array, knots: Array, piece: int, degree: int, learned: Mapping[Any, Any]
) -> tuple[float, float]:
    """Centre and half-width of an interval of the piece that holds u.

    An open piece is taken as wide as all others together, or as the transform's own scale, so that
    one number u will do.
    """
    if not len(knots):
        low, high = float(u.min()), float(u.max())
        center, norms = low + (high - low) / 2, learned.get("norms2")
        scale = float(np.sqrt(norms[1] / norms[0])) if norms else abs(center) / (degree + 1)
        return center, max((high - low) / 2, scale) or 1.0
    width = float(knots[-1] - knots[0])
    low = float(knots[piece - 1]) if piece else min(float(u.min()), float(knots[0]) - width)
    inside = piece < len(knots)
    high = float(knots[piece]) if inside else max(float(u.max()), float(knots[-1]) + width)
    return low + (high - low) / 2, (high - low) / 2


def polynomial_slope(
    function: Callable[[Array], Array], u: Array, center: float, half: float, degree: int
) -> Array:
    """The derivative at u of a polynomial, from its values on an interval that holds u."""
    points = chebyshev.chebpts1(degree + 1)
    values = np.asarray(function(center + half * points), dtype=np.float64)
    coefficients = np.linalg.solve(chebyshev.chebvander(points, degree), values)
    slope: Array = chebyshev.chebval((u - center) / half, chebyshev.chebder(coefficients) / half)
    return slope.T if slope.ndim == 2 else slope
