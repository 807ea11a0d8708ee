"""The facts of a report: every number is one that the fit gives, for fits of every kind."""

import json

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError
from oddsmith.report.document import report_data
from tests.report.document.models import admissions
from tests.result.tables import fits, noisy

FACTS = report_data(admissions(), load("admissions"), replicates=20)


def test_they_are_strict_json():
    assert json.loads(json.dumps(FACTS, allow_nan=False)) == FACTS


def test_numbers_are_those_of_the_fit():
    fit = admissions()
    table = fit.tidy(exponentiate=True)
    rows = FACTS["odds_ratios"]["rows"]
    np.testing.assert_array_equal([row["odds_ratio"] for row in rows], table["estimate"])
    np.testing.assert_array_equal([row["upper"] for row in rows], table["conf_high"])
    effects = fit.marginal_effects()
    found = [row["estimate"] for row in FACTS["effects"]["rows"]]
    np.testing.assert_array_equal(found, effects["estimate"])
    by_key = {row["key"]: row for row in FACTS["performance"]["rows"]}
    validation = fit.validate(20, seed=0)
    assert by_key["auc"]["value"] == fit.auc().auc
    assert by_key["auc"]["corrected"] == validation.corrected.auc
    assert by_key["brier"]["value"] == fit.brier()
    assert by_key["slope"]["corrected"] == validation.corrected.slope
    assert FACTS["model"]["aic"] == fit.aic


def test_what_was_asked_is_said_and_can_be_asked_again(tmp_path, monkeypatch):
    assert FACTS["asked"]["question"] == "How does P(admit = 1) depend on gre, gpa and rank?"
    monkeypatch.chdir(tmp_path)
    load("admissions").to_csv("t.csv", index=False)
    settings = {"method": "firth", "event": 0, "weights": "gpa", "weight_kind": "frequency"}
    table = load("admissions").round({"gpa": 0})
    table.to_csv("t.csv", index=False)
    fit = oddsmith.fit("admit ~ gre", "t.csv", **settings)
    code = report_data(fit, "t.csv", replicates=0)["reproduce"]
    names = {}
    exec(compile(code.rsplit("fit.report", 1)[0], "reproduce", "exec"), names)
    np.testing.assert_array_equal(names["fit"].params, fit.params)


@pytest.mark.parametrize("name", fits())
def test_a_fit_of_every_kind_has_facts(name):
    facts = report_data(fits()[name], replicates=0)
    json.dumps(facts, allow_nan=False)
    assert len(facts["odds_ratios"]["rows"]) == len(fits()[name].names)
    if not fits()[name].has_errors or fits()[name].penalty:
        assert all(row["p_value"] is None for row in facts["odds_ratios"]["rows"])


def test_several_classes_have_facts_for_each():
    fit = oddsmith.fit("C(rank) ~ gpa + gre", load("admissions"))
    facts = report_data(fit)
    json.dumps(facts, allow_nan=False)
    assert {row["class"] for row in facts["odds_ratios"]["rows"]} == {"2", "3", "4"}
    assert {row["class"] for row in facts["performance"]["rows"]} == {"1", "2", "3", "4"}
    assert [row["rows"] for row in facts["data"]["balance"]] == [61, 151, 121, 67]


@pytest.mark.parametrize(
    ("settings", "says"),
    [({"replicates": 1}, "two resamples"), ({"replicates": -1}, "none"), ({"level": 1}, "level")],
)
def test_settings_are_checked(settings, says):
    with pytest.raises(InputError, match=says):
        report_data(fits()["maximum likelihood"], noisy(), **settings)


def test_rows_of_clusters_are_not_drawn_one_by_one():
    found = report_data(fits()["clusters"])["performance"]
    assert any("rows of one cluster" in note for note in found["notes"])
    assert all("corrected" not in row for row in found["rows"])


def test_an_intercept_alone_asks_how_large():
    facts = report_data(fits()["intercept alone"], replicates=0)
    assert facts["asked"]["question"] == "How large is P(y = 1)?"
