"""What is asked of a fit of streamed rows: as in memory where it is a sum, refused by name else."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError, SeparationWarning
from oddsmith.sources import gathering
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
    ("ask", "said"),
    [
        (lambda fit: fit.residuals(), "Residuals"),
        (lambda fit: fit.leverages(), "Leverages"),
        (lambda fit: fit.influence(), "Influence measures"),
        (lambda fit: fit.dfbetas(), "Influence measures"),
        (lambda fit: fit.hosmer_lemeshow(), "Hosmer-Lemeshow"),
        (lambda fit: fit.validate(seed=0), "Validation by the bootstrap"),
        (lambda fit: fit.pearson_test(), "Tests of fit"),
        (lambda fit: fit.deviance_test(), "Tests of fit"),
        (lambda fit: fit.pseudo_r2(), "Pseudo-R²"),
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
