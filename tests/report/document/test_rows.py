"""The data of a report: counts, balance, gaps, levels."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.report.document.rows import LEVELS, about_rows
from oddsmith.report.document.subject import subject_of
from tests.result.tables import doses, fits, quietly


def test_missing_values_are_counted_by_column():
    table = load("admissions").astype({"gre": float})
    table.loc[:6, "gre"] = np.nan
    table.loc[5:9, "gpa"] = np.nan
    fit = quietly("admit ~ gre + gpa + C(rank)", table, missing="drop")
    found = about_rows(subject_of(fit, table))
    assert found["rows"]["used"] == 390
    assert found["rows"]["dropped"] == 10
    assert found["missing"] == [
        {"column": "gre", "missing": 7, "share": 7 / 400},
        {"column": "gpa", "missing": 5, "share": 5 / 400},
    ]
    number = found["variables"][0]
    assert number["mean"] == pytest.approx(table.gre.mean())
    assert number["deviation"] == pytest.approx(table.gre.std())
    assert number["median"] == table.gre.median()
    levels = {one["level"]: one["rows"] for one in found["variables"][2]["levels"]}
    assert levels == {"1": 61, "2": 151, "3": 121, "4": 67}


def test_balance_names_the_event_first():
    fit = oddsmith.fit("admit ~ gre", load("admissions"), event=0)
    found = about_rows(subject_of(fit, None))["balance"]
    assert [(one["level"], one["rows"]) for one in found] == [("0", 273), ("1", 127)]
    (trials,) = about_rows(subject_of(fits()["trials"], doses()))["balance"]
    assert trials["share"] == pytest.approx((doses().killed / doses().exposed).mean())


def test_many_levels_are_cut_and_counted():
    table = load("admissions").assign(town=lambda t: "t" + (t.index % 37).astype(str))
    fit = quietly("admit ~ town", table, penalty=0.1)
    (town,) = about_rows(subject_of(fit, table))["variables"]
    assert len(town["levels"]) == LEVELS
    assert town["levels_left_out"] == 37 - LEVELS
