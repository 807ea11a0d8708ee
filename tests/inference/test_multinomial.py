"""Several classes: certified optima, R's numbers, closed forms, invariances."""

import sys

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.datasets import load
from oddsmith.design import Dense
from oddsmith.errors import InputError
from oddsmith.estimate import estimate
from oddsmith.frame import make_frame
from oddsmith.inference.multinomial import multinomial
from oddsmith.penalties import Penalty
from oddsmith.solvers import Verdict
from tests.inference.class_tables import CERTIFIED, TABLES, R, fit, fit_table, noisy, rows_of

seeds = st.integers(0, 10**6)


def certified(name):
    """Coefficients and standard errors, (p, m)."""
    truth = CERTIFIED[name]
    return (np.array(truth[key], dtype=float).T for key in ("coef", "se"))


@pytest.mark.parametrize("name", TABLES)
def test_certified_optima(name):
    found, (w, se) = fit_table(name), certified(name)
    assert np.abs((found.w - w) / se).max() < 1e-13
    np.testing.assert_allclose(found.standard_errors, se, rtol=1e-12)
    assert found.likelihoods.model == pytest.approx(float(CERTIFIED[name]["loglik"]), rel=1e-14)
    assert found.found.solution.verdict is Verdict.CONVERGED
    assert found.found.certificate.gap < 1e-19
    assert (found.limit, found.separation, found.aliased) == (None, "", {})


@pytest.mark.parametrize("name", TABLES)
def test_r_s_numbers(name):
    """VGAM's covariance is good to 1e-7 of the product of two standard errors."""
    found, truth = fit_table(name), R[name]
    p, m = found.w.shape
    order = np.arange(p * m).reshape(p, m).T.ravel()  # class by class
    se = found.standard_errors.ravel()[order]
    V = found.covariance[np.ix_(order, order)]
    difference = np.abs(V - np.array(truth["vcov_class_major"])) / np.outer(se, se)
    assert difference.max() < 2e-7
    np.testing.assert_allclose(found.z_values.T, truth["z"], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.p_values.T, truth["p_value"], rtol=1e-5, atol=1e-15)
    aic = 2 * found.rank - 2 * found.likelihoods.model
    assert aic == pytest.approx(truth["nnet_aic"], rel=1e-13)
    assert found.likelihoods.deviance == pytest.approx(truth["nnet_deviance"], rel=1e-13)
    assert found.likelihoods.null_deviance == pytest.approx(truth["null_deviance"], rel=1e-13)


def test_intercepts_alone_are_logarithms_of_ratios():
    counts = np.array([7, 4, 2, 9])
    found = fit(np.ones((22, 1)), np.repeat(np.arange(4), counts))
    np.testing.assert_allclose(found.w[0], np.log(counts[1:] / 7), rtol=1e-14)
    np.testing.assert_allclose(found.covariance, np.diag(1 / counts[1:]) + 1 / 7, rtol=1e-13)
    assert found.labels == ("b:x0", "c:x0", "d:x0")
    assert (found.rank, found.nobs) == (3, 22)
    assert found.likelihoods.model == pytest.approx(found.likelihoods.null, rel=4e-16)  # two sums


def test_a_group_of_each_kind_is_a_contingency_table():
    """Saturated: coefficients are logs of cross ratios, variances sums of reciprocals."""
    n = np.array([[5.0, 3, 8], [2, 6, 4]])  # x by class
    X = np.array([[1.0, x] for x in (0, 1) for _ in range(3)])
    found = fit(X, np.tile([0, 1, 2], 2), n.ravel())
    cross = np.log(n[1, 1:] * n[0, 0] / (n[1, 0] * n[0, 1:]))
    np.testing.assert_allclose(found.w, [np.log(n[0, 1:] / n[0, 0]), cross], rtol=1e-13)
    variance = [(1 / n[0, [0, k]]).sum() for k in (1, 2)]
    np.testing.assert_allclose(found.standard_errors[0] ** 2, variance, rtol=1e-12)
    variance = [(1 / n[:, [0, k]]).sum() for k in (1, 2)]
    np.testing.assert_allclose(found.standard_errors[1] ** 2, variance, rtol=1e-12)
    ends = found.intervals(0.9)[1, 0]
    np.testing.assert_allclose(ends.mean(), cross[0], rtol=1e-12)
    assert ends[1] - ends[0] == pytest.approx(2 * 1.6448536269514722 * variance[0] ** 0.5)


def test_two_classes_are_the_binary_fit():
    X, y = noisy(1, K=2)
    weights = np.random.default_rng(1).uniform(0.5, 2, len(y))
    found = fit(X, y, weights)
    rows = InMemory(Dense(X), y.astype(float), weights)
    binary = estimate(rows, 0, Penalty.none(3), to_floor=True)
    np.testing.assert_allclose(found.w[:, 0], binary.w, rtol=1e-12)
    np.testing.assert_allclose(found.covariance, binary.covariance, rtol=1e-12)
    assert -found.likelihoods.model == pytest.approx(binary.loss, rel=1e-14)


@pytest.mark.parametrize("name", TABLES)
def test_another_reference_is_another_fit(name):
    """w against class r is w less that of r: the fit and the algebra agree."""
    found = fit_table(name)
    for reference in found.classes[1:]:
        w, V = found.against(reference)
        again = fit_table(name, reference)
        se = again.standard_errors
        assert (np.abs(w - again.w) / se).max() < 1e-12
        flat = se.ravel()
        assert (np.abs(V - again.covariance) / np.outer(flat, flat)).max() < 1e-11
        assert again.likelihoods.model == pytest.approx(found.likelihoods.model, rel=1e-14)
    np.testing.assert_array_equal(found.against(found.classes[0])[0], found.w)
    with pytest.raises(InputError, match="'Unicorn' is not a class; they are"):
        found.against("Unicorn")


