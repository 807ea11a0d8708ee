"""Codings of classes: there and back, and what does not change on the way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.estimate import estimate
from oddsmith.inference.multinomial_coding import (
    about_the_mean,
    change_of_coding,
    labels,
    other_reference,
    recoded,
)
from oddsmith.inference.multinomial_flat import flat_estimate
from oddsmith.losses import Multinomial, reference_coding, symmetric_coding
from oddsmith.penalties import Penalty
from tests.inference.class_tables import TABLES, fit, fit_table, noisy, rows_of

codings = st.sampled_from([reference_coding, symmetric_coding, lambda K: other_reference(K, K - 1)])


def covariance(rng, size):
    root = rng.standard_normal((size, size))
    return root @ root.T


@given(st.integers(0, 10**6), st.integers(2, 6), codings, codings)
def test_logits_differ_by_the_same_for_all_classes_and_come_back(seed, K, old, new):
    rng = np.random.default_rng(seed)
    w, V = rng.standard_normal((3, K - 1)), covariance(rng, 3 * (K - 1))
    there, V_there = recoded(w, V, change_of_coding(old(K), new(K)))
    shift = there @ new(K).T - w @ old(K).T
    np.testing.assert_allclose(shift, np.repeat(shift[:, :1], K, axis=1), atol=1e-13)
    back, V_back = recoded(there, V_there, change_of_coding(new(K), old(K)))
    np.testing.assert_allclose(back, w, atol=1e-13)
    np.testing.assert_allclose(V_back, V, rtol=1e-11, atol=1e-11)
    np.testing.assert_array_equal(V_there, V_there.T)


@given(st.integers(0, 10**6))
def test_covariance_is_that_of_the_coefficients(seed):
    """Of linear combinations, found by recoding one unit vector after the other."""
    rng = np.random.default_rng(seed)
    M = change_of_coding(reference_coding(4), symmetric_coding(4))
    V = covariance(rng, 6)
    units = np.eye(6).reshape(6, 2, 3)
    J = np.array([recoded(unit, V, M)[0].ravel() for unit in units]).T
    np.testing.assert_allclose(recoded(units[0], V, M)[1], J @ V @ J.T, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", TABLES)
def test_a_fit_in_symmetric_coding_is_the_same_fit(name):
    rows, _, classes = rows_of(name)
    K = len(classes)
    none = np.zeros((rows.shape[1], K - 1))
    loss = Multinomial(symmetric_coding(K))
    other = estimate(rows, 0, Penalty(none, none), loss=loss, to_floor=True)
    M = change_of_coding(symmetric_coding(K), reference_coding(K))
    w, V = recoded(other.w, flat_estimate(other).covariance, M)
    found = fit_table(name)
    se = found.standard_errors
    assert (np.abs(w - found.w) / se).max() < 1e-12
    assert (np.abs(V - found.covariance) / np.outer(se, se)).max() < 1e-11


def test_columns_left_out_stay_left_out():
    X, y = noisy(0)
    found = fit(np.column_stack([X, X[:, 1]]), y)
    w, V = found.against("b")
    less, V_less = fit(X, y).against("b")
    np.testing.assert_allclose(w[:3], less, rtol=1e-12)
    np.testing.assert_allclose(V[:6, :6], V_less, rtol=1e-10)
    assert np.isnan(w[3]).all()
    assert np.isnan(V[6:]).all()


def test_labels_follow_the_coefficients():
    assert labels(["1", "x"], [3, "b", None]) == ("b:1", "None:1", "b:x", "None:x")
    np.testing.assert_array_equal(other_reference(3, 0), reference_coding(3))


@given(st.integers(0, 10**6), st.integers(2, 6))
def test_about_the_mean_coefficients_add_to_zero_and_differ_as_before(seed, K):
    rng = np.random.default_rng(seed)
    w, C = rng.standard_normal((2, K - 1)), covariance(rng, 2 * (K - 1))
    found, V = recoded(w, C, about_the_mean(K))
    np.testing.assert_allclose(found.sum(axis=1), 0, atol=1e-14)
    np.testing.assert_allclose(found[:, 1:] - found[:, :1], w, rtol=1e-12, atol=1e-13)
    less_first = np.kron(np.eye(2), np.eye(K)[1:] - np.eye(K)[0])
    np.testing.assert_allclose(less_first @ V @ less_first.T, C, rtol=1e-9, atol=1e-10)
