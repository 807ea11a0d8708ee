"""Estimates, errors, tests and intervals through the door: certified digits and R's numbers."""

import numpy as np
import pytest
from scipy.special import ndtri

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from tests.result.r_models import TABLES, as_ours, fitted, table_of, truth
from tests.result.tables import exposed, fits, noisy, quietly
from tests.truths import certified

CERTIFIED = certified("certified_ml")


@pytest.mark.parametrize("name", TABLES)
def test_certified_digits(name):
    fit = fitted(name)
    w, se = (as_ours(name, CERTIFIED[name][what]) for what in ("coef", "se"))
    assert fit.params.index.to_list() == list(fit.names)
    np.testing.assert_array_equal(fit.params.isna(), np.isnan(w))
    assert np.nanmax(np.abs(fit.params - w) / se) < 1e-12
    np.testing.assert_allclose(fit.bse, se, rtol=1e-12)
    np.testing.assert_allclose(fit.zvalues, w / se, rtol=1e-11)
    interval, z = fit.conf_int(level=0.9), ndtri(0.95)
    assert np.nanmax(np.abs(interval.lower - (w - z * se)) / se) < 1e-11
    assert np.nanmax(np.abs(interval.upper - (w + z * se)) / se) < 1e-11


@pytest.mark.parametrize("name", TABLES)
def test_r(name):
    """R's errors are those of the weights before its last step: up to 2.3e-8 off."""
    fit, r, se = fitted(name), truth(name), as_ours(name, CERTIFIED[name]["se"])
    np.testing.assert_allclose(fit.zvalues, as_ours(name, r["z"]), rtol=1e-7)
    np.testing.assert_allclose(fit.pvalues, as_ours(name, r["p_value"]), rtol=1e-6)
    interval = fit.conf_int()
    for side in ("lower", "upper"):
        assert np.nanmax(np.abs(interval[side] - as_ours(name, r["ci95_wald"][side])) / se) < 1e-7
    kept = np.flatnonzero(~np.isnan(se))
    V = fit.vcov().iloc[kept, kept] / np.outer(se[kept], se[kept])
    R = np.reshape(r["vcov"], V.shape) / np.outer(se[kept], se[kept])
    np.testing.assert_allclose(V, R, atol=1e-7)


def test_every_table_of_coefficients_has_the_names_of_the_columns():
    fit = fitted("titanic_inter")
    names = ["Intercept", "sex[T.male]", "passengerClass[T.2nd]", "passengerClass[T.3rd]", "age",
             "sex[T.male]:passengerClass[T.2nd]", "sex[T.male]:passengerClass[T.3rd]"]  # fmt: skip
    assert list(fit.names) == names
    for series in (fit.params, fit.bse, fit.zvalues, fit.pvalues):
        assert series.index.to_list() == names
    assert fit.conf_int().index.to_list() == fit.vcov().columns.to_list() == names
    assert fit.conf_int(method="profile").index.to_list() == fit.tidy()["term"].to_list() == names


def test_a_column_left_out_is_nan_everywhere():
    fit = fitted("admissions_collinear")
    tidy, at = fit.tidy(method="profile").set_index("term"), "lin"
    for row in (tidy.loc[at], fit.vcov()[at], fit.vcov("HC2").loc[at], fit.conf_int().loc[at]):
        assert row.isna().all()
    assert tidy.drop(index=at).notna().all().all()


def test_tidy_with_profiles_and_odds_ratios():
    fit = fitted("SAheart")
    plain, ratios = fit.tidy(method="profile"), fit.tidy(exponentiate=True, method="profile")
    ends = fit.conf_int(method="profile")
    np.testing.assert_array_equal(plain[["conf_low", "conf_high"]], ends)
    np.testing.assert_array_equal(ratios[["conf_low", "conf_high"]], np.exp(ends))
    np.testing.assert_array_equal(ratios["std_error"], fit.bse)
    np.testing.assert_array_equal(plain["p_value"], fit.pvalues)


