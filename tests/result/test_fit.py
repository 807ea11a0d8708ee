"""A fit shown: in a line, and on pages on which every p-value and interval has its label."""

import re
from html import unescape

import pytest

import oddsmith
from tests.result.tables import fits, noisy

NAMES = list(fits())
ROBUST = {
    "HC0": "heteroscedasticity-consistent, HC0",
    "HC1": "heteroscedasticity-consistent, HC1; small-sample factor n / (n - p) = 120 / 116",
    "HC2": "heteroscedasticity-consistent, HC2; small-sample factor 1 / (1 - h), row by row",
    "HC3": "heteroscedasticity-consistent, HC3; small-sample factor 1 / (1 - h)², row by row",
    "clusters": "cluster-robust, CR1; small-sample factor G / (G - 1) · (n - 1) / (n - p) = "
    "12 / 11 · 119 / 116",
    "two ways": "cluster-robust, CR1; small-sample factor G / (G - 1) · (n - 1) / (n - p) = "
    "12 / 11; 7 / 6; ",
    "sampling": "linearised, for sampling weights; small-sample factor n / (n - 1) = 120 / 119",
    "sampling clusters": "cluster-robust, CR1; small-sample factor G / (G - 1) = 12 / 11",
    "frequency clusters": "cluster-robust, CR1; small-sample factor",
    "bootstrap": "spread of the estimates from rows drawn with replacement; 30 resamples. Seed 1.",
    "separated clusters": "none: no finite estimate exists (cluster-robust, CR1)",
}
OBJECTIVES = {
    "maximum likelihood": "maximum likelihood, no penalty",
    "firth": "Firth's penalised likelihood: log-likelihood + ½ log det information",
    "flic": "intercept by maximum likelihood (FLIC)",
    "flac": "with a covariate for them (FLAC)",
    "ridge": "less an L2 penalty: mean loss + ½ · 0.1 · Σ w², intercept free",
    "lasso": "less an L1 penalty: mean loss + 0.1 · Σ |w|, intercept free",
    "elastic net": "less an L1 penalty: mean loss + 0.05 · Σ |w| + ½ · 0.05 · Σ w²",
}
ROWS = {
    "weight zero": "115 used; 5 of weight zero left out; precision weights given as an array",
    "frequency": "frequency weights in column 'times'",
    "sampling": "sampling weights in column 'w'",
    "offset": "offset in column 'off'",
    "offset array": "offset given as an array",
    "two ways": "clusters in column 'site' and in column 'year'",
    "dropped": "116 used; 4 dropped for missing values; clusters in column 'site'",
    "trials": "trials in column 'exposed'",
}


def shown_p_values(facts):
    return [row["p_value"] for row in facts["terms"] if row["p_value"] == row["p_value"]]


@pytest.mark.parametrize("name", NAMES)
def test_every_p_value_and_interval_has_its_label(name):
    """On the text and on the HTML page; where there is no p-value the page says why."""
    fit = fits()[name]
    page = fit.summary()
    text, html = str(page), unescape(page._repr_html_())
    for shown in (text, html):
        assert "p (Wald)" in shown
        assert page.facts["errors"] in shown
        assert page.facts["interval"] in shown
        for note in page.facts["notes"]:
            assert note in shown
    kind = fit.errors.kind
    wald = "z and p-values: Wald tests against zero, two-sided"
    if fit.penalty:
        assert shown_p_values(page.facts) == []
        assert wald not in text
        assert re.search("z and p-values (would have no meaning|are not known)", text)
    elif fit.separation and kind != "model":
        assert shown_p_values(page.facts) == []
        assert text.endswith("none are given.")
    else:
        assert (wald if kind == "model" else f"{wald}, with {kind} errors") in text
    if fit.l1_ratio:
        assert page.facts["interval"] == "no interval"
    elif fit.penalty and kind == "model":
        assert page.facts["interval"] == "95 % posterior interval"
        assert "those of the posterior under a normal prior" in text
    elif fit.penalty:
        assert page.facts["interval"].startswith("95 % interval (bootstrap errors, about the bia")
    else:
        assert page.facts["interval"] == "95 % interval (Wald)"
    if fit.separation:
        assert f"Note: {fit.separation}" in text
        assert "No finite estimate exists" in html


@pytest.mark.parametrize(
    ("name", "says"),
    [*ROBUST.items(), *OBJECTIVES.items(), *ROWS.items()],
)
def test_what_was_done_is_said(name, says):
    text = str(fits()[name].summary())
    assert says in text


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_on_the_page_are_those_of_the_fit(name):
    fit = fits()[name]
    rows = {row["term"]: row for row in fit.summary(level=0.8).facts["terms"]}
    assert list(rows) == list(fit.names)
    if not fit.has_errors:
        return
    ends = fit.tidy(exponentiate=True, level=0.8).set_index("term")
    for term, row in rows.items():
        for key, value in {
            "estimate": fit.params[term],
            "std_error": fit.bse[term],
            "statistic": fit.zvalues[term],
            "p_value": fit.pvalues[term],
            "odds_ratio": ends.loc[term, "estimate"],
            "conf_low": ends.loc[term, "conf_low"],
            "conf_high": ends.loc[term, "conf_high"],
        }.items():
            assert row[key] == value or (row[key] != row[key] and value != value), (term, key)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("maximum likelihood", "95 % interval (profile likelihood)"),
        ("HC3", "95 % interval (profile likelihood)"),
        ("firth", "95 % interval (profile penalised-likelihood)"),
        ("separated", "95 % interval (profile likelihood)"),
    ],
)
def test_profile_intervals_are_named(name, says):
    page = fits()[name].summary(method="profile")
    assert page.facts["interval"] == says
    assert says in str(page)
    assert says in page._repr_html_()


def test_a_page_of_sampling_weights_shows_nothing_to_compare_models_by():
    text = str(fits()["sampling"].summary())
    assert "AIC" not in text
    assert "weighted by the sampling weights, and grow with their total" in text


def test_after_a_penalty_errors_of_the_bootstrap_are_not_called_a_posterior_s():
    text = str(fits()["ridge bootstrap"].summary())
    assert "posterior" not in text
    assert "those of the bootstrap, about the mean of the penalised estimate" in text


@pytest.mark.parametrize("name", NAMES)
def test_a_fit_shows_itself_in_a_line(name):
    fit = fits()[name]
    assert repr(fit).startswith(f"<Fit {fit.formula!r}: {fit.response.describe()}, ")
    assert "\n" not in repr(fit)
    assert f", {fit.objective()}, log-likelihood " in repr(fit)
    assert fit.objective() == fit.summary().facts["objective"]
    assert fit._repr_html_() == fit.summary()._repr_html_()


def test_frequencies_count_rows():
    counted = fits()["frequency"]
    assert f"{noisy().times.sum()} rows" in repr(counted)
    one = oddsmith.fit("y ~ 1", {"y": [0, 1]}, weights=[1, 1000], weight_kind="frequency")
    assert "1,001 rows, 1 coefficient," in repr(one)
