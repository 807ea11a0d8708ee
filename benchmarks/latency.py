"""Latency: iris, two of its species, 100 × 4: a whole fit, and the prediction of one row."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import median
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression as ScikitLearn

from benchmarks.measure import quiet, timed
from benchmarks.problem import Problem
from benchmarks.race import Plan, Tell
from benchmarks.real import iris
from benchmarks.results import Row
from oddsmith import LogisticRegression

GROUP = "Latency"
MODELS = {"oddsmith LogisticRegression": LogisticRegression, "scikit-learn lbfgs": ScikitLearn}
CALLS = 30


def two_species() -> Problem:
    """Versicolor and virginica, which no plane separates."""
    whole = iris()
    rows = np.flatnonzero(whole.y > 0)
    return Problem("iris, 2 species, 100 × 4", whole.X[rows], whole.y[rows] - 1)


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
    X, y = problem.matrix, problem.y
    tell(problem.name)
    fits = {name: partial(make().fit, X, y) for name, make in MODELS.items()}
    fitted = {name: make().fit(X, y) for name, make in MODELS.items()}
    predictions = {name: partial(model.predict, X[:1]) for name, model in fitted.items()}
    for asked, works in (("fit", fits), ("predict one row", predictions)):
        for name, seconds in in_turn(works, plan).items():
            yield Row(GROUP, problem.name, name, asked, seconds, n=100, p=4)
