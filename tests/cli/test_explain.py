"""``oddsmith explain``: the parts of a row's log-odds, which add to the prediction."""

import json
from io import StringIO

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load, path
from tests.cli.runs import run

CSV = str(path("admissions"))
FORMULA = "admit ~ gre + gpa + C(rank)"
FIT = oddsmith.fit(FORMULA, load("admissions"))


@pytest.fixture(autouse=True)
def a_model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    FIT.save("m.json")


def test_one_row_is_a_page_whose_largest_part_comes_first(capsys):
    assert run("explain", "m.json", CSV, "--row", 3) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"P(admit = 1) = {FIT.predict(load('admissions')).iloc[3]:.4f}\n")
    lines = page.splitlines()[3:-1]
    added = [float(line.split("  ")[-2].strip() or 0) for line in lines[1:]]
    assert [abs(v) for v in added] == sorted(map(abs, added), reverse=True)
    assert "rank = 4" in page


def test_rows_are_a_table_that_adds_up(capsys):
    assert run("explain", "m.json", CSV) == 0
    table = pd.read_csv(StringIO(capsys.readouterr().out))
    np.testing.assert_allclose(table["probability"], FIT.predict(load("admissions")), rtol=1e-12)
    parts = table.drop(columns=["probability", "log_odds"])
    np.testing.assert_allclose(parts.sum(axis=1), table["log_odds"], rtol=1e-12, atol=1e-13)


def test_a_row_may_be_written_on_the_line_and_changed(capsys):
    values = ["--set", "gre=700", "--set", "gpa=3.4", "--set", "rank=2"]
    assert run("explain", "m.json", *values, "--json") == 0
    (said,) = json.loads(capsys.readouterr().out)
    expected = FIT.predict({"gre": [700], "gpa": [3.4], "rank": [2]})[0]
    assert said["probability"] == pytest.approx(expected, rel=1e-12)
    assert run("explain", "m.json", CSV, "--row", 3, "--set", "rank=1", "--json") == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert said["row"] == 3
    changed = load("admissions").iloc[[3]].assign(rank=1)
    assert said["probability"] == pytest.approx(FIT.predict(changed).iloc[0], rel=1e-12)


def test_several_classes_have_a_part_each(capsys):
    fit = oddsmith.fit("C(rank) ~ gpa", load("admissions"))
    fit.save("k.json")
    assert run("explain", "k.json", CSV, "--row", 0) == 0
    page = capsys.readouterr().out
    assert page.count("log-odds, the sum") == 3
    assert run("explain", "k.json", CSV, "--out", "parts.csv") == 0
    parts = pd.read_csv("parts.csv")
    p = fit.predict(load("admissions"))
    np.testing.assert_allclose(parts["probability:4"], p[4], rtol=1e-12)
    np.testing.assert_allclose(parts["log_odds:4"], np.log(p[4] / p[1]), rtol=1e-10)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["m.json"], "--set"),
        (["m.json", CSV, "--row", "400"], "rows 0 to 399"),
        (["m.json", "--row", "1"], "--row"),
        (["m.json", "--set", "gre"], "--set gre"),
        (["m.json", "--set", "gre=700"], "'gpa'"),
        (["m.json", CSV, "--out", "no/x.csv"], "no folder"),
        (["none.json", CSV], "none.json"),
    ],
)
def test_what_cannot_be_is_one_line(words, says, capsys):
    assert run("explain", *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


def test_a_decided_row_has_no_sum(capsys):
    with pytest.warns(oddsmith.errors.SeparationWarning):
        oddsmith.fit("y ~ x", {"y": [0, 0, 1, 1], "x": [1.0, 2, 3, 4]}).save("s.json")
    assert run("explain", "s.json", "--set", "x=9") == 0
    assert "separate the classes" in capsys.readouterr().out
