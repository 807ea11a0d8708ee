"""``oddsmith fit`` and ``oddsmith predict``."""

import json
import os
import threading
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.cli import main
from oddsmith.datasets import load, path
from oddsmith.frame import read_table

FORMULA = "admit ~ gre + gpa + C(rank)"
CSV = str(path("admissions"))


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*words):
    """Run a command; its exit code."""
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return end.value.code or 0


def test_fit_prints_the_summary_and_saves_the_model(capsys):
    assert run("fit", CSV, FORMULA, "--save", "m.json") == 0
    seen = capsys.readouterr()
    expected = oddsmith.fit(FORMULA, load("admissions"))
    assert seen.out == f"{expected.summary()}\n"
    assert "m.json" in seen.err
    np.testing.assert_array_equal(oddsmith.load("m.json").params, expected.params)


@pytest.mark.parametrize("formula", [FORMULA, "C(rank) ~ gpa"])
def test_a_trace_is_printed_before_the_summary(capsys, formula):
    assert run("fit", CSV, formula, "--trace") == 0
    table, _, summary = capsys.readouterr().out.partition("\n\n")
    expected = oddsmith.fit(formula, load("admissions"), trace=True)
    head, *rows = table.splitlines()
    assert head.split() == [*expected.history.columns]
    printed = [[float(word) for word in row.split()] for row in rows]
    np.testing.assert_allclose(printed, expected.history, rtol=1e-8)
    assert summary.strip() == str(expected.summary()).strip()


