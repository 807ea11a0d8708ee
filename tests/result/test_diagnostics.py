"""Diagnostics through the door: R's numbers under the table's index, and what is refused."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from tests.result.r_models import SEPARATED, TABLES, fitted, listed
from tests.result.tables import exposed, fits, noisy, quietly
from tests.truths import certified

ROWS = certified("rows/diag")
FITS = certified("rows/fit")
KINDS = {
    "resid_response": "response",
    "resid_working": "working",
    "resid_pearson": "pearson",
    "resid_deviance": "deviance",
    "rstandard_pearson": "standardized_pearson",
    "rstandard_deviance": "standardized_deviance",
    "rstudent": "studentized",
}
OF_LEVERAGE = ["standardized_pearson", "standardized_deviance", "studentized"]


def close(found, expected):
    """To a millionth, and a ten-millionth of the largest: R's own weights are a step old."""
    size = np.nanmax(np.abs(expected))
    np.testing.assert_allclose(found[: len(expected)], expected, rtol=1e-6, atol=1e-7 * size)


# R 4.2.2: residuals, rstandard, rstudent, influence.measures; the first 20 rows
@pytest.mark.parametrize("name", ROWS)
def test_r_s_rows(name):
    fit, r = fitted(name), ROWS[name]
    for theirs, ours in KINDS.items():
        found = fit.residuals(ours)
        assert found.name == ours
        close(found, listed(r[theirs]))
    measures = fit.influence()
    close(fit.leverages(), listed(r["hat"]))
    close(measures["leverage"], listed(r["hat"]))
    close(measures["studentized"], listed(r["rstudent"]))
    close(measures["cooks_distance"], listed(r["cooks"]))
    close(measures["dffits"], listed(r["dffits"]))
    close(measures["covratio"], listed(r["covratio"]))
    for scaled, key in ((True, "dfbetas"), (False, "dfbeta")):
        changes, theirs = fit.dfbetas(scaled=scaled), np.array([listed(row) for row in r[key]])
        assert changes.columns.to_list() == list(fit.names)
        kept = [column for column in fit.names if column not in fit.aliased]
        for column, values in zip(kept, theirs.T, strict=True):
            close(changes[column], values)
        assert changes.drop(columns=kept).isna().all().all()


# R 4.2.2: residuals, ResourceSelection::hoslem.test, pROC::roc
@pytest.mark.parametrize("name", FITS)
def test_r_s_measures_of_the_whole(name):
    fit, r = fitted(name), FITS[name]
    assert fit.pearson_test().test.statistic == pytest.approx(r["pearson_chi2"], rel=1e-12)
    assert fit.deviance_test().test.statistic == pytest.approx(fit.deviance, rel=1e-13)
    assert fit.deviance_test().test.df == fit.pearson_test().test.df == r["df_residual"]
    if "brier" in r:
        found = fit.pseudo_r2()
        assert fit.brier() == pytest.approx(r["brier"], rel=1e-12)
        assert found.tjur == pytest.approx(r["tjur_r2"], rel=1e-10, abs=1e-12)
        for ours, theirs in [
            ("mcfadden", "mcfadden"),
            ("mcfadden_adjusted", "mcfadden_adj"),
            ("cox_snell", "coxsnell"),
            ("nagelkerke", "nagelkerke"),
        ]:
            assert getattr(found, ours) == pytest.approx(r["r2"][theirs], rel=1e-10, abs=1e-12)
    if "auc" in r and name != "admissions_offset2":  # R splits ties by their rounding
        area = fit.auc()
        assert area.auc == pytest.approx(r["auc"], rel=1e-12)
        assert area.variance == pytest.approx(r["auc_var_delong"], rel=1e-11)
        assert area.conf_int() == pytest.approx(r["auc_ci95_delong"][::2], rel=1e-11)
    for groups in (6, 10):
        expected = r.get(f"hosmer_lemeshow_g{groups}")
        if expected:
            found = fit.hosmer_lemeshow(groups)
            assert found.test.statistic == pytest.approx(expected["X2"], rel=1e-11)
            assert found.test.df == expected["df"]


UNCALIBRATED = {  # the line is not among what was fitted: no slope, no intercept, an offset beside
    "admissions_null",
    "spector_noint",
    "admissions_offset2",
}


@pytest.mark.parametrize("name", sorted(set(TABLES) - UNCALIBRATED))
def test_a_fit_is_calibrated_on_its_own_rows(name):
    """By the score equations the slope is one and the intercepts are zero."""
    found = fitted(name).calibration()
    assert found.slope == pytest.approx(1, rel=1e-8)
    assert found.intercept == pytest.approx(0, abs=1e-8)
    assert found.in_the_large == pytest.approx(0, abs=1e-8)


def test_values_are_under_the_index_of_the_rows_used():
    table = noisy().set_index(pd.Index([f"patient {k}" for k in range(120)]))
    table["x"] = table.x.where(np.arange(120) % 9 != 4)
    weights = np.where(np.arange(120) < 3, 0.0, 1.0)
    fit = quietly("y ~ x", table, missing="drop", weights=weights)
    used = table.index[table.x.notna() & (weights > 0)]
    for found in (fit.residuals(), fit.leverages(), fit.influence(), fit.dfbetas()):
        assert found.index.equals(used)
    assert fit.leverages().sum() == pytest.approx(2, rel=1e-12)
    p = fit.predict(table.loc[used])
    np.testing.assert_allclose(fit.residuals("response"), table.y[used] - p, rtol=1e-9)


