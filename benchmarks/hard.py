"""Hard structure: dense problems, each with one thing that solvers stumble over."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from benchmarks.generators import correlated, draw, raw_predictions
from benchmarks.problem import Problem


def near_separable(n: int, p: int, seed: int = 0) -> Problem:
    """A plane leaves 3 rows in 1,000 on the wrong side; almost no penalty."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p))
    y = (raw_predictions(rng, X)[:, 0] > 0).astype(np.intp)
    flipped = rng.choice(n, size=max(1, 3 * n // 1000), replace=False)
    y[flipped] = 1 - y[flipped]
    return Problem(f"near-separable, {n:,} × {p:,}, C = 1e6", X, y, C=1e6)


def rare_events(n: int, p: int, seed: int = 0) -> Problem:
    """One event in 1,000 rows: the intercept is found so that they are expected."""
    rng = np.random.default_rng(seed)
    X = correlated(rng, n, p)
    z = raw_predictions(rng, X)
    b = brentq(lambda b: (1 / (1 + np.exp(-z - b))).mean() - 0.001, -50, 0)
    return Problem(f"rare events (0.1 %), {n:,} × {p:,}", X, draw(rng, z + b))


def collinear(n: int, p: int, seed: int = 0) -> Problem:
    """The second half of the columns repeats the first but for 1e-6; almost no penalty."""
    rng = np.random.default_rng(seed)
    half = rng.standard_normal((n, p // 2))
    X = np.hstack([half, half + 1e-6 * rng.standard_normal(half.shape)])
    return Problem(f"collinear (1e-6), {n:,} × {p:,}, C = 1e6", X, draw(rng, half[:, :1]), C=1e6)


def dominating_column(n: int, p: int, seed: int = 0) -> Problem:
    """One column is a million times as large as the others, and far from zero."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p))
    y = draw(rng, raw_predictions(rng, X))
    X[:, 0] = 1e6 * (X[:, 0] + 1)
    return Problem(f"one dominating column, {n:,} × {p:,}", X, y)


def sorted_by_class(n: int, p: int, seed: int = 0) -> Problem:
    """All rows of one class stand before those of the other."""
    rng = np.random.default_rng(seed)
    X = correlated(rng, n, p)
    y = draw(rng, raw_predictions(rng, X))
    order = np.argsort(y, kind="stable")
    return Problem(f"sorted by class, {n:,} × {p:,}", X[order], y[order])


def heavy_tailed(n: int, p: int, seed: int = 0) -> Problem:
    """Student's t with 1.5 degrees of freedom: no variance, and rows a thousand times as large."""
    rng = np.random.default_rng(seed)
    X = rng.standard_t(1.5, (n, p))
    return Problem(f"heavy-tailed, {n:,} × {p:,}", X, draw(rng, raw_predictions(rng, np.tanh(X))))


HARD: list[Callable[[int, int], Problem]] = [
    near_separable,
    rare_events,
    collinear,
    dominating_column,
    sorted_by_class,
    heavy_tailed,
]
