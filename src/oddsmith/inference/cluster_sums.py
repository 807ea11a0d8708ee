"""Cluster-robust covariance of streamed rows: the scores of each cluster are sums over its rows.

    S_g = Σ_{i in g} m c r x        by label, one array for each way, and for the pairs of two ways

Cost: one reading; the scores of G clusters, (G, rank), are held.  The rest is `cluster`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.data import Block, Data, InMemory, Metered
from oddsmith.design import Array, OneHot
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.inference.cluster import from_sums, weighted_rows
from oddsmith.inference.covariance import Robust
from oddsmith.inference.multinomial import MultinomialEstimate
from oddsmith.inference.multinomial_robust import require_estimate, scores
from oddsmith.inference.rows import (
    RowValues,
    WeightKind,
    curvature_root,
    number_of_rows,
    require_maximum_likelihood,
    row_values,
    spread_covariance,
)
from oddsmith.sources import Streamed
from oddsmith.sources.streamed import Together

Scores = Callable[[Block, RowValues], Array]


@dataclass(frozen=True, eq=False)
class ClusterSums:
    """Sums, (G, k), under the labels of G clusters; adds label by label."""

    labels: pd.Index
    sums: Array

    def __add__(self, other: "ClusterSums") -> "ClusterSums":
        return by_label(self.labels.append(other.labels), np.vstack([self.sums, other.sums]))


def by_label(labels: pd.Index, rows: Array) -> ClusterSums:
    """The sums of rows, (n, k), that have the same label.

    Examples
    --------
    >>> by_label(pd.Index(["b", "a", "b"]), np.array([[1.0], [2.0], [3.0]])).sums.ravel()
    array([4., 2.])
    """
    codes, found = pd.factorize(labels)
    return ClusterSums(pd.Index(found), np.asarray(OneHot(codes, len(found)).backward(rows)))


def streamed_cluster_covariance(estimate: Estimate, weights: WeightKind = "precision") -> Robust:
    """As `cluster_covariance`, with the clusters that the rows were streamed with.

    Raises
    ------
    InputError
        There are none; or what `cluster_covariance` refuses.
    """
    require_maximum_likelihood(estimate, "Cluster-robust standard errors")
    R = curvature_root(estimate)

    def of_block(block: Block, at: RowValues) -> Array:
        return weighted_rows(block.X.forward(R), at)

    sums = sums_by_cluster(estimate, of_block, weights)
    n = number_of_rows(estimate, weights)
    return from_sums(sums, lambda M: spread_covariance(estimate, R @ M @ R.T), n, R, weights)


def streamed_cluster_classes(
    found: MultinomialEstimate, weights: WeightKind = "precision"
) -> Robust:
    """As `cluster_classes`, with the clusters that the rows were streamed with."""
    require_estimate(found)
    one, R = found.found, curvature_root(found.found)

    def of_block(block: Block, at: RowValues) -> Array:
        return np.asarray(scores(block, at, at.repeats * at.precision) @ R)

    sums = sums_by_cluster(one, of_block, weights)
    n = number_of_rows(one, weights)
    return from_sums(sums, lambda M: spread_covariance(found.flat, R @ M @ R.T), n, R, weights)


def sums_by_cluster(estimate: Estimate, of_block: Scores, weights: WeightKind) -> list[Array]:
    """The scores of each cluster, each way; one reading."""
    rows = stream_of(estimate.objective.data)
    names = rows.recipe.reading.clusters
    most = 1 if weights == "sampling" else 2
    if not 1 <= len(names) <= most:
        raise InputError(
            f"{len(names)} ways to cluster were given to the fit; one can be used, or two where "
            "the weights are not sampling weights: cluster= with names of columns."
        )
    found = rows.total_of_clusters(partial(cluster_sums, estimate, of_block, weights))
    return [one.sums for one in found.sums]


def stream_of(data: Data) -> Streamed:
    """The streamed rows within what counts their readings."""
    while isinstance(data, Metered):
        data = data.data
    assert isinstance(data, Streamed)
    return data


def cluster_sums(
    estimate: Estimate,
    of_block: Scores,
    weights: WeightKind,
    rows: InMemory,
    clusters: tuple[Any, ...],
) -> Together:
    """The sums of the clusters of some rows, each way; of two ways those of their pairs too."""
    block = rows.whole
    made = of_block(block, row_values(estimate, block, weights))
    ways = [pd.Index(np.asarray(labels)) for labels in clusters]
    if len(ways) == 2:
        ways.append(pd.MultiIndex.from_arrays(ways).to_flat_index())
    return Together(tuple(by_label(labels, made) for labels in ways))
