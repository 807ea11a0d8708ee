"""Elsewhere: an estimator's rows that are in Dask, of which only sums are made.

1.  one reading: classes and what they weigh, NaN by column, a sample of rows      partitions
2.  recipe: of each partition X with its intercept, codes of classes, weights
3.  the rows as data, with the sample for a warm start                             Streamed
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import InMemory, is_many
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.estimator.arguments import Wanted
from oddsmith.estimator.labels import check_labels
from oddsmith.estimator.lazily import without_rows
from oddsmith.estimator.logistic import check_classes, require_two
from oddsmith.estimator.partitions import (
    Profile,
    labels_of,
    matrix,
    offset_of,
    profiled,
    weights_of,
)
from oddsmith.estimator.problem import Goal, Problem
from oddsmith.sources.dask_rows import DaskRows, dask_rows
from oddsmith.sources.reading import Reading
from oddsmith.sources.source import Piece
from oddsmith.sources.streamed import Streamed


@dataclass(frozen=True, eq=False)
class ArrayRecipe:
    """How rows are made of a partition.

    Attributes
    ----------
    reading : Reading
        The columns of its table.
    p : int
        How many of them are features.
    classes : ndarray of shape (K,)
    by_class : ndarray of shape (K,)
        Class weights.
    goal : Goal
        What the rows are for.
    many : bool
        Whether compiled kernels are worth their loading.
    """

    reading: Reading
    p: int
    classes: NDArray[Any]
    by_class: Array
    goal: Goal
    many: bool = False

    def rows(self, piece: Piece) -> tuple[InMemory, tuple[Any, ...]] | None:
        """The rows of positive weight; None where there are none."""
        if not len(piece.table):
            return None
        with piece.located():
            table = piece.table
            codes = np.searchsorted(self.classes, labels_of(table))
            weight = weights_of(table) * self.by_class[codes]
            y, offset = self.goal.targets(codes, offset_of(table))
            design, c = self.goal.design(matrix(table, self.p)), None
            if not (weight == 1).all():
                c = weight
            rows = InMemory(design, y, c, offset, self.many)
        used = weight > 0
        if used.all():
            return rows, ()
        return (rows.rows(np.flatnonzero(used)), ()) if used.any() else None


def fit_elsewhere(
    model: Any, X: Any, y: Any, sample_weight: Any, offset: Any, wanted: Wanted
) -> tuple[Problem, Estimate, np.dtype[Any], int, bool]:
    """Fit an estimator to rows that are in Dask; for what is given back see its ``_finish``."""
    source = dask_rows(X, y, sample_weight, offset)
    model.n_features_in_ = p = len(source.features)
    vars(model).pop("feature_names_in_", None)
    named = all(isinstance(name, str) for name in source.features)
    if named:
        model.feature_names_in_ = np.array(source.features, dtype=object)
    found = profiled(source, named)
    model.classes_ = found.classes
    check_labels(found.classes, found.classes)
    check_classes(found.classes, model.solver)
    by_class = model._by_class(found.classes, found.weights)
    require_two(found.weights * by_class)
    goal = model._goal(float(found.weights @ by_class), p, wanted)
    problem = goal.problem(data_of(source, found, by_class, goal))
    estimate = model._estimate(problem, wanted)
    model._take(problem, estimate)
    return problem, estimate, found.dtype, found.n, sample_weight is not None


def data_of(source: DaskRows, profile: Profile, by_class: Array, goal: Goal) -> Streamed:
    """The rows as data, with a sample of them for a warm start."""
    recipe = ArrayRecipe(
        Reading(source.names), len(source.features), profile.classes, by_class, goal
    )
    sample = recipe.rows(Piece(profile.pool.smallest().table(), 0, "the sample"))
    assert sample is not None  # two classes have weight
    n = int(profile.rows[by_class > 0].sum())
    rows = sample[0]
    many = is_many(n, rows.shape[1], rows.row_size)
    pool = replace(rows, part_of_many=many)
    return Streamed(source, replace(recipe, many=many), n, pool)


def accuracy(model: Any, X: Any, y: Any, sample_weight: Any, offset: Any) -> float:
    """Share of rows that are in Dask, by weight, whose class is predicted."""
    source = dask_rows(X, y, sample_weight, offset)
    kernel = partial(hits, without_rows(model), features=source.features)
    found = source.total(kernel, source.names)
    if found is None:
        raise InputError("X has no rows.")
    return float(found[0] / found[1])


def hits(model: Any, piece: Piece, features: tuple[Any, ...]) -> Array | None:
    """What the rows of a partition weigh whose class is predicted, and all: (2,)."""
    if not len(piece.table):
        return None
    with piece.located():
        named = hasattr(model, "feature_names_in_")
        X = piece.table[list(features)] if named else matrix(piece.table, len(features))
        weight = weights_of(piece.table)
        right = model.predict(X, offset_of(piece.table)) == labels_of(piece.table)
        return np.array([weight @ right, weight.sum()])
