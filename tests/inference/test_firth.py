"""Firth's estimates: 220-bit arithmetic, closed forms, invariances and R."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Beside, Dense, OneHot
from oddsmith.inference.firth import firth
from tests.inference.likelihood_models import by_name, errors, firthed, noisy, table, truth
from tests.truths import floats


def fit(X, y, weights=None, offset=None):
    X = np.asarray(X, float)
    return firth(InMemory(Dense(X), np.asarray(y, float), weights, offset), 0)


@pytest.mark.parametrize("name", list(truth("certified_firth")))
def test_certified(name):
    """Errors in units of standard errors; 1e-12 where 1e-8 was asked for."""
    expected, found = truth("certified_firth")[name], firthed(name)
    assert list(expected["coef"]) == table(name)[0]
    coef, se = (floats(expected[k].values()) for k in ("coef", "se_fisher"))
    assert found.solution.converged
    assert np.abs((found.w - coef) / se).max() < 1e-12
    np.testing.assert_allclose(errors(found), se, rtol=1e-12)
    assert found.loglik == pytest.approx(float(expected["loglik_kernel"]), rel=1e-13)
    assert found.penalized_loglik == pytest.approx(float(expected["penalized_loglik"]), rel=1e-13)


# R 4.2.2: brglm2 0.9, type = "AS_mean"; logistf 1.26.1, which stops earlier
@pytest.mark.parametrize("name", list(truth("r_firth")))
def test_r(name):
    expected, found, names = truth("r_firth")[name], firthed(name), table(name)[0]
    se = errors(found)
    assert np.abs((found.w - by_name(expected["brglm2"]["coef"], names)) / se).max() < 1e-11
    np.testing.assert_allclose(se, by_name(expected["brglm2"]["se"], names), rtol=1e-12)
    if "logistf" in expected:
        assert np.abs((found.w - by_name(expected["logistf"]["coef"], names)) / se).max() < 1e-6


@given(*[st.integers(0, 30)] * 4)
def test_two_by_two_tables_are_half_a_row_more_in_each_cell(a, b, c, d):
    if a + b == 0 or c + d == 0:
        return
    x = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])
    y = np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])
    found = fit(np.column_stack([np.ones(len(x)), x]), y)
    odds = np.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
    assert found.w[1] == pytest.approx(odds, abs=1e-9)
    assert found.w[0] == pytest.approx(np.log((c + 0.5) / (d + 0.5)), abs=1e-9)


@pytest.mark.parametrize("k", [0, 3, 10])
def test_an_intercept_alone_also_when_all_rows_agree(k):
    y = np.repeat([1.0, 0.0], [k, 10 - k])
    assert fit(np.ones((10, 1)), y).w[0] == pytest.approx(np.log((k + 0.5) / (10.5 - k)), abs=1e-12)


seeds = st.integers(0, 10**6)


@given(seeds, st.floats(-8, 8), st.floats(-1e6, 1e6))
def test_units_and_zero_points_do_not_matter(seed, unit, shift):
    X, y = noisy(seed, n=30)
    moved = X.copy()
    moved[:, 1] = (X[:, 1] + shift) * 10**unit
    a, b = fit(X, y), fit(moved, y)
    np.testing.assert_allclose(b.w[1] * 10**unit, a.w[1], rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(b.w[2:], a.w[2:], rtol=1e-7, atol=1e-8)


@given(seeds)
def test_other_invariances(seed):
    """Flipped classes, permuted rows and columns, an offset in the span of X, Firth's score."""
    X, y = noisy(seed, n=30)
    rng = np.random.default_rng(seed)
    w = fit(X, y).w
    close = {"rtol": 1e-8, "atol": 1e-9}
    np.testing.assert_allclose(fit(X, 1 - y).w, -w, **close)
    rows, columns = rng.permutation(len(y)), np.array([0, *1 + rng.permutation(3)])
    np.testing.assert_allclose(fit(X[rows][:, columns], y[rows]).w, w[columns], **close)
    shift = rng.standard_normal(4)
    np.testing.assert_allclose(fit(X, y, offset=X @ shift).w, w - shift, **close)
    p = 1 / (1 + np.exp(-X @ w))
    S = X * np.sqrt(p * (1 - p))[:, None]
    h = (np.linalg.qr(S)[0] ** 2).sum(axis=1)
    assert np.abs(X.T @ (y - p + h * (0.5 - p))).max() < 1e-9


@given(seeds)
def test_trials_are_repeated_rows(seed):
    X, _ = noisy(seed, n=30)
    rng = np.random.default_rng(seed)
    trials = rng.integers(1, 5, 30)
    successes = rng.integers(0, trials + 1)
    a = fit(X, successes / trials, trials.astype(float))
    events = np.concatenate(
        [np.repeat([1.0, 0.0], [s, m - s]) for s, m in zip(successes, trials, strict=True)]
    )
    b = fit(np.repeat(X, trials, axis=0), events)
    np.testing.assert_allclose(a.w, b.w, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(a.covariance, b.covariance, rtol=1e-8, atol=1e-10)


def test_blocks_add_to_the_same(monkeypatch):
    X, y = noisy(3)
    whole = fit(X, y)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    parts = fit(X, y)
    np.testing.assert_allclose(parts.w, whole.w, rtol=1e-11)
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-11)
    assert parts.separated == whole.separated


def test_codes_are_their_indicators():
    X, y = noisy(4)
    codes = np.random.default_rng(4).integers(-1, 3, 80)
    dense = fit(np.column_stack([X, *(codes == k for k in range(3))]), y)
    coded = firth(InMemory(Beside([Dense(X), OneHot(codes, 3)]), y), 0)
    np.testing.assert_allclose(coded.w, dense.w, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(coded.covariance, dense.covariance, rtol=1e-9, atol=1e-10)


def test_a_dependent_column_is_left_out():
    X, y = noisy(5)
    found = fit(np.column_stack([X, X[:, 1] - X[:, 2]]), y)
    reduced = fit(X, y)
    assert [one.column for one in found.dependent] == [4]
    np.testing.assert_allclose(found.w, [*reduced.w, np.nan], rtol=1e-10)
    assert found.rank == 4
    assert np.isnan(found.covariance[4]).all()
    assert found.penalized_loglik == pytest.approx(reduced.penalized_loglik, rel=1e-13)


def test_only_complete_separation_has_a_caveat():
    assert firthed("iris_complete_sep").separated
    assert "separate the two classes completely" in firthed("iris_complete_sep").caveat
    for name in ("endometrial", "admissions", "budworm"):
        assert firthed(name).caveat is None
