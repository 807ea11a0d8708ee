"""Models whose exports are held against `predict`, and tables made for them."""

import warnings
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

import oddsmith

TOWNS = ("Ulm", "O'Hara", 'say "hi"', "naïve\n--", "")
GRADES = (1, 2, 3, 4)
HOSTILE = 'a "b" c\'; DROP TABLE t; --'


def training(n=400, seed=0):
    """A table with numbers, text, hostile text, whole numbers, booleans, and a response."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "x": rng.normal(size=n),
            "z": rng.gamma(2.0, size=n) + 0.1,
            "far": 1e6 + rng.normal(size=n),
            "k": rng.integers(-3, 4, size=n),
            "town": rng.choice(np.array(TOWNS, dtype=object), size=n),
            "side": rng.choice(np.array(["left", "right"], dtype=object), size=n),
            "grade": rng.choice(GRADES, size=n),
            "flag": rng.random(n) < 0.4,
            HOSTILE: rng.normal(size=n),
        }
    )
    z = table.x - 0.4 * table.z + 0.3 * (table.town == "Ulm") - 0.2 * table.grade + table.flag
    table["y"] = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int)
    table["shift"] = rng.normal(size=n) / 4
    noise = z.to_numpy()[:, None] * [0, 0.6, -0.4] + rng.gumbel(size=(n, 3))
    table["three"] = np.array(["red", "green", "it's"], dtype=object)[noise.argmax(1)]
    return table


TABLE = training()
FORMULAS = (
    "x + z",
    "far + x",
    "0 + x + town",
    "town + C(grade) + flag",
    "x*town + C(grade):side",
    "x:z + C(town, Sum) + C(grade, Poly)",
    "log(z) + exp(x) + I(x ** 2) + sqrt(z) + I(x / z)",
    "log1p(z) + log2(z) + log10(z) + expm1(x) + abs(x) + sign(k) + sin(x) + cos(z) + tanh(x)",
    "floor(z) + ceil(x) + round(z, 1) + I(k // 2) + I(k % 3) + I(z % 0.7) + I(z // 0.7)",
    "minimum(x, z) + maximum(x, 0) + clip(z, 0.5, 2) + where(x > z, x, z)",
    "I(x > 0) + I((x > 0) & (z <= 1)) + I(~(k == 1)) + I((k != 2) | flag) + I(town == 'Ulm')",
    "where(side == 'left', 1, z) + where(x > 0, 'hi', 'lo') + C(x > z) + C(k)",
    "bs(x, df=5, extrapolation='extend') + cr(z, df=4)",
    "bs(x, df=4, degree=2, extrapolation='clip') + cc(z, df=4) + poly(k, 3)",
    "bs(z, knots=[1, 2], degree=1, extrapolation='zero') + poly(x, 2, raw=True)",
    "bs(x, df=4, extrapolation='na') + cr(z, df=3, constraints='center'):side",
    "bs(x, df=4, include_intercept=True, extrapolation='extend'):town + scale(z)",
    "scale(x):center(z) + standardize(far) + I(center(z) ** 2)",
    "bs(log(z), df=4, extrapolation='extend') + " + f"`{HOSTILE}`",
    "town:C(grade):side + x:z:flag",
)


@cache
def cached(right, left, offset):
    more = {"penalty": 1e-3} if left == "y" else {}
    return oddsmith.fit(f"{left} ~ {right}", TABLE, offset=offset, **more)


def fitted(right, left="y", offset=None):
    """A fit with a small penalty for two classes, so that none of its estimates is infinite."""
    if isinstance(offset, np.ndarray):
        return cached.__wrapped__(right, left, offset)
    return cached(right, left, offset)


def same(got, wanted, tolerance=1e-12):
    """Whether probabilities agree, NaN where NaN."""
    got, wanted = np.asarray(got, dtype=float), np.asarray(wanted, dtype=float)
    np.testing.assert_allclose(got, wanted, rtol=0, atol=tolerance, equal_nan=True)


def usual(low, high):
    return st.floats(low, high, allow_nan=False).map(lambda v: round(v, 6) + 0.0)


def rows_of(missing=True):
    """Rows such as training had, and perhaps with missing values."""
    columns = {
        "x": usual(-2.0, 2.5),
        "z": usual(0.15, 5.0),
        "far": usual(1e6 - 3, 1e6 + 3),
        "k": st.integers(-3, 3),
        "town": st.sampled_from(TOWNS),
        "side": st.sampled_from(["left", "right"]),
        "grade": st.sampled_from(GRADES),
        "flag": st.booleans(),
        HOSTILE: usual(-3.0, 3.0),
        "shift": usual(-1.0, 1.0),
    }
    if missing:
        columns = {name: column | st.none() for name, column in columns.items()}
    return st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=5)


def table_of(rows):
    """Rows as a table of the types that training had, but for gaps."""
    table = pd.DataFrame(rows)
    for name in ("x", "z", "far", "k", "grade", HOSTILE, "shift"):
        table[name] = pd.to_numeric(table[name]).astype(float)
    table["flag"] = table["flag"].astype("boolean")
    for name in ("town", "side"):
        table[name] = table[name].astype(object).where(table[name].notna(), None)
    return table


def by_class(found, classes):
    """Probabilities of one row as a list, from what a scoring function gives."""
    if isinstance(found, dict):
        return [found[label] for label in classes]
    return [found]


def quietly(function, *args):
    """What a function gives, without its warnings of rows that have no prediction."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", oddsmith.errors.OddsmithWarning)
        return function(*args)


def wide(n=60, seed=7):
    """Rows with values at and beyond the edges of what formulas are defined for."""
    rng = np.random.default_rng(seed)

    def often(base, odd):
        return np.where(rng.random(n) < 0.6, base, rng.choice(odd, n))

    return pd.DataFrame(
        {
            "x": often(rng.normal(size=n), [0, -1e3, 1e3, -800, 800, 1e-9, -5, 5, 2]),
            "z": often(rng.gamma(2.0, size=n), [0, -1, 1e-300, 1e4, 700, 0.5, 1, 2]),
            "far": often(1e6 + rng.normal(size=n), [0, 1e6, -1e6]),
            "k": rng.integers(-9, 9, n),
            "town": rng.choice(np.array([*TOWNS, "Bonn"], dtype=object), n),
            "side": rng.choice(np.array(["left", "right"], dtype=object), n),
            "grade": rng.choice([*GRADES, 5], n),
            "flag": rng.random(n) < 0.5,
            HOSTILE: 5 * rng.normal(size=n),
        }
    )


def told(function, *args):
    """What a function gives for one row; "refused" where it raises."""
    try:
        return float(np.squeeze(quietly(function, *args)))
    except ValueError:
        return "refused"


def agree(got, wanted):
    """Whether answers are the same: refused, NaN, or equal to rounding."""
    assert len(got) == len(wanted)
    for a, b in zip(got, wanted, strict=True):
        assert a == b or a == pytest.approx(b, abs=1e-12, nan_ok=True), (a, b)
