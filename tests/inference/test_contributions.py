"""Contributions: they add up to the log-odds, and a term at its mean adds nothing."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.inference.contributions import contributions
from tests.result.tables import fits, noisy


def parts_of(fit, table):
    by = fit.predictor
    X = fit.terms.design(table)
    return contributions(X, by.center, by.coefficients, fit.terms.slices, fit.terms.intercept)


@pytest.mark.parametrize("name", ["maximum likelihood", "firth", "ridge", "no intercept"])
def test_they_add_up(name):
    fit = fits()[name]
    found = parts_of(fit, noisy())
    z = found.base + found.terms.sum(axis=1)
    np.testing.assert_allclose(z, fit.predictor.raw(fit.terms.design(noisy())), atol=1e-12)


def test_each_is_the_change_of_its_own_columns():
    table = load("admissions")
    fit = oddsmith.fit("admit ~ gre * gpa + C(rank)", table)
    found = parts_of(fit, table)
    assert found.names == ("gre", "gpa", "C(rank)", "gre:gpa")
    X, w = fit.terms.design(table).toarray(), fit.params.to_numpy()
    X = X - X.mean(axis=0)
    for k, name in enumerate(found.names):
        part = fit.terms.slices[name]
        np.testing.assert_allclose(found.terms[:, k], X[:, part] @ w[part], atol=1e-9)
    np.testing.assert_allclose(found.terms.mean(axis=0), 0, atol=1e-9)


def test_an_intercept_alone_has_a_base_alone():
    found = parts_of(fits()["intercept alone"], noisy())
    assert found.terms.shape == (120, 0)
    assert found.base == pytest.approx(fits()["intercept alone"].params.iloc[0])
