"""Clusters: a column, an array, or two of these; what is refused, and what they are called."""

import numpy as np
import pandas as pd
import pytest

from oddsmith.errors import DroppedRowsWarning, InputError
from oddsmith.frame import make_frame
from oddsmith.frame.clusters import names_of_clusters, read_clusters

TABLE = pd.DataFrame(
    {"school": ["a", "a", "b", "b", "c"], "year": [1, 2, 1, 2, 1], "y": [0, 1, 1, 0, 1]}
)
YEARS = TABLE.year.to_list()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, []),
        ("year", [YEARS]),
        (["year"], [YEARS]),
        (("school", "year"), [list("aabbc"), YEARS]),
        (["school", np.array(YEARS)], [list("aabbc"), YEARS]),
        ((TABLE.school, TABLE.year), [list("aabbc"), YEARS]),
        (np.array(YEARS), [YEARS]),
        (YEARS, [YEARS]),
        ([YEARS, YEARS], [YEARS, YEARS]),
        (list("xyxyx"), [list("xyxyx")]),
        (TABLE.school.astype("category"), [list("aabbc")]),
        ([1, "b", 2.5, "b", 1], [[1, "b", 2.5, "b", 1]]),
    ],
)
def test_all_that_a_caller_may_mean(given, expected):
    assert [way.tolist() for way in read_clusters(given, TABLE)] == expected


def test_labels_that_are_names_of_columns():
    """As many texts as rows are labels; fewer are columns."""
    table = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]})
    assert [way.tolist() for way in read_clusters(["a", "b", "a"], table)] == [["a", "b", "a"]]
    assert [way.tolist() for way in read_clusters(["a", "b"], table)] == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("scool", "cluster='scool': no column is called 'scool' .close: 'school'"),
        ([1, 2], r"shape \(2,\), and the table 5 rows"),
        (np.ones((5, 2)), r"shape \(5, 2\), and the table 5 rows"),
        (7, r"shape \(\), and the table 5 rows"),
        (["school", [1, 2]], r"shape \(2,\)"),
        (TABLE.school[::-1], "whose index is not the table's"),
        (TABLE.school.set_axis(range(1, 6)), "whose index is not the table's"),
    ],
)
def test_what_is_no_label_for_each_row(given, says):
    with pytest.raises(InputError, match=says):
        read_clusters(given, TABLE)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("school", ("school",)),
        (["school", "year"], ("school", "year")),
        (TABLE.school, ("school",)),
        ((TABLE.school, np.array(YEARS)), ("school", "(array)")),
        (np.array(YEARS), ("(array)",)),
        (YEARS, ("(array)",)),
        (pd.Series(YEARS, name=5), ("(array)",)),
        (pd.Series(YEARS), ("(array)",)),
    ],
)
def test_what_they_are_called(given, names):
    assert names_of_clusters(given) == names


def test_they_follow_the_rows_that_are_kept():
    table = TABLE.assign(x=[1.0, np.nan, 3.0, 4.0, 5.0])
    with pytest.warns(DroppedRowsWarning):
        frame = make_frame(
            "y ~ x", table, weights=[1, 1, 1, 0, 1], cluster=["school", YEARS], missing="drop"
        )
    assert [way.tolist() for way in frame.clusters] == [["a", "b", "c"], [1, 1, 1]]
    assert make_frame("y ~ x", table[2:]).clusters == ()
