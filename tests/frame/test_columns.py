"""Columns become numbers, text or categories; nothing overflows, nothing is guessed."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from oddsmith.errors import InputError
from oddsmith.frame.columns import infinite, missing, read_column


@pytest.mark.parametrize(
    ("values", "dtype", "kind"),
    [
        ([1, 2], "int8", "i"),
        ([1, 2], "Int64", "i"),
        ([1, None], "Int64", "f"),
        ([1.5, 2], "float32", "f"),
        ([True, False], "bool", "b"),
        ([True, None], "boolean", "f"),
        ([True, None], "object", "f"),
        ([1, 2.5], "object", "f"),
        ([1, 2], "object", "i"),
        ([None, None], "object", "f"),
        (["a", None], "object", "O"),
        (["a", None], "str", "O"),
        ([1, 2], "uint64", "i"),
        ([2**64 - 1, 2], "uint64", "f"),
    ],
)
def test_kinds(values, dtype, kind):
    got = read_column(pd.Series(values, dtype=dtype))
    assert got.dtype.kind == kind
    assert got.dtype.itemsize in (1, 8)
    assert missing(got).tolist() == [value is None for value in values]


def test_intervals_become_their_text():
    got = read_column(pd.Series(pd.cut([1, 5, 9], [0, 4, 10])))
    assert got.categories.tolist() == ["(0, 4]", "(4, 10]"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pd.to_datetime(["2020-01-01"]), "'c' holds dates"),
        (pd.to_timedelta([1]), "'c' holds dates"),
        ([datetime.date(2020, 1, 1)], "'c' holds dates"),
        (pd.Categorical(pd.to_datetime(["2020-01-01"])), "'c' holds dates"),
        ([1 + 2j], "complex"),
        ([1, "a"], "int, str"),
        ([Decimal(1)], "Decimal"),
        ([[1], [2]], "list"),
    ],
)
def test_other_things_are_refused_by_name(values, message):
    with pytest.raises(InputError, match=message):
        read_column(pd.Series(values, name="c"))


def test_infinite():
    assert infinite(np.array([1.0, np.inf, -np.inf, np.nan])).tolist() == [False, True, True, False]
    assert infinite(np.array([1, 2])).tolist() == [False, False]
