"""Prediction: probabilities of many rows, by the same coefficients; the largest difference.

The reference is SciPy's sigmoid of ``X w + b``.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression as ScikitLearn

from benchmarks.generators import dense
from benchmarks.measure import quiet, read_seconds
from benchmarks.problem import Array, Problem
from benchmarks.race import Plan, Tell, outcomes, race
from benchmarks.results import Row
from oddsmith import LogisticRegression

GROUP = "Prediction"


def models(problem: Problem) -> dict[str, Any]:
    """One model of each library, with our coefficients on a sample of the rows."""
    part = problem.sample(1_000)
    with quiet():
        ours = LogisticRegression().fit(part.matrix, part.y)
        peer = ScikitLearn(max_iter=1).fit(part.matrix, part.y)
    peer.coef_, peer.intercept_ = ours.coef_, ours.intercept_
    return {"oddsmith predict_proba": ours, "scikit-learn predict_proba": peer}


def run(full: bool, plan: Plan, tell: Tell) -> Iterator[Row]:
    n, p = (1_000_000, 100) if full else (50_000, 40)
    problem = dense(n, p, seed=4)
    X, read = problem.matrix, read_seconds(problem)
    made = models(problem)
    ours = made["oddsmith predict_proba"]
    exact = expit(X @ ours.coef_[0] + ours.intercept_[0])
    runners: dict[str, Callable[[], Array]] = {
        name: partial(model.predict_proba, X) for name, model in made.items()
    }

    def judge(found: Array) -> tuple[float, str]:
        return float(np.abs(found[:, 1] - exact).max()), ""

    found = race(runners, plan, tell)
    yield from outcomes(GROUP, problem, "probabilities", found, read, judge)
