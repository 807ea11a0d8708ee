"""Robust covariances of several classes: the binary ones, sums by hand, invariances."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oddsmith.design import Dense
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.cluster import cluster_covariance
from oddsmith.inference.covariance import hc_covariance, sampling_covariance
from oddsmith.inference.multinomial_robust import cluster_classes, robust_classes
from tests.inference.class_tables import fit, noisy, three_of_forty
from tests.inference.fits import fit as fit_binary

rng = np.random.default_rng(0)
SCHOOL, YEAR = rng.integers(0, 12, 150), rng.integers(0, 5, 150)
WEIGHTS = rng.integers(1, 4, 150).astype(float)


def both(seed=1):
    X, y = noisy(seed, K=2)
    return fit(X, y, WEIGHTS), fit_binary(X, y.astype(float), WEIGHTS)


def same(a, b):
    np.testing.assert_allclose(a.covariance, b.covariance, rtol=1e-9)
    assert a.clusters == b.clusters
    assert a.factor.replace("k", "p") == b.factor.replace("k", "p")


@pytest.mark.parametrize("weights", ["precision", "frequency"])
@pytest.mark.parametrize("kind", ["HC0", "HC1"])
def test_two_classes_are_binary(kind, weights):
    classes, binary = both()
    same(
        robust_classes(classes, kind, weights=weights), hc_covariance(binary, kind, weights=weights)
    )


@pytest.mark.parametrize("weights", ["precision", "frequency", "sampling"])
def test_clusters_of_two_classes_are_binary(weights):
    classes, binary = both()
    a = cluster_classes(classes, SCHOOL, weights=weights)
    same(a, cluster_covariance(binary, SCHOOL, weights=weights))
    if weights != "sampling":
        a = cluster_classes(classes, SCHOOL, YEAR, weights=weights)
        same(a, cluster_covariance(binary, SCHOOL, YEAR, weights=weights))


def test_sampling_weights_of_two_classes_are_binary():
    classes, binary = both()
    same(robust_classes(classes, "sampling"), sampling_covariance(binary))


def scores(found, X, y, c):
    """Of each row, by hand: (n, p m)."""
    P = found.predictor.probabilities(Dense(X))[:, 1:]
    r = c[:, None] * ((y[:, None] == np.arange(1, P.shape[1] + 1)) - P)
    return (X[:, :, None] * r[:, None, :]).reshape(len(X), -1)


def test_sums_by_hand():
    X, y = noisy(2)
    found = fit(X, y, WEIGHTS)
    S, H = scores(found, X, y, WEIGHTS), found.covariance
    hc0 = H @ S.T @ S @ H
    np.testing.assert_allclose(robust_classes(found).covariance, hc0, rtol=1e-9, atol=1e-12)
    hc1 = robust_classes(found, "HC1")
    np.testing.assert_allclose(hc1.covariance, hc0 * 150 / 144, rtol=1e-9, atol=1e-12)
    assert hc1.factor == "n / (n - k) = 150 / 144"
    sums = np.array([S[g == SCHOOL].sum(axis=0) for g in range(12)])
    expected = H @ sums.T @ sums @ H * 12 / 11 * 149 / 144
    robust = cluster_classes(found, SCHOOL)
    np.testing.assert_allclose(robust.covariance, expected, rtol=1e-9, atol=1e-12)
    assert robust.factor == "G / (G - 1) · (n - 1) / (n - p) = 12 / 11 · 149 / 144"


def test_a_cluster_for_each_row_is_hc1():
    found = fit(*noisy(3))
    robust = cluster_classes(found, np.arange(150))  # n / (n - 1) · (n - 1) / (n - k)
    np.testing.assert_allclose(robust.covariance, robust_classes(found, "HC1").covariance)


@given(st.integers(0, 10**6))
def test_frequencies_are_rows_repeated(seed):
    X, y = noisy(seed, n=60)
    counts = np.random.default_rng(seed).integers(1, 4, 60)
    once = fit(X, y, counts)
    assume(once.limit is None)
    X_many, y_many = np.repeat(X, counts, axis=0), np.repeat(y, counts)
    many = fit(X_many, y_many)
    for kind in ("HC0", "HC1"):
        a = robust_classes(once, kind, weights="frequency").covariance
        np.testing.assert_allclose(a, robust_classes(many, kind).covariance, rtol=1e-6, atol=1e-10)
    a = cluster_classes(once, SCHOOL[:60], weights="frequency").covariance
    b = cluster_classes(many, np.repeat(SCHOOL[:60], counts)).covariance
    np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-10)


def test_any_total_of_sampling_weights_is_the_same():
    X, y = noisy(4)
    a = robust_classes(fit(X, y, WEIGHTS), "sampling").covariance
    b = robust_classes(fit(X, y, 1000 * WEIGHTS), "sampling").covariance
    np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-13)


def test_columns_left_out_and_blocks(monkeypatch):
    X, y = noisy(5)
    more = np.column_stack([X, X[:, 1]])
    whole = robust_classes(fit(more, y)).covariance
    assert np.isnan(whole[6:]).all()
    less = robust_classes(fit(X, y)).covariance
    np.testing.assert_allclose(whole[:6, :6], less, rtol=1e-9, atol=1e-13)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    np.testing.assert_allclose(robust_classes(fit(X, y)).covariance, less, rtol=1e-9, atol=1e-13)
    clustered = cluster_classes(fit(X, y), SCHOOL).covariance
    monkeypatch.undo()
    again = cluster_classes(fit(X, y), SCHOOL).covariance
    np.testing.assert_allclose(clustered, again, rtol=1e-9, atol=1e-13)


def test_what_is_refused():
    found = fit(*noisy(0))
    for kind in ("HC2", "HC3"):
        with pytest.raises(NotSupportedError, match="of several classes the leverage is a matrix"):
            robust_classes(found, kind)
    with pytest.raises(InputError, match='"HC0", "HC1" or "sampling"'):
        robust_classes(found, "HC4")
    with pytest.raises(InputError, match="2 ways to cluster were given; one can be used"):
        cluster_classes(found, SCHOOL, YEAR, weights="sampling")
    with pytest.raises(InputError, match="here it is one of 'precision', 'frequency'"):
        robust_classes(found, weights="sampling")
    small = fit([[1, 0], [1, 1], [1, 2], [1, 1]], [0, 2, 0, 1])
    with pytest.raises(InputError, match=r"HC1 divides by n - 4, and here n = 4\. Use HC0"):
        robust_classes(small, "HC1")


@pytest.mark.parametrize("ask", [robust_classes, lambda found: cluster_classes(found, SCHOOL[:40])])
def test_separated_classes_have_no_robust_errors(ask):
    with pytest.raises(InputError, match="no finite estimate exists to be robust about"):
        ask(fit(*three_of_forty()))
