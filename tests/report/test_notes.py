"""Notes of the summary: what must be known before the numbers are believed."""

import pytest

import oddsmith
from oddsmith.datasets import load
from tests.result.tables import doses, exposed, noisy, quietly


def test_a_category_of_one_level_is_noted():
    table = load("admissions").assign(town="a")
    with pytest.warns(oddsmith.errors.AliasedWarning) as seen:
        fit = oddsmith.fit("admit ~ gre + town", table)
    assert seen[0].filename == __file__
    assert "Note: town is 'a' in every row: it has no column." in str(fit.summary())


def test_shares_without_numbers_of_trials_are_noted():
    table = doses().assign(share=lambda one: one.killed / one.exposed)
    said = "share counts as one trial"
    assert said in str(oddsmith.fit("share ~ dose", table).summary())
    assert said not in str(oddsmith.fit("share ~ dose", table, weights="exposed").summary())
    assert said not in str(oddsmith.fit("killed / exposed ~ dose", table).summary())


@pytest.mark.parametrize("response", ["y", "group"])
def test_likelihoods_of_clustered_rows_are_noted(response):
    said = "take the rows as independent"
    plain = oddsmith.fit(f"{response} ~ x", noisy())
    assert said not in str(plain.summary())
    clustered = oddsmith.fit(f"{response} ~ x", noisy(), cluster="site")
    assert said in str(clustered.summary())
    assert clustered.aic == plain.aic
    assert said in str(plain.with_errors("cluster", cluster=noisy().site).summary())


def test_no_p_value_is_announced_where_none_is_given():
    fit = quietly("y ~ exposed + x", exposed(), cluster="clinic")
    assert fit.summary().facts["notes"][-1].endswith("none are given.")
