"""Coefficients of problems built to be hard, against 50 digits: right, or a warning says so.

What conditioning allows: errors of the size of rounding, times the condition number of the
information matrix, the square of that of the columns once they are centred and scaled.
"""

import warnings

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import OddsmithWarning
from tests.stress.precise import maximum

EPS = np.finfo(float).eps


def nearly_separated(gap):
    """All rows but one pair on their sides, and that pair apart by `gap`."""
    x = np.array([-3.0, -2, -1, 0, gap, 1, 2, 3])
    return np.column_stack([np.ones(8), x]), np.array([0, 0, 0, 1, 0, 1, 1, 1]), None


def nearly_dependent(distance):
    """Two columns apart by `distance`, in units of their size."""
    rng = np.random.default_rng(3)
    a, b = rng.standard_normal((2, 24))
    y = (rng.random(24) < 0.5).astype(int)
    return np.column_stack([np.ones(24), a, a + distance * b]), y, None


def far_away(reach):
    """Rows whose log-odds are ±`reach`, beside a few that decide the coefficients."""
    x = np.array([-2.0, -1, -1, 0, 0, 1, 1, 2, -reach, reach])
    y = np.array([0, 0, 1, 0, 1, 0, 1, 1, 0, 1])
    return np.column_stack([np.ones(10), x]), y, None


def far_offset(reach):
    """An offset of ±`reach` that the other way round would be right."""
    rng = np.random.default_rng(4)
    x = rng.standard_normal(20)
    y = (rng.random(20) < 1 / (1 + np.exp(-x))).astype(int)
    return np.column_stack([np.ones(20), x]), y, reach * np.sign(np.arange(20) % 3 - 1.0)


def apart(powers):
    """Columns whose units are `powers` powers of ten apart."""
    rng = np.random.default_rng(5)
    X = np.column_stack([np.ones(30), rng.standard_normal((30, 2)) * [10.0**powers, 1]])
    return X, (rng.random(30) < 0.4).astype(int), None


def shifted(by):
    """A column far from zero."""
    rng = np.random.default_rng(6)
    x = by + rng.standard_normal(30)
    return np.column_stack([np.ones(30), x]), (rng.random(30) < 0.5).astype(int), None


PROBLEMS = [
    *((nearly_separated, 10.0**-k) for k in (1, 3, 6, 9, 12)),
    *((nearly_dependent, 10.0**-k) for k in (1, 3, 5, 6, 7, 8, 10, 12)),
    *((far_away, reach) for reach in (10.0, 100.0, 700.0)),
    *((far_offset, reach) for reach in (1.0, 20.0, 100.0, 300.0, 700.0)),
    *((apart, powers) for powers in (-16, -8, 8, 16)),
    *((shifted, 10.0**k) for k in (2, 5, 8, 11)),
]


def condition(X):
    """Of the columns, centred and scaled."""
    Z = X[:, 1:] - X[:, 1:].mean(axis=0)
    return np.linalg.cond(Z / np.linalg.norm(Z, axis=0))


@pytest.mark.parametrize(("problem", "how"), PROBLEMS, ids=lambda v: getattr(v, "__name__", v))
def test_right_or_a_warning_says_so(problem, how):
    X, y, offset = problem(how)
    names = [f"x{j}" for j in range(1, X.shape[1])]
    table = {"y": y, **dict(zip(names, X[:, 1:].T, strict=True))}
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        found = oddsmith.fit(f"y ~ {' + '.join(names)}", table, offset=offset)
    told = [one for one in seen if issubclass(one.category, OddsmithWarning)]
    assert len(told) == len(seen), [str(one.message) for one in seen]
    if told:
        return
    exact = np.array([float(v) for v in maximum(X, y, offset, found.params)])
    wrong = np.abs(found.params.to_numpy() - exact)
    allowed = 10 * EPS * condition(X) ** 2 * np.abs(exact).max()
    assert (wrong <= np.maximum(allowed, 1e-10 * np.abs(exact))).all(), (wrong, exact)


def test_most_of_them_are_answered_without_a_warning():
    """A fit that always warned would pass; the moderate half of each kind must not."""
    for problem, how in [
        (nearly_separated, 1e-6),
        (nearly_separated, 1e-9),
        (nearly_dependent, 1e-5),
        (far_away, 700.0),
        (far_offset, 100.0),
        (apart, 16),
        (shifted, 1e8),
    ]:
        X, y, offset = problem(how)
        names = [f"x{j}" for j in range(1, X.shape[1])]
        table = {"y": y, **dict(zip(names, X[:, 1:].T, strict=True))}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            oddsmith.fit(f"y ~ {' + '.join(names)}", table, offset=offset)
