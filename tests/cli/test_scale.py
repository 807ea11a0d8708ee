"""Rows that are streamed at the command line."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import oddsmith
from oddsmith.cli import main
from tests.sources.streams import cut, town_table

TABLE = town_table(400)


def run(words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert not ended.value.code


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for k, part in enumerate(cut(TABLE, 150)):
        pq.write_table(pa.Table.from_pandas(part, preserve_index=False), f"{k}.parquet")
    run(["fit", "*.parquet", "y ~ x + town", "--save", "m.json"])


def test_fit_takes_a_pattern():
    found, whole = oddsmith.load("m.json"), oddsmith.fit("y ~ x + town", TABLE)
    np.testing.assert_allclose(found.params, whole.params, rtol=1e-9)


@pytest.mark.parametrize("files", [["*.parquet"], ["0.parquet", "1.parquet"]])
def test_predict_writes_parquet(files, capsys):
    run(["predict", "m.json", *files, "--out", "scored.pq"])
    assert "400 rows written to scored.pq" in capsys.readouterr().err
    found = pq.read_table("scored.pq")["probability"].to_numpy()
    np.testing.assert_array_equal(found, oddsmith.load("m.json").predict(TABLE))


@pytest.mark.filterwarnings("default")
def test_predict_counts_rows_without_a_probability(capsys):
    broken = TABLE.assign(x=TABLE["x"].where(TABLE["k"] > 0))
    pq.write_table(pa.Table.from_pandas(broken), "broken.parquet")
    run(["predict", "m.json", "broken.parquet", "--out", "scored.csv"])
    lost = int((TABLE["k"] == 0).sum())
    assert f"{lost} of 400 rows have no probability" in capsys.readouterr().err


def test_evaluate_prints_measures_and_json(capsys):
    capsys.readouterr()
    run(["evaluate", "m.json", "*.parquet"])
    assert "by bins, within" in capsys.readouterr().out
    run(["evaluate", "m.json", "0.parquet", "1.parquet", "--json"])
    found = json.loads(capsys.readouterr().out)
    expected = oddsmith.evaluate(oddsmith.load("m.json"), TABLE)
    assert found["log_loss"] == pytest.approx(expected.log_loss, rel=1e-12)
    assert found["rows"] == 400
