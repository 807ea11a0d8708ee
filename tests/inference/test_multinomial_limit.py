"""The limit of separated classes: the binary limit, models of what is left, closed forms."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.estimate import estimate
from oddsmith.inference.multinomial import multinomial
from oddsmith.inference.multinomial_limit import limit_of_classes
from oddsmith.limit import limit_of
from oddsmith.penalties import Penalty
from tests.inference.class_tables import fit, noisy, three_of_forty
from tests.truths import problem

X, Y = load_iris(return_X_y=True)
IRIS = np.column_stack([np.ones(150), X])
NAMES = ["1", "sepal_length", "sepal_width", "petal_length", "petal_width"]
SPECIES = ["setosa", "versicolor", "virginica"]


def iris(columns, reference="setosa"):
    classes = [reference, *(label for label in SPECIES if label != reference)]
    y = np.array([classes.index(SPECIES[k]) for k in Y])
    return fit(IRIS[:, columns], y, classes=classes, names=[NAMES[j] for j in columns])


# -- two classes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["endometrial", "icu_sep", "sex2", "iris_complete_sep"])
def test_two_classes_are_the_binary_limit(name):
    names, x, y, weights, _ = problem(name)
    at = names.index("(Intercept)")
    rows = InMemory(Dense(x), y, weights)
    binary = limit_of(estimate(rows, at, Penalty.none(len(names))), rows)
    found = multinomial(InMemory(Dense(x), y.astype(int), weights), at, names, [0, 1])
    np.testing.assert_allclose(found.w[:, 0], binary.w, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(found.covariance, binary.covariance, rtol=1e-7)
    assert -found.likelihoods.model == pytest.approx(binary.loss, rel=1e-12, abs=1e-12)
    z = binary.predictor.raw(Dense(x))
    p = found.predictor.probabilities(Dense(x))[:, 1]
    np.testing.assert_allclose(p, 1 / (1 + np.exp(-z)), rtol=1e-8, atol=1e-10)


# -- rows that are decided leave a model of the others --------------------------------------------


@pytest.mark.parametrize("columns", [[0, 1, 2, 3, 4], [0, 4], [0, 1, 2]])
def test_iris_against_versicolor_is_the_binary_fit_of_the_other_two(columns):
    found, rest = iris(columns, "versicolor"), Y > 0
    two = InMemory(Dense(IRIS[rest][:, columns]), (Y[rest] == 2).astype(float))
    binary = estimate(two, 0, Penalty.none(len(columns)), to_floor=True)
    p = len(columns)
    assert found.limit.separation.kind == "quasi"
    np.testing.assert_allclose(found.w[:, 1], binary.w, rtol=1e-9)
    V = found.covariance.reshape(p, 2, p, 2)[:, 1, :, 1]
    np.testing.assert_allclose(V, binary.covariance, rtol=1e-8)
    assert found.likelihoods.model == pytest.approx(-binary.loss, rel=1e-12)
    assert not np.isfinite(found.w[:, 0]).any()
    assert found.rank == 2 * p
    setosa = iris(columns)
    assert not np.isfinite(setosa.w).any()
    assert setosa.likelihoods.model == pytest.approx(-binary.loss, rel=1e-12)
    hint = f"Against versicolor {p} coefficients are finite, and against setosa none: reference="
    assert hint in setosa.separation
    assert "reference=" not in found.separation


def test_iris_by_the_width_of_petals_has_sure_signs():
    found = iris([0, 4])
    np.testing.assert_array_equal(found.w, [[-np.inf, -np.inf], [np.inf, np.inf]])
    assert np.isnan(found.standard_errors).all()
    assert np.isnan(found.intervals()).all()
    assert found.found.certificate.gap == np.inf


def test_forty_rows_of_three_classes():
    x, y = three_of_forty()
    found, rest = fit(x, y), fit(x[13:][:, [0, 2]], y[13:])
    np.testing.assert_allclose(found.w[[0, 2]], rest.w, rtol=1e-10)
    np.testing.assert_allclose(found.standard_errors[[0, 2]], rest.standard_errors, rtol=1e-9)
    np.testing.assert_array_equal(found.w[1], [np.nan, np.inf])  # of b against a nothing is known
    assert found.likelihoods.model == pytest.approx(rest.likelihoods.model, rel=1e-13)
    turned = fit(x, (y + 1) % 3)  # the class of the exposed is the reference
    np.testing.assert_array_equal(turned.w[1], [-np.inf, -np.inf])
    assert found.limit.finite.tolist() == turned.limit.finite[[1, 2, 0]].tolist() == [4, 4, 4]


# -- closed forms ----------------------------------------------------------------------------------


def test_an_empty_cell_of_a_contingency_table():
    """What is finite has the logs of cross ratios of the cells that are not empty."""
    n = np.array([[5.0, 3, 8], [2, 6, 0]])
    x = np.array([[1.0, g] for g in (0, 1) for _ in range(3)])
    found = fit(x, np.tile([0, 1, 2], 2), n.ravel())
    first = np.log(n[0, 1:] / n[0, 0])
    cross = np.log(n[1, 1] * n[0, 0] / (n[1, 0] * n[0, 1]))
    np.testing.assert_allclose(found.w, [first, [cross, -np.inf]], rtol=1e-12)
    variance = [1 / 3 + 1 / 5, 1 / 8 + 1 / 5, 1 / 3 + 1 / 5 + 1 / 2 + 1 / 6]
    np.testing.assert_allclose(found.standard_errors.ravel()[:3] ** 2, variance, rtol=1e-11)
    assert np.isnan(found.standard_errors[1, 1])
    p = n / n.sum(axis=1, keepdims=True)
    loglik = (n[n > 0] * np.log(p[n > 0])).sum()
    assert found.likelihoods.model == pytest.approx(loglik, rel=1e-13)


def test_complete_separation_estimates_nothing():
    found = fit(np.column_stack([np.ones(6), np.arange(6)]), [0, 0, 1, 1, 2, 2])
    assert found.limit.separation.kind == "complete"
    assert found.limit.inner is None
    assert found.likelihoods.model == 0
    np.testing.assert_array_equal(found.w[1], [np.inf, np.inf])
    assert np.isnan(found.covariance).all()


# -- the infimum of the loss -----------------------------------------------------------------------


@st.composite
def tiny(draw):
    K, p = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    n = draw(st.integers(K, 14))
    cells = st.lists(st.integers(-2, 2), min_size=p, max_size=p)
    x = np.array(draw(st.lists(cells, min_size=n, max_size=n)), dtype=float)
    x = np.column_stack([np.ones(n), x])
    assume(np.linalg.matrix_rank(x) == p + 1)
    more = draw(st.lists(st.integers(0, K - 1), min_size=n - K, max_size=n - K))
    return x, np.array([*range(K), *more])


@settings(max_examples=20)
@given(tiny())
def test_the_limit_is_what_newton_s_steps_run_towards(case):
    x, y = case
    found = fit(x, y)
    assume(found.limit is not None)
    far = found.found.finished
    assert found.limit.loss <= far.loss + 1e-10
    assert far.loss - found.limit.loss < 1e-5
    p = found.predictor.probabilities(Dense(x))
    rows = np.arange(len(y))
    assert -np.log(p[rows, y]).sum() == pytest.approx(found.limit.loss, rel=1e-10, abs=1e-10)
    hit = (y[:, None] == np.arange(p.shape[1])) - p
    np.testing.assert_allclose(x.T @ hit, 0, atol=1e-8)


@settings(max_examples=20)
@given(tiny())
def test_what_is_finite_does_not_depend_on_the_reference(case):
    """Differences of finite coefficients are finite, and the same against another class."""
    x, y = case
    K = y.max() + 1
    one = fit(x, y)
    assume(one.limit is not None)
    turned = fit(x, (y + 1) % K)  # the last class is the reference
    assert turned.likelihoods.model == pytest.approx(one.likelihoods.model, rel=1e-9, abs=1e-9)
    w = np.where(np.isfinite(one.w), one.w, np.nan)
    expected = np.column_stack([np.zeros(len(w)), w[:, :-1]]) - w[:, -1:]
    known = np.isfinite(expected)
    np.testing.assert_allclose(turned.w[known], expected[known], rtol=1e-6, atol=1e-7)
    assert one.limit.finite.tolist() == turned.limit.finite[[*range(1, K), 0]].tolist()
    assert one.limit.finite[0] == np.isfinite(one.w).sum()


# -- invariances -----------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.floats(-1e4, 1e4), st.integers(-6, 6))
def test_units_and_zero_points_do_not_matter(seed, shift, unit):
    x, y = noisy(seed, n=80)
    group = np.arange(80) % 8 == 0
    y[group] = np.arange(10) % 2
    x = np.column_stack([x, group])
    moved = x.copy()
    moved[:, 1] = (x[:, 1] + shift) * 10.0**unit
    a, b = fit(x, y), fit(moved, y)
    assert a.w[3, 1] == b.w[3, 1] == -np.inf
    np.testing.assert_allclose(b.w[2], a.w[2], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(b.w[1] * 10.0**unit, a.w[1], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(b.standard_errors[2], a.standard_errors[2], rtol=1e-6)
    assert b.likelihoods.model == pytest.approx(a.likelihoods.model, rel=1e-9)


def test_columns_left_out_and_rows_of_weight_zero():
    x, y = three_of_forty()
    more = np.column_stack([x, x[:, 2] - x[:, 0]])
    found, less = fit(more, y), fit(x, y)
    np.testing.assert_array_equal(np.isnan(found.w[3]), [True, True])
    np.testing.assert_allclose(found.w[:3], less.w, rtol=1e-10)
    p = found.predictor.probabilities(Dense(more))
    np.testing.assert_allclose(p, less.predictor.probabilities(Dense(x)), rtol=1e-9, atol=1e-14)
    extra = np.vstack([x, [[1.0, 1, 0]]])
    ghost = fit(extra, np.r_[y, 0], np.r_[np.ones(40), 0])
    np.testing.assert_allclose(ghost.w, less.w, rtol=1e-10)
    assert ghost.separation == less.separation


def test_without_an_intercept():
    x = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1], [0, 1], [0, 1]])
    found = fit(x, [0, 1, 2, 0, 1, 1])
    np.testing.assert_allclose(found.w, [[0, 0], [np.log(2), -np.inf]], atol=1e-12)


def test_blocks_do_not_matter(monkeypatch):
    whole = iris([0, 1, 2], "versicolor")
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    parts = iris([0, 1, 2], "versicolor")
    np.testing.assert_allclose(parts.w, whole.w, rtol=1e-8)
    np.testing.assert_allclose(parts.standard_errors, whole.standard_errors, rtol=1e-7)
    assert parts.separation == whole.separation


def test_classes_that_are_not_separated_have_no_limit():
    x, y = noisy(0)
    rows = InMemory(Dense(x), y)
    assert limit_of_classes(fit(x, y).found, rows) is None
