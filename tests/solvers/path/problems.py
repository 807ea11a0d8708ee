"""Small problems for the path solver, on any kind of column."""

import numpy as np
import scipy.sparse as sp

from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Beside, Constant, Dense, OneHot, Sparse
from oddsmith.penalties import Penalty
from oddsmith.solvers.path import Follower, PathRows, Shape


def table(n=60, p=8, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p)) * rng.uniform(0.5, 3, p) + rng.standard_normal(p)
    y = (rng.random(n) < 1 / (1 + np.exp(-X[:, 0] + X[:, 1] / 2))).astype(float)
    return X, y


def kinds(n=60, p=8, seed=0):
    """The same rows as every kind of column: name, design, numbers."""
    X, _ = table(n, p, seed)
    rng = np.random.default_rng(seed + 1)
    thin = np.where(rng.random((n, p)) < 0.3, X, 0.0)
    codes = rng.integers(-1, 4, n)
    indicators = (codes[:, None] == np.arange(4)).astype(float)
    yield "dense", Dense(X), X
    yield "columns", Dense(np.asfortranarray(X)), X
    yield "float32", Dense(X.astype(np.float32)), X.astype(np.float32).astype(float)
    yield "rows", Sparse(sp.csr_array(thin)), thin
    yield "sparse columns", Sparse(sp.csc_array(thin)), thin
    yield "codes", OneHot(codes, 4), indicators
    yield "beside", Beside([Dense(X[:, :3]), OneHot(codes, 4)]), np.c_[X[:, :3], indicators]


def rows_of(design, y, weight=None, offset=None):
    """Path rows with an intercept first, and their coordinates."""
    n = len(y)
    data = InMemory(Beside([Constant(n, np.ones(1)), design]), y, weight, offset)
    at = standardising(data, 0)
    return PathRows(data, at.center, at.scale)


def shape_of(p, l1_ratio=1.0, factors=None, lower=None, upper=None):
    f = np.r_[0.0, np.ones(p) if factors is None else factors]
    low = np.r_[-np.inf, np.full(p, -np.inf) if lower is None else lower]
    high = np.r_[np.inf, np.full(p, np.inf) if upper is None else upper]
    return Shape(l1_ratio * f, (1 - l1_ratio) * f, low, high)


def numbers_of(rows):
    """The standardised columns, written out."""
    return (rows.data.X.toarray() - rows.center) / rows.scale


def largest(follower):
    held = follower.shape.l1 > 0
    return (np.abs(follower.slopes)[held] / follower.shape.l1[held]).max()


def full(point, p):
    w = np.zeros(p)
    w[point.index] = point.w
    return w


def independent_violation(rows, shape, point):
    """Of the optimality condition, from the written-out columns and plain formulas."""
    X, w = numbers_of(rows), full(point, len(rows.center))
    c = rows.data.whole.weights / rows.data.whole.weights.sum()
    r = c * (1 / (1 + np.exp(-(X @ w + rows.start))) - rows.data.y)
    penalty = shape.at(point.strength)
    assert isinstance(penalty, Penalty)
    return penalty.violation(w, X.T @ r + penalty.l2 * w).max()


def points_of(rows, shape, strengths, **settings):
    return list(Follower(rows, shape, settings.pop("tol", 1e-8), **settings).along(strengths))
