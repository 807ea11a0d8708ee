"""What holds for every command: exit codes, one line for an error, streams, JSON, completion."""

import json
import os
import subprocess
import sys
from io import StringIO

import numpy as np
import pytest

import oddsmith
from oddsmith import cli
from oddsmith.cli import COMMANDS
from oddsmith.datasets import load, path
from tests.cli.runs import run

CSV = str(path("admissions"))


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def shell(*words, **more):
    command = [sys.executable, "-m", "oddsmith.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["fit"], 2, "See oddsmith fit --help."),
        (["fit", CSV, "admit ~ gre", "--method", "best"], 2, "'best'"),
        (["fit", CSV, "admit ~ gre", "--nothing"], 2, "--nothing. See oddsmith fit --help."),
        (["fit", CSV, "admit ~ nothing"], 2, "'nothing'"),
        (["nothing"], 2, "'nothing'"),
        (["fit", CSV, "admit ~ gre", "--penalty", "1", "--method", "firth"], 3, "penalty"),
    ],
)
def test_an_error_is_one_line_and_its_code_says_whose(words, code, says, capsys):
    assert run(*words) == code
    seen = capsys.readouterr()
    (line,) = seen.err.splitlines()
    assert line.startswith("oddsmith: ")
    assert says in line
    assert seen.out == ""


def test_a_fault_of_ours_is_one_line_and_debug_shows_it(monkeypatch, capsys):
    def broken(*_, **__):
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(oddsmith, "fit", broken)
    assert run("fit", CSV, "admit ~ gre") == 1
    assert capsys.readouterr().err.splitlines() == [
        "oddsmith: fault: ZeroDivisionError: of ours (--debug shows where)"
    ]
    with pytest.raises(ZeroDivisionError):
        cli.main(["fit", CSV, "admit ~ gre", "--debug"])


def test_without_a_word_the_commands_are_listed(capsys):
    assert run() == 2
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_an_example(name, capsys):
    assert run(name, "--help") == 0
    assert " ".join(capsys.readouterr().out.split()).endswith(COMMANDS[name][1])


def test_a_table_comes_from_standard_input(tmp_path):
    table = path("admissions").read_text(encoding="utf-8")
    ends = shell("fit", "-", "admit ~ gre", input=table)
    assert ends.returncode == 0, ends.stderr
    assert ends.stdout == f"{oddsmith.fit('admit ~ gre', load('admissions')).summary()}\n"
    assert list(tmp_path.iterdir()) == []


def test_json_of_a_fit_is_strict_and_has_all_digits(capsys):
    assert run("fit", CSV, "admit ~ gre", "--json", "--trace") == 0
    facts = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    fit = oddsmith.fit("admit ~ gre", load("admissions"), trace=True)
    np.testing.assert_array_equal([row["estimate"] for row in facts["terms"]], fit.params)
    np.testing.assert_array_equal([row["loss"] for row in facts["history"]], fit.history["loss"])


def test_json_of_a_separated_fit_has_words_for_infinity(capsys):
    table = "y,x\n0,1\n0,2\n1,3\n1,4\n"
    with open("t.csv", "w", encoding="utf-8") as file:
        file.write(table)
    assert run("fit", "t.csv", "y ~ x", "--json") == 0
    rows = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)["terms"]
    assert rows[1]["estimate"] == "inf"
    assert rows[1]["p_value"] is None


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("no_colour", "first"), [("1", "oddsmith:"), ("", "\033[31moddsmith:")])
def test_colours_are_for_terminals_that_want_them(no_colour, first, monkeypatch):
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setattr(sys, "stderr", Terminal())
    cli.say("", "no")
    assert sys.stderr.getvalue().startswith(first)


def test_a_place_that_cannot_be_written_is_refused_before_any_work(capsys):
    assert run("fit", CSV, "admit ~ gre", "--save", "no/m.json") == 2
    assert "no folder no" in capsys.readouterr().err
    assert run("fit", CSV, "admit ~ gre", "--save", ".") == 2
    assert "folder" in capsys.readouterr().err
    assert os.listdir() == []


def test_commands_are_completed():
    asked = {"_ODDSMITH_COMPLETE": "complete_bash", "COMP_WORDS": "oddsmith ex", "COMP_CWORD": "1"}
    assert "explain" in shell(env={**os.environ, **asked}).stdout.split()


@pytest.mark.parametrize(
    "words",
    [
        ["predict", "-", "-"],
        ["predict", "m.json", "-", "a.csv", "-"],
        ["evaluate", "-", "-"],
        ["report", "-", "-"],
        ["explain", "-", "-"],
        ["export", "-", "--to", "card", "--data", "-"],
    ],
)
def test_standard_input_is_one_argument_alone(words, capsys):
    assert run(*words) == 2
    assert "- stands for standard input twice" in capsys.readouterr().err
