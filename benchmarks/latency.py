"""Latency: iris, two of its species, 100 × 4: a whole fit, and the prediction of one row.

statsmodels fits without the penalty, which it does not have.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from math import inf
from statistics import median
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression as ScikitLearn

from benchmarks.measure import quiet, timed
from benchmarks.peers import OURS, installed, load
from benchmarks.problem import Problem
from benchmarks.race import Plan, Tell
from benchmarks.real import iris
from benchmarks.results import Row
from oddsmith import LogisticRegression

GROUP = "Latency"
SOLVERS = ("lbfgs", "newton-cholesky", "liblinear")
CALLS = 30


def two_species() -> Problem:
    """Versicolor and virginica, which no plane separates."""
    whole = iris()
    rows = np.flatnonzero(whole.y > 0)
    return Problem("iris, 2 species, 100 × 4", whole.X[rows], whole.y[rows] - 1)


def models() -> dict[str, Any]:
    """Those with `fit` and `predict`, not fitted yet."""
    peers = {f"scikit-learn {solver}": ScikitLearn(solver=solver) for solver in SOLVERS}
    return {OURS: LogisticRegression(), **peers}


def fits(problem: Problem) -> dict[str, Callable[[], Any]]:
    """A whole fit by each."""
    X, y = problem.matrix, problem.y
    found: dict[str, Callable[[], Any]] = {
        name: partial(model.fit, X, y) for name, model in models().items()
    }
    if "statsmodels" in installed():
        free = replace(problem, C=inf)
        for one in load("statsmodels").ENTRANTS:
            found[one.name] = partial(one.fit, free, None)
    return found


def predictions(problem: Problem) -> dict[str, Callable[[], Any]]:
    """The class of one row, by each that was fitted."""
    row = problem.X[:1]
    with quiet():
        fitted = {name: model.fit(problem.X, problem.y) for name, model in models().items()}
    return {name: partial(model.predict, row) for name, model in fitted.items()}


def in_turn(works: Mapping[str, Callable[[], Any]], plan: Plan) -> dict[str, float]:
    """Median seconds of one call of each that is wanted; `CALLS` calls a turn."""
    seconds: dict[str, list[float]] = {name: [] for name in works if plan.wants(name)}
    with quiet():
        for _ in range(plan.turns):
            for name in seconds:
                work = works[name]
                work()
                seconds[name] += [timed(work).seconds for _ in range(CALLS)]
    return {name: median(taken) for name, taken in seconds.items()}


def run(full: bool, plan: Plan, tell: Tell) -> Iterator[Row]:
    problem = two_species()
    tell(problem.name)
    for asked, works in (("fit", fits(problem)), ("predict one row", predictions(problem))):
        for name, seconds in in_turn(works, plan).items():
            yield Row(GROUP, problem.name, name, asked, seconds, n=100, p=4)