@given(seeds)
def test_rows_repeated_are_weights(seed):
    X, y = noisy(seed, n=60)
    counts = np.random.default_rng(seed).integers(0, 4, len(y))
    assume(len(np.unique(y[counts > 0])) == 3)
    one, many = fit(X, y, counts, weights="frequency"), fit(*repeated(counts, X, y))
    assume(one.limit is None)
    np.testing.assert_allclose(one.w, many.w, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(one.covariance, many.covariance, rtol=1e-8, atol=1e-12)
    assert (one.nobs, one.rank) == (many.nobs, many.rank)
    assert one.likelihoods.model == pytest.approx(many.likelihoods.model, rel=1e-12)
    assert fit(X, y, counts).nobs == (counts > 0).sum()


def repeated(counts, *arrays):
    return [np.repeat(a, counts, axis=0) for a in arrays]


@given(seeds, st.floats(-1e5, 1e5), st.integers(-6, 6))
def test_units_and_zero_points_do_not_matter(seed, shift, unit):
    X, y = noisy(seed % 100)
    moved = X.copy()
    moved[:, 1] = (X[:, 1] + shift) * 10.0**unit
    a, b = fit(X, y), fit(moved, y)
    np.testing.assert_allclose(b.w[1] * 10.0**unit, a.w[1], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(b.w[2], a.w[2], rtol=1e-7, atol=1e-9)
    se = b.standard_errors[1:] * np.array([[10.0**unit], [1.0]])
    np.testing.assert_allclose(se, a.standard_errors[1:], rtol=1e-7)


def test_blocks_do_not_matter(monkeypatch):
    whole = fit_table("fgl_mg")
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    rows, names, classes = rows_of("fgl_mg")
    blocks = multinomial(rows, 0, names, classes)
    np.testing.assert_allclose(blocks.w, whole.w, rtol=1e-10)
    np.testing.assert_allclose(blocks.covariance, whole.covariance, rtol=1e-9, atol=1e-9)


def test_columns_that_repeat_others_are_left_out():
    X, y = noisy(2)
    more = np.column_stack([X, X[:, 1] - 2 * X[:, 2], np.zeros(len(y))])
    found, less = fit(more, y), fit(X, y)
    assert found.aliased == {"x3": ["x1", "x2"], "x4": []}
    np.testing.assert_allclose(found.w[:3], less.w, rtol=1e-12)
    assert np.isnan(found.w[3:]).all()
    assert np.isnan(found.covariance[6:]).all()
    np.testing.assert_allclose(found.covariance[:6, :6], less.covariance, rtol=1e-10)
    assert (found.rank, found.predictor.aliased) == (6, (3, 4))
    np.testing.assert_allclose(
        found.predictor.probabilities(Dense(more)), less.predictor.probabilities(Dense(X))
    )


def test_without_an_intercept_and_without_columns():
    X, y = noisy(3)
    found = multinomial(InMemory(Dense(X[:, 1:]), y), None, ["a", "b"], "xyz")
    assert found.likelihoods.null == pytest.approx(-len(y) * np.log(3), rel=1e-14)
    p = found.predictor.probabilities(Dense(X[:, 1:]))
    hit = (y[:, None] == np.arange(3)) - p
    np.testing.assert_allclose(X[:, 1:].T @ hit, 0, atol=1e-10)
    nothing = multinomial(InMemory(Dense(X[:, :0]), y), None, [], "xyz")
    assert nothing.w.shape == (0, 2)
    assert nothing.likelihoods.model == pytest.approx(-len(y) * np.log(3), rel=1e-14)
    np.testing.assert_allclose(nothing.predictor.probabilities(Dense(X[:2, :0])), 1 / 3)


def test_many_coefficients_take_products_instead_of_the_curvature(monkeypatch):
    direct = fit_table("hsbdemo_prog")
    monkeypatch.setattr(sys.modules["oddsmith.solvers.choose"], "FEW", 5)
    rows, names, classes = rows_of("hsbdemo_prog")
    products = multinomial(rows, 0, names, classes)
    assert products.limit is None
    assert (np.abs(products.w - direct.w) / direct.standard_errors).max() < 1e-6
    np.testing.assert_allclose(products.covariance, direct.covariance, rtol=1e-5, atol=1e-9)


def test_sampling_weights_have_errors_of_their_own():
    with pytest.raises(InputError, match="here it is one of 'precision', 'frequency'"):
        fit(*noisy(0), weights="sampling")


def test_from_a_formula_to_classes():
    frame = make_frame("C(species) ~ petal_length", load("iris"), reference="virginica")
    rows = InMemory(frame.X, frame.y, frame.case_weight, frame.offset)
    found = multinomial(
        rows,
        frame.terms.intercept,
        frame.terms.names,
        frame.response.levels,
        response=frame.response.expression,
    )
    assert found.classes == ("virginica", "setosa", "versicolor")
    assert found.labels[2:] == ("setosa:petal_length", "versicolor:petal_length")
    assert "rows with petal_length < 2.45 have C(species) = setosa" in found.separation
    assert np.isfinite(found.w[:, 1]).all()