def test_options_reach_the_fit(capsys):
    table = load("admissions").assign(w=2.0, off=0.5)
    table.loc[0, "gre"] = np.nan
    table.to_csv("t.csv", index=False)
    words = [
        "--penalty",
        0.1,
        "--event",
        0,
        "--weights",
        "w",
        "--offset",
        "off",
        "--missing",
        "drop",
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("default")  # as on a command line
        assert run("fit", "t.csv", FORMULA, *words, "--level", 0.9) == 0
    seen = capsys.readouterr()
    with pytest.warns(oddsmith.errors.DroppedRowsWarning):
        expected = oddsmith.fit(
            FORMULA, table, penalty=0.1, event=0, weights="w", offset="off", missing="drop"
        )
    assert seen.out == f"{expected.summary(level=0.9)}\n"
    assert "warning: " in seen.err


@pytest.mark.parametrize(
    ("words", "settings", "errors", "intervals"),
    [
        ("--method firth --intervals profile", {"method": "firth"}, None, "profile"),
        ("--penalty 0.01 --l1-ratio 0.5", {"penalty": 0.01, "l1_ratio": 0.5}, None, "wald"),
        ("--errors HC3", {}, "HC3", "wald"),
        ("--cluster rank --cluster gpa", {"cluster": ["rank", "gpa"]}, None, "wald"),
        (
            "--weights rank --weight-kind sampling",
            {"weights": "rank", "weight_kind": "sampling"},
            None,
            "wald",
        ),
    ],
)
def test_methods_errors_and_intervals(words, settings, errors, intervals, capsys):
    assert run("fit", CSV, "admit ~ gre", *words.split()) == 0
    expected = oddsmith.fit("admit ~ gre", load("admissions"), **settings)
    if errors:
        expected = expected.with_errors(errors)
    assert capsys.readouterr().out == f"{expected.summary(method=intervals)}\n"


def test_predict_adds_probabilities(capsys):
    assert run("fit", CSV, FORMULA, "--save", "m.json") == 0
    assert run("predict", "m.json", CSV, "--out", "scored.csv") == 0
    expected = oddsmith.fit(FORMULA, load("admissions")).predict(load("admissions"))
    scored = read_table("scored.csv")
    np.testing.assert_array_equal(scored["probability"], expected)
    assert scored.drop(columns="probability").equals(load("admissions"))
    capsys.readouterr()
    assert run("predict", "m.json", CSV) == 0
    assert capsys.readouterr().out == Path("scored.csv").read_text()


def test_rows_with_missing_values_are_counted(capsys):
    run("fit", CSV, FORMULA, "--save", "m.json")
    table = load("admissions")
    table.loc[:2, "gpa"] = np.nan
    table.to_csv("t.csv", index=False)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert run("predict", "m.json", "t.csv", "--out", "s.csv") == 0
    assert "3 of 400 rows" in capsys.readouterr().err
    assert pd.read_csv("s.csv")["probability"].isna().sum() == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["fit", "none.csv", FORMULA], "none.csv"),
        (["fit", CSV, "admit ~ nothing"], "'nothing'"),
        (["fit", CSV, "admit ~ __import__('os').system('touch pwned')"], "__import__"),
        (["fit", CSV, FORMULA, "--penalty", "-1"], "penalty=-1"),
        (["fit", CSV, FORMULA, "--save", "no/m.json"], "Cannot write"),
        (["predict", "none.json", CSV], "none.json"),
        (["predict", CSV, CSV], "not JSON"),
    ],
)
def test_errors_are_one_line_and_exit_code_2(words, says, capsys):
    assert run(*words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("oddsmith: ")
    assert says in line
    assert os.listdir() == []


def test_new_levels_are_named(capsys):
    run("fit", CSV, FORMULA, "--save", "m.json")
    load("admissions").replace({"rank": {4: 7}}).to_csv("t.csv", index=False)
    capsys.readouterr()
    assert run("predict", "m.json", "t.csv", "--out", "s.csv") == 2
    assert "7" in capsys.readouterr().err
    assert not os.path.exists("s.csv")


def test_a_column_called_probability_is_kept(capsys):
    run("fit", CSV, FORMULA, "--save", "m.json")
    load("admissions").assign(probability=1).to_csv("t.csv", index=False)
    assert run("predict", "m.json", "t.csv") == 2
    assert "rename" in capsys.readouterr().err


def test_other_cells_stay_as_they_are(capsys):
    run("fit", CSV, "admit ~ gre", "--save", "m.json")
    Path("t.csv").write_text('id,gre,note\n001,600,NA\n\n010,3.10,"a, ""b"""\n1e5,,\n')
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert run("predict", "m.json", "t.csv", "--out", "s.csv") == 0
    fit = oddsmith.fit("admit ~ gre", load("admissions"))
    p, q = map(repr, fit.predict({"gre": [600.0, 3.1]}))
    assert Path("s.csv").read_text() == (
        f'id,gre,note,probability\n001,600,NA,{p}\n010,3.10,"a, ""b""",{q}\n1e5,,,\n'
    )


def test_out_may_be_a_pipe_and_messages_stay_out_of_it(capsys):
    run("fit", CSV, FORMULA, "--save", "m.json")
    capsys.readouterr()
    os.mkfifo("pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append(Path("pipe").read_text()), daemon=True)
    reader.start()
    assert run("predict", "m.json", CSV, "--out", "pipe") == 0
    reader.join(timeout=10)
    assert read[0].count("\n") == 401
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("label", ["1e2", "007"])
def test_a_label_that_looks_like_a_number_is_text(label, capsys):
    table = load("admissions").replace({"admit": {0: "no", 1: label}})
    table.to_csv("t.csv", index=False)
    assert run("fit", "t.csv", "admit ~ gre", "--event", label) == 0
    assert f"P(admit = {label})" in capsys.readouterr().out


@pytest.mark.parametrize("source", ["t.csv", "t.parquet"])
@pytest.mark.parametrize("unseen", ["nan", "reference"])
def test_levels_that_training_did_not_hold_are_taken_as_is_asked(source, unseen, capsys):
    run("fit", CSV, FORMULA, "--save", "m.json")
    table = load("admissions").replace({"rank": {4: 7}})
    table.loc[:2, "gpa"] = np.nan
    table.to_csv("t.csv", index=False)
    table.to_parquet("t.parquet", index=False)
    capsys.readouterr()
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        words = ["--unseen", unseen, "--out", "s.csv", "--json"]
        assert run("predict", "m.json", source, *words) == 0
    with pytest.warns(oddsmith.errors.OddsmithWarning):
        expected = oddsmith.load("m.json").predict(table, unseen=unseen)
    np.testing.assert_array_equal(read_table("s.csv")["probability"], expected)
    seen = capsys.readouterr()
    new = int((table["rank"] == 7)[3:].sum())
    assert f"{new} of 400 rows hold levels that training did not" in seen.err
    assert json.loads(seen.out) == {
        "out": "s.csv",
        "rows": 400,
        "lost": int(expected.isna().sum()),
        "unseen": new,
    }


def test_predictions_are_printed_as_json(capsys):
    run("fit", CSV, FORMULA, "--save", "m.json")
    capsys.readouterr()
    assert run("predict", "m.json", CSV, "--json") == 0
    expected = oddsmith.load("m.json").predict(load("admissions")).to_list()
    found = json.loads(capsys.readouterr().out)
    assert found == {"rows": 400, "lost": 0, "unseen": 0, "predictions": {"probability": expected}}


@pytest.mark.parametrize("words", [[CSV, "--out", "-"], ["t.parquet"]])
def test_rows_and_counts_do_not_share_standard_output(words, capsys):
    run("fit", CSV, FORMULA, "--save", "m.json")
    load("admissions").to_parquet("t.parquet")
    capsys.readouterr()
    assert run("predict", "m.json", *words, "--json") == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "give --out FILE" in seen.err
