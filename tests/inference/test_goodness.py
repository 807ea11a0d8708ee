"""Pearson's and the deviance's test against R (make_truths.R), and when they say nothing."""

import numpy as np
import pytest
from scipy.stats import chi2

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.goodness import GoodnessTest, deviance_test, pearson_test, small_counts
from tests.inference.fits import counted, fit, fit_table, grouped, noisy, repeated, separated
from tests.truths import certified

TABLES = certified("rows/fit")


@pytest.mark.parametrize("name", TABLES)
def test_statistics_are_those_of_r(name):
    _, found = fit_table(name)
    for test, field in ((pearson_test, "pearson_chi2"), (deviance_test, "deviance")):
        result = test(found).test
        assert result.statistic == pytest.approx(TABLES[name][field], rel=1e-11)
        assert result.df == TABLES[name]["df_residual"]
        assert result.pvalue == pytest.approx(chi2.sf(result.statistic, result.df), rel=1e-10)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("admissions", "single 0/1 response"),
        ("wells", "single 0/1 response"),
        ("admissions_fracw", "not numbers of trials"),
        ("rare_grouped", "below 5"),
        ("esoph", "below 5"),
    ],
)
def test_trouble_is_said(name, said):
    for test in (pearson_test, deviance_test):
        result = test(fit_table(name)[1])
        assert said in result.trouble
        assert not result.valid


def test_large_groups_are_no_trouble():
    result = pearson_test(fit(*grouped()))
    assert result.valid
    assert 0 < result.test.pvalue < 1


def test_on_large_groups_p_values_are_uniform():
    """Of 200 tables drawn from the model, about one in ten is below 0.1."""
    p = [pearson_test(fit(*grouped(seed, n=20))).test.pvalue for seed in range(200)]
    assert 8 <= sum(value < 0.1 for value in p) <= 34


def test_frequencies_are_repeated_rows_and_no_trials():
    X, y, c = counted()
    a = pearson_test(fit(X, y, c), weights="frequency")
    b = pearson_test(fit(*repeated(c, X, y)))
    assert a.test.statistic == pytest.approx(b.test.statistic, rel=1e-9)
    assert a.test.df == b.test.df
    assert "single 0/1" in a.trouble


def test_nothing_left_has_no_p_value():
    result = deviance_test(fit(np.eye(2), np.array([0.3, 0.6]), np.full(2, 20.0))).test
    assert result.df == 0
    assert np.isnan(result.pvalue)


def test_cochrans_rule():
    assert small_counts(np.array([1.0, 5, 5, 5, 5])) == ""
    assert "2 are below 5 and 0 below 1" in small_counts(np.array([1.0, 4.9, 5, 5, 5]))
    assert "1 are below 5 and 1 below 1" in small_counts(np.array([0.9, *[5.0] * 20]))


def test_what_makes_no_sense_is_refused():
    X, y = noisy()
    for test in (pearson_test, deviance_test):
        with pytest.raises(NotSupportedError, match=r"Tests of fit.*L2"):
            test(fit(X, y, l2=0.1))
        with pytest.raises(InputError, match="no finite maximum"):
            test(fit(*separated()))
        with pytest.raises(InputError, match="weights='sampling'"):
            test(fit(X, y), weights="sampling")


def test_a_p_value_that_cannot_be_trusted_is_not_printed_without_saying_so():
    X, y = noisy()
    said = str(pearson_test(fit(X, y)))
    assert said.startswith("Pearson's test of fit: χ² = ")
    assert "Do not trust its p-value: Each row is a single 0/1 response" in said
    assert str(GoodnessTest(ChiSquare("Deviance test of fit", 1.0, 1), "")).endswith("p = 0.3173")
