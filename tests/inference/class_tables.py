"""Tables of several classes, and their estimates, that the tests of this folder look at."""

import csv
import json
from functools import cache

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.inference.multinomial import multinomial
from tests.truths import DATA

HERE = DATA / "truths" / "multinomial"
CERTIFIED = json.loads((HERE / "certified.json").read_text())
R = json.loads((HERE / "r.json").read_text())
TABLES = list(CERTIFIED)


def rows_of(name, reference=None):
    """Rows, names of the columns, and classes with the reference first."""
    with open(HERE / f"{name}.csv") as file:
        header, *lines = csv.reader(file)
    columns = dict(zip(header, zip(*lines, strict=True), strict=True))
    classes = R[name]["classes"]
    first = classes[0] if reference is None else reference
    classes = [first, *(label for label in classes if label != first)]
    names = [k for k in header if k not in ("y", "_weights")]
    X = np.column_stack([np.array(columns[k], dtype=float) for k in names])
    weights = np.array(columns["_weights"], dtype=float) if "_weights" in columns else None
    y = np.array([classes.index(label) for label in columns["y"]])
    return InMemory(Dense(X), y, weights), names, classes


@cache
def fit_table(name, reference=None):
    rows, names, classes = rows_of(name, reference)
    return multinomial(rows, 0, names, classes, response="class")


def ones_in(X):
    ones = np.flatnonzero((X == 1).all(axis=0))
    return int(ones[0]) if len(ones) else None


def fit(X, y, case_weight=None, classes=None, names=None, **more):
    """Fit codes y, (n,), to an array X, (n, p), whose first column of ones is the intercept."""
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    classes = list("abcdefgh")[: y.max() + 1] if classes is None else classes
    names = [f"x{j}" for j in range(X.shape[1])] if names is None else names
    c = None if case_weight is None else np.asarray(case_weight, dtype=float)
    rows = InMemory(Dense(X), y, c)
    return multinomial(rows, ones_in(X), names, classes, **more)


def noisy(seed=0, n=150, p=3, K=3):
    """X with an intercept, and y drawn from a multinomial model."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.standard_normal((n, p - 1))])
    f = np.column_stack([np.zeros(n), X @ rng.uniform(-1, 1, (p, K - 1))])
    p_k = np.exp(f) / np.exp(f).sum(axis=1, keepdims=True)
    return X, (rng.random(n)[:, None] > p_k.cumsum(axis=1)).sum(axis=1)


def three_of_forty():
    """40 rows of three classes; the 13 that are exposed are all of class 2."""
    rng = np.random.default_rng(0)
    exposed = np.r_[np.ones(13), np.zeros(27)]
    y = np.r_[np.full(13, 2), rng.integers(0, 3, 27)]
    return np.column_stack([np.ones(40), exposed, rng.standard_normal(40)]), y
