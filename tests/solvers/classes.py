"""Tables of several classes for the tests of solvers."""

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Beside, Constant, Dense, scaled
from oddsmith.losses import Multinomial, symmetric_coding
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty


def table(n=300, p=8, classes=4, strength=1e-2, seed=0, weighted=False, correlated=0.0):
    """Columns that are centred around 3, an intercept, and a penalty of its own for each column."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p)) + correlated * rng.standard_normal((n, 1)) + 3
    z = (X - 3) @ rng.standard_normal((p, classes)) / np.sqrt(p)
    y = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    y[:classes] = np.arange(classes)
    design = Beside([Constant(n, np.ones(1)), scaled(Dense(X), np.full(p, 3.0), np.ones(p))])
    c = rng.uniform(0, 3, n) if weighted else None
    each = np.repeat(np.r_[0, strength * rng.uniform(0.1, 3, p)][:, None], classes - 1, axis=1)
    data = InMemory(design, y, c)
    return Objective(
        data, Multinomial(symmetric_coding(classes)), Penalty(np.zeros_like(each), each)
    )


def start(objective):
    return np.zeros_like(objective.penalty.l2)
