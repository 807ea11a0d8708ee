"""Rank with a category of many levels, whose columns are eliminated first.

    S = A - Bᵀ D⁻¹ B      what the levels leave of the other columns (`oddsmith.design.bordered`)

Levels do not depend on each other.  Another column that depends on them and on earlier ones gives a
vector v with G v = 0; which column is left out, in the order of all columns, is the last one that
v needs, once each v has been freed of the last of the others.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array, Bordered

SHARE = 1e-6  # of a combination's largest share: below it a column has no part in it

Image = Callable[[Array], tuple[Array, float]]
OneByOne = Callable[[Array, Image], list[tuple[int, Array]]]


def null_vectors(G: Bordered, image: Image, one_by_one: OneByOne) -> list[Array]:
    """Vectors v, (p,), that span G v = 0, for G of diagonal one or zero.

    `one_by_one` finds them in a full matrix; `image` gives ``G v`` and ``vᵀG v`` from the rows,
    without the rounding of G.
    """
    there = G.D > 0
    K = np.where(there[:, None], G.B / np.where(there, G.D, 1.0)[:, None], 0.0)

    def full(u: Array) -> Array:
        """The combination u of the other columns, less what levels say of it: (r,) -> (p,)."""
        return G.laid_out(-(K @ u), u)

    def image_of_rest(u: Array) -> tuple[Array, float]:
        image_of_all, squared = image(full(u))
        return image_of_all[G.rest], squared

    empty = np.flatnonzero(~there) + G.start
    found = [np.where(np.arange(len(G)) == j, 1.0, 0.0) for j in empty]
    return found + [full(u) for _, u in one_by_one(G.A - G.B.T @ K, image_of_rest)]


def in_order(vectors: list[Array]) -> list[tuple[int, NDArray[np.intp]]]:
    """The column that each vector leaves out, and those that it repeats; in order.

    Examples
    --------
    >>> in_order([np.array([1.0, 1.0, 0.0, -1.0]), np.array([1.0, 0.0, 2.0, -1.0])])
    [(2, array([1])), (3, array([0, 1]))]
    """
    left = [v / np.abs(v).max() for v in vectors]
    found: list[tuple[int, Array]] = []
    while left:
        ends = [int(np.flatnonzero(np.abs(v) > SHARE)[-1]) for v in left]
        at = max(ends)
        k = max((k for k, end in enumerate(ends) if end == at), key=lambda k: abs(left[k][at]))
        pivot = left.pop(k)
        pivot = pivot / pivot[at]
        left = [freed(v, pivot, at) for v in left]
        found.append((at, pivot))
    found.reverse()
    for k, (at, v) in enumerate(found):
        for earlier, its in found[:k]:
            v = v - v[earlier] * its
        found[k] = at, v
    return [(at, np.setdiff1d(np.flatnonzero(np.abs(v) > SHARE), [at])) for at, v in found]


def freed(v: Array, pivot: Array, at: int) -> Array:
    """V without column `at`, largest value one."""
    rest = v - v[at] * pivot
    rest[at:] = 0
    return np.asarray(rest / np.abs(rest).max())
