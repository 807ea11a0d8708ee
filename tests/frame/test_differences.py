"""Extrapolated differences against known derivatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.frame.differences import extrapolated_slope

SMOOTH = {
    "log": (np.log, lambda x: 1 / x),
    "exp": (np.exp, np.exp),
    "sine": (np.sin, np.cos),
    "root": (np.sqrt, lambda x: 0.5 / np.sqrt(x)),
    "logistic": (lambda x: 1 / (1 + np.exp(3 - x)), lambda x: 0.25 / np.cosh((x - 3) / 2) ** 2),
    "cube": (lambda x: x**3, lambda x: 3 * x**2),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_smooth_functions(name):
    f, slope = SMOOTH[name]
    x = np.linspace(0.3, 6, 200)
    found = extrapolated_slope(lambda h: f(x + h), 0.07 * x)
    size = np.abs(slope(x)) + 0.01 * np.abs(f(x) / x)
    assert (np.abs(found - slope(x)) / size).max() < 2e-12


@given(st.floats(-50, 50))
def test_far_from_zero_a_narrow_function_is_still_found(at):
    """A year in a logistic curve: the first differences see nothing of it."""
    x = np.array([2000 + at])
    found = extrapolated_slope(lambda h: np.tanh((x + h - 2000) / 20), 0.07 * x)
    exact = 1 / np.cosh(at / 20) ** 2 / 20
    assert found[0] == pytest.approx(exact, rel=1e-8, abs=1e-12)


def test_steps_that_are_periods_do_not_mislead():
    x = np.array([1990.0, 2000.0, 2003.0])
    found = extrapolated_slope(lambda h: np.sin(2 * np.pi * (x + h) / 10), 0.0513 * x)
    exact = np.cos(2 * np.pi * x / 10) * 2 * np.pi / 10
    np.testing.assert_allclose(found, exact, rtol=1e-9, atol=1e-9)


def test_several_columns_each_by_itself():
    x = np.array([1.0, 2.0])
    found = extrapolated_slope(lambda h: np.stack([x + h, (x + h) ** 2], axis=1), x / 9)
    np.testing.assert_allclose(found, [[1, 2], [1, 4]], rtol=1e-12)


def test_what_is_no_number_gives_none():
    x = np.array([1.0, -1.0])
    found = extrapolated_slope(lambda h: np.log(x + h), np.abs(x) / 9)
    assert np.isnan(found).tolist() == [False, True]
