"""Coefficients and standard errors against 220-bit arithmetic, and invariances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Beside, Bordered, Dense, OneHot
from oddsmith.estimate import estimate
from oddsmith.penalties import Penalty
from tests.truths import certified, design, floats, problem

TABLES = [name for name in certified("certified_ml") if name != "admissions_collinear"]


def fit(X, y, weights=None, offset=None, l2=0.0, **given):
    ones = np.flatnonzero((X == 1).all(axis=0))
    intercept = int(ones[0]) if len(ones) else None
    free = [] if intercept is None else [intercept]
    penalty = Penalty.elastic_net(X.shape[1], l2, free=free)
    rows = InMemory(Dense(X), y, weights, offset)
    return estimate(rows, intercept, penalty, to_floor=True, **given)


@pytest.mark.parametrize("name", TABLES)
def test_certified_maximum_likelihood(name):
    """Errors in units of standard errors; 1e-12 where 1e-8 was asked for."""
    truth = certified("certified_ml")[name]
    names, X, y, weights, offset = problem(name)
    assert names == list(truth["coef"])
    found = fit(X, y, weights, offset)
    coef, se = floats(truth["coef"].values()), floats(truth["se"].values())
    assert found.solution.converged
    assert found.certificate.gap < 1e-16
    assert np.abs((found.w - coef) / se).max() < 1e-12
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), se, rtol=1e-12)
    kernel = -found.solution.at.loss * found.solution.at.case_weight
    assert kernel == pytest.approx(float(truth["loglik_kernel"]), rel=1e-14)


def test_a_dependent_column_is_left_out_and_the_rest_is_the_reduced_model():
    names, X, y, *_ = problem("admissions_collinear")
    found = fit(X, y)
    (left_out,) = found.dependent
    assert (names[left_out.column], [names[k] for k in left_out.on]) == ("lin", ["gre", "gpa"])
    reduced = fit(np.delete(X, left_out.column, axis=1), y)
    np.testing.assert_allclose(np.delete(found.w, left_out.column), reduced.w, rtol=1e-12)
    assert np.isnan(found.w[left_out.column])
    assert np.isnan(found.covariance[left_out.column]).all()
    assert found.rank == reduced.rank == 6


def test_certified_ridge():
    for case in certified("certified_penalised_binary"):
        if case["l1_ratio"] or not case["fit_intercept"] or case["data"].startswith("sklearn"):
            continue
        columns = design(f"glmnet_{case['data']}")
        y, *x = columns.values()
        X = np.column_stack([np.ones(len(y)), *x])
        weights = 1.0 + np.arange(1, len(y) + 1) % 3 if case["weights"] else np.ones(len(y))
        found = fit(X, y, weights, l2=1 / (case["C"] * weights.sum()))
        np.testing.assert_allclose(found.w[1:], floats(case["coef"][0]), rtol=1e-9, atol=1e-12)


def two_by_two(a, b, c, d):
    x = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])
    y = np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])
    return np.column_stack([np.ones(len(x)), x]), y


@given(*[st.integers(1, 40)] * 4)
def test_two_by_two_tables_are_closed_forms(a, b, c, d):
    found = fit(*two_by_two(a, b, c, d))
    assert found.w[1] == pytest.approx(np.log(a * d / (b * c)), abs=1e-10)
    se = np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    assert np.sqrt(found.covariance[1, 1]) == pytest.approx(se, rel=1e-10)


def noisy(seed, n=80, p=3):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.standard_normal((n, p))])
    return X, (rng.random(n) < 1 / (1 + np.exp(-X @ rng.uniform(-1, 1, p + 1)))).astype(float)


seeds = st.integers(0, 10**6)


@given(seeds, st.floats(-8, 8), st.floats(-1e6, 1e6))
def test_units_and_zero_points_do_not_matter(seed, unit, shift):
    X, y = noisy(seed)
    moved = X.copy()
    moved[:, 1] = (X[:, 1] + shift) * 10**unit
    a, b = fit(X, y), fit(moved, y)
    np.testing.assert_allclose(b.w[1] * 10**unit, a.w[1], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(b.w[2:], a.w[2:], rtol=1e-7, atol=1e-9)


@given(seeds)
def test_integer_weights_are_repeated_rows(seed):
    X, y = noisy(seed)
    counts = np.random.default_rng(seed).integers(1, 4, len(y))
    a = fit(X, y, counts.astype(float))
    b = fit(np.repeat(X, counts, axis=0), np.repeat(y, counts))
    np.testing.assert_allclose(a.w, b.w, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(a.covariance, b.covariance, rtol=1e-10, atol=1e-12)


@given(seeds)
def test_other_invariances(seed):
    """Flipped classes flip the sign; permuted rows and columns change nothing; an offset in the
    span of X shifts the coefficients by itself; residuals add to zero."""
    X, y = noisy(seed)
    rng = np.random.default_rng(seed)
    w = fit(X, y).w
    close = {"rtol": 1e-9, "atol": 1e-10}
    np.testing.assert_allclose(fit(X, 1 - y).w, -w, **close)
    rows, columns = rng.permutation(len(y)), rng.permutation(X.shape[1])
    np.testing.assert_allclose(fit(X[rows][:, columns], y[rows]).w, w[columns], **close)
    shift = rng.standard_normal(X.shape[1])
    np.testing.assert_allclose(fit(X, y, offset=X @ shift).w, w - shift, **close)
    assert abs((1 / (1 + np.exp(-X @ w)) - y).sum()) < 1e-11 * len(y)


@given(seeds)
def test_codes_are_their_indicators(seed):
    X, y = noisy(seed, n=200)
    codes = np.random.default_rng(seed).integers(-1, 3, 200)
    dense = fit(np.column_stack([X, *(codes == k for k in range(3))]), y)
    coded = estimate(
        InMemory(Beside([Dense(X), OneHot(codes, 3)]), y), 0, Penalty.none(7), to_floor=True
    )
    np.testing.assert_allclose(coded.w, dense.w, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(coded.covariance, dense.covariance, rtol=1e-8, atol=1e-10)


def test_the_sum_of_blocks_is_the_whole(monkeypatch):
    X, y = noisy(3, n=1000)
    whole = fit(X, y)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 17)
    parts = fit(X, y)
    np.testing.assert_allclose(parts.w, whole.w, rtol=1e-12)
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-12)


def test_the_certificate_counts_readings():
    X, y = noisy(1)
    found = fit(X, y)
    before, after = 4, 1  # moments, rank, null model, offset; the certificate
    steps = found.certificate.sweeps - before - after - 1
    assert steps in (found.solution.steps, found.solution.steps + 1)  # one that did not pay


def test_a_trace_is_in_the_columns_as_given():
    X, y = noisy(1)
    names = [f"x{j}" for j in range(X.shape[1])]
    found = fit(X, y, trace=True)
    last = found.trace(names).steps[-1]
    np.testing.assert_array_equal(last.w, found.w)
    assert last.violation == found.certificate.violation
    assert fit(X, y).trace(names) is None


def with_a_wide_category(seed=0, n=3000, levels=40, offset=0.0, l2=0.0):
    """Rows of a category, another, and numbers; both classes in every level."""
    rng = np.random.default_rng(seed)
    codes = np.r_[np.repeat(np.arange(-1, levels), 2), rng.integers(-1, levels, n - 2 * levels - 2)]
    parts = [
        Dense(np.ones((n, 1))),
        OneHot(codes, levels),
        OneHot(rng.integers(-1, 3, n), 3),
        Dense(rng.standard_normal((n, 2)) * [3.0, 0.1] + [5.0, 0.0]),
    ]
    X = Beside(parts)
    y = (rng.random(n) < 0.5).astype(float)
    y[: 2 * levels + 2] = np.arange(2 * levels + 2) % 2
    shift = offset * rng.standard_normal(n) if offset else None
    penalty = Penalty.elastic_net(X.shape[1], l2, free=[0])
    return InMemory(X, y, rng.uniform(0.5, 2, n), shift), penalty


@pytest.mark.parametrize(("offset", "l2"), [(0.0, 0.0), (0.0, 1e-2), (9.0, 0.0)])
def test_a_category_of_many_levels_is_eliminated(offset, l2, monkeypatch):
    rows, penalty = with_a_wide_category(offset=offset, l2=l2)
    full = estimate(rows, 0, penalty, to_floor=True)
    monkeypatch.setattr("oddsmith.kernels.bordered.WIDE", 40)
    found = estimate(rows, 0, penalty, to_floor=True)
    assert isinstance(found.solution.at.curvature, Bordered)
    assert not isinstance(full.solution.at.curvature, Bordered)
    np.testing.assert_allclose(found.w, full.w, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(found.covariance, full.covariance, rtol=1e-9, atol=1e-12)
    assert found.certificate.gap < 1e-18


def test_what_a_category_of_many_levels_already_says_is_left_out(monkeypatch):
    rows, _ = with_a_wide_category()
    codes = rows.X.parts[1].codes
    X = Beside([*rows.X.parts, OneHot(codes // 10, 4)])
    rows, none = InMemory(X, rows.y), Penalty.none(X.shape[1])
    full = estimate(rows, 0, none, to_floor=True)
    monkeypatch.setattr("oddsmith.kernels.bordered.WIDE", 40)
    found = estimate(rows, 0, none, to_floor=True)
    assert found.dependent == full.dependent != []
    np.testing.assert_allclose(found.w, full.w, rtol=1e-8, atol=1e-10)


def test_thousands_of_levels_are_fitted_by_newtons_method_without_their_matrix():
    """One coefficient for each level: the logit of its share."""
    levels = 2000
    codes = np.repeat(np.arange(levels), 4)
    y = (np.arange(4 * levels) % 4 < 1 + codes % 3).astype(float)
    found = estimate(InMemory(OneHot(codes, levels), y), None, Penalty.none(levels), to_floor=True)
    share = (1 + np.arange(levels) % 3) / 4
    np.testing.assert_allclose(found.w, np.log(share / (1 - share)), atol=1e-12)
    assert found.solution.at.curvature.B.shape == (levels, 0)
    np.testing.assert_allclose(found.covariance.diagonal(), 1 / (4 * share * (1 - share)))
    assert found.certificate.gap < 1e-18
