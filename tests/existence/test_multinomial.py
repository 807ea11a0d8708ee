"""Separated classes in words, and no false alarm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.existence.multinomial import SeparatedClasses, each_set
from oddsmith.existence.separation import find_separation
from oddsmith.losses import reference_coding, symmetric_coding

seeds = st.integers(0, 10**6)


def ones_in(X):
    ones = np.flatnonzero((X == 1).all(axis=0))
    return int(ones[0]) if len(ones) else None


def look(X, y, K=None, coding=reference_coding):
    """Rows, coordinates, coding, and what is found."""
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    rows = InMemory(Dense(X), y)
    at = standardising(rows, ones_in(X))
    A = coding(y.max() + 1 if K is None else K)
    return rows, at, A, find_separation(rows, at, coding=A)


def say(X, y, names="1xz", classes="abcdef", K=None):
    rows, at, A, found = look(X, y, K)
    return SeparatedClasses(rows, at, A, names, classes[: len(A)], "y").describe(found)


def ones(*columns):
    return np.column_stack([np.ones(len(columns[0])), *columns])


SIX = np.arange(1.0, 7)


@pytest.mark.parametrize(
    ("X", "y", "said"),
    [
        (
            ones([0, 0, 0, 1, 1, 1.0]),
            [0, 1, 2, 0, 1, 1],
            "'x' separates the classes: none of the 3 rows with x = 1 has y = c.",
        ),
        (
            ones([0, 0, 0, 1.0]),
            [0, 1, 2, 0],
            "'x' separates the classes: the 1 row with x = 1 has y = a.",
        ),
        (
            ones([0, 0, 0, 0, 1.0, 1]),
            [0, 1, 2, 3, 1, 2],
            "'x' separates the classes: none of the 2 rows with x = 1 has y = a or d.",
        ),
        (
            ones(SIX),
            [0, 0, 1, 1, 2, 2],
            "'x' separates the classes: all 2 rows with x < 2.5 have y = a, all 2 rows with x "
            "between 2.5 and 4.5 have y = b and all 2 rows with x > 4.5 have y = c.",
        ),
        (
            ones([1.0, 2, 3, 3, 4, 5]),
            [0, 0, 0, 1, 1, 1],
            "'x' separates the classes: all 2 rows with x < 2.5 have y = a and all 2 rows with x "
            "> 3.5 have y = b.",
        ),
        (
            ones([1.0, 2, 2, 3, 3, 4, 4]),
            [0, 1, 2, 1, 2, 1, 2],
            "'x' separates the classes: the 1 row with x < 1.5 has y = a and none of the 6 rows "
            "with x > 1.5 has y = a.",
        ),
        (
            ones([0.0, 0, 0, 1, 1], [0.0, 1, 0, 1, 0]),
            [0, 1, 2, 0, 1],
            "'x' separates the classes: none of the 2 rows with x = 1 has y = c; 'z' separates the "
            "classes: none of the 2 rows with z = 1 has y = c.",
        ),
    ],
)
def test_a_column_by_itself(X, y, said):
    assert say(X, y) == said


def test_a_class_in_the_middle_of_two_that_overlap_is_not_separated():
    """a and b need the same line, and a line below it at both ends is below it between them."""
    assert look(ones([1.0, 1, 2, 3, 3]), [0, 1, 2, 0, 1])[-1] is None


def test_a_class_at_one_end_of_two_that_overlap():
    rng = np.random.default_rng(0)
    x = rng.standard_normal(60)
    y = np.where(x > 0.5, 2, rng.integers(0, 2, 60))
    n, cut = int((x > 0.5).sum()), (x[x > 0.5].min() + x[x <= 0.5].max()) / 2
    assert say(ones(x), y) == (
        f"'x' separates the classes: none of the {60 - n} rows with x < {cut:.6g} has y = c and "
        f"all {n} rows with x > {cut:.6g} have y = c."
    )


def test_iris():
    X, y = load_iris(return_X_y=True)
    names = ["1", "sl", "sw", "pl", "pw"]
    rows, at, A, found = look(ones(*X.T), y)
    species = ["setosa", "versicolor", "virginica"]
    assert SeparatedClasses(rows, at, A, names, species, "species").describe(found) == (
        "'pl' separates the classes: all 50 rows with pl < 2.45 have species = setosa and none of "
        "the 100 rows with pl > 2.45 has species = setosa; 'pw' separates the classes: all 50 rows "
        "with pw < 0.8 have species = setosa and none of the 100 rows with pw > 0.8 has species = "
        "setosa."
    )
    rows, at, A, found = look(ones(*X.T[:2]), y)
    assert SeparatedClasses(rows, at, A, names, species, "species").describe(found) == (
        "'sl' and 'sw' together separate the classes of species: of 150 rows 100 cannot be setosa "
        "and 50 can only be setosa."
    )


def test_many_columns_that_separate_are_counted():
    g = np.repeat([0.0, 1], [12, 8])
    y = np.r_[np.tile([0, 1, 2], 4), np.tile([0, 1], 4)]
    groups = [g * (np.arange(20) // 2 % 4 == k) for k in range(4)]
    said = say(ones(*groups), y, names="1pqrs")
    assert said.startswith(
        "'p' separates the classes: none of the 2 rows with p = 1 has y = c; 'q'"
    )
    assert said.endswith("has y = c; and so do 1 more column.")


def test_many_classes_are_counted():
    x = np.r_[np.zeros(6), 1.0, 1]
    assert say(ones(x), [0, 1, 2, 3, 4, 5, 0, 1]).endswith("x = 1 has y = c, d, e or f.")
    y = np.r_[np.arange(6), 0]
    assert say(ones(np.r_[np.zeros(6), 1]), y).endswith("the 1 row with x = 1 has y = a.")
    x = np.repeat(np.arange(6.0), 2)
    said = say(ones(x), np.repeat(np.arange(6), 2))
    assert said.endswith("have y = c and 3 more such groups of rows.")


def test_a_class_without_rows():
    assert say(np.ones((4, 1)), [0, 1, 0, 1], K=3) == (
        "no row has y = c: its coefficients have no finite value."
    )


def test_without_an_intercept():
    X = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1], [0, 1]])
    assert say(X, [0, 1, 2, 0, 1], names="xz") == (
        "'z' separates the classes: none of the 2 rows with z = 1 has y = c."
    )


@settings(max_examples=30)
@given(seeds, st.integers(1, 3), st.booleans())
def test_what_stays_possible_is_a_range_of_the_column(seed, edge, down):
    """Beyond the edge there is class c alone, before it a and b, and on it any of the three."""
    rng = np.random.default_rng(seed)
    x = np.r_[np.arange(5.0), rng.integers(0, 5, 20)]
    any_of = np.where(x < edge, rng.integers(0, 2, 25), rng.integers(0, 3, 25))
    y = np.where(x > edge, 2, any_of)
    y[:2] = [0, 1]
    y, x = np.r_[y, 0, 1], np.r_[x, edge, edge]
    x = -x if down else x
    rows, at, A, _ = look(ones(x), y)
    possible = SeparatedClasses(rows, at, A, "1x", "abc", "y").possible([1])
    assert possible[np.arange(27), y].all()
    seen = np.abs(x[y == 2]).min()
    np.testing.assert_array_equal(possible[:, 2], np.abs(x) >= seen)
    for _, here in each_set(possible):
        inside = (x >= x[here].min()) & (x <= x[here].max())
        np.testing.assert_array_equal(inside, here)


# -- no false alarm --------------------------------------------------------------------------------


def pinned(rng):
    """p independent rows, each seen with every class: no direction can be right for all.  More rows
    of any class, and columns in any unit.
    """
    p, K, more = rng.integers(1, 6), rng.integers(3, 6), rng.integers(0, 30)
    X = rng.standard_normal((p, p)) if rng.random() < 0.5 else rng.integers(0, 3, (p, p)) * 1.0
    X[:, 0] = 1
    if np.linalg.matrix_rank(X) < p or np.linalg.cond(X) > 1e6:
        return pinned(rng)
    X = np.vstack([np.repeat(X, K, axis=0), rng.standard_normal((more, p))])
    X[:, 0] = 1
    X[:, 1:] *= 10.0 ** rng.integers(-8, 9, p - 1)
    y = np.r_[np.tile(np.arange(K), p), rng.integers(0, K, more)]
    return X, y, K


@pytest.mark.parametrize("seed", range(10))
def test_no_false_alarm(seed):
    """20 tables for each seed, in either coding."""
    rng = np.random.default_rng(seed)
    for _ in range(20):
        X, y, K = pinned(rng)
        coding = symmetric_coding if rng.random() < 0.5 else reference_coding
        assert look(X, y, K, coding)[-1] is None


@pytest.mark.parametrize("seed", range(10))
def test_one_row_less_and_its_class_is_lost_there(seed):
    """Without the row (x, k) no other says what class k has at x: it can be made impossible."""
    rng = np.random.default_rng(seed)
    X, y, K = pinned(rng)
    p = X.shape[1]
    X, y = X[: p * K], y[: p * K]
    gone = rng.integers(p * K)
    found = look(np.delete(X, gone, axis=0), np.delete(y, gone), K)[-1]
    place, k = divmod(int(gone), K)
    expected = np.ones((p, K, K), dtype=bool)
    expected[place, :, k] = False
    expected = np.delete(expected.reshape(-1, K), gone, axis=0)
    np.testing.assert_array_equal(found.possible, expected)
