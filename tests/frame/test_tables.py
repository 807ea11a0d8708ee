"""Any table becomes a DataFrame with rows in their own order, and is never changed."""

import numpy as np
import pandas as pd
import pytest

from oddsmith.errors import InputError
from oddsmith.frame import read_table


def test_a_dataframe_is_passed_on_as_it_is():
    table = pd.DataFrame({"x": [1, 2]})
    assert read_table(table) is table


def test_a_dict_goes_by_position_not_by_index():
    table = read_table({"x": pd.Series([1, 2], index=[5, 6]), "y": [3, 4], "z": (5, 6)})
    assert table.to_numpy().tolist() == [[1, 3, 5], [2, 4, 6]]


def test_lengths_that_differ_are_named():
    with pytest.raises(InputError, match=r"'x' has 2 rows, 'y' has 1 row;"):
        read_table({"x": [1, 2], "y": [1]})


@pytest.mark.parametrize(
    ("values", "message"),
    [(3.0, "single value"), ("abc", "single value"), (np.ones((2, 2)), r"shape \(2, 2\)")],
)
def test_a_column_has_one_dimension(values, message):
    with pytest.raises(InputError, match=message):
        read_table({"x": values})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (np.ones((2, 2)), "Name its columns"),
        ([1, 2], "list is not known"),
        (None, "NoneType is not known"),
        ({}, "no columns"),
        ({"x": []}, "no rows"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "called a,"),
    ],
)
def test_what_is_no_table_is_refused(source, message):
    with pytest.raises(InputError, match=message):
        read_table(source)


def other_tables():
    polars, pyarrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    data = {"n": [1, None, 3], "t": ["a", None, "b"], "y": [True, False, True]}
    frame = polars.DataFrame(data).with_columns(
        e=polars.Series(["lo", "hi", None], dtype=polars.Enum(["lo", "hi"]))
    )
    arrow = pyarrow.table(data).append_column(
        "e", pyarrow.DictionaryArray.from_arrays(pyarrow.array([0, 1, None]), ["lo", "hi"])
    )
    return frame, arrow


@pytest.mark.parametrize("which", [0, 1])
def test_polars_and_arrow_tables(which):
    table = read_table(other_tables()[which])
    np.testing.assert_array_equal(table["n"], [1, np.nan, 3])
    assert table["t"].isna().tolist() == [False, True, False]
    assert table["e"].cat.categories.tolist() == ["lo", "hi"]
    assert table["e"].cat.codes.tolist() == [0, 1, -1]


def test_a_polars_categorical_is_text():
    polars = pytest.importorskip("polars")
    column = polars.Series("f", ["b", None, "a"], dtype=polars.Categorical)
    got = read_table(polars.DataFrame({"f": column}))["f"]
    assert got[[0, 2]].tolist() == ["b", "a"]
    assert got.isna().tolist() == [False, True, False]


def test_a_lazy_table_says_collect():
    polars = pytest.importorskip("polars")
    with pytest.raises(InputError, match="collect"):
        read_table(polars.LazyFrame({"x": [1]}))
