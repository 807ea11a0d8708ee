"""Standardised coordinates and the way back."""

import numpy as np
import pytest

from oddsmith.coordinates import Coordinates, standardising
from oddsmith.data import InMemory
from oddsmith.design import Beside, Dense, OneHot

rng = np.random.default_rng(2)
X = np.column_stack([np.ones(50), rng.standard_normal(50) * 1e3 + 1e6, rng.random(50)])
WEIGHT = rng.uniform(0.1, 3, 50)


def test_columns_have_weighted_mean_zero_and_deviation_one():
    data = InMemory(Dense(X), np.zeros(50), WEIGHT)
    Z = standardising(data, 0).apply(data).X.toarray()
    np.testing.assert_allclose(Z[:, 0], 1)
    np.testing.assert_allclose(WEIGHT @ Z[:, 1:], 0, atol=1e-7)
    np.testing.assert_allclose(np.average(Z[:, 1:] ** 2, axis=0, weights=WEIGHT), 1, rtol=1e-10)


def test_without_an_intercept_nothing_is_shifted():
    data = InMemory(Dense(X[:, 1:]), np.zeros(50))
    found = standardising(data, None)
    assert not found.center.any()
    np.testing.assert_allclose(found.scale, np.sqrt((X[:, 1:] ** 2).mean(axis=0)))


@pytest.mark.parametrize("intercept", [0, None])
def test_predictions_are_the_same_in_both(intercept):
    data = InMemory(Dense(X), np.zeros(50))
    found = standardising(data, intercept)
    u = np.array([0.3, -1.0, 2.0])
    np.testing.assert_allclose(found.apply(data).X.forward(u), X @ found.to_raw(u), atol=1e-9)
    np.testing.assert_allclose(found.from_raw(found.to_raw(u)), u, atol=1e-9)


def test_covariance_is_that_of_the_raw_coefficients():
    at = Coordinates(np.array([0.0, 5.0]), np.array([1.0, 2.0]), 0)
    T = at.to_raw(np.eye(2))
    V = np.array([[2.0, 0.3], [0.3, 1.0]])
    np.testing.assert_allclose(at.covariance_to_raw(V), T @ V @ T.T, rtol=1e-14)


def test_constant_and_empty_columns_keep_a_scale():
    table = np.column_stack([np.ones(9), np.full(9, 0.1 + 0.2), np.zeros(9)])
    data = InMemory(Dense(table), np.zeros(9))
    found = standardising(data, 0)
    np.testing.assert_allclose(found.apply(data).X.toarray(), [[1, 1, 0]] * 9, rtol=1e-15)


def test_codes_are_scaled_and_not_shifted():
    codes = np.arange(50) % 3
    data = InMemory(Beside([Dense(X), OneHot(codes, 3)]), np.zeros(50))
    found = standardising(data, 0)
    parts = found.apply(data).X.parts
    assert isinstance(parts[1].design, OneHot)
    assert not parts[1].center.any()


def test_columns_keep_the_place_of_the_intercept():
    part = Coordinates(np.array([0.0, 1.0, 2.0]), np.ones(3), 0).columns(np.array([0, 2]))
    assert part.intercept == 0
    assert part.center.tolist() == [0, 2]
