"""Slopes of a function that is known by its values alone: central differences, extrapolated.

    D_0(h) = [f(h) - f(-h)] / 2h = f'(0) + a h² + b h⁴ + …
    D_j(h) = D_{j-1}(h) + [D_{j-1}(h) - D_{j-1}(2h)] / (4^j - 1)

takes the powers of h away, one after the other (Ridders 1982, *Advances in Engineering Software* 4,
75-76).  Each row keeps the entry of the smallest error, which is its distance from the two it was
made of, and the rounding of f over h: what takes over as h becomes small.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

STEPS = 16


def extrapolated_slope(function: Callable[[Array], Array], reach: Array) -> Array:
    """The derivative at zero of one function for each row.

    Parameters
    ----------
    function : callable
        Takes a shift for each row, (n,), and gives (n,) or (n, k).
    reach : ndarray of shape (n,)
        The largest shift, positive; the smallest is 2¹⁵ times smaller.

    Returns
    -------
    ndarray of shape (n,) or (n, k)
        NaN where the function is not a number on either side.

    Examples
    --------
    >>> x = np.array([0.5, 2.0])
    >>> extrapolated_slope(lambda h: np.log(x + h), x / 9).round(10)
    array([2. , 0.5])
    """
    with np.errstate(all="ignore"):
        above = [central(function, reach)[0]]
        best, error = above[0], np.full(above[0].shape, np.inf)
        for step in range(1, STEPS):
            first, rounding = central(function, reach / 2**step)
            row = [first]
            for j, coarser in enumerate(above, start=1):
                finer = row[-1]
                row.append(finer + (finer - coarser) / (4**j - 1))
                off = np.maximum(np.abs(row[-1] - finer), np.abs(row[-1] - coarser)) + rounding
                best, error = np.where(off < error, row[-1], best), np.fmin(off, error)
            above = row
    return best


def central(function: Callable[[Array], Array], h: Array) -> tuple[Array, Array]:
    """The central difference, and the rounding in it."""
    up, down = (np.asarray(function(shift), dtype=np.float64).T for shift in (h, -h))
    rounding = np.finfo(np.float64).eps * (np.abs(up) + np.abs(down)) / (2 * h)
    return ((up - down) / (2 * h)).T, rounding.T
