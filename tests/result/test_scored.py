"""Predictions beside what came true, of the fit's own rows and of a table's."""

import numpy as np
import pytest
from scipy.special import expit

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError
from oddsmith.inference.roc import roc_curve
from oddsmith.result.scored import scores_on
from tests.result.tables import doses, fits, noisy


@pytest.mark.parametrize("name", ["maximum likelihood", "offset", "precision", "firth", "event"])
def test_the_table_of_the_fit_gives_its_own_rows(name):
    own, again = scores_on(fits()[name]), scores_on(fits()[name], noisy())
    np.testing.assert_allclose(again.z, own.z, atol=1e-12)
    np.testing.assert_array_equal(again.y, own.y)
    np.testing.assert_array_equal(again.case_weight, own.case_weight)


def test_trials_are_weights():
    found = scores_on(fits()["trials"], doses())
    np.testing.assert_array_equal(found.case_weight, doses().exposed)
    np.testing.assert_allclose(found.successes, doses().killed)


def test_one_class_is_held_against_the_rest():
    fit = oddsmith.fit("C(rank) ~ gpa", load("admissions"))
    for data in (None, load("admissions")):
        found = scores_on(fit, data, event=2)
        np.testing.assert_allclose(expit(found.z), fit.predict(load("admissions"))[2])
        np.testing.assert_array_equal(found.y, load("admissions")["rank"] == 2)
    with pytest.raises(InputError, match="name one of the classes"):
        scores_on(fit)


def test_rows_that_lack_something_are_left_out():
    table = noisy()
    table.loc[:9, "x"] = np.nan
    assert len(scores_on(fits()["maximum likelihood"], table).z) == 110
    with pytest.raises(InputError, match="None of the 120 rows"):
        scores_on(fits()["maximum likelihood"], table.assign(x=np.nan))
    with pytest.raises(InputError, match="no other"):
        scores_on(fits()["maximum likelihood"], event=1)


def test_sampling_weights_count_no_cases():
    found = scores_on(fits()["sampling"])
    assert found.case_weight.mean() == pytest.approx(1)
    assert np.isnan(roc_curve(found).lower).all()
    table = noisy().assign(w=4.0)
    fit = oddsmith.fit("y ~ x", table, weights="w", weight_kind="sampling")
    plain = oddsmith.fit("y ~ x", table)
    ours, theirs = (roc_curve(scores_on(one)) for one in (fit, plain))
    np.testing.assert_allclose(ours.lower, theirs.lower)
