"""Separation: whether the classes are separated, and how long it takes to know.

    none        probabilities that no column decides
    quasi       one row in ten is decided by an indicator
    complete    a plane decides every row

oddsmith fits first and looks for separation where the fit's certificate is silent; a peer is the
linear programme of Konis (2007, *Linear programming algorithms for detecting separated data*),
which says that there is separation and not of which kind:

    max  Σ_i s_i x_iᵀ v      s_i x_iᵀ v >= 0,   -1 <= v <= 1,      s_i = ±1 for the classes
"""

from collections.abc import Callable, Iterator
from functools import partial
from math import inf

import numpy as np
from scipy.optimize import linprog

from benchmarks.generators import draw, raw_predictions
from benchmarks.measure import OutOfTime, read_seconds
from benchmarks.peers import installed, load
from benchmarks.peers.ours import Core
from benchmarks.problem import Problem
from benchmarks.race import Plan, Tell, outcomes, race
from benchmarks.results import Row
from oddsmith.limit import limit_of

GROUP = "Separation"
KINDS = ("none", "quasi", "complete")


def separated(kind: str, n: int, p: int, seed: int = 3) -> Problem:
    """Rows of p columns, separated in one of the three ways."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p))
    Z = raw_predictions(rng, X)
    y = draw(rng, Z)
    if kind == "quasi":
        X[:, 0] = rng.random(n) < 0.1
        y[X[:, 0] == 1] = 1
    if kind == "complete":
        y = (Z[:, 0] > 0).astype(np.intp)
    return Problem(f"{kind}, {n:,} × {p:,}", X, y, C=inf)


def by_fit(problem: Problem) -> str:
    """Our fit, then the limit where there is no certificate."""
    core = Core()
    limit = limit_of(core.estimate(problem, look=True), core.rows(problem))
    return "none" if limit is None else limit.separation.kind


def by_programme(problem: Problem, seconds: float) -> str:
    """Konis's programme, solved by HiGHS."""
    signed = problem.with_ones()
    signed *= np.where(problem.y == 1, 1.0, -1.0)[:, None]
    found = linprog(
        -signed.sum(axis=0),
        -signed,
        np.zeros(len(signed)),
        bounds=(-1, 1),
        options={"time_limit": seconds},
    )
    if found.status == 1:
        raise OutOfTime
    return "none" if found.fun is None or found.fun > -1e-6 else "separated"


def right(kind: str, verdict: str) -> bool:
    """Whether a verdict is true; "separated" is true of both kinds.

    Examples
    --------
    >>> right("quasi", "separated"), right("quasi", "complete")
    (True, False)
    """
    return verdict == kind or (verdict == "separated" and kind != "none")


def judged(kind: str, verdict: str) -> tuple[None, str]:
    """No error, and the verdict."""
    return None, verdict if right(kind, verdict) else f"{verdict} (wrong)"


def runners(problem: Problem, plan: Plan) -> dict[str, Callable[[], str]]:
    all_of_them: dict[str, Callable[[], str]] = {
        "oddsmith fit and limit": partial(by_fit, problem),
        "linear programme (HiGHS)": partial(by_programme, problem, plan.budget),
    }
    if "statsmodels" in installed():
        all_of_them["statsmodels GLM"] = partial(load("statsmodels").separation, problem)
    return all_of_them


def run(full: bool, plan: Plan, tell: Tell) -> Iterator[Row]:
    n, p = (100_000, 50) if full else (3_000, 15)
    for kind in KINDS:
        problem = separated(kind, n, p)
        read = read_seconds(problem)
        found = race(runners(problem, plan), plan, tell)
        yield from outcomes(GROUP, problem, "verdict", found, read, partial(judged, kind))
