"""A CSV file is read as it says, or refused with the line at fault."""

import gzip
import os
import threading

import pytest

from oddsmith.errors import InputError
from oddsmith.frame import read_table
from oddsmith.frame.csv_files import read_csv_and_cells


def write(folder, text, name="table.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("name", ["table.csv", "table.csv.gz"])
def test_plain_and_gzipped(tmp_path, name):
    text = b"\xef\xbb\xbfx,town\n1,a\n2,\n"
    path = write(tmp_path, gzip.compress(text) if name.endswith("gz") else text, name)
    for source in (path, str(path)):
        table = read_table(source)
        assert list(table.columns) == ["x", "town"]
        assert table["town"].isna().tolist() == [False, True]


def test_a_missing_file_names_those_alike(tmp_path):
    write(tmp_path, "x\n1\n", "admissions.csv")
    with pytest.raises(InputError, match=r"no file .*admission\.csv.*'admissions\.csv'"):
        read_table(tmp_path / "admission.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("x,y\n", "no rows"),
        ("x,y\n1,2\n3,4,5\n", "line 3"),
        ("x,y,z\n1,2,3\n4,5\n", "line 3: 2 values .* 3 columns"),
        ("x,y\n1,2,3\n4,5,6\n", "more values in its rows than names|line 2"),
        ("x,x\n1,2\n", "more than one column called 'x'"),
        ("x;y\n1;2\n", "semicolons"),
        ("x\ty\n1\t2\n", "tabs"),
        (b"x,y\n1,\xff\xfe\n", "not UTF-8"),
        (b"\x00\x01\x02", "binary"),
        (b"PAR1abcd", r"Parquet.*oddsmith convert \S+ FILE\.csv"),
        (b"\x1f\x8babcd", "gzipped"),
        ('x,y\n1,"2\n', "does not read as CSV"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_table(write(tmp_path, text))


def test_folders_and_broken_gzip(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        read_table(tmp_path / "no" / "such.csv")
    with pytest.raises(InputError, match="not a gzip file"):
        read_table(write(tmp_path, "x,y\n1,2\n", "table.csv.gz"))
    whole = gzip.compress(b"x,y\n" + b"1,2\n" * 1000)
    with pytest.raises(InputError, match="cut short"):
        read_table(write(tmp_path, whole[:-20], "cut.csv.gz"))


def test_a_pipe_is_read_once(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("x,town\n1,a\n2,\n",), daemon=True)
    writer.start()
    table = read_table(pipe)
    writer.join(timeout=10)
    assert table["x"].tolist() == [1, 2]


def test_cells_are_the_text_of_the_file(tmp_path):
    text = 'id,n,"a ""b"", c"\n001,3.10,NA\n\n 1e2,"x, y",\n'
    table, cells = read_csv_and_cells(write(tmp_path, text))
    assert list(cells) == [
        ["id", "n", 'a "b", c'], ["001", "3.10", "NA"], ["1e2", "x, y", ""],
    ]  # fmt: skip
    assert len(table) == 2
