"""What is asked of a fit of streamed rows: as in memory where it is a sum, refused by name else."""

from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError, SeparationWarning
from oddsmith.sources import gathering
from oddsmith.sources import streamed as streamed_rows
from tests.sources.streams import cut, town_table

TABLE = town_table(900).assign(year=np.arange(900) % 7)
FORMULA = "y ~ x + town + C(k)"


def both(formula=FORMULA, table=TABLE, **settings):
    pieces = cut(table, 100, 101, 550)
    return oddsmith.fit(formula, table, **settings), oddsmith.fit(formula, pieces, **settings)


def equal(found, whole):
    np.testing.assert_allclose(found, whole, rtol=1e-8, atol=1e-13)


@pytest.mark.parametrize("kind", ["model", "HC0", "HC1", "HC2", "HC3"])
@pytest.mark.parametrize("weights", [None, "w"])
def test_covariances_are_those_of_the_rows_in_memory(kind, weights):
    whole, found = both(weights=weights)
    equal(found.vcov(kind), whole.vcov(kind))


@pytest.mark.parametrize(
    "settings",
    [
        {"cluster": "school"},
        {"cluster": ["school", "year"]},
        {"cluster": "school", "weights": "w"},
        {"cluster": "school", "weights": "w", "weight_kind": "sampling"},
        {"weights": "w", "weight_kind": "sampling"},
        {"weights": "w", "weight_kind": "frequency"},
        {"cluster": ["school", "k"], "weights": "w", "weight_kind": "frequency", "offset": "shift"},
    ],
    ids=str,
)
def test_clusters_and_weights_mean_what_they_mean_in_memory(settings):
    whole, found = both(**settings)
    equal(found.params, whole.params)
    equal(found.vcov(), whole.vcov())
    assert found.errors == whole.errors
    assert found.nobs == whole.nobs
    assert found.sample == whole.sample


@pytest.mark.parametrize("hypothesis", ["town", "x = 0.5", "C(k)"])
@pytest.mark.parametrize("method", ["wald", "lr", "score"])
def test_tests_are_those_of_the_rows_in_memory(hypothesis, method):
    whole, found = both()
    a, b = (fit.test(hypothesis, method=method) for fit in (whole, found))
    assert b.statistic == pytest.approx(a.statistic, rel=1e-8)
    assert b.df == a.df


def test_tables_of_tests_and_profiles_are_those_of_the_rows_in_memory():
    whole, found = both()
    equal(found.drop_one(), whole.drop_one())
    equal(found.sequential(), whole.sequential())
    equal(found.conf_int(method="profile"), whole.conf_int(method="profile"))


@pytest.mark.parametrize("test", ["lr", "wald", "score"])
def test_comparisons_are_those_of_the_rows_in_memory(test):
    (small, small_streamed), (large, large_streamed) = both("y ~ x"), both()
    whole = oddsmith.anova(small, large, test=test)
    found = oddsmith.anova(small_streamed, large_streamed, test=test)
    np.testing.assert_allclose(found, whole, rtol=1e-8, atol=1e-13)
    np.testing.assert_allclose(oddsmith.anova(small, large_streamed, test=test), whole, rtol=1e-8)
    _, other = both("y ~ x + town", TABLE.assign(y=TABLE["y"].to_numpy()[::-1]))
    with pytest.raises(InputError, match=r"of 900 differ in their response"):
        oddsmith.anova(small_streamed, other)


def test_offsets_of_streamed_fits_are_compared():
    table = TABLE.assign(half=TABLE["x"] / 2)
    (fixed, streamed), (free, free_streamed) = both("y ~ 1", table, offset="half"), both("y ~ x")
    whole, found = oddsmith.anova(fixed, free), oddsmith.anova(streamed, free_streamed)
    np.testing.assert_allclose(found, whole, rtol=1e-8)
    with pytest.raises(InputError, match="by more than columns of the second"):
        oddsmith.anova(both("y ~ 1", offset="shift")[1], free_streamed)


def test_comparisons_of_very_many_streamed_rows_are_refused(monkeypatch):
    (_, small), (_, large) = both("y ~ x"), both()
    monkeypatch.setattr(streamed_rows, "HELD", 800)
    with pytest.raises(NotSupportedError, match="a value for each of 900 rows at once"):
        oddsmith.anova(small, large)


def test_several_classes_are_compared_as_in_memory():
    (small, small_streamed), (large, large_streamed) = both("C(town) ~ x"), both("C(town) ~ x + k")
    whole = oddsmith.anova(small, large)
    np.testing.assert_allclose(oddsmith.anova(small_streamed, large_streamed), whole, rtol=1e-8)


def test_likelihoods_are_those_of_the_rows_in_memory():
    whole, found = both(offset="shift")
    for name in ("llf", "llnull", "deviance", "null_deviance", "aic", "bic", "df_resid"):
        assert getattr(found, name) == pytest.approx(getattr(whole, name), rel=1e-11), name


