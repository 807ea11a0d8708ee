"""Raw predictions and their errors, from an estimate and from a covariance of any kind."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.design import Beside, Dense, OneHot
from oddsmith.estimate import Predictor
from oddsmith.existence.horizon import Horizon
from oddsmith.inference.covariance import hc_covariance
from oddsmith.inference.link import Link, covariance_root, link_of, link_of_estimate
from tests.inference.fits import fit, noisy


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_a_root_multiplies_back_also_of_a_singular_covariance(seed, rank):
    rng = np.random.default_rng(seed)
    B = rng.normal(size=(4, rank)) * 10.0 ** rng.integers(-5, 5, (4, 1))
    V = B @ B.T
    L = covariance_root(V)
    size = np.sqrt(V.diagonal())
    np.testing.assert_allclose(L @ L.T / np.outer(size, size), V / np.outer(size, size), atol=1e-14)


def test_a_root_of_what_is_not_known_is_not_known():
    assert np.isnan(covariance_root(np.array([[1.0, np.nan], [np.nan, 1.0]]))).all()
    np.testing.assert_array_equal(covariance_root(np.zeros((2, 2))), np.zeros((2, 2)))


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_both_ways_agree_where_columns_are_near_zero(l2):
    X, y = noisy()
    found = fit(X, y, l2=l2)
    exact, plain = link_of_estimate(found), link_of(found.predictor, found.covariance, 0)
    X = Dense(X)
    for link in (exact, plain):
        by_hand = np.sqrt(np.diag(X.array @ found.covariance @ X.array.T))
        np.testing.assert_allclose(link.errors(link.raw(X)), by_hand, rtol=1e-11)
        np.testing.assert_allclose(link.raw(X).z, X.array @ found.w, rtol=1e-11, atol=1e-12)


def test_any_covariance_will_do():
    X, y = noisy()
    found = fit(X, y)
    V = hc_covariance(found, "HC3").covariance
    link = link_of(found.predictor, V, 0)
    by_hand = np.sqrt(np.diag(X @ V @ X.T))
    np.testing.assert_allclose(link.errors(link.raw(Dense(X))), by_hand, rtol=1e-11)


def test_columns_left_out_have_no_part():
    X, y = noisy()
    found = fit(np.column_stack([X, X[:, 1] + X[:, 2]]), y)
    assert np.isnan(found.w[4])
    new = Dense(np.random.default_rng(1).normal(size=(9, 5)))
    less = link_of_estimate(fit(X, y))
    expected = less.errors(less.raw(new.columns(np.arange(4))))
    for link in (link_of_estimate(found), link_of(found.predictor, found.covariance, 0, (4,))):
        assert link.aliased == (4,)
        np.testing.assert_allclose(link.errors(link.raw(new)), expected, rtol=1e-11)


def test_a_model_without_columns():
    link = link_of(Predictor(np.zeros(0), np.zeros(0)), np.zeros((0, 0)), None)
    rows = link.raw(Dense(np.zeros((3, 0))), np.arange(3.0))
    np.testing.assert_array_equal(rows.z, [0, 1, 2])
    np.testing.assert_array_equal(link.errors(rows), np.zeros(3))


def test_codes_are_not_written_out_and_say_the_same():
    rng = np.random.default_rng(0)
    codes, x = rng.integers(-1, 40, 50), rng.normal(size=(50, 2))
    X = Beside([Dense(x), OneHot(codes, 40)])
    center = np.concatenate([[0.3, -0.2], np.zeros(40)])
    link = Link(Predictor(center, rng.normal(size=42)), rng.normal(size=(42, 42)))
    dense = Dense(X.toarray())
    for a, b in zip((link.raw(X).z, link.errors(link.raw(X))),
                    (link.raw(dense).z, link.errors(link.raw(dense))), strict=True):  # fmt: skip
        np.testing.assert_allclose(a, b, rtol=1e-11)


def test_directions_decide_rows_or_leave_them_open():
    b, direction = np.array([0.5, 0.0, 0.0]), np.array([0.0, 2.0, -1.0])
    X = Dense(np.array([[1.0, 0, 0], [1, 2, 0], [1, 0, 3], [1, 1, 1], [1, 1, 2], [1, np.nan, 0]]))
    span = np.array([[0.0, 0], [1, 0], [0, 1]])
    horizon = Horizon(direction, span, np.array([[1.0, 0], [0, -1]]))  # v_1 >= 0, v_2 <= 0
    link = Link(Predictor(np.zeros(3), b, horizon), np.diag([0.1, 0.0, 0.0]), ())
    rows = link.raw(X)
    np.testing.assert_array_equal(rows.z, [0.5, np.inf, -np.inf, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(link.errors(rows), [0.1, *[np.nan] * 5])
