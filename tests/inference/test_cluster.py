"""Clusters against R's sandwich::vcovCL (make_truths.R), against sums by hand, and invariances."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError, MissingValuesError, NotSupportedError
from oddsmith.inference.cluster import cluster_covariance
from oddsmith.inference.covariance import hc_covariance, sampling_covariance
from tests.inference.fits import by_hand, counted, fit, fit_table, noisy, repeated, separated
from tests.truths import certified, design, floats


@pytest.mark.parametrize("kind", ["HC0", "HC1"])
@pytest.mark.parametrize("adjusted", [True, False])
def test_one_way_is_that_of_sandwich(kind, adjusted):
    names, found = fit_table("glow500")
    robust = cluster_covariance(found, design("glow500")["_cluster"])
    V = robust.covariance / (1 if kind == "HC1" else 499 / 490) / (1 if adjusted else 6 / 5)
    theirs = certified("rows/robust")["glow500"][f"CL_{kind}_cadjust{str(adjusted).upper()}"]
    assert list(theirs) == names
    np.testing.assert_allclose(np.sqrt(np.diag(V)), floats(theirs.values()), rtol=1e-11)
    assert robust.clusters == (6,)
    assert robust.factor == "G / (G - 1) · (n - 1) / (n - p) = 6 / 5 · 499 / 490"


def middle(X, score, ids):
    """G / (G - 1) Σ_g S_g S_gᵀ by a loop over clusters."""
    M = np.zeros((X.shape[1],) * 2)
    for g in np.unique(ids):
        S = (X * score[:, None])[ids == g].sum(axis=0)
        M += np.outer(S, S)
    G = len(np.unique(ids))
    return M * G / (G - 1)


@given(st.integers(0, 10**6))
def test_two_ways_by_hand(seed):
    X, y, c = counted(seed)
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 5, len(y)), rng.integers(0, 7, len(y))
    found = fit(X, y, c)
    _, score, _, V = by_hand(X, y, found.w, c)
    M = middle(X, score, a) + middle(X, score, b) - middle(X, score, a * 100 + b)
    n, p = X.shape
    robust = cluster_covariance(found, a, b)
    expected = V @ M @ V * (n - 1) / (n - p)
    np.testing.assert_allclose(robust.covariance, expected, rtol=1e-8, atol=1e-10)
    assert robust.clusters == (len(np.unique(a)), len(np.unique(b)))


@given(st.integers(0, 10**6))
def test_clusters_that_agree(seed):
    """Rows alone are HC1, or svyglm's; twice the same clusters are one way; names do not matter."""
    X, y, c = counted(seed)
    found, n = fit(X, y, c), len(y)
    alone = cluster_covariance(found, np.arange(n)).covariance
    np.testing.assert_allclose(alone, hc_covariance(found, "HC1").covariance, rtol=1e-9)
    units = cluster_covariance(found, np.arange(n), weights="sampling")
    np.testing.assert_allclose(units.covariance, sampling_covariance(found).covariance, rtol=1e-9)
    assert units.factor == f"G / (G - 1) = {n} / {n - 1}"
    ids = np.arange(n) % 5
    once = cluster_covariance(found, ids).covariance
    for same in ([f"clinic {k}" for k in ids], pd.Series(ids, dtype="category"), (-ids).tolist()):
        np.testing.assert_array_equal(cluster_covariance(found, same).covariance, once)
    twice = cluster_covariance(found, ids, ids).covariance
    np.testing.assert_allclose(twice, once, rtol=1e-9, atol=1e-12)


def test_frequencies_are_repeated_rows():
    X, y, c = counted()
    ids = np.arange(len(y)) % 6
    other = np.arange(len(y)) // 10
    more = repeated(c, X, y, ids, other)
    ours = cluster_covariance(fit(X, y, c), ids, other, weights="frequency")
    theirs = cluster_covariance(fit(*more[:2]), *more[2:])
    np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-9, atol=1e-12)
    assert ours.factor == theirs.factor


def test_rows_of_weight_zero_bring_no_cluster():
    X, y = noisy()
    c = np.ones(len(y))
    c[:10] = 0
    ids = np.r_[np.full(10, 99), np.arange(70) % 4]
    ours = cluster_covariance(fit(X, y, c), ids)
    theirs = cluster_covariance(fit(X[10:], y[10:]), ids[10:])
    assert ours.clusters == theirs.clusters == (4,)
    np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-9)


def test_blocks_and_order_do_not_matter(monkeypatch):
    X, y = noisy()
    ids = np.arange(80) % 9
    whole = cluster_covariance(fit(X, y), ids).covariance
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    order = np.random.default_rng(0).permutation(80)
    parts = cluster_covariance(fit(X[order], y[order]), ids[order]).covariance
    np.testing.assert_allclose(parts, whole, rtol=1e-9, atol=1e-12)


def test_dependent_columns_are_left_out():
    X, y = noisy()
    V = cluster_covariance(fit(np.column_stack([X, X[:, 1]]), y), np.arange(80) % 9).covariance
    assert np.isnan(V[4]).all()
    np.testing.assert_allclose(
        V[:4, :4], cluster_covariance(fit(X, y), np.arange(80) % 9).covariance, rtol=1e-9
    )


def test_what_makes_no_sense_is_refused():
    X, y = noisy()
    found, ids = fit(X, y), np.arange(80) % 9
    with pytest.raises(InputError, match="All rows are in one cluster"):
        cluster_covariance(found, np.zeros(80))
    with pytest.raises(InputError, match=r"shape \(79,\) were given for 80 rows"):
        cluster_covariance(found, ids[:-1])
    with pytest.raises(InputError, match=r"shape \(80, 1\)"):
        cluster_covariance(found, ids[:, None])
    for missing in (None, np.nan):
        with pytest.raises(MissingValuesError, match="cluster of 2 of 80 rows is missing"):
            cluster_covariance(found, [missing, missing, *ids[2:].astype(float)])
    for ways in ((), (ids, ids, ids)):
        with pytest.raises(InputError, match=f"{len(ways)} ways to cluster"):
            cluster_covariance(found, *ways)
    with pytest.raises(InputError, match="2 ways to cluster"):
        cluster_covariance(found, ids, ids, weights="sampling")
    with pytest.raises(InputError, match="weights='trials'"):
        cluster_covariance(found, ids, weights="trials")
    with pytest.raises(InputError, match="no finite maximum"):
        cluster_covariance(fit(*separated()), np.arange(40))
    with pytest.raises(NotSupportedError, match="L2 penalty"):
        cluster_covariance(fit(X, y, l2=0.1), ids)
    saturated = fit(np.eye(2), np.array([0.3, 0.6]), np.full(2, 10.0))
    with pytest.raises(InputError, match="n = 2 and p = 2"):
        cluster_covariance(saturated, [1, 2])
