"""Estimates that the tests of this folder look at."""

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.estimate import estimate
from oddsmith.penalties import Penalty
from tests.truths import problem


def fit(X, y, weights=None, offset=None, l2=0.0, l1=0.0):
    ones = np.flatnonzero((X == 1).all(axis=0))
    intercept = int(ones[0]) if len(ones) else None
    each = np.ones(X.shape[1])
    each[[] if intercept is None else [intercept]] = 0
    penalty = Penalty(l1 * each, l2 * each)
    return estimate(InMemory(Dense(X), y, weights, offset), intercept, penalty, to_floor=True)


def fit_table(name):
    """Names of the columns, and the maximum-likelihood estimate of a table."""
    names, X, y, weights, offset = problem(name)
    return names, fit(X, y, weights, offset)


def noisy(seed=0, n=80, p=3):
    """X with an intercept, and y drawn from a logistic model."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.standard_normal((n, p))])
    y = (rng.random(n) < 1 / (1 + np.exp(-X @ rng.uniform(-1, 1, p + 1)))).astype(float)
    return X, y


def counted(seed=0, n=40, p=2):
    """X, y, and how often each row is there: once to three times."""
    X, y = noisy(seed, n, p)
    return X, y, np.random.default_rng(seed).integers(1, 4, n).astype(float)


def repeated(counts, *arrays):
    return [np.repeat(a, counts.astype(int), axis=0) for a in arrays]


def grouped(seed=0, n=12):
    """X, proportions and numbers of trials."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.standard_normal(n)])
    trials = rng.integers(20, 60, n).astype(float)
    return X, rng.binomial(trials.astype(int), 1 / (1 + np.exp(-X[:, 1] / 2))) / trials, trials


def expanded(X, y, trials):
    """The same trials, a row each."""
    successes = np.rint(y * trials)
    rows = np.concatenate(
        [np.repeat(X, (n).astype(int), axis=0) for n in (successes, trials - successes)]
    )
    return rows, np.repeat([1.0, 0.0], [int(successes.sum()), int((trials - successes).sum())])


def separated():
    """A 0/1 column that is always a success where it is one."""
    x = np.repeat([1.0, 0.0], [10, 30])
    y = np.concatenate([np.ones(10), np.tile([0.0, 1.0], 15)])
    return np.column_stack([np.ones(40), x]), y


def by_hand(X, y, w, weights=None, offset=None):
    """p, residual, curvature of each row times its weight, and H⁻¹, in the columns as given."""
    c = np.ones(len(y)) if weights is None else weights
    p = 1 / (1 + np.exp(-(X @ w + (0 if offset is None else offset))))
    d = c * p * (1 - p)
    return p, c * (y - p), d, np.linalg.inv(X.T @ (X * d[:, None]))
