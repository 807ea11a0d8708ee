"""Where separated classes send rows: against programmes over all rows, and made-up cones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import oddsmith
from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import SeparationWarning
from oddsmith.existence.horizon import KEPT, Horizon, distinct, outermost
from oddsmith.existence.separation import find_separation


def horizon_of(X, y):
    rows = InMemory(Dense(X), y)
    found = find_separation(rows, standardising(rows, 0))
    return None if found is None else found.horizon


def by_programme(X, y, x):
    """Both ends of x · v over the directions of recession in a box."""
    comparisons = X * np.where(y > 0, 1.0, -1.0)[:, None]
    ends = [
        linprog(s * x, A_ub=-comparisons, b_ub=np.zeros(len(X)), bounds=(-1, 1)).fun
        for s in (1, -1)
    ]
    low, high = ends[0], -ends[1]
    tol = 1e-9
    if low < -tol and high > tol:
        return np.nan
    return float(high > tol) - float(low < -tol)


@st.composite
def separable(draw):
    """Small whole numbers, so that a margin is zero or not."""
    p, n = draw(st.integers(1, 3)), draw(st.integers(4, 9))
    number = st.integers(-2, 2)
    x = draw(st.lists(st.lists(number, min_size=p, max_size=p), min_size=n, max_size=n))
    X = np.column_stack([np.ones(n), np.array(x, dtype=float)])
    v = np.array(draw(st.lists(number, min_size=p + 1, max_size=p + 1)), dtype=float)
    coins = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=float)
    y = np.where(X @ v == 0, coins, X @ v > 0)
    new = draw(st.lists(st.lists(number, min_size=p, max_size=p), min_size=5, max_size=5))
    return X, y.astype(float), np.column_stack([np.ones(5), np.array(new, dtype=float)])


@settings(max_examples=150, deadline=None)
@given(separable())
def test_new_rows_go_where_all_directions_send_them(case):
    X, y, new = case
    assume(0 < y.sum() < len(y) and np.linalg.matrix_rank(X) == X.shape[1])
    horizon = horizon_of(X, y)
    assume(horizon is not None)
    rows = np.vstack([new, X])
    expected = [by_programme(X, y, x) for x in rows]
    np.testing.assert_array_equal(horizon.of_rows(Dense(rows)), expected)


def test_two_directions_that_disagree_leave_a_row_open():
    """Both columns separate, one each way, and no row has both: their sum can be anything."""
    a, b = (np.repeat(values, [20, 5, 5]) for values in ([0, 1, 0], [0, 0, 1]))
    y = np.concatenate([np.tile([0, 1], 10), np.ones(5), np.zeros(5)])
    table = pd.DataFrame({"y": y, "a": 3 * a, "b": b})  # the units of a favour one of them
    with pytest.warns(SeparationWarning):
        fit = oddsmith.fit("y ~ a + b", table)
    new = pd.DataFrame({"a": [0, 3, 0, 3, 6], "b": [0, 0, 1, 1, 1]})
    with pytest.warns(SeparationWarning, match="2 of 5 rows lie where the columns separate"):
        p = fit.predict(new)
    np.testing.assert_allclose(p, [0.5, 1, 0, np.nan, np.nan], rtol=1e-12)


def test_training_rows_are_never_open():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(400), rng.standard_normal((400, 6))])
    y = (X @ rng.standard_normal(7) > 0).astype(float)
    np.testing.assert_array_equal(horizon_of(X, y).of_rows(Dense(X)), 2 * y - 1)


def test_missing_values_and_rows_that_stay():
    horizon = Horizon(np.array([0.0, 1]), np.array([[0.0], [1]]), np.ones((1, 1)))
    X = np.array([[1.0, 2], [1, -2], [1, 0], [1, np.nan]])
    np.testing.assert_array_equal(horizon.of_rows(Dense(X)), [1, -1, 0, np.nan])


def test_in_the_plane_two_comparisons_bound_the_cone():
    angle = np.linspace(-0.4, 1.2, 50)
    rows = np.column_stack([np.cos(angle), np.sin(angle)])
    kept = outermost(rows, np.array([np.cos(0.4), np.sin(0.4)]))
    np.testing.assert_array_equal(kept, rows[[0, -1]])


def test_of_very_many_the_nearest_to_the_edge_are_kept():
    rng = np.random.default_rng(0)
    rows = np.abs(rng.standard_normal((KEPT, 4)))
    kept = outermost(rows, np.ones(4))
    assert kept.size <= KEPT
    assert (kept @ np.ones(4)).max() <= np.sort(rows @ np.ones(4))[len(kept) - 1]


def test_equal_comparisons_are_kept_once():
    rows = np.array([[1.0, 0.0], [1.0, 1e-16], [0.6, 0.8]])
    assert len(distinct(rows)) == 2
