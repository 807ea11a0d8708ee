"""Log-likelihood, deviance, degrees of freedom and information criteria: R's and certified."""

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import NotSupportedError
from tests.result.r_models import TABLES, fitted, truth
from tests.result.tables import exposed, fits, quietly
from tests.truths import certified

CERTIFIED = certified("certified_ml")


@pytest.mark.parametrize("name", TABLES)
def test_r(name):
    fit, r = fitted(name), truth(name)
    assert fit.deviance == pytest.approx(float(CERTIFIED[name]["deviance"]), rel=1e-13)
    assert fit.null_deviance == pytest.approx(r["null_deviance"], rel=1e-12)
    assert (fit.df_resid, fit.rank) == (r["df_residual"], r["rank"])
    assert fit.df_model == fit.rank - ("(Intercept)" in r["X_cols"])
    if name == "admissions_fracw":  # R rounds these weights in its log-likelihood, and warns
        assert fit.llf == pytest.approx(float(CERTIFIED[name]["loglik_kernel"]), rel=1e-13)
        return
    assert fit.llf == pytest.approx(r["loglik"], rel=1e-12)
    assert fit.aic == pytest.approx(r["aic"], rel=1e-12)
    rows = r["n"] if name == "titanic_table_freq" else fit.nobs  # R's BIC counts those of weight 0
    assert fit.bic + fit.rank * np.log(rows / fit.nobs) == pytest.approx(r["bic"], rel=1e-12)


@pytest.mark.parametrize("name", ["admissions", "admissions_noint", "menarche"])
def test_the_model_held_against(name):
    """An intercept alone; nothing at all where the model has no intercept."""
    fit, r = fitted(name), truth(name)
    distance = fit.llnull - fit.llf
    assert 2 * distance == pytest.approx(fit.deviance - fit.null_deviance, rel=1e-12)
    if name == "admissions_noint":
        assert fit.llnull == pytest.approx(-400 * np.log(2), rel=1e-14)
    else:
        kernel = float(CERTIFIED[name]["loglik_kernel"])
        assert distance == pytest.approx(r["null_loglik_kernel"] - kernel, rel=1e-12)


# 220-bit arithmetic
@pytest.mark.parametrize("name", ["admissions", "endometrial", "sex2", "iris_complete_sep"])
def test_firth_shows_the_likelihood_without_its_penalty(name):
    exact = certified("likelihood/certified_firth")[name]
    assert fitted(name, "firth").llf == pytest.approx(float(exact["loglik_kernel"]), rel=1e-12)


def test_where_classes_are_separated_it_is_that_of_the_limit():
    table = exposed()
    fit = quietly("y ~ exposed + x", table)
    limit = oddsmith.fit("y ~ x", table[table.exposed == 0])
    assert fit.llf == pytest.approx(limit.llf, rel=1e-13)
    assert fit.deviance == pytest.approx(limit.deviance, rel=1e-13)
    assert (fit.rank, fit.nobs, fit.df_resid) == (3, 40, 37)
    assert fit.aic == pytest.approx(limit.aic + 2, rel=1e-13)
    complete = fits()["completely separated"]
    assert (complete.llf, complete.deviance) == (0, 0)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ridge", "does not maximise the likelihood"),
        ("lasso", "does not maximise the likelihood"),
        ("firth", "does not maximise the likelihood"),
        ("flic", "does not maximise the likelihood"),
        ("sampling", "with sampling weights the weighted likelihood"),
    ],
)
def test_no_criterion_without_a_maximum_of_a_likelihood(name, says):
    fit = fits()[name]
    assert not fit.has_information_criteria
    for what in ("aic", "bic"):
        with pytest.raises(NotSupportedError, match=f"{what.upper()}: .*{says}"):
            getattr(fit, what)
    assert "AIC" not in str(fit.summary())
