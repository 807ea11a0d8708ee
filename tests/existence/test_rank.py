"""Dependent columns: found exactly, named by what they repeat, and no others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.existence.rank import Dependence, dependent_columns

rng = np.random.default_rng(5)
A, B = rng.standard_normal((2, 100))
ONES = np.ones(100)


def find(*columns, l2=0.0):
    X = np.column_stack(columns)
    p = X.shape[1]
    data = InMemory(Dense(X), (rng.random(100) < 0.5).astype(float))
    return dependent_columns(data, np.full(p, l2))


def test_independent_columns():
    assert find(ONES, A, B) == []


def test_a_sum_of_two_is_the_later_one():
    assert find(ONES, A, B, A + B) == [Dependence(3, (1, 2))]
    assert find(ONES, A + B, B, A) == [Dependence(3, (1, 2))]


def test_constant_zero_and_repeated_columns():
    assert find(ONES, 7 * ONES, A, 0 * A, A) == [
        Dependence(1, (0,)),
        Dependence(3, ()),
        Dependence(4, (2,)),
    ]


@pytest.mark.parametrize(("size", "dependent"), [(1e-9, False), (1e-10, False), (1e-12, True)])
def test_what_is_left_decides_at_the_tolerance(size, dependent):
    """Far below the 1e-8 at which the Gram matrix itself can see nothing any more."""
    noise = rng.standard_normal(100)
    assert bool(find(ONES, A, B, A - 2 * B + size * noise)) == dependent


def test_a_penalised_column_never_depends():
    assert find(A, A, l2=1e-3) == []


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 4))
def test_as_many_as_were_added(seed, p, extra):
    r = np.random.default_rng(seed)
    X = r.standard_normal((60, p))
    more = X @ r.integers(-3, 4, (p, extra))
    data = InMemory(Dense(np.hstack([X, more])), np.zeros(60))
    found = dependent_columns(data, np.zeros(p + extra))
    assert [one.column for one in found] == list(range(p, p + extra))
