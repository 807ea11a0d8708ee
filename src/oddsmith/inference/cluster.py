"""Cluster-robust covariance, CR1, with clusters one or two ways.

    V = H⁻¹ M H⁻¹,        M_a = G_a/(G_a - 1) Σ_g S_g S_gᵀ,        S_g = Σ_{i in g} m c r x

    one way      M = (n - 1)/(n - p) M_a
    two ways     M = (n - 1)/(n - p) (M_a + M_b - M_ab)
    sampling     M = M_a, one way, without (n - 1)/(n - p)      (primary sampling units of svyglm)

Cameron, Gelbach and Miller 2011, Journal of Business & Economic Statistics 29, equations 2.3, 2.11.

Each M has the number of its own clusters G; ab are the pairs that occur.  n counts the rows of
positive weight, p the coefficients estimated, G the clusters with such a row.  These are the
definitions of R's ``sandwich::vcovCL(type = "HC1", cadjust = TRUE)``.

At the maximum Σ_g S_g = 0, so M_a has rank G - 1 at most, and V no more than the sum of these: a
Wald test of more equations has no answer.

Two-way matrices need not be positive semidefinite; they are given as they are.

Cost: one sweep; the scores, (n, rank), are held in memory.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.design import Array, OneHot
from oddsmith.errors import InputError, MissingValuesError
from oddsmith.estimate import Estimate
from oddsmith.inference.covariance import Robust
from oddsmith.inference.rows import (
    WeightKind,
    curvature_root,
    number_of_rows,
    per_row,
    require_maximum_likelihood,
    require_weight_kind,
    spread_covariance,
)

Codes = NDArray[np.integer[Any]]


def cluster_covariance(
    estimate: Estimate, *clusters: Any, weights: WeightKind = "precision"
) -> Robust:
    """Covariance that allows rows of one cluster to depend on each other.

    Parameters
    ----------
    estimate : Estimate
        By maximum likelihood.
    *clusters : array-like of shape (n,), one or two
        The cluster of each row: numbers or labels.
    weights : {"precision", "frequency", "sampling"}
        What the case weights mean.

    Returns
    -------
    Robust
        Its ``factor`` states the small-sample factors, its ``clusters`` their numbers.

    Raises
    ------
    MissingValuesError
        A row's cluster is missing.
    InputError
        Not one or two ways; ids of another length; fewer than two clusters; n <= p; no finite
        maximum.
    NotSupportedError
        After a penalty, or for more than two classes.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> y = np.array([0.0, 0.0, 0.0, 1.0])
    >>> found = estimate(InMemory(Dense(np.ones((4, 1))), y), 0, Penalty.none(1), to_floor=True)
    >>> robust = cluster_covariance(found, ["a", "a", "b", "b"])
    >>> print(robust.factor)
    G / (G - 1) · (n - 1) / (n - p) = 2 / 1 · 3 / 3
    """
    require_weight_kind(weights)
    require_maximum_likelihood(estimate, "Cluster-robust standard errors")
    most = 1 if weights == "sampling" else 2
    if not 1 <= len(clusters) <= most:
        raise InputError(
            f"{len(clusters)} ways to cluster were given; one can be used, or two where the "
            "weights are not sampling weights."
        )
    R = curvature_root(estimate)
    scores = per_row(estimate, lambda at, block: weighted_rows(block.X.forward(R), at), weights)
    used = per_row(estimate, lambda at, _: at.precision * at.repeats, weights) > 0
    sums = sums_of_ways([codes_of(ids, used) for ids in clusters], scores[used])
    n = number_of_rows(estimate, weights)
    return from_sums(sums, lambda M: spread_covariance(estimate, R @ M @ R.T), n, R, weights)


def sums_of_ways(ways: list[Codes], scores: Array) -> list[Array]:
    """The scores of each cluster, (G, rank), for each way, and for the pairs of two ways."""
    if len(ways) == 2:
        ways = [*ways, pairs(*ways)]
    return [np.asarray(OneHot(codes, number_of(codes)).backward(scores)) for codes in ways]


def from_sums(
    sums: list[Array],
    spread: Callable[[Array], Array],
    n: float,
    R: Array,
    weights: WeightKind,
) -> Robust:
    """The covariance that the scores of clusters, (G, rank), give.

    Parameters
    ----------
    sums : list of arrays
        For each way; of two ways the third are the pairs.
    spread : callable
        Takes M to the covariance on the columns as given.
    n : float
        Rows of positive weight.
    R : ndarray of shape (rank, rank)
    """
    counts = [len(S) for S in sums]
    for G in counts:
        require_two(G)
    M: Array = np.add.reduce([between(S) for S in sums[:2]])
    if len(sums) == 3:
        M = M - between(sums[2])
    factor, stated = small_sample(n, len(R), counts, weights)
    ways = tuple(counts[:2])
    return Robust(spread(M * factor), "cluster", stated, ways, largest_rank(counts))


def weighted_rows(rows: Array, at: Any) -> Array:
    """``m c r Rᵀx`` of each row: (n, rank)."""
    return np.asarray(rows * (at.repeats * at.precision * at.residual)[:, None])


def codes_of(ids: Any, used: NDArray[np.bool_]) -> Codes:
    """Clusters of the rows used, numbered from zero."""
    ids = np.asarray(ids) if isinstance(ids, list | tuple) else ids
    if np.ndim(ids) != 1 or len(ids) != len(used):
        raise InputError(
            f"Clusters of shape {np.shape(ids)} were given for {len(used):,} rows: each row needs "
            "one. If rows were dropped, drop them here too."
        )
    codes = np.asarray(pd.factorize(ids)[0])
    missing = int((codes < 0).sum())
    if missing:
        raise MissingValuesError(
            f"The cluster of {missing:,} of {len(codes):,} rows is missing, so it is not known "
            "which rows depend on each other. Drop these rows, or give each a cluster of its own."
        )
    codes = np.unique(codes[used], return_inverse=True)[1]
    require_two(number_of(codes))
    return codes


def require_two(clusters: int) -> None:
    if clusters < 2:
        raise InputError(
            "All rows are in one cluster, and nothing varies between clusters. Two are needed; "
            "for fewer than about 40 the errors are too small."
        )


def largest_rank(counts: list[int]) -> int:
    """``Σ (G - 1)`` over the matrices that are added."""
    return sum(G - 1 for G in counts)


def number_of(codes: Codes) -> int:
    return int(codes.max(initial=-1)) + 1


def pairs(a: Codes, b: Codes) -> Codes:
    """The clusters of rows that share both."""
    return np.asarray(np.unique(a * number_of(b) + b, return_inverse=True)[1])


def between(S: Array) -> Array:
    """``G / (G - 1) Σ_g S_g S_gᵀ`` of scores (G, rank): (rank, rank)."""
    G = len(S)
    return np.asarray(S.T @ S * (G / (G - 1)))


def small_sample(n: float, p: int, counts: list[int], weights: WeightKind) -> tuple[float, str]:
    """The factor besides each G / (G - 1), and all of them as a line of text."""
    each = "; ".join(f"{G} / {G - 1}" for G in counts)
    if weights == "sampling":
        return 1.0, f"G / (G - 1) = {each}"
    if n <= p:
        raise InputError(f"CR1 divides by n - p, and here n = {n:g} and p = {p}.")
    return (n - 1) / (n - p), (
        f"G / (G - 1) · (n - 1) / (n - p) = {each} · {n - 1:.15g} / {n - p:.15g}"
    )
