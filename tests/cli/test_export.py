"""``oddsmith export``: what the library exports, at the command line."""

import json

import pytest

import oddsmith
from oddsmith.cli.export_options import TARGETS as NAMED
from oddsmith.datasets import load, path
from oddsmith.export.targets import TARGETS
from tests.cli.runs import run

CSV = str(path("admissions"))
FIT = oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))


@pytest.fixture(autouse=True)
def a_model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    FIT.save("m.json")


def test_every_target_is_named():
    assert sorted(NAMED) == sorted(TARGETS)


@pytest.mark.parametrize("to", sorted(set(TARGETS) - {"onnx", "scorecard"}))
def test_what_is_written_is_what_the_library_gives(to, tmp_path, capsys):
    assert run("export", "m.json", "--to", to, "--out", "out.txt") == 0
    assert "Written to out.txt" in capsys.readouterr().err
    again = oddsmith.load("m.json")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == again.export(to)
    assert run("export", "m.json", "--to", to) == 0
    assert capsys.readouterr().out == again.export(to)


def test_options_reach_the_target(capsys):
    assert run("export", "m.json", "--to", "sql", "--table", "people") == 0
    assert capsys.readouterr().out.endswith('FROM "people"\n')
    words = (
        "--data",
        CSV,
        "--group",
        "rank",
        "--threshold",
        0.3,
        "--limit",
        "Old.",
        "--limit",
        "?",
    )
    assert run("export", "m.json", "--to", "card", *words) == 0
    limits = capsys.readouterr().out
    card = FIT.card(load("admissions"), "rank", threshold=0.3, limits=["Old.", "?"])
    assert limits == card
    words = ("--data", CSV, "--bins", "gre=500,650", "--bins", "gpa=linear", "--pdo", 40)
    assert run("export", "m.json", "--to", "scorecard", *words) == 0
    wanted = FIT.export("scorecard", bins={"gre": [500, 650], "gpa": "linear"}, pdo=40)
    assert capsys.readouterr().out == wanted


def test_json_says_what_was_written(capsys):
    assert run("export", "m.json", "--to", "sql", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["content"] == FIT.export("sql")
    assert found["bytes"] == len(found["content"])
    assert run("export", "m.json", "--to", "sql", "--json", "--out", "p.sql") == 0
    assert json.loads(capsys.readouterr().out)["out"] == "p.sql"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", "slq"], "close: 'sql'"),
        (["--to", "sql", "--pdo", "20"], "no option 'pdo'"),
        (["--to", "sql", "--out", "no/p.sql"], "no folder"),
        (["--to", "scorecard"], "give data="),
        (["--to", "scorecard", "--data", CSV, "--bins", "gre=wide"], "edges that grow"),
        (["--to", "scorecard", "--data", CSV, "--bins", "4", "--bins", "gre=3"], "--bins"),
        (["--to", "card", "--data", CSV, "--group", "rnk"], "close: 'rank'"),
        (["--to", "latex", "--level", "95"], "level=95"),
        ([], "--to"),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing(words, says, tmp_path, capsys):
    assert run("export", "m.json", *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert [file.name for file in tmp_path.iterdir()] == ["m.json"]


def test_a_model_and_a_table_that_do_not_match(tmp_path, capsys):
    load("admissions").drop(columns=["gre", "rank"]).to_csv("short.csv", index=False)
    assert run("export", "m.json", "--to", "card", "--data", "short.csv") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "do not match" in line
    assert "'gre', 'rank'" in line


def test_what_is_known_and_not_available_has_its_own_code(capsys):
    fit = oddsmith.fit("C(rank) ~ gpa", load("admissions"))
    fit.save("k.json")
    assert run("export", "k.json", "--to", "scorecard", "--data", CSV) == 3
    assert "several classes" in capsys.readouterr().err


@pytest.mark.heavy
def test_onnx_is_written_to_a_file(tmp_path, capsysbinary):
    onnx = pytest.importorskip("onnx")
    assert run("export", "m.json", "--to", "onnx", "--out", "m.onnx") == 0
    onnx.checker.check_model(onnx.load(tmp_path / "m.onnx"))
    assert run("export", "m.json", "--to", "onnx", "--json") == 2
