"""Predictions written piece by piece are those of `predict`; a fault leaves nothing behind."""

import resource
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import oddsmith
from oddsmith.errors import InputError
from oddsmith.scoring import Written, write_predictions
from tests.sources.streams import cut, town_table

TABLE = town_table(500)
FIT = oddsmith.fit("y ~ x + town", TABLE, offset="shift")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    for k, part in enumerate(cut(TABLE, 200)):
        arrow = pa.Table.from_pandas(part, preserve_index=False)
        pq.write_table(arrow, tmp_path / "in" / f"{k}.parquet", row_group_size=77)
    return tmp_path


def test_a_parquet_file_holds_all_columns_as_they_were(folder):
    table = TABLE.assign(x=TABLE["x"].where(TABLE["x"] < 2))
    arrow = pa.Table.from_pandas(table, preserve_index=False).append_column(
        "when", pa.array(pd.date_range("2020", periods=500))
    )
    pq.write_table(arrow, folder / "a.parquet")
    written = write_predictions(FIT, folder / "a.parquet", folder / "out.parquet")
    found = pq.read_table(folder / "out.parquet")
    assert found.drop_columns("probability").equals(arrow)
    with pytest.warns(oddsmith.errors.MissingValuesWarning):
        expected = FIT.predict(table)
    np.testing.assert_array_equal(found["probability"].to_numpy(), expected)
    assert written == Written(500, int(expected.isna().sum()))


def test_csv_holds_the_same_numbers(folder):
    write_predictions(FIT, folder / "in", folder / "out.csv")
    found = oddsmith.frame.read_table(folder / "out.csv")
    np.testing.assert_array_equal(found["probability"], FIT.predict(TABLE))
    pd.testing.assert_frame_equal(
        found.drop(columns="probability"), TABLE, check_exact=True, check_dtype=False
    )


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
def test_no_rows_leave_no_file_that_does_not_read(folder, name):
    with pytest.raises(InputError, match=rf"no row to predict, so that .*{name} is not written"):
        write_predictions(FIT, [TABLE[:0], TABLE[:0]], folder / name)
    assert [one.name for one in folder.iterdir()] == ["in"]


@pytest.mark.parametrize(
    ("first", "later", "said"),
    [(1, 1.5, "double, and int64"), (None, "late", "string, and null")],
)
def test_other_kinds_of_values_in_a_later_piece_are_told(folder, first, later, said):
    pieces = [TABLE[:50].assign(more=first), TABLE[50:90].assign(more=later)]
    with pytest.raises(InputError, match=rf"table 2: 'more' holds (large_)?{said} in the pieces"):
        write_predictions(FIT, pieces, folder / "out.parquet")
    assert [one.name for one in folder.iterdir()] == ["in"]
    assert write_predictions(FIT, pieces, folder / "out.csv").rows == 90


def test_whole_numbers_in_one_file_and_others_in_the_next_are_written_as_numbers(folder):
    for k, more in enumerate([[1, None], [2.5, "late"]]):
        part = TABLE[:50].assign(number=more[0], word=more[1])
        part.to_parquet(folder / f"{k}.parquet", index=False)
    write_predictions(FIT, [folder / "0.parquet", folder / "1.parquet"], folder / "out.parquet")
    found = pd.read_parquet(folder / "out.parquet")
    assert found["number"].to_list() == [1.0] * 50 + [2.5] * 50
    assert found["word"].isna().sum() == 50
    assert set(found["word"].dropna()) == {"late"}


def test_several_classes_have_a_column_each(folder):
    fit = oddsmith.fit("k ~ x + town", TABLE)
    write_predictions(fit, folder / "in", folder / "out.parquet")
    found = pq.read_table(folder / "out.parquet").to_pandas()
    names = [f"probability:{k}" for k in range(3)]
    np.testing.assert_array_equal(found[names], fit.predict(TABLE))


def test_a_fault_in_a_later_piece_leaves_what_was_there(folder):
    (folder / "out.parquet").write_text("before")
    pieces = [TABLE, TABLE.assign(town="elsewhere")]
    with pytest.raises(InputError, match="table 2: 'town' holds 'elsewhere' in 500 rows"):
        write_predictions(FIT, pieces, folder / "out.parquet")
    assert (folder / "out.parquet").read_text() == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["in", "out.parquet"]


FULL = """
import resource, oddsmith, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
oddsmith.write_predictions(oddsmith.load(sys.argv[1]), sys.argv[2], sys.argv[3])
"""


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(folder, name):
    FIT.save(folder / "m.json")
    words = [sys.executable, "-c", FULL, folder / "m.json", folder / "in", folder / name]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    assert f"InputError: Cannot write {folder / name}: File too large." in found.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["in", "m.json"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_device_that_is_full_is_told(folder):
    with pytest.raises(InputError, match="Cannot write /dev/full: No space left"):
        write_predictions(FIT, folder / "in", "/dev/full")


def test_a_column_called_probability_is_kept(folder):
    with pytest.raises(InputError, match="already have a column 'probability'"):
        write_predictions(FIT, [TABLE.assign(probability=1.0)], folder / "out.csv")


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
@pytest.mark.parametrize("unseen", ["nan", "reference"])
def test_unseen_levels_are_taken_as_predict_takes_them(folder, unseen, name):
    table = TABLE.assign(town=TABLE["town"].where(np.arange(500) % 7 > 0, "elsewhere"))
    written = write_predictions(FIT, cut(table, 200), folder / name, unseen=unseen)
    with pytest.warns(oddsmith.errors.UnseenLevelWarning):
        expected = FIT.predict(table, unseen=unseen)
    read = pd.read_parquet if name.endswith(".parquet") else oddsmith.frame.read_table
    np.testing.assert_array_equal(read(folder / name)["probability"], expected)
    assert written == Written(500, int(expected.isna().sum()), 72)
