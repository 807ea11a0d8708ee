"""Rank: columns that repeat what earlier columns already say.

Column j is dependent when what the earlier columns leave of it is nothing but rounding:

    min_c ‖x_j - X_k c‖ <= 1e-11 ‖x_j‖                    (the tolerance of R's glm)

in the norm of the curvature at the start.  The pivots of its Cholesky factor are these distances
squared, good to about 1e-15; a small one is looked at again with a forward and a backward pass,
``H v`` for v = e_j - c, which does not square anything.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cholesky, solve_triangular

from oddsmith.design import Array
from oddsmith.objective import Evaluation, Objective

DEPENDENT = 1e-11  # of a column's length
SUSPICIOUS = 1e-6  # of a column's length squared: far above the rounding of a pivot
EPS = float(np.finfo(float).eps)


@dataclass(frozen=True)
class Dependence:
    """Column `column` is a combination of the columns `on`; of none, if it is zero or constant."""

    column: int
    on: tuple[int, ...]


def dependent_columns(objective: Objective, w: Array, at: Evaluation) -> list[Dependence]:
    """Columns that depend on earlier ones, in the order of the columns.

    Parameters
    ----------
    objective : Objective
        In coordinates where columns have similar size.  A penalised column never depends.
    w, at
        Any w of shape (p,), and the evaluation there with its hessian.
    """
    assert at.hessian is not None
    size = np.sqrt(at.hessian.diagonal())
    unit = np.where(size > 0, size, 1.0)
    G = at.hessian / np.outer(unit, unit)
    if clear_of_each_other(G):
        return []
    L = np.zeros_like(G)  # factor of the kept columns, grown by a row for each
    kept: list[int] = []
    found: list[Dependence] = []
    for j in range(len(G)):
        k = len(kept)
        row = solve_triangular(L[:k, :k], G[kept, j], lower=True) if k else np.zeros(0)
        left = float(G[j, j] - row @ row)
        if left <= SUSPICIOUS:
            left, c = distance_squared(objective, w, at, unit, L[:k, :k], kept, j)
            if left <= (DEPENDENT + 8 * EPS * (1 + np.abs(c).sum())) ** 2:
                on = tuple(i for i, share in zip(kept, c, strict=True) if abs(share) > 1e-6)
                found.append(Dependence(j, on))
                continue
        L[k, :k], L[k, k] = row, np.sqrt(left)
        kept.append(j)
    return found


def clear_of_each_other(G: Array) -> bool:
    """Whether every pivot of the Gram matrix G, (p, p), is far above rounding."""
    try:
        return bool((cholesky(G, lower=True).diagonal() ** 2 > SUSPICIOUS).all())
    except LinAlgError:
        return False


def distance_squared(
    objective: Objective, w: Array, at: Evaluation, unit: Array, L: Array, kept: list[int], j: int
) -> tuple[float, Array]:
    """Squared distance of column j, of length one, from the kept columns; its coefficients c.

    With ρ = x_j - X_k c and D the curvature:  ρᵀDρ = vᵀ(H v),  X_kᵀDρ = (H v)_k,  v = e_j - c.
    Two corrections of c by the second leave in the first what is really there.
    """
    c = np.zeros(len(kept))
    v = np.zeros(len(w))
    v[j] = 1.0
    for _ in range(3):
        rest = objective.product(w, v / unit, at.case_weight) / unit
        c += solve_triangular(L, solve_triangular(L, rest[kept], lower=True), trans=1, lower=True)
        v[kept] = -c
    rest = objective.product(w, v / unit, at.case_weight) / unit
    return max(float(v @ rest), 0.0), c
