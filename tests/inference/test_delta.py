"""The delta method: variances of linear functions, coverage, and what is not known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.inference.delta import Average, intervals, probability_columns, wald_columns
from oddsmith.losses import sigmoid


@given(st.integers(0, 10**6))
def test_linear_functions_are_exact(seed):
    """J V Jᵀ, of averages and of what is made of them."""
    rng = np.random.default_rng(seed)
    L, J, M = rng.normal(size=(4, 4)), rng.normal(size=(3, 4)), rng.normal(size=(2, 3))
    average = Average(2.0, 2 * np.ones(3), 2 * J)
    exact = np.sqrt(np.diag(J @ L @ L.T @ J.T))
    np.testing.assert_allclose(average.errors(L), exact, rtol=1e-9)
    exact = np.sqrt(np.diag(M @ J @ L @ L.T @ J.T @ M.T))
    np.testing.assert_allclose(average.combined(M).errors(L), exact, rtol=1e-9)
    np.testing.assert_allclose(average.combined(M).values, M.sum(axis=1), rtol=1e-12)


def test_rows_add():
    one = Average(1.0, np.array([2.0]), np.array([[1.0, 0.0]]))
    two = Average(3.0, np.array([6.0]), np.array([[1.0, 4.0]]))
    both = one + two
    assert (both.values, both.gradients.tolist()) == (2.0, [[0.5, 1.0]])


def test_wald_columns():
    found = wald_columns(np.array([1.0, 0.0, np.nan]), np.array([0.5, 0.0, 0.5]), 0.95)
    assert found["z"][0] == 2.0
    assert found["p_value"][0] == pytest.approx(0.045500263896358, rel=1e-12)
    assert found["upper"][0] - found["lower"][0] == pytest.approx(1.959963984540054, rel=1e-12)
    for name in ("std_error", "z", "p_value", "lower", "upper"):
        assert np.isnan(found[name][2])


def test_intervals_of_probabilities_are_those_of_their_logits():
    p, error = np.array([0.2, 0.999]), np.array([0.05, 0.01])
    found = probability_columns(p, error, 0.9)
    half = 1.6448536269514722 * error / (p * (1 - p))
    z = np.log(p / (1 - p))
    np.testing.assert_allclose(found["lower"], sigmoid(z - half), rtol=1e-12)
    np.testing.assert_allclose(found["upper"], sigmoid(z + half), rtol=1e-12)
    edge = probability_columns(np.array([0.0, 1.0, np.nan]), np.array([np.nan, 0.0, 1.0]), 0.9)
    assert np.isnan([edge["lower"], edge["upper"]]).all()
    assert np.isnan(edge["std_error"]).tolist() == [True, False, True]


@given(st.floats(0.01, 0.99))
def test_intervals_grow_with_the_level(level):
    one = np.ones(1)
    narrow, wide = (intervals(one, one, each) for each in (level / 2, level))
    assert wide[0] < narrow[0] < 1 < narrow[1] < wide[1]


@pytest.mark.parametrize("level", [0, 1, 95, -0.5])
def test_a_level_lies_between_zero_and_one(level):
    with pytest.raises(InputError, match=f"level={level}"):
        intervals(np.ones(1), np.ones(1), level)
