"""Models whose effects are known, for the tests of effects and predictions."""

import json
from functools import cache

import numpy as np
import pandas as pd

from oddsmith.data import InMemory
from oddsmith.estimate import Predictor, estimate
from oddsmith.frame import Terms
from oddsmith.inference.link import Link, link_of_estimate
from oddsmith.inference.table_rows import table_rows
from oddsmith.penalties import Penalty
from tests.truths import DATA, problem

R = json.loads((DATA / "truths" / "effects" / "r_effects.json").read_text())


def fitted(rhs, table, y, weights=None, offset=None, context=None):
    """Link, terms and rows of a maximum-likelihood fit."""
    terms = Terms.learn(rhs, table, context)
    rows = InMemory(terms.design(table), np.asarray(y, float), weights, offset)
    found = estimate(rows, terms.intercept, Penalty.none(len(terms.names)), to_floor=True)
    return link_of_estimate(found), terms, table_rows(terms, table, weights, offset)


def chosen(rhs, table, w, V=None, weights=None, offset=None, context=None):
    """Link, terms and rows of coefficients of our own choice, about zero."""
    terms = Terms.learn(rhs, table, context)
    p = len(terms.names)
    w = np.resize(np.asarray(w, float), p)
    root = np.eye(p) / 10 if V is None else np.linalg.cholesky(V)
    return Link(Predictor(np.zeros(p), w), root), terms, table_rows(terms, table, weights, offset)


def drawn(n=60, seed=0):
    """A table with a column of every kind, an outcome, weights and an offset."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "x": rng.uniform(1, 9, n),
            "z": rng.normal(size=n),
            "town": rng.choice(["a", "b", "c"], n),
            "rank": rng.integers(1, 4, n),
            "old": rng.random(n) < 0.5,
        }
    )
    y = (rng.random(n) < 1 / (1 + np.exp(2 - 0.5 * table["x"] + table["z"]))).to_numpy(float)
    return table, y, rng.integers(1, 4, n).astype(float), rng.normal(size=n) / 2


@cache
def of_design(name):
    """The model of a table under `tests/data/design`, each column a variable; and its names."""
    names, X, y, weights, offset = problem(name)
    columns = [column for column in names if column != "(Intercept)"]
    table = pd.DataFrame({f"v{j}": X[:, names.index(column)] for j, column in enumerate(columns)})
    rhs = " + ".join(table) if len(columns) else "1"
    if len(columns) == len(names):
        rhs = f"0 + {rhs}"
    table = table if len(columns) else pd.DataFrame({"none": np.zeros(len(y))})
    return *fitted(rhs, table, y, weights, offset), columns