def test_trials_are_those_of_the_rows_in_memory():
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"n": rng.integers(1, 9, 200), "x": rng.standard_normal(200)})
    table["s"] = rng.binomial(table["n"], 0.4)
    whole, found = both("s / n ~ x", table)
    equal(found.params, whole.params)
    assert found.llf == pytest.approx(whole.llf, rel=1e-11)
    assert found.sample == whole.sample


@pytest.mark.parametrize("settings", [{"penalty": 0.01}, {"penalty": 0.02, "l1_ratio": 0.7}])
def test_penalties_are_those_of_the_rows_in_memory(settings):
    whole, found = both(**settings)
    np.testing.assert_allclose(found.params, whole.params, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found.params == 0, whole.params == 0)


def test_several_classes_are_those_of_the_rows_in_memory():
    table = TABLE.assign(y=np.where(TABLE["x"] + TABLE["shift"] > 0.6, "maybe", TABLE["y"]))
    whole, found = both("y ~ z + town", table, reference="no", cluster="school")
    equal(found.params, whole.params)
    equal(found.vcov(), whole.vcov())
    equal(found.vcov("HC1"), whole.vcov("HC1"))
    assert found.llnull == pytest.approx(whole.llnull, rel=1e-11)


def test_areas_of_bins_are_within_what_they_state():
    whole, found = both(weights="w")
    assert abs(found.auc().auc - whole.auc().auc) <= found.auc().within < 1e-3
    assert "by bins, within" in str(found.auc())
    assert found.brier() == pytest.approx(whole.brier(), rel=1e-12)
    a, b = whole.calibration(), found.calibration()
    assert (b.slope, b.intercept) == pytest.approx((a.slope, a.intercept), abs=1e-4)


@pytest.mark.parametrize(
    "settings", [{}, {"weights": "w"}, {"weights": "w", "weight_kind": "frequency"}], ids=str
)
def test_what_sums_up_how_good_a_fit_is_is_that_of_the_rows_in_memory(settings):
    whole, found = both(offset="shift", **settings)
    equal(astuple(found.pseudo_r2()), astuple(whole.pseudo_r2()))
    for name in ("pearson_test", "deviance_test"):
        a, b = getattr(whole, name)(), getattr(found, name)()
        equal(
            (b.test.statistic, b.test.df, b.test.pvalue),
            (a.test.statistic, a.test.df, a.test.pvalue),
        )
        assert b.trouble == a.trouble


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda fit: fit.residuals(), "Residuals"),
        (lambda fit: fit.leverages(), "Leverages"),
        (lambda fit: fit.influence(), "Influence measures"),
        (lambda fit: fit.dfbetas(), "Influence measures"),
        (lambda fit: fit.hosmer_lemeshow(), "Hosmer-Lemeshow"),
        (lambda fit: fit.validate(seed=0), "Validation by the bootstrap"),
        (lambda fit: fit.marginal_effects("x"), "Effects averaged over the rows"),
        (lambda fit: fit.odds_ratios("sd"), "Effects averaged over the rows"),
        (lambda fit: fit.vcov("bootstrap", seed=0), "The bootstrap"),
        (lambda fit: fit.vcov("cluster", cluster=np.zeros(900)), "Clusters that were not given"),
    ],
)
def test_what_needs_all_rows_at_once_is_refused_by_name(ask, said):
    _, found = both()
    with pytest.raises(NotSupportedError, match=f"{said}.*read piece by piece. Fit a part of them"):
        ask(found)


def test_firth_is_refused_with_what_to_do():
    with pytest.raises(NotSupportedError, match=r"needs the leverage of each row.*an L2 penalty"):
        both(method="firth")


def test_effects_of_new_rows_are_those_of_the_fit_in_memory():
    whole, found = both()
    a, b = (fit.marginal_effects("x", data=TABLE[:50]) for fit in (whole, found))
    equal(b[["estimate", "std_error"]], a[["estimate", "std_error"]])


def test_a_saved_model_predicts_the_same_bits(tmp_path):
    _, found = both()
    found.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    np.testing.assert_array_equal(again.predict(TABLE), found.predict(TABLE))
    assert str(again.summary()) == str(found.summary())


def separated():
    return TABLE.assign(x=np.where(TABLE["town"] == "west", 1.0, TABLE["x"]), y=np.where(
        TABLE["town"] == "west", "yes", TABLE["y"]))  # fmt: skip


def test_the_limit_of_separated_classes_is_that_of_the_rows_in_memory():
    with pytest.warns(SeparationWarning):
        whole, found = both("y ~ z + town", separated())
    equal(found.params, whole.params)
    assert found.separation == whole.separation


def test_separated_classes_of_too_many_rows_for_a_limit_are_refused(monkeypatch):
    monkeypatch.setattr(gathering, "HELD", 100)
    with pytest.raises(InputError, match=r"separate the classes.*900 rows are too many.*penalty="):
        oddsmith.fit("y ~ z + town", cut(separated(), 300))
