"""``oddsmith report``: the page of a saved model and a table."""

import json
import os

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load, path
from oddsmith.report.document import write_report
from tests.cli.runs import run

CSV = str(path("admissions"))
FORMULA = "admit ~ gre + gpa + C(rank)"
FAST = ("--replicates", 20)


@pytest.fixture(autouse=True)
def a_model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    oddsmith.fit(FORMULA, load("admissions")).save("m.json")


def test_it_is_the_page_of_the_fit(capsys):
    assert run("report", "m.json", CSV, "--out", "r.html", "--title", "Admissions", *FAST) == 0
    assert "r.html" in capsys.readouterr().err
    fit = oddsmith.fit(FORMULA, load("admissions"))
    expected = write_report(fit, None, CSV, replicates=20, title="Admissions")
    with open("r.html", encoding="utf-8") as file:
        assert file.read() == expected.html()


def test_a_page_may_go_to_standard_output_and_facts_are_json(capsys):
    assert run("report", "m.json", CSV, "--out", "-", *FAST) == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")
    assert run("report", "m.json", CSV, "--json", *FAST) == 0
    facts = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert facts["data"]["rows"]["used"] == 400
    assert sorted(os.listdir()) == ["m.json"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--out", "no/r.html"], "no folder"),
        (["--out", "."], "folder"),
        (["--json", "--out", "x.html"], "leave out --out"),
        (["--replicates", "1"], "two resamples"),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing(words, says, capsys):
    assert run("report", "m.json", CSV, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert sorted(os.listdir()) == ["m.json"]


def test_a_table_that_does_not_match_and_one_of_no_use(capsys):
    load("admissions").drop(columns=["gre", "rank"]).to_csv("t.csv", index=False)
    assert run("report", "m.json", "t.csv") == 2
    assert "no column 'gre', 'rank'" in capsys.readouterr().err
    load("admissions").assign(gre=np.nan).to_csv("t.csv", index=False)
    assert run("report", "m.json", "t.csv") == 2
    assert "None of the 400 rows" in capsys.readouterr().err
    assert not os.path.exists("report.html")
