"""Effects and intervals asked of a fit."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError, NotSupportedError

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


def test_effects_are_averages_over_the_rows(fit):
    table, h = load("admissions"), 1e-5
    up, down = (fit.predict(table.assign(gpa=table.gpa + s)).mean() for s in (h, -h))
    effect = fit.marginal_effects("gpa")
    assert effect.estimate[0] == pytest.approx((up - down) / (2 * h), rel=1e-8)
    given = fit.marginal_effects("gpa", data=table.iloc[:50])
    assert given.estimate[0] != effect.estimate[0]
    at = fit.predict_at({"rank": [1, 2]})
    for rank, estimate in zip((1, 2), at.estimate, strict=True):
        assert fit.predict(table.assign(rank=rank)).mean() == pytest.approx(estimate, rel=1e-12)


def test_odds_ratios_exponentiate_the_ends(fit):
    unit, sd = fit.odds_ratios(), fit.odds_ratios("sd", level=0.9)
    np.testing.assert_allclose(unit.odds_ratio, np.exp(fit.params), rtol=1e-14)
    np.testing.assert_allclose(unit.lower, np.exp(fit.conf_int().lower), rtol=1e-14)
    spread = load("admissions").gre.std()
    ends = np.exp(spread * fit.conf_int(level=0.9).loc["gre"])
    assert sd.loc["gre", ["lower", "upper"]].tolist() == pytest.approx(ends.tolist(), rel=1e-12)
    assert sd.loc["C(rank)[T.2]", "per"] == "unit"


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