def test_other_errors_change_all_that_is_made_of_them():
    fit = fitted("SAheart")
    robust = fit.with_errors("HC3")
    assert fit.errors.kind == "model"  # a fit never changes
    np.testing.assert_array_equal(robust.params, fit.params)
    np.testing.assert_array_equal(robust.vcov(), fit.vcov("HC3"))
    np.testing.assert_array_equal(robust.bse, np.sqrt(np.diag(fit.vcov("HC3"))))
    np.testing.assert_array_equal(robust.zvalues, fit.params / robust.bse)
    half = -ndtri(0.025) * robust.bse
    np.testing.assert_allclose(robust.conf_int().upper, fit.params + half, rtol=1e-14)
    statistic = (fit.params["age"] / robust.bse["age"]) ** 2
    assert robust.test("age").statistic == pytest.approx(statistic, rel=1e-12)
    np.testing.assert_array_equal(robust.with_errors("model").vcov(), fit.vcov())


def test_an_l2_penalty_has_the_errors_of_a_posterior_and_no_tests():
    """Its covariance is (XᵀDX + n λ I)⁻¹, the intercept free."""
    table, strength = noisy(), 0.3
    fit = oddsmith.fit("y ~ x + v", table, penalty=strength)
    X = np.column_stack([np.ones(120), table.x, table.v])
    p = fit.predict(table).to_numpy()
    H = X.T @ (X * (p * (1 - p))[:, None]) + 120 * strength * np.diag([0, 1, 1])
    np.testing.assert_allclose(fit.vcov(), np.linalg.inv(H), rtol=1e-10)
    np.testing.assert_allclose(
        X.T @ (table.y - p), 120 * strength * np.r_[0, fit.params[1:]], atol=1e-11
    )
    assert fit.zvalues.isna().all()
    assert fit.pvalues.isna().all()
    assert fit.conf_int().notna().all().all()


def test_after_an_l1_penalty_there_are_no_errors():
    fit = fits()["lasso"]
    for ask in (
        lambda: fit.bse, fit.vcov, fit.conf_int, fit.tidy, lambda: fit.with_errors("HC1"),
        lambda: fit.vcov("bootstrap", seed=1),
    ):  # fmt: skip
        with pytest.raises(NotSupportedError, match="Standard errors after an L1 penalty"):
            ask()
    assert fit.zvalues.isna().all()
    assert fit.pvalues.isna().all()
    bare = fit.bare(exponentiate=True)
    np.testing.assert_array_equal(bare["estimate"], np.exp(fit.params))
    assert bare.drop(columns=["term", "estimate"]).isna().all().all()


def test_an_infinite_estimate_has_a_ratio_and_no_errors():
    fit = quietly("y ~ exposed + x", exposed())
    other = quietly("y ~ exposed + x", exposed(), event=0)
    for one, size in ((fit, np.inf), (other, 0.0)):
        row = one.tidy(exponentiate=True).set_index("term").loc["exposed"]
        assert row["estimate"] == size
        assert row.drop("estimate").isna().all()
    low, high = (
        fit.tidy(method="profile").set_index("term").loc["exposed", ["conf_low", "conf_high"]]
    )
    assert 0 < low < high == np.inf


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, "0.9", None, float("nan"), True])
def test_a_level_that_is_no_coverage(level):
    fit = fits()["maximum likelihood"]
    for ask in (fit.conf_int, fit.tidy, fit.summary, fits()["lasso"].summary):
        with pytest.raises(InputError, match="level="):
            ask(level=level)
    with pytest.raises(InputError, match="level="):
        fit.conf_int(level=level, method="profile")


def test_unknown_intervals():
    for fit in (fits()["maximum likelihood"], fits()["lasso"]):
        with pytest.raises(InputError, match="method='score': intervals are"):
            fit.summary(method="score")


def test_categories_of_a_table_read_as_text_are_the_same():
    table = table_of("SAheart")
    text = oddsmith.fit(fitted("SAheart").formula, table.astype({"famhist": str}))
    np.testing.assert_array_equal(text.params, fitted("SAheart").params)
