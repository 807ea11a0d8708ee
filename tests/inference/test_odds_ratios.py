"""Odds ratios: tables, other units, infinite estimates."""

import numpy as np
import pandas as pd
import pytest

from oddsmith.frame import Terms
from oddsmith.inference.odds_ratios import odds_ratios
from oddsmith.inference.steps import Steps, steps_of
from oddsmith.inference.table_rows import TableRows
from tests.inference.fits import fit
from tests.truths import certified

RATIOS = ["odds_ratio", "lower", "upper"]


def wald(found):
    half = 1.959963984540054 * np.sqrt(np.diag(found.covariance))
    return found.w, found.w - half, found.w + half


def test_a_table_of_counts():
    """ad / bc, and its interval by Woolf's error of the log."""
    x, y = np.repeat([1, 1, 0, 0], [12, 8, 5, 15]), np.repeat([1.0, 0, 1, 0], [12, 8, 5, 15])
    table = pd.DataFrame({"x": x})
    found = fit(np.column_stack([np.ones(40), x]), y)
    ratios = odds_ratios(["Intercept", "x"], *wald(found), steps_of(Terms.learn("x", table)))
    log, error = np.log(12 * 15 / (8 * 5)), np.sqrt(1 / 12 + 1 / 8 + 1 / 5 + 1 / 15)
    half = 1.959963984540054 * error
    expected = np.exp([log, log - half, log + half])
    np.testing.assert_allclose(ratios.loc["x", RATIOS].astype(float), expected, rtol=1e-11)
    assert ratios.loc["Intercept", "odds_ratio"] == pytest.approx(5 / 15, rel=1e-11)
    assert ratios["per"].tolist() == ["odds at 0", "unit"]


# R 4.2.2: confint.default(glm), exponentiated
def test_intervals_are_rs():
    r = certified("admissions")
    names = list(r["coef"])
    w, lower, upper = (
        np.array([values[name] for name in names])
        for values in (r["coef"], r["ci95_wald"]["lower"], r["ci95_wald"]["upper"])
    )
    table = odds_ratios(names, w, lower, upper, Steps(np.ones(6), ("unit",) * 6))
    np.testing.assert_array_equal(table["lower"], np.exp(lower))
    assert table.index.tolist() == names


@pytest.mark.parametrize("per", ["sd", "iqr"])
def test_a_ratio_per_deviation_is_that_of_the_standardised_column(per):
    """And so the unit in which the column came does not matter."""
    rng = np.random.default_rng(1)
    x = rng.gamma(2.0, 3.0, 200)
    y = (rng.random(200) < 1 / (1 + np.exp(2 - x / 3))).astype(float)
    low, high = np.quantile(x, [0.25, 0.75])
    step = np.std(x, ddof=1) if per == "sd" else high - low
    standard = fit(np.column_stack([np.ones(200), x / step]), y)
    expected = np.exp([values[1] for values in wald(standard)])
    for unit in (1e-4, 1.0, 1e4):
        table = pd.DataFrame({"x": x * unit})
        terms = Terms.learn("x", table)
        found = fit(terms.design(table).toarray(), y)
        ratios = odds_ratios(terms.names, *wald(found), steps_of(terms, per, TableRows(table)))
        np.testing.assert_allclose(ratios.loc["x", RATIOS].astype(float), expected, rtol=1e-9)
        assert ratios.loc["x", "step"] == pytest.approx(step * unit, rel=1e-12)
        assert ratios.loc["x", "per"] == per


def test_infinite_estimates_are_no_error():
    w = np.array([np.inf, -np.inf, np.nan, 1000.0])
    ends = np.array([2.0, np.nan, np.nan, 999.0]), np.array([np.inf, np.nan, np.nan, 1001.0])
    found = odds_ratios(list("abcd"), w, *ends, Steps(np.full(4, 0.5), ("sd",) * 4))
    np.testing.assert_array_equal(found["odds_ratio"], [np.inf, 0, np.nan, np.exp(500)])
    np.testing.assert_array_equal(found["lower"], [np.exp(1), np.nan, np.nan, np.exp(499.5)])
    np.testing.assert_array_equal(found["upper"], [np.inf, np.nan, np.nan, np.exp(500.5)])


def test_a_step_of_zero_says_nothing():
    one = np.ones(1)
    found = odds_ratios(["x"], one, one, one, Steps(np.zeros(1), ("iqr",)))
    assert found[RATIOS].isna().all().all()
    assert found["step"].tolist() == [0.0]
