"""Fits as data: what is kept by a file and by pickle, and what is refused without the rows."""

import pickle

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import NotSupportedError
from oddsmith.export.json_model import to_dict
from tests.result.tables import exposed, fits, noisy

NAMES = list(fits())


def reloaded(fit, folder):
    fit.save(folder / "m.json")
    return oddsmith.load(folder / "m.json")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_and_a_pickle_keep_the_fit(name, tmp_path):
    fit = fits()[name]
    pickled, loaded = pickle.loads(pickle.dumps(fit)), reloaded(fit, tmp_path)
    for again in (pickled, loaded):
        for what in ("method", "errors", "weight_kind", "sample", "separation", "notes", "aliased"):
            assert getattr(again, what) == getattr(fit, what), what
        assert (again.penalty, again.l1_ratio) == (fit.penalty, fit.l1_ratio)
        assert again.verdict is fit.verdict
        pd.testing.assert_series_equal(again.params, fit.params, check_exact=True)
        np.testing.assert_array_equal(again.covariance, fit.covariance)
        assert str(again.summary()) == str(fit.summary())
        assert again.summary()._repr_html_() == fit.summary()._repr_html_()
        assert to_dict(again) == to_dict(fit)
    assert loaded.workings is None


@pytest.mark.parametrize("name", ["maximum likelihood", "HC3", "clusters", "separated", "firth"])
def test_a_pickle_answers_all_that_the_fit_does(name):
    fit = fits()[name]
    again = pickle.loads(pickle.dumps(fit))
    table = exposed() if name == "separated" else noisy()
    np.testing.assert_array_equal(again.predict(table), fit.predict(table))
    assert again.auc() == fit.auc()
    if name != "clusters":
        pd.testing.assert_frame_equal(again.drop_one(), fit.drop_one(), check_exact=True)
        one, other = (f.conf_int(method="profile") for f in (again, fit))
        pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize("name", ["clusters", "two ways", "clusters later"])
def test_clusters_are_kept_by_a_pickle_and_not_by_a_file(name, tmp_path):
    fit, site = fits()[name], noisy().site
    again = pickle.loads(pickle.dumps(fit))
    np.testing.assert_array_equal(again.vcov("cluster"), fit.vcov())
    np.testing.assert_array_equal(
        again.vcov("cluster", cluster=site), fits()["clusters later"].vcov()
    )
    loaded = reloaded(fit, tmp_path)
    np.testing.assert_array_equal(loaded.vcov("cluster"), fit.vcov())
    with pytest.raises(NotSupportedError, match="needs the rows"):
        loaded.vcov("cluster", cluster=site)
    with pytest.raises(NotSupportedError, match="rows of one cluster depend"):
        loaded.test("x", method="lr")


NEEDS_ROWS = {
    "Residuals": lambda fit: fit.residuals(),
    "Leverages": lambda fit: fit.leverages(),
    "Influence measures": lambda fit: fit.influence(),
    "Influence": lambda fit: fit.dfbetas(),
    "Scores": lambda fit: fit.auc(),
    "Scores of": lambda fit: fit.brier(),
    "Scores of the fit": lambda fit: fit.calibration(),
    "Pseudo-R²": lambda fit: fit.pseudo_r2(),
    "Tests of fit": lambda fit: fit.pearson_test(),
    "Tests of": lambda fit: fit.deviance_test(),
    "The Hosmer-Lemeshow test": lambda fit: fit.hosmer_lemeshow(),
    "Validation": lambda fit: fit.validate(5, seed=1),
    "Leaving terms out": lambda fit: fit.drop_one(),
    "Adding terms": lambda fit: fit.sequential(),
    "A likelihood-ratio test": lambda fit: fit.test("x", method="lr"),
    "A score test": lambda fit: fit.test("x", method="score"),
    "Profile intervals": lambda fit: fit.conf_int(method="profile"),
    "Profile": lambda fit: fit.summary(method="profile"),
    "Standard errors of kind 'HC1'": lambda fit: fit.vcov("HC1"),
    "Standard errors of kind 'cluster'": lambda fit: fit.vcov("cluster", cluster=[1, 2]),
    "Standard errors of kind 'bootstrap'": lambda fit: fit.with_errors("bootstrap", seed=1),
    "A comparison": lambda fit: oddsmith.anova(fit, fit),
    "Effects averaged over the rows": lambda fit: fit.marginal_effects(),
}


@pytest.mark.parametrize("what", NEEDS_ROWS)
def test_what_needs_the_rows_says_so(what, tmp_path):
    loaded = reloaded(fits()["maximum likelihood"], tmp_path)
    with pytest.raises(NotSupportedError, match=f"{what}.*: this needs the rows of the fit"):
        NEEDS_ROWS[what](loaded)


def test_what_does_not_need_them_works(tmp_path):
    fit, table = fits()["HC3"], noisy()
    loaded = reloaded(fit, tmp_path)
    assert loaded.test("group") == fit.test("group")
    pd.testing.assert_frame_equal(loaded.wald_terms(), fit.wald_terms(), check_exact=True)
    pd.testing.assert_frame_equal(loaded.conf_int(), fit.conf_int(), check_exact=True)
    pd.testing.assert_frame_equal(loaded.odds_ratios(), fit.odds_ratios(), check_exact=True)
    assert (loaded.aic, loaded.bic, loaded.nobs) == (fit.aic, fit.bic, fit.nobs)
    a, b = (one.marginal_effects(data=table)["estimate"] for one in (loaded, fit))
    np.testing.assert_array_equal(a, b)


def test_a_loaded_limit_is_the_limit(tmp_path):
    fit = fits()["separated"]
    loaded, table = reloaded(fit, tmp_path), exposed()
    np.testing.assert_array_equal(loaded.predict(table), fit.predict(table))
    assert loaded.test("x").statistic == fit.test("x").statistic
    pd.testing.assert_frame_equal(loaded.vcov(), fit.vcov(), check_exact=True)


def test_notes_are_added_and_shown():
    fit = fits()["maximum likelihood"]
    noted = fit.with_notes("Rows of 2020 are preliminary.")
    assert fit.notes == ()
    assert "Note: Rows of 2020 are preliminary." in str(noted.summary())
