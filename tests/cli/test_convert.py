"""``oddsmith convert``: models, coefficients and tables from one form into another."""

import json
import pickle

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load, path
from oddsmith.export.json_model import VERSION
from oddsmith.frame import read_table
from tests.cli.runs import run

CSV = str(path("admissions"))
TABLE = load("admissions")
FORMULA = "admit ~ gre + gpa + C(rank)"
FIT = oddsmith.fit(FORMULA, TABLE)


@pytest.fixture(autouse=True)
def a_model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    FIT.save("m.json")


def predictions(name):
    return oddsmith.load(name).predict(TABLE)


def test_an_older_file_becomes_one_of_the_newest(tmp_path):
    old = json.loads((tmp_path / "m.json").read_text())
    del old["scoring"]
    (tmp_path / "old.json").write_text(json.dumps({**old, "version": 1}))
    assert run("convert", "old.json", "new.json") == 0
    assert json.loads((tmp_path / "new.json").read_text())["version"] == VERSION
    assert (tmp_path / "new.json").read_text() == (tmp_path / "m.json").read_text()


@pytest.mark.parametrize("name", ["c.csv", "c.json"])
def test_coefficients_there_and_back(name, tmp_path):
    assert run("convert", "m.json", name, "--to", "coefficients") == 0
    words = ("--to", "model", "--formula", FORMULA, "--data", CSV)
    assert run("convert", name, "again.json", *words) == 0
    np.testing.assert_allclose(predictions("again.json"), FIT.predict(TABLE), atol=1e-14)


def test_coefficients_have_all_their_digits():
    assert run("convert", "m.json", "c.csv") == 0
    found = read_table("c.csv").set_index("term")["estimate"]
    assert found.to_dict() == FIT.params.to_dict()


def test_numbers_alone_need_no_table(tmp_path):
    (tmp_path / "c.csv").write_text("term,estimate\nIntercept,-1\nx,2\n")
    assert run("convert", "c.csv", "x.json", "--formula", "bought ~ x") == 0
    p = oddsmith.load("x.json").predict({"x": [1.0]})
    assert p[0] == pytest.approx(1 / (1 + np.exp(-1)))


def test_tables_there_and_back():
    pytest.importorskip("pyarrow")
    assert run("convert", CSV, "t.parquet") == 0
    pd.testing.assert_frame_equal(pd.read_parquet("t.parquet"), TABLE)
    assert run("convert", "t.parquet", "t.csv") == 0
    pd.testing.assert_frame_equal(pd.read_csv("t.csv"), TABLE)


def test_standard_output_and_json(capsys):
    assert run("convert", "m.json", "-", "--to", "coefficients") == 0
    assert capsys.readouterr().out.startswith("term,estimate")
    assert run("convert", "m.json", "c.csv", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["to"], said["out"]) == ("coefficients", "c.csv")


def test_a_pickle_is_not_opened(tmp_path, capsys):
    class Runs:
        def __reduce__(self):
            return open, (str(tmp_path / "ran"), "w")

    (tmp_path / "model.pkl").write_bytes(pickle.dumps(Runs()))
    assert run("convert", "model.pkl", "x.json") == 2
    assert "runs whatever code is in it" in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["m.json", "x.txt"], "--to"),
        (["m.json", "x.parquet"], "cannot become 'parquet'"),
        (["m.json", "x.json", "--formula", "a ~ b"], "for coefficients"),
        ([CSV, "x.json"], "'term', 'estimate'"),
        (["c.json", "x.json"], "--formula"),
        (["c.json", "x.json", "--formula", "y ~ x + z"], "none is given for 'z'"),
        (["list.json", "x.json"], "neither a model file nor coefficients"),
        (["half.json", "x.json"], "is not JSON, or is cut short"),
        (["twice.csv", "x.json", "--formula", "y ~ x"], "more than once"),
        (["c.json", "x.json", "--formula", "y ~ x", "--missing", "drop"], "give data="),
        (["m.json", "x.json", "--missing", "drop"], "for coefficients"),
        (["none.json", "x.json"], "cannot be read"),
        (["m.json", "no/x.json"], "no folder"),
        (["m.json", "-", "--to", "model", "--json"], "both ask for standard output"),
        (["bad.parquet", "x.csv"], "does not read as Parquet"),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing(words, says, tmp_path, capsys):
    (tmp_path / "c.json").write_text('{"Intercept": 1, "x": 2}')
    (tmp_path / "list.json").write_text("[1, 2]")
    (tmp_path / "half.json").write_text('{"Intercept": 1')
    (tmp_path / "twice.csv").write_text("term,estimate\nx,1\nx,2\n")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and no more")
    before = {file.name for file in tmp_path.iterdir()}
    assert run("convert", *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert {file.name for file in tmp_path.iterdir()} == before
