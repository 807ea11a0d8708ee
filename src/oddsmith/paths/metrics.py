"""Metrics: how good predictions of held-out rows are, for all points of a path at once.

    deviance   -2 Σ c [y log p + (1 - y) log(1 - p)] / Σ c      less that of a perfect prediction
    error      Σ c [p > ½ ≠ y] / Σ c,  at p = ½ half an error
    brier      Σ c (y - p)² / Σ c
    auc        P(z of an event > z of another row), ties half, weighted

For anything else a scorer of scikit-learn is asked point by point.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import xlogy
from scipy.stats import rankdata
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import get_scorer

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.losses import CrossEntropy
from oddsmith.losses.binary import sigmoid

Metric = Callable[[Array, Array, Array], Array]


def deviance(z: Array, y: Array, c: Array) -> Array:
    value = CrossEntropy().at(z, y[:, None], order=0).value
    perfect = -(xlogy(y, y) + xlogy(1 - y, 1 - y))
    return np.asarray(2 * (c @ value - c @ perfect) / c.sum())


def error(z: Array, y: Array, c: Array) -> Array:
    right = y[:, None] * (1 + np.sign(z)) / 2 + (1 - y[:, None]) * (1 - np.sign(z)) / 2
    return np.asarray(1 - c @ right / c.sum())


def brier(z: Array, y: Array, c: Array) -> Array:
    return np.asarray(c @ (y[:, None] - sigmoid(z)) ** 2 / c.sum())


def auc(z: Array, y: Array, c: Array) -> Array:
    """NaN where only one class is there."""
    if (c == c[0]).all():
        events = int((y > 0.5).sum())
        pairs = events * (len(y) - events)
        ranks = rankdata(z, axis=0)[y > 0.5].sum(axis=0)
        won = ranks - events * (events + 1) / 2
        return np.asarray(won / pairs) if pairs else np.full(z.shape[1], np.nan)
    return np.array([weighted_auc(column, y, c) for column in z.T])


def weighted_auc(z: Array, y: Array, c: Array) -> float:
    levels, place = np.unique(z, return_inverse=True)
    event, other = (np.bincount(place, c * part, len(levels)) for part in (y, 1 - y))
    won = event @ (np.cumsum(other) - other / 2)
    pairs = event.sum() * other.sum()
    return float(won / pairs) if pairs else np.nan


METRICS: dict[str, Metric] = {"deviance": deviance, "error": error, "brier": brier, "auc": auc}
GREATER = {"auc"}


@dataclass(eq=False)
class PointModel(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A point of a path as a scorer of scikit-learn sees it."""

    classes_: Any
    raw: Callable[[Any], Array]

    def decision_function(self, X: Any) -> Array:
        return self.raw(X)

    def predict_proba(self, X: Any) -> Array:
        p = sigmoid(self.raw(X))
        return np.column_stack([1 - p, p])

    def predict(self, X: Any) -> Any:
        return self.classes_[(self.raw(X) > 0).astype(int)]


@dataclass(frozen=True, eq=False)
class Scoring:
    """What is computed, and whether more is better."""

    name: str
    metric: Metric | None
    scorer: Any
    greater: bool


def read_scoring(scoring: Any) -> Scoring:
    """One of this module's metrics, or any scorer of scikit-learn.

    Raises
    ------
    InputError
        A name that neither knows.
    """
    if isinstance(scoring, str) and scoring in METRICS:
        return Scoring(scoring, METRICS[scoring], None, scoring in GREATER)
    try:
        scorer = get_scorer(scoring)
    except (ValueError, TypeError) as problem:
        raise InputError(
            f"scoring={scoring!r}: one of {', '.join(map(repr, METRICS))}, or a scorer of "
            "scikit-learn by name or as a function (model, X, y)."
        ) from problem
    if not callable(scorer):
        raise InputError(f"scoring={scoring!r} is no function (model, X, y) and no name of one.")
    name = scoring if isinstance(scoring, str) else getattr(scoring, "__name__", "score")
    return Scoring(name, None, scorer, True)
