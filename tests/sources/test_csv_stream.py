"""CSV by pieces: every cell means what it means to the reader of tables."""

import gzip

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oddsmith
from oddsmith.errors import InputError
from oddsmith.frame import read_table
from oddsmith.frame.missing import read_columns
from oddsmith.sources import opening
from oddsmith.sources.csv_stream import MISSING, Csv
from tests.sources.streams import cut, town_table

TABLE = town_table(900)
FORMULA = "y ~ x + town + C(k)"
CELLS = st.sampled_from(
    ["1", "2", "-3", "1.5", "+1", "1e3", "NA", "", "nan", "null", " 4", "4 ", "True", "false", "x",
     " x", "x ", "0x1", "inf", '"7"', '"a,b"']
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for number, part in enumerate(cut(TABLE, 250, 600)):
        part.to_csv(tmp_path / f"part-{number}.csv", index=False)
    return tmp_path


def test_a_folder_of_files_is_the_rows_they_hold(folder):
    whole = oddsmith.fit(FORMULA, TABLE)
    for data in (folder, str(folder / "*.csv"), sorted(folder.glob("*.csv"))):
        found = oddsmith.fit(FORMULA, data)
        assert ((found.params - whole.params).abs() <= 1e-8 * whole.bse).all()


def test_a_large_file_is_streamed_and_a_small_one_is_a_table(tmp_path, monkeypatch):
    TABLE.to_csv(tmp_path / "a.csv", index=False)
    assert opening.opened(tmp_path / "a.csv") is None
    monkeypatch.setattr(opening, "BIG", 1000)
    found = oddsmith.fit(FORMULA, tmp_path / "a.csv")
    np.testing.assert_allclose(found.params, oddsmith.fit(FORMULA, TABLE).params, rtol=1e-9)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12))
def test_columns_are_what_the_reader_of_tables_makes_of_them(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("cells") / "a.csv"
    path.write_text("a,b\n" + "".join(f"{a},{b}\n" for a, b in rows), encoding="utf-8")
    whole = read_columns(read_table(path), ["a", "b"])
    pieces = [read_columns(piece.table, ["a", "b"]) for piece in Csv((str(path),)).read(["a", "b"])]
    for name in ("a", "b"):
        found = np.concatenate([piece[name] for piece in pieces])
        if whole[name].dtype.kind == "O":
            assert found.tolist() == whole[name].tolist()
        else:
            assert found.dtype.kind == whole[name].dtype.kind or found.dtype.kind == "f"
            np.testing.assert_array_equal(found.astype(float), whole[name].astype(float))


@pytest.mark.parametrize("word", MISSING)
def test_the_words_for_a_missing_value_are_those_of_the_reader_of_tables(word, tmp_path):
    (tmp_path / "a.csv").write_text(f"x,y\n{word},1\n2,1\n", encoding="utf-8")
    assert read_table(tmp_path / "a.csv")["x"].isna().tolist() == [True, False]


def test_small_blocks_are_the_same_rows(tmp_path):
    TABLE.to_csv(tmp_path / "a.csv", index=False)
    pieces = list(Csv((str(tmp_path / "a.csv"),), block=4096).read(list(TABLE.columns)))
    assert len(pieces) > 5
    joined = pd.concat([piece.table for piece in pieces], ignore_index=True)
    pd.testing.assert_frame_equal(joined, TABLE, check_dtype=False)
    assert [piece.start for piece in pieces] == np.cumsum(
        [0, *(len(piece.table) for piece in pieces[:-1])]
    ).tolist()


def test_zipped_files_and_lines_within_quotes_are_read(tmp_path):
    with gzip.open(tmp_path / "a.csv.gz", "wt") as file:
        file.write('y,x\n1,"two\nlines"\n0,one\n')
    [piece] = Csv((str(tmp_path / "a.csv.gz"),)).read(["x"])
    assert piece.table["x"].tolist() == ["two\nlines", "one"]


def test_a_row_of_another_width_is_told_by_file(folder):
    with open(folder / "part-1.csv", "a") as file:
        file.write("1,2\n")
    with pytest.raises(InputError, match=r"part-1.csv does not read as CSV: .*Expected 8 columns"):
        oddsmith.fit(FORMULA, folder)


def test_a_column_that_a_later_file_lacks_is_told(folder):
    TABLE.drop(columns="town").to_csv(folder / "part-9.csv", index=False)
    with pytest.raises(InputError, match=r"part-9.csv has no column 'town'"):
        oddsmith.fit(FORMULA, folder)


def test_numbers_that_turn_to_text_in_a_later_file_are_text_in_all(folder):
    TABLE.assign(k="many").to_csv(folder / "part-9.csv", index=False)
    found = oddsmith.fit("y ~ x + C(k)", folder)
    assert "C(k)[T.many]" in found.names
