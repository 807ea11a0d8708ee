"""Rank: columns that repeat what earlier columns already say.

Column j is dependent when what the earlier columns leave of it is nothing but rounding:

    min_c ‖x_j - X_k c‖ <= 1e-11 ‖x_j‖                    (the tolerance of R's glm)

The pivots of the Cholesky factor of the Gram matrix G = Σ c x xᵀ are these distances squared, good
to about 1e-15; a small one is looked at again with a forward and a backward pass, ``G v`` for
v = e_j - c, which does not square anything.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.linalg import LinAlgError, solve_triangular

from oddsmith.data import Block, Data
from oddsmith.design import Array, Bordered
from oddsmith.existence.rank_wide import SHARE, Image, in_order, null_vectors
from oddsmith.objective import plus_diagonal
from oddsmith.solvers.linear import cholesky_factor
from oddsmith.sweep import curved

DEPENDENT = 1e-11  # of a column's length
SUSPICIOUS = 1e-6  # of a column's length squared: far above the rounding of a pivot
SAMPLED = 100  # rows of a sample for each column
MANY = 20  # times as many rows in all from which on a sample saves a sweep
EPS = float(np.finfo(float).eps)


@dataclass(frozen=True)
class Dependence:
    """Column `column` is a combination of the columns `on`; of none, if it is zero or constant."""

    column: int
    on: tuple[int, ...]


def dependent_columns(data: Data, ridge: Array) -> list[Dependence]:
    """Columns that depend on earlier ones, in the order of the columns; one sweep.

    None where a sample of very many rows proves that there are none: what columns do not say of
    each other in some rows, they do not in all.

    Parameters
    ----------
    data : Data
        In coordinates where columns have similar size.
    ridge : ndarray of shape (p,)
        Penalty of each column on the scale of the mean loss: what is penalised never depends.
    """
    if independent_in_sample(data):
        return []
    gram = data.total(gram_block)
    G = plus_diagonal(gram.values / gram.case_weight, ridge)
    size = np.sqrt(G.diagonal())
    unit = np.where(size > 0, size, 1.0)

    def image(v: Array) -> tuple[Array, float]:
        """``G v`` by a forward and a backward pass, and ``vᵀG v``."""
        sums = data.total(partial(gram_product, v=v / unit))
        Gv = (sums / gram.case_weight + ridge * v / unit) / unit
        return Gv, float(v @ Gv)

    if isinstance(G, Bordered):
        G = G.scaled_by(1 / unit)
        null = [] if far_from_all_others(G) else null_vectors(G, image, one_by_one)
        return [Dependence(j, tuple(on.tolist())) for j, on in in_order(null)]
    G = G / np.outer(unit, unit)
    if clear_of_each_other(G):
        return []
    return [
        Dependence(j, tuple(i for i in np.flatnonzero(np.abs(v) > SHARE).tolist() if i != j))
        for j, v in one_by_one(G, image)
    ]


def independent_in_sample(data: Data) -> bool:
    """Whether no column of a small sample, as far as it goes, depends on the others.

    The pivots of its Gram matrix, divided by the lengths in all rows (one in the mean square of
    standardised columns), are below those of all rows.
    """
    n, p = data.shape
    size = SAMPLED * p
    if n < MANY * size:
        return False
    some = data.sample(size, seed=1)
    if some.case_weight is not None:
        return False
    G = some.total(gram_block).values / n
    if not isinstance(G, np.ndarray):
        return False
    with suppress(LinAlgError):
        return bool((cholesky_factor(G).diagonal() ** 2 > SUSPICIOUS).all())
    return False


def one_by_one(G: Array, image: Image) -> list[tuple[int, Array]]:
    """Columns that depend on earlier ones, each with its v: v_j = 1 and G v = 0.

    Cholesky's factor of G, (p, p) of diagonal one or less, row by row, passing over them.
    """
    L = np.zeros_like(G)
    kept: list[int] = []
    found: list[tuple[int, Array]] = []
    for j in range(len(G)):
        k = len(kept)
        row = solve_triangular(L[:k, :k], G[kept, j], lower=True) if k else np.zeros(0)
        left = float(G[j, j] - row @ row)
        if left <= SUSPICIOUS:
            left, v = distance_squared(image, len(G), L[:k, :k], kept, j)
            if left <= (DEPENDENT + 8 * EPS * np.abs(v).sum()) ** 2:
                found.append((j, v))
                continue
        L[k, :k], L[k, k] = row, np.sqrt(left)
        kept.append(j)
    return found


@dataclass(frozen=True, eq=False)
class Gram:
    """Σ c and Σ c x xᵀ: adds."""

    case_weight: float
    values: Any  # Array, or Bordered

    def __add__(self, other: "Gram") -> "Gram":
        return Gram(self.case_weight + other.case_weight, self.values + other.values)


def gram_block(block: Block) -> Gram:
    c = block.weights
    return Gram(float(c.sum()), curved(block, c))


def gram_product(block: Block, v: Array) -> Array:
    z = block.X.forward(v)
    return block.X.backward(z if block.case_weight is None else z * block.case_weight)


def clear_of_each_other(G: Array) -> bool:
    """Whether every pivot of the Gram matrix G, (p, p), is far above rounding."""
    try:
        return bool((cholesky_factor(G).diagonal() ** 2 > SUSPICIOUS).all())
    except LinAlgError:
        return False


def far_from_all_others(G: Bordered) -> bool:
    """Whether the squared distance of every column from all others, 1 / (G⁻¹)_jj, is so, too.

    No pivot is below it, in whatever order.
    """
    try:
        return bool((G.factor().inverse_diagonal() < 1 / SUSPICIOUS).all())
    except LinAlgError:
        return False


def distance_squared(
    image: Image, p: int, L: Array, kept: list[int], j: int
) -> tuple[float, Array]:
    """Squared distance of column j, of length one, from the kept columns, and v: (p,).

    With ρ = x_j - X_k c:  ρᵀρ = vᵀ(G v),  X_kᵀρ = (G v)_k,  v = e_j - c.
    Three corrections of c by the second leave in the first what is really there.
    """
    c = np.zeros(len(kept))
    v = np.zeros(p)
    v[j] = 1.0
    for _ in range(3 if kept else 0):
        rest = image(v)[0][kept]
        c += solve_triangular(L, solve_triangular(L, rest, lower=True), trans=1, lower=True)
        v[kept] = -c
    return max(image(v)[1], 0.0), v
