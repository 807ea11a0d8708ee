"""Wald tests: closed forms, invariance, and R's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.inference.cluster import cluster_covariance
from oddsmith.inference.hypotheses import Hypothesis, linear_hypothesis, zero_hypothesis
from oddsmith.inference.wald import wald_terms_type2, wald_test
from tests.inference.fits import fit, noisy
from tests.inference.likelihood_models import errors, fitted, listed, table, truth
from tests.inference.terms_of import factors_of, slices_of

NAMES = ["a", "b", "c"]


def test_one_equation_is_z_squared():
    found = fitted("admissions")
    names = table("admissions")[0]
    for j, z in enumerate(found.w / errors(found)):
        test = wald_test(found.w, found.covariance, zero_hypothesis([j], names))
        assert (test.statistic, test.df) == (pytest.approx(z * z, rel=1e-13), 1)


def test_independent_estimates_add():
    w, V = np.array([1.0, 2.0, 3.0]), np.diag([1.0, 4.0, 9.0])
    assert wald_test(w, V, zero_hypothesis([0, 1, 2], NAMES)).statistic == pytest.approx(3.0)
    assert wald_test(w, V, linear_hypothesis("a = b", NAMES)).statistic == pytest.approx(1 / 5)
    assert wald_test(w, V, linear_hypothesis("2*c = 0", NAMES)).statistic == pytest.approx(1.0)


@given(st.integers(0, 10**6), st.floats(-8, 8))
def test_what_the_equations_span_decides(seed, unit):
    """R -> M R and columns in other units change nothing."""
    rng = np.random.default_rng(seed)
    B = rng.standard_normal((3, 5))
    w, V, R, r = (
        rng.standard_normal(3),
        B @ B.T,
        rng.standard_normal((2, 3)),
        rng.standard_normal(2),
    )
    M, D = rng.standard_normal((2, 2)) + 3 * np.eye(2), np.diag([1.0, 10**unit, 1.0])

    def test(w, V, R, r):
        return wald_test(w, V, Hypothesis(R, r, ("", ""), tuple(NAMES))).statistic

    plain = test(w, V, R, r)
    assert test(w, V, M @ R, M @ r) == pytest.approx(plain, rel=1e-7)
    assert test(D @ w, D @ V @ D, R @ np.linalg.inv(D), r) == pytest.approx(plain, rel=1e-6)


# R 4.2.2, car::Anova(type = 2, test.statistic = "Wald"), whose vcov is good to 2.4e-8
@pytest.mark.parametrize(
    "name", [k for k, v in truth("r_terms").items() if "wald_terms_type2" in v]
)
def test_type_two(name):
    expected = truth("r_terms")[name]["wald_terms_type2"]
    found, names = fitted(name), table(name)[0]
    terms = slices_of(name)
    tests = wald_terms_type2(found.w, found.covariance, terms, factors_of(terms), names)
    assert list(tests) == expected["term"]
    assert [test.df for test in tests.values()] == expected["df"]
    statistics = [test.statistic for test in tests.values()]
    np.testing.assert_allclose(statistics, expected["chisq"], rtol=1e-7)
    pvalues = [test.pvalue for test in tests.values()]
    np.testing.assert_allclose(pvalues, listed(expected["p"]), rtol=1e-6)


def test_more_equations_than_clusters_are_refused():
    """Three clusters give two dimensions; a cholesky factor would answer with rounding alone."""
    X, y = noisy()
    found, names = fit(X, y), ["Intercept", "a", "b", "c"]
    robust = cluster_covariance(found, np.arange(80) % 3)
    assert robust.rank == 2 == np.linalg.matrix_rank(robust.covariance, tol=1e-10)
    three, two = (
        linear_hypothesis(text, names) for text in ("a = 0, b = 0, c = 0", "a = 0, b = 0")
    )
    with pytest.raises(InputError, match=r"are 3 equations, .* has 2 dimensions"):
        wald_test(found.w, robust.covariance, three, robust.rank)
    w, V = found.w[1:3], robust.covariance[1:3, 1:3]
    expected = w @ np.linalg.solve(V, w)
    answer = wald_test(found.w, robust.covariance, two, robust.rank)
    assert answer.statistic == pytest.approx(expected, rel=1e-6)


def test_a_term_with_more_columns_than_dimensions_has_no_statistic():
    X, y = noisy()
    found, names = fit(X, y), ["Intercept", "a", "b", "c"]
    robust = cluster_covariance(found, np.arange(80) % 3)
    terms = {"ab": slice(1, 3), "c": slice(3, 4)}
    factors = {"ab": frozenset({"g"}), "c": frozenset({"g", "h"})}
    table = wald_terms_type2(found.w, robust.covariance, terms, factors, names, robust.rank)
    assert np.isnan(table["ab"].statistic)
    assert np.isnan(table["ab"].pvalue)
    assert table["ab"].df == 2
    z = found.w[3] / np.sqrt(robust.covariance[3, 3])
    assert table["c"].statistic == pytest.approx(z**2, rel=1e-12)


def test_a_singular_covariance_is_refused():
    w, V = np.ones(3), np.ones((3, 3))
    with pytest.raises(InputError, match=r"covariance of 'a = 0, b = 0' is singular"):
        wald_test(w, V, zero_hypothesis([0, 1], NAMES))
