"""``oddsmith path``: the table of a path, its cross-validation, its picture, its choice."""

import json
import os

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load, path
from tests.cli.runs import run

CSV = str(path("admissions"))
FORMULA = "admit ~ gre + gpa + C(rank)"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_points_are_those_of_path(capsys):
    assert run("path", CSV, FORMULA, "--penalties", 7, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    expected = oddsmith.path(FORMULA, load("admissions"), penalties=7)
    for name in ("C", "loss", "gap"):
        np.testing.assert_array_equal([row[name] for row in found["points"]], expected.table[name])
    assert found["chosen"] == {}
    assert run("path", CSV, FORMULA, "--penalties", 7) == 0
    assert len(capsys.readouterr().out.splitlines()) == 8


@pytest.mark.parametrize("rule", ["min", "1se"])
def test_the_chosen_point_is_saved(rule, capsys):
    words = ["--penalties", 7, "--folds", 5, "--scoring", "auc", "--rule", rule, "--save", "m.json"]
    assert run("path", CSV, FORMULA, *words, "--json") == 0
    expected = oddsmith.path(FORMULA, load("admissions"), penalties=7)
    judged = expected.cross_validate(5, "auc")
    found = json.loads(capsys.readouterr().out)
    np.testing.assert_array_equal([row["auc"] for row in found["points"]], judged.mean)
    chosen = expected.fit(judged.penalty(rule))
    np.testing.assert_array_equal(oddsmith.load("m.json").params, chosen.params)


@pytest.mark.parametrize("words", [[], ["--folds", "5"]])
def test_its_picture_is_written(words, capsys):
    assert run("path", CSV, FORMULA, "--penalties", 5, *words, "--out", "p.svg") == 0
    assert "p.svg" in capsys.readouterr().err
    with open("p.svg", encoding="utf-8") as file:
        assert "<svg" in file.read()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--save", "m.json"], "--folds"),
        (["--scoring", "auc"], "--folds"),
        (["--folds", "5", "--scoring", "nothing"], "nothing"),
        (["--out", "p.gif"], ".png"),
        (["--folds", "5", "--save", "no/m.json"], "no folder"),
        (["--penalties", "0"], "penalties"),
    ],
)
def test_what_has_no_effect_is_refused(words, says, capsys):
    assert run("path", CSV, FORMULA, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert os.listdir() == []


def test_several_classes_are_judged_and_drawn_and_not_saved(capsys):
    words = ["path", CSV, "C(rank) ~ gre + gpa", "--penalties", 4, "--folds", 5]
    assert run(*words, "--out", "p.svg", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    expected = oddsmith.path("C(rank) ~ gre + gpa", load("admissions"), penalties=4)
    means = expected.cross_validate(5).mean
    np.testing.assert_array_equal([row["deviance"] for row in found["points"]], means)
    assert os.path.exists("p.svg")
    assert run(*words, "--save", "m.json") == 3
    assert "LogisticRegression" in capsys.readouterr().err
    assert os.listdir() == ["p.svg"]
