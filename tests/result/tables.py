"""Small tables that the tests of this folder share, and fits of all kinds made from them."""

import warnings
from functools import cache

import numpy as np
import pandas as pd

import oddsmith
from oddsmith.errors import OddsmithWarning


def noisy(n=120, seed=0):
    """y from a logistic model; x, a group of three levels, an offset, clusters and weights."""
    rng = np.random.default_rng(seed)
    x, group = rng.standard_normal(n), rng.choice(["a", "b", "c"], n)
    z = 0.3 + 0.8 * x - 0.5 * (group == "b")
    return pd.DataFrame(
        {
            "y": (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int),
            "x": x,
            "v": rng.standard_normal(n),
            "group": group,
            "off": rng.standard_normal(n) / 2,
            "site": rng.integers(0, 12, n),
            "year": rng.integers(2000, 2007, n),
            "times": rng.integers(1, 4, n),
            "w": rng.uniform(0.5, 3, n),
        }
    )


def exposed():
    """40 rows: a 0/1 column that is always a success where it is one, and two others."""
    rng = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "y": np.r_[np.ones(10), np.tile([0.0, 1.0], 15)].astype(int),
            "exposed": np.r_[np.ones(10), np.zeros(30)].astype(int),
            "x": rng.standard_normal(40),
            "clinic": np.arange(40) % 8,
        }
    )


def doses(n=15, seed=3):
    """Numbers of successes out of numbers of trials."""
    rng = np.random.default_rng(seed)
    dose, trials = rng.standard_normal(n), rng.integers(15, 40, n)
    killed = rng.binomial(trials, 1 / (1 + np.exp(-dose)))
    return pd.DataFrame({"killed": killed, "exposed": trials, "dose": dose})


def one_by_one(table):
    """The same trials, a row each."""
    failures = table.exposed - table.killed
    rows = table.loc[np.repeat(table.index, table.killed)].assign(y=1)
    return pd.concat([rows, table.loc[np.repeat(table.index, failures)].assign(y=0)])


def quietly(formula, table, **settings):
    """A fit whose warnings are tested elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OddsmithWarning)
        return oddsmith.fit(formula, table, **settings)


@cache
def fits():
    """A fit of each kind, by name."""
    rows, sets = noisy(), exposed()
    formula = "y ~ x + group"
    asked = {
        "maximum likelihood": {},
        "offset": {"offset": "off"},
        "offset array": {"offset": rows.off.to_numpy()},
        "precision": {"weights": "w"},
        "frequency": {"weights": "times", "weight_kind": "frequency"},
        "sampling": {"weights": "w", "weight_kind": "sampling"},
        "clusters": {"cluster": "site"},
        "two ways": {"cluster": ["site", "year"]},
        "sampling clusters": {"weights": "w", "weight_kind": "sampling", "cluster": "site"},
        "frequency clusters": {"weights": "times", "weight_kind": "frequency", "cluster": "site"},
        "firth": {"method": "firth"},
        "flic": {"method": "flic"},
        "flac": {"method": "flac"},
        "firth frequency": {
            "method": "firth", "weights": "times", "weight_kind": "frequency",
        },
        "ridge": {"penalty": 0.1},
        "lasso": {"penalty": 0.1, "l1_ratio": 1.0},
        "elastic net": {"penalty": 0.1, "l1_ratio": 0.5},
        "event": {"event": 0},
        "weight zero": {"weights": np.r_[np.zeros(5), np.ones(115)]},
    }  # fmt: skip
    found = {name: quietly(formula, rows, **settings) for name, settings in asked.items()}
    plain = found["maximum likelihood"]
    found |= {kind: plain.with_errors(kind) for kind in ("HC0", "HC1", "HC2", "HC3")}
    found["bootstrap"] = plain.with_errors("bootstrap", replicates=30, seed=1)
    found["ridge bootstrap"] = found["ridge"].with_errors("bootstrap", replicates=30, seed=1)
    found["clusters later"] = plain.with_errors("cluster", cluster=rows.site)
    found["no intercept"] = quietly("y ~ 0 + x", rows)
    found["intercept alone"] = quietly("y ~ 1", rows)
    found["aliased"] = quietly("y ~ x + I(2 * x) + v", rows)
    gaps = rows.assign(x=rows.x.where(rows.index >= 4))
    found["dropped"] = quietly(formula, gaps, missing="drop", cluster="site")
    found["trials"] = quietly("killed / exposed ~ dose", doses())
    found["separated"] = quietly("y ~ exposed + x", sets)
    found["separated clusters"] = quietly("y ~ exposed + x", sets, cluster="clinic")
    found["separated firth"] = quietly("y ~ exposed + x", sets, method="firth")
    found["completely separated"] = quietly("y ~ x", {"y": [0, 0, 1, 1], "x": [1.0, 2, 3, 4]})
    found["completely separated firth"] = quietly(
        "y ~ x", {"y": [0, 0, 1, 1], "x": [1.0, 2, 3, 4]}, method="firth"
    )
    found["one step"] = quietly(formula, rows, max_steps=1)
    return found
