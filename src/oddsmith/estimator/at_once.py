"""At once: all folds of a cross-validation along C, for two classes and an L2 penalty.

The folds are weightings of the same rows: a row held out weighs nothing, one drawn twice counts
twice.  They share one standardisation and are minimised together (`oddsmith.solvers.together`).
"""

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Array, scaled
from oddsmith.estimator.arguments import wanted
from oddsmith.estimator.folds import Paths, Rows, joined
from oddsmith.estimator.logistic import LogisticRegression
from oddsmith.estimator.problem import Problem
from oddsmith.estimator.scoring import Score
from oddsmith.losses import CrossEntropy
from oddsmith.solvers.together import Minima, Shared, Together
from oddsmith.threads import one_blas_thread

FEW = 200  # columns up to which a fold's curvature costs no more than what surrounds it
SMALL = 1 << 22  # numbers in X up to which they are written out
Train = NDArray[np.integer[Any]]


@one_blas_thread()
def at_once(
    model: LogisticRegression, rows: Rows, trains: list[Train], Cs: Array, scores: list[Score]
) -> list[Paths] | None:
    """A path of shape (Cs, …) for each fold; None where fits one by one must do it.

    So where there are more classes, an L1 part, a solver named, many or sparse columns, a fold
    without a class, a value of C without a finite strength, or a minimum that was not reached.
    """
    problem = shared_problem(model, rows)
    counts = np.column_stack([np.bincount(train, minlength=len(rows.codes)) for train in trains])
    weight = counts * rows.weight[:, None]
    if problem is None or np.isinf(Cs).any() or not both_classes(weight, rows.codes):
        return None
    found = minima(model, problem, weight[rows.weight > 0], Cs)
    if not all(each.reached.all() for each in found):
        return None
    steps = np.array([each.steps for each in found], dtype=np.int32)
    return [
        scored(model, problem, [each.w[:, k] for each in found], Cs, score, steps)
        for k, score in enumerate(scores)
    ]


def shared_problem(model: LogisticRegression, rows: Rows) -> Problem | None:
    """What all folds share, with the penalty of C = 1; None where this is not the way."""
    dense = isinstance(rows.X, np.ndarray) and rows.X.size <= SMALL and rows.X.shape[1] <= FEW
    model = copy(model)
    model.C = 1.0
    goal = wanted(model)
    if not dense or len(model.classes_) > 2 or goal.solver is not None or goal.l1_ratio:
        return None
    problem = model._problem(rows.X, rows.codes, rows.weight, None, goal)
    return problem if isinstance(problem.loss, CrossEntropy) else None


def both_classes(weight: Array, codes: NDArray[np.integer[Any]]) -> bool:
    return all(bool((weight[codes == k].sum(axis=0) > 0).all()) for k in (0, 1))


def minima(model: LogisticRegression, problem: Problem, weight: Array, Cs: Array) -> list[Minima]:
    """At each C the minima of all folds, w (p, folds) for the columns as given."""
    data, total = problem.rows, weight.sum(axis=0)
    assert isinstance(data, InMemory)
    at = standardising(data, problem.intercept)
    X = scaled(data.X, at.center, at.scale).toarray()
    once = problem.penalty.rescaled(at.scale).l2 * data.whole.total_weight  # of C = 1
    walk = Together(Shared(X, data.y, weight / total), problem.intercept, model.tol, model.max_iter)
    order = np.argsort(Cs, kind="stable")
    found = list(walk.along(np.multiply.outer(once, 1 / total), (1 / Cs[order]).tolist()))
    back = np.argsort(order)
    return [
        Minima(at.to_raw(found[k].w), found[k].violation, found[k].steps, found[k].reached)
        for k in back
    ]


def scored(
    model: LogisticRegression,
    problem: Problem,
    w: list[Array],
    Cs: Array,
    score: Score,
    steps: NDArray[np.int32],
) -> Paths:
    """The path of one fold, from its coefficients at each C."""
    coefs, scores = [], []
    for C, each in zip(Cs, w, strict=True):
        model.C = C
        model.coef_, model.intercept_ = problem.unpack(each)
        coefs.append(joined(model))
        scores.append(score(model))
    return Paths(np.stack(coefs), np.array(scores), steps)
