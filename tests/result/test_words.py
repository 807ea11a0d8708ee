"""Words of the summary: the model, the objective, the rows, the errors."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.result.words import errors_in_words, interval_in_words, model_in_words
from tests.result.tables import doses, exposed, fits, noisy, quietly


@pytest.mark.parametrize(
    ("formula", "settings", "says"),
    [
        ("admit ~ 0 + gre", {}, "(no column, all probabilities ½ -277.2589)"),
        ("admit ~ 0 + gre", {"offset": "gpa"}, "(no column but the offset -"),
        ("admit ~ gre", {}, "(intercept alone -249.9883)"),
        ("admit ~ 0 + one + gre", {}, "(intercept alone -249.9883)"),
    ],
)
def test_the_model_it_is_held_against_is_named(formula, settings, says):
    text = str(oddsmith.fit(formula, load("admissions").assign(one=1.0), **settings).summary())
    assert says in text
    assert ("intercept" in text.lower()) == ("intercept" in says)
    assert 400 * np.log(0.5) == pytest.approx(-277.2589, abs=5e-5)


def test_no_intercept_is_free_where_there_is_none():
    table = load("admissions")
    free = "½ · 0.1 · Σ w², intercept free"
    assert free in str(oddsmith.fit("admit ~ gre", table, penalty=0.1).summary())
    assert "intercept" not in str(oddsmith.fit("admit ~ 0 + gre", table, penalty=0.1).summary())


@pytest.mark.parametrize(
    ("y", "event", "says"),
    [
        (["no", "yes"], None, "P(y = yes), against no"),
        (["no", "yes"], "no", "P(y = no), against yes"),
        ([False, True], None, "P(y = True), against False"),
        ([1, 2], None, "P(y = 2), against 1"),
        (["b", "a", "c"], "a", "P(y = a), against the rest (b, c)"),
        (["b", "a", "c"], None, "P(y = b), P(y = c), each against a"),
    ],
)
def test_the_label_that_is_modelled_and_the_one_it_is_held_against(y, event, says):
    table = pd.DataFrame({"y": np.resize(np.array(y, dtype=object), 24), "x": np.arange(24) % 5})
    fit = oddsmith.fit("y ~ x", table, event=event)
    assert model_in_words(fit) == f"Logistic regression of {says}"
    assert str(fit.summary()).startswith(model_in_words(fit))


def test_a_condition_and_a_share_are_held_against_nothing():
    table = noisy()
    assert model_in_words(oddsmith.fit("v > 0 ~ x", table)).endswith("of P(v > 0)")
    share = oddsmith.fit("killed / exposed ~ dose", doses())
    assert model_in_words(share).endswith("of the share killed / exposed")


def test_one_degree_of_freedom():
    table = pd.DataFrame({"y": [0, 1, 0], "x": [0, 1, 2]})
    assert "on 1 degree of freedom (" in str(oddsmith.fit("y ~ x", table).summary())


def test_intervals_after_a_penalty_are_called_what_they_are():
    ridge = fits()["ridge"]
    assert interval_in_words(ridge, 0.9, "wald") == "90 % posterior interval"
    drawn = ridge.with_errors("bootstrap", replicates=20, seed=1)
    said = "95 % interval (bootstrap errors, about the biased mean of a penalised estimate)"
    assert interval_in_words(drawn, 0.95, "wald") == said
    assert said in str(drawn.summary())


def test_robust_errors_of_separated_classes_are_none():
    fit = quietly("y ~ exposed + x", exposed(), cluster="clinic")
    assert errors_in_words(fit) == "none: no finite estimate exists (cluster-robust, CR1)"
