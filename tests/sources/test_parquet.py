"""Parquet: files, folders, globs and data sets are the rows they hold; faults name their place."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oddsmith
from oddsmith.errors import InputError, MissingValuesError
from tests.sources.streams import cut, town_table

TABLE = town_table(900)
FORMULA = "y ~ x + town + C(k)"


def write(table, path, rows=100):
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path, row_group_size=rows)
    return path


@pytest.fixture
def folder(tmp_path):
    for number, part in enumerate(cut(TABLE, 250, 600)):
        write(part, tmp_path / f"part-{number}.parquet")
    return tmp_path


def same_as_in_memory(found, table=TABLE, formula=FORMULA):
    whole = oddsmith.fit(formula, table)
    assert ((found.params - whole.params).abs() <= 1e-8 * whole.bse).all()
    np.testing.assert_allclose(found.vcov(), whole.vcov(), rtol=1e-8, atol=1e-14)


@pytest.mark.parametrize("which", ["folder", "glob", "list", "dataset", "feather"])
def test_all_ways_to_name_files_read_their_rows(folder, which):
    files = sorted(folder.glob("*.parquet"))
    data = {
        "folder": folder,
        "glob": str(folder / "*.parquet"),
        "list": files,
        "dataset": ds.dataset(folder),
        "feather": ds.dataset(pa.Table.from_pandas(TABLE)),
    }[which]
    same_as_in_memory(oddsmith.fit(FORMULA, data))


def test_one_file_needs_no_ending(tmp_path):
    same_as_in_memory(oddsmith.fit(FORMULA, write(TABLE, tmp_path / "rows")))


@given(st.lists(st.integers(1, 899), unique=True, max_size=5), st.integers(20, 1000), st.randoms())
@settings(max_examples=10)
def test_the_order_of_files_and_the_size_of_groups_change_nothing(tmp_path_factory, at, rows, draw):
    folder = tmp_path_factory.mktemp("rows")
    files = [write(part, folder / f"{i}.parquet", rows) for i, part in enumerate(cut(TABLE, *at))]
    draw.shuffle(files)
    same_as_in_memory(oddsmith.fit(FORMULA, files))


def test_folders_may_be_named_after_the_values_of_a_column(tmp_path):
    arrow = pa.Table.from_pandas(TABLE, preserve_index=False)
    pq.write_to_dataset(arrow, tmp_path, partition_cols=["k"])
    same_as_in_memory(oddsmith.fit(FORMULA, tmp_path))


def test_only_the_columns_of_the_fit_are_read(tmp_path):
    table = TABLE.assign(when=pd.Timestamp("2020-01-01"))  # which no model takes
    same_as_in_memory(oddsmith.fit(FORMULA, write(table, tmp_path / "a.parquet")))


def test_a_missing_value_is_told_by_file_group_and_column(folder):
    broken = TABLE[:300].copy()
    broken.iloc[230, broken.columns.get_loc("x")] = np.nan
    write(broken, folder / "part-9.parquet")
    with pytest.raises(MissingValuesError, match=r"part-9.parquet, row group 2: 1 row.* 'x' \(1"):
        oddsmith.fit(FORMULA, folder)


def test_a_file_cut_short_is_told_by_its_name(folder):
    file = folder / "part-1.parquet"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(InputError, match=r"part-1.parquet does not read as Parquet.*cut short"):
        oddsmith.fit(FORMULA, folder)


def test_a_damaged_row_group_is_told_by_its_number(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.Table.from_pandas(TABLE, preserve_index=False), path, row_group_size=300,
        write_page_checksum=True,
    )  # fmt: skip
    start = pq.read_metadata(path).row_group(2).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[start : start + 60] = b"\xff" * 60
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a.parquet, row group 2"):
        oddsmith.fit(FORMULA, path)


def test_an_empty_file_and_a_missing_one_are_told_by_name(folder):
    (folder / "part-5.parquet").write_bytes(b"")
    with pytest.raises(InputError, match=r"part-5.parquet does not read as Parquet"):
        oddsmith.fit(FORMULA, str(folder / "*.parquet"))
    with pytest.raises(InputError, match=r"there is no file .*nowhere.parquet"):
        oddsmith.fit(FORMULA, folder / "nowhere.parquet")
    with pytest.raises(InputError, match=r"no file is called .*\*\.pq"):
        oddsmith.fit(FORMULA, str(folder / "*.pq"))


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"a folder without files that end in \.parquet"):
        oddsmith.fit(FORMULA, tmp_path)


def test_files_without_rows_change_nothing(folder):
    write(TABLE[:0], folder / "part-7.parquet")
    same_as_in_memory(oddsmith.fit(FORMULA, folder))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (TABLE.assign(x="1"), r"part-8.parquet: 'x' holds text, and numbers in .*part-0.parquet"),
        (TABLE.drop(columns="town"), r"part-8.parquet has no column 'town'"),
    ],
)
def test_another_schema_halfway_is_told_by_file_and_column(folder, changed, said):
    write(changed, folder / "part-8.parquet")
    with pytest.raises(InputError, match=said):
        oddsmith.fit(FORMULA, folder)


def test_whole_numbers_in_one_file_and_others_in_the_next_are_numbers(folder):
    table = TABLE.assign(x=np.arange(900) % 7)
    write(table, folder / "part-8.parquet")
    same_as_in_memory(oddsmith.fit(FORMULA, folder), pd.concat([TABLE, table]))


def test_text_may_be_stored_as_codes(tmp_path):
    table = TABLE.assign(town=pd.Categorical(TABLE["town"], ["west", "east", "north"]))
    whole = oddsmith.fit(FORMULA, table)
    found = oddsmith.fit(FORMULA, write(table, tmp_path / "a.parquet"))
    np.testing.assert_allclose(found.params, whole.params, rtol=1e-9)
    assert found.names == whole.names
