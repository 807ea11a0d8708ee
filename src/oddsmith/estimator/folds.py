"""Folds: fits along a grid of penalties on the training rows of each fold.

    for each fold, for each l1_ratio:
        for each C in turn, from the solution of the last one:
            w(C) = argmin C Σ_train s ℓ + r ‖w‖₁ + ½ (1 - r) ‖w‖²,     score(w(C)) on the rows left

Class weights are those of all rows, and every class has coefficients in every fold: one that the
training rows lack gets an intercept so low that its probability is zero to the last digit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.estimator.arguments import wanted
from oddsmith.estimator.logistic import LogisticRegression
from oddsmith.estimator.problem import Problem


@dataclass(frozen=True, eq=False)
class Rows:
    """Checked rows: X (n, p), class codes (n,), sample × class weight (n,)."""

    X: Any
    codes: NDArray[np.integer[Any]]
    weight: Array

    def take(self, which: NDArray[np.integer[Any]]) -> "Rows":
        return Rows(self.X[which], self.codes[which], self.weight[which])


@dataclass(frozen=True, eq=False)
class Paths:
    """Of every fold, l1_ratio and C: coefficients, scores and steps.

    `coefs` has shape (folds, ratios, Cs, K, p), K = 1 for two classes, with the intercept last
    where there is one; `scores` and `steps` have shape (folds, ratios, Cs).
    """

    coefs: Array
    scores: Array
    steps: NDArray[np.int32]

    @classmethod
    def gather(cls, done: list["Paths"], folds: int) -> "Paths":
        """From one path for each fold and l1_ratio, folds first."""
        coefs, scores, steps = (
            np.stack([getattr(path, name) for path in done])
            for name in ("coefs", "scores", "steps")
        )
        shape = (folds, len(done) // folds)
        return cls(*(x.reshape(shape + x.shape[1:]) for x in (coefs, scores, steps)))

    def best(self) -> tuple[int, int]:
        """(ratio, C) of the best score over all folds; of equal ones the first C."""
        return first_best(self.scores.sum(axis=0))

    def best_of_each(self) -> list[tuple[int, int]]:
        """(ratio, C) of the best score of each fold."""
        return [first_best(scores) for scores in self.scores]


def first_best(scores: Array) -> tuple[int, int]:
    c, ratio = np.unravel_index(np.argmax(scores.T), scores.T.shape)
    return int(ratio), int(c)


def solve(model: LogisticRegression, rows: Rows) -> tuple[Problem, Estimate]:
    """Fit to checked rows, which need not hold every class of `model.classes_`."""
    return model._solve(rows.X, rows.codes, rows.weight, None, wanted(model))


def along(
    model: LogisticRegression,
    rows: Rows,
    train: NDArray[np.integer[Any]],
    Cs: Array,
    score: Callable[[Any], float],
) -> Paths:
    """Fit `model` at each C in turn: a path of shape (Cs, …)."""
    rows = rows.take(train)
    if not rows.weight.any():
        raise InputError(
            "the training rows of a fold all have weight zero, so nothing can be learned there: "
            "choose folds in which every part has rows of weight above zero."
        )
    coefs, scores, steps = [], [], []
    for C in Cs:
        model.C = C
        _, found = solve(model, rows)
        coefs.append(joined(model))
        scores.append(score(model))
        steps.append(found.solution.steps)
    return Paths(np.stack(coefs), np.array(scores), np.array(steps, dtype=np.int32))


def joined(model: LogisticRegression) -> Array:
    """Coefficients with the intercept, if there is one, as the last column: (K, p)."""
    if not model.fit_intercept:
        return np.array(model.coef_)
    return np.column_stack([model.coef_, model.intercept_])


def separate(w: Array, fit_intercept: bool) -> tuple[Array, Array]:
    """The inverse of `joined`: coefficients (K, p) and intercepts (K,)."""
    if not fit_intercept:
        return w, np.zeros(len(w))
    return w[:, :-1], w[:, -1]
