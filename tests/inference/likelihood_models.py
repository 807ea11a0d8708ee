"""Fits of the tables under `tests/data`, made once, for the tests of likelihood inference."""

import json
from functools import cache

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.estimate import estimate
from oddsmith.inference.firth import firth
from oddsmith.penalties import Penalty
from tests.truths import DATA, problem


@cache
def truth(name):
    """A file of reference numbers, by table."""
    return json.loads((DATA / "truths" / "likelihood" / f"{name}.json").read_text())


def by_name(values, names):
    """Numbers in the order of names; NaN where there is none."""
    numbers = (values.get(name) for name in names)
    return np.array([np.nan if v in (None, "NA") else float(v) for v in numbers])


def listed(values):
    return np.array([np.nan if v == "NA" else float(v) for v in values])


@cache
def table(name):
    """Names, rows and the intercept's position."""
    names, X, y, weights, offset = problem(name)
    intercept = names.index("(Intercept)") if "(Intercept)" in names else None
    return names, InMemory(Dense(X), y, weights, offset), intercept


@cache
def fitted(name):
    names, rows, intercept = table(name)
    return estimate(rows, intercept, Penalty.none(len(names)), to_floor=True)


@cache
def firthed(name):
    _, rows, intercept = table(name)
    return firth(rows, intercept)


def errors(found):
    return np.sqrt(np.diag(found.covariance))


def maximum(X, y, weights=None, offset=None):
    """Maximum likelihood; the first column is the intercept."""
    rows = InMemory(Dense(np.asarray(X, float)), np.asarray(y, float), weights, offset)
    return estimate(rows, 0, Penalty.none(rows.shape[1]), to_floor=True)


def noisy(seed, n=80, p=3):
    """A table without separation in practice: intercept and p columns."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.standard_normal((n, p))])
    z = X @ rng.uniform(-1, 1, p + 1)
    return X, (rng.random(n) < 1 / (1 + np.exp(-z))).astype(float)
