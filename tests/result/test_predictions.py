"""Probabilities and their intervals asked of a fit."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import (
    DroppedRowsWarning,
    InputError,
    MissingValuesWarning,
    NotSupportedError,
)
from tests.result.tables import noisy

FORMULA = "admit ~ gre + gpa + C(rank)"


@pytest.fixture(scope="module")
def fit():
    return oddsmith.fit(FORMULA, load("admissions"))


def test_intervals_are_those_of_the_log_odds(fit):
    table = load("admissions")
    found = fit.predict_interval(table, level=0.9)
    np.testing.assert_array_equal(found.probability, fit.predict(table))
    X, V = fit.terms.design(table).toarray(), fit.vcov().to_numpy()
    se = np.sqrt(np.einsum("ij,jk,ik->i", X, V, X))
    np.testing.assert_allclose(found.log_odds_std_error, se, rtol=1e-9)
    half = 1.6448536269514722 * se
    np.testing.assert_allclose(found.upper, 1 / (1 + np.exp(-found.log_odds - half)), rtol=1e-10)
    assert ((found.lower > 0) & (found.upper < 1)).all()


def test_robust_errors_reach_effects_and_intervals(fit):
    table, robust = load("admissions"), fit.with_errors("HC1")
    X, V = fit.terms.design(table).toarray(), robust.vcov().to_numpy()
    se = np.sqrt(np.einsum("ij,jk,ik->i", X, V, X))
    np.testing.assert_allclose(robust.predict_interval(table).log_odds_std_error, se, rtol=1e-7)
    assert robust.marginal_effects("gpa").std_error[0] != fit.marginal_effects("gpa").std_error[0]


def test_after_a_penalty_no_p_value_and_after_l1_nothing():
    table = load("admissions")
    ridge = oddsmith.fit(FORMULA, table, penalty=0.1).marginal_effects()
    assert ridge[["z", "p_value"]].isna().all(axis=None)
    assert ridge.std_error.notna().all()
    lasso = oddsmith.fit(FORMULA, table, penalty=0.001, l1_ratio=1.0)
    for ask in (lasso.marginal_effects, lasso.odds_ratios, lambda: lasso.predict_interval(table)):
        with pytest.raises(NotSupportedError, match="L1"):
            ask()
    assert lasso.predict(table).between(0, 1).all()


def test_a_loaded_fit_needs_rows_for_averages_and_none_for_intervals(fit, tmp_path):
    table = load("admissions")
    fit.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    np.testing.assert_allclose(
        again.predict_interval(table), fit.predict_interval(table), rtol=1e-8
    )
    with pytest.raises(NotSupportedError, match="data="):
        again.marginal_effects()
    effects = (one.marginal_effects("gpa", data=table).estimate[0] for one in (again, fit))
    assert next(effects) == pytest.approx(next(effects), rel=1e-12)
    with pytest.raises(InputError, match="per="):
        again.odds_ratios("sd")


def test_an_estimator_s_fit_asks_for_its_table():
    table = load("admissions")
    model = oddsmith.LogisticRegression().fit(table[["gre", "gpa"]], table.admit)
    with pytest.raises(InputError, match="data="):
        model.fit_.marginal_effects()
    assert model.fit_.marginal_effects("gpa", data=table).estimate[0] > 0


def test_separated_rows_are_decided_and_have_no_interval():
    x = np.repeat([1.0, 0.0], [10, 30])
    table = {"x": x, "y": np.concatenate([np.ones(10), np.tile([0.0, 1.0], 15)])}
    with pytest.warns(oddsmith.errors.SeparationWarning):
        fit = oddsmith.fit("y ~ x", table)
    found = fit.predict_interval({"x": [1.0, 0.0]})
    assert found.probability.tolist() == pytest.approx([1, 0.5])
    assert np.isnan(found.std_error[0])
    assert np.isnan(found.lower[0])
    assert found.lower[1] < 0.5 < found.upper[1]


@pytest.mark.parametrize("settings", [{}, {"offset": "off"}, {"offset": np.linspace(-1, 1, 120)}])
def test_the_rows_of_the_fit_where_none_are_given(settings):
    table = noisy().set_index(np.arange(120) * 3)
    one = oddsmith.fit("y ~ x + group", table, **settings)
    new = {"offset": settings["offset"]} if settings else {}
    pd.testing.assert_series_equal(one.predict(), one.predict(table, **new))
    pd.testing.assert_frame_equal(one.predict_interval(), one.predict_interval(table, **new))
    assert one.predict().mean() == pytest.approx(table.y.mean(), rel=1e-12)  # the score equation


def test_rows_used_are_those_predicted():
    table = noisy()
    table.loc[[3, 50], "x"] = np.nan
    with pytest.warns(DroppedRowsWarning):
        one = oddsmith.fit("y ~ x", table, missing="drop")
    assert list(one.predict().index) == list(table.drop(index=[3, 50]).index)


def test_rows_that_are_not_there_cannot_be_predicted(fit, tmp_path):
    with pytest.raises(InputError, match="offset= is that of new rows"):
        fit.predict(offset="gre")
    fit.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    for ask in (again.predict, again.predict_interval):
        with pytest.raises(NotSupportedError, match="Predictions of the rows of the fit"):
            ask()


def test_a_warning_of_lost_rows_points_at_the_caller(fit):
    table = load("admissions").head(3).astype(float)
    table.loc[1, "gre"] = np.nan
    for ask in (fit.predict, fit.predict_interval):
        with pytest.warns(MissingValuesWarning, match="1 of 3 rows") as seen:
            ask(table)
        assert seen[0].filename == __file__
