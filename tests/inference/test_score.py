"""Score and likelihood-ratio tests: closed forms of 2 × 2 tables, and certified p-values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import NotSupportedError
from oddsmith.inference.hypotheses import linear_hypothesis, zero_hypothesis
from oddsmith.inference.score import likelihood_ratio_test, score_test
from tests.inference.likelihood_models import (
    by_name,
    firthed,
    fitted,
    maximum,
    noisy,
    table,
    truth,
)

NAMES = ["one", "x"]


def two_by_two(a, b, c, d):
    x = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])
    return np.column_stack([np.ones(len(x)), x]), np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])


@given(*[st.integers(1, 40)] * 4)
def test_two_by_two_tables_are_closed_forms(a, b, c, d):
    """The score test is Pearson's chi-square, the likelihood ratio is G²."""
    found = maximum(*two_by_two(a, b, c, d))
    nothing = linear_hypothesis("x = 0", NAMES)
    cells, n = np.array([[a, b], [c, d]], float), a + b + c + d
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / n
    pearson = ((cells - expected) ** 2 / expected).sum()
    g2 = 2 * (cells * np.log(cells / expected)).sum()
    score, ratio = score_test(found, nothing), likelihood_ratio_test(found, nothing)
    assert score.statistic == pytest.approx(pearson, rel=1e-9, abs=1e-11)
    assert ratio.statistic == pytest.approx(g2, rel=1e-9, abs=1e-11)


# 220-bit arithmetic; a p-value that has no digits left (0) is not compared
@pytest.mark.parametrize("name", [k for k, v in truth("certified_profile_ci").items() if "ml" in v])
def test_certified_pvalues_of_coefficients(name):
    names, found = table(name)[0], fitted(name)
    tests = [likelihood_ratio_test(found, zero_hypothesis([j], names)) for j in range(len(names))]
    expected = by_name(truth("certified_profile_ci")[name]["ml"]["LR_p"], names)
    np.testing.assert_allclose([test.pvalue for test in tests], expected, rtol=1e-10)


@pytest.mark.parametrize(
    "name", [k for k, v in truth("certified_profile_ci").items() if "firth" in v]
)
def test_certified_pvalues_of_penalised_likelihood(name):
    names, found = table(name)[0], firthed(name)
    tests = [likelihood_ratio_test(found, zero_hypothesis([j], names)) for j in range(len(names))]
    expected = by_name(truth("certified_profile_ci")[name]["firth"]["p"], names)
    np.testing.assert_allclose([test.pvalue for test in tests], expected, rtol=1e-10)
    assert tests[0].method == "Penalised likelihood-ratio test"


def test_the_three_tests_agree_near_the_hypothesis():
    X, y = noisy(7, n=4000, p=2)
    found = maximum(X, y)
    se = np.sqrt(found.covariance[1, 1])
    near = linear_hypothesis(f"a = {float(found.w[1] + 0.1 * se)!r}", ["one", "a", "b"])
    score, ratio = score_test(found, near), likelihood_ratio_test(found, near)
    assert score.statistic == pytest.approx(0.01, rel=5e-3)
    assert ratio.statistic == pytest.approx(0.01, rel=5e-3)


def test_a_linear_hypothesis_is_the_difference_of_two_fits():
    X, y = noisy(8)
    found = maximum(X, y)
    merged = maximum(np.column_stack([X[:, 0], X[:, 1] - X[:, 2], X[:, 3]]), y)
    test = likelihood_ratio_test(found, linear_hypothesis("a + b = 0", ["one", "a", "b", "c"]))
    fall = 2 * len(y) * (merged.solution.at.loss - found.solution.at.loss)
    assert test.statistic == pytest.approx(fall, rel=1e-10)


def test_separation_has_a_likelihood_ratio():
    """All rows with x = 1 are events: the limit fits them perfectly."""
    X, y = two_by_two(9, 0, 10, 21)
    ratio = likelihood_ratio_test(maximum(X, y), linear_hypothesis("x = 0", NAMES))
    p = 19 / 40
    null = 19 * np.log(p) + 21 * np.log(1 - p)
    limit = 10 * np.log(10 / 31) + 21 * np.log(21 / 31)
    assert ratio.statistic == pytest.approx(2 * (limit - null), rel=1e-10)


def test_a_firth_estimate_has_no_score_test():
    with pytest.raises(NotSupportedError, match="penalised likelihood-ratio"):
        score_test(firthed("chdage"), zero_hypothesis([1], ["one", "age"]))