def test_optimism_is_the_same_for_the_same_seed():
    fit = fits()["maximum likelihood"]
    a, b = fit.validate(20, seed=3), fit.validate(20, seed=3)
    assert a == b
    assert a.apparent.auc == pytest.approx(fit.auc().auc, rel=1e-12)
    assert a.apparent.brier == pytest.approx(fit.brier(), rel=1e-12)


class TestSeparated:
    """Infinite log-odds rank above all others, and predict without error."""

    table = exposed()
    fit = quietly("y ~ exposed + x", table)
    limit = oddsmith.fit("y ~ x", table[table.exposed == 0])

    def test_ranks_and_scores(self):
        p = self.fit.predict(self.table)
        won = [(a > b) + (a == b) / 2 for a in p[self.table.y == 1] for b in p[self.table.y == 0]]
        assert self.fit.auc().auc == pytest.approx(np.mean(won), rel=1e-14)
        assert self.fit.brier() == pytest.approx(((self.table.y - p) ** 2).mean(), rel=1e-12)
        r2 = self.fit.pseudo_r2()
        assert r2.mcfadden == pytest.approx(1 - self.fit.llf / self.fit.llnull, rel=1e-10)

    def test_residuals(self):
        for kind in ("response", "pearson", "deviance"):
            found, rest = self.fit.residuals(kind), self.limit.residuals(kind)
            np.testing.assert_allclose(found[10:], rest, rtol=1e-8)
            np.testing.assert_allclose(found[:10], 0, atol=1e-7)

    @pytest.mark.parametrize("kind", OF_LEVERAGE)
    def test_what_depends_on_where_the_solver_stopped(self, kind):
        says = "'exposed' separates the classes.* The estimate is infinite"
        for ask in (
            lambda: self.fit.residuals(kind), self.fit.leverages, self.fit.influence,
            self.fit.dfbetas,
        ):  # fmt: skip
            with pytest.raises(InputError, match=says):
                ask()

    def test_no_line_goes_through_infinite_log_odds(self):
        with pytest.raises(InputError, match=r"Calibration: 'exposed' separates"):
            self.fit.calibration()
        for ask in (self.fit.pearson_test, self.fit.hosmer_lemeshow):
            with pytest.raises(InputError, match=r"'exposed' separates.* The estimate is infinite"):
                ask()

    def test_all_rows_decided(self):
        complete = fitted("iris_complete_sep")
        assert (complete.auc().auc, complete.brier()) == (1, 0)


@pytest.mark.parametrize("name", SEPARATED)
@pytest.mark.parametrize("method", ["firth", "flic", "flac"])
def test_other_methods_have_scores_and_nothing_that_needs_a_maximum(name, method):
    fit = fitted(name, method)
    assert 0.7 < fit.auc().auc <= 1
    assert 0 <= fit.brier() < 0.25
    for ask, what in [
        (fit.residuals, "Residuals"),
        (fit.leverages, "Leverages"),
        (fit.influence, "Influence measures"),
        (fit.dfbetas, "Influence measures"),
        (fit.pseudo_r2, "Pseudo-R²"),
        (fit.pearson_test, "Tests of fit"),
        (fit.deviance_test, "Tests of fit"),
        (fit.hosmer_lemeshow, "The Hosmer-Lemeshow test"),
        (lambda: fit.validate(seed=1), "Validation by the bootstrap"),
    ]:
        with pytest.raises(NotSupportedError, match=f"{what}: .* method='{method}'"):
            ask()


def test_flic_and_flac_predict_the_mean():
    for method in ("flic", "flac"):
        assert fitted("sex2", method).calibration().in_the_large == pytest.approx(0, abs=1e-10)


def test_sampling_weights_count_no_cases():
    """Nothing that is given depends on their total; what would is refused, or NaN."""
    table = noisy()
    fit = fits()["sampling"]
    more = quietly("y ~ x + group", table, weights=1000 * table.w, weight_kind="sampling")
    for ask in (fit.influence, fit.pearson_test, fit.deviance_test, fit.hosmer_lemeshow):
        with pytest.raises(NotSupportedError, match="with sampling weights a row stands"):
            ask()
    whole = quietly("y ~ x", table, weights="times", weight_kind="sampling")
    assert np.isnan(whole.auc().variance)
    for a, b in [
        (fit.auc().auc, more.auc().auc),
        (fit.brier(), more.brier()),
        (fit.leverages(), more.leverages()),
        (fit.dfbetas(), more.dfbetas()),
        (fit.dfbetas(scaled=False), more.dfbetas(scaled=False)),
        (fit.residuals("response"), more.residuals("response")),
        (list(vars(fit.pseudo_r2()).values()), list(vars(more.pseudo_r2()).values())),
    ]:
        np.testing.assert_allclose(a, b, rtol=1e-9)
    assert np.isnan(fit.pseudo_r2().mcfadden_adjusted)


def test_after_a_penalty():
    """Leverages of the L2 smoother add to less than the rank; influence is not known."""
    ridge, lasso = fits()["ridge"], fits()["lasso"]
    assert 1 < ridge.leverages().sum() < 4
    assert lasso.residuals("deviance").notna().all()
    for ask in (lasso.leverages, lambda: lasso.residuals("studentized")):
        with pytest.raises(NotSupportedError, match=r"Leverages: .* an L1 penalty"):
            ask()
    for fit in (ridge, lasso):
        for ask in (fit.influence, fit.dfbetas, fit.pearson_test, fit.hosmer_lemeshow):
            with pytest.raises(NotSupportedError, match=r"L[12] penalty"):
                ask()


def test_unknown_kinds():
    with pytest.raises(InputError, match="kind='anscombe': the kinds are 'response'"):
        fits()["maximum likelihood"].residuals("anscombe")
