"""Roles: columns of weights, offset and clusters are no predictors, and their gaps are gaps."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import DroppedRowsWarning, InputError, MissingValuesError
from oddsmith.frame import make_frame
from oddsmith.frame.roles import Roles, positive

TABLE = pd.DataFrame(
    {
        "y": [0, 1, 1, 0, 1, 0],
        "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        "w": [1.0, 2.0, 1.0, 2.0, 1.0, 0.0],
        "school": ["a", None, "b", "b", "c", "a"],
        "year": [1, 2, 1, 2, np.nan, 1],
    }
)


@pytest.mark.parametrize("cluster", ["school", ["school"], ["school", "year"], ("year", "school")])
def test_the_dot_leaves_out_clusters(cluster):
    table = TABLE.fillna({"school": "d", "year": 3})
    roles = {"weights": "w", "cluster": cluster}
    used = [cluster] if isinstance(cluster, str) else list(cluster)
    others = [name for name in ("x", "school", "year") if name not in used]
    dot, said = (make_frame(f"y ~ {f}", table, **roles) for f in (".", " + ".join(others)))
    assert dot.terms.names == said.terms.names


def test_an_array_of_labels_takes_no_column_away():
    """Six labels that are names of columns are labels."""
    frame = make_frame("y ~ .", TABLE[["y", "x", "w"]], cluster=["x", "w", "x", "w", "x", "w"])
    assert frame.terms.names == ("Intercept", "x", "w")


@pytest.mark.parametrize(
    ("cluster", "kept", "says"),
    [
        ("school", [0, 2, 3, 4], r"1 row of 6 cannot be used: 'cluster' \(1 missing\)"),
        (TABLE.year.astype("Int64"), [0, 1, 2, 3], r"'cluster' \(1 missing\)"),
        (
            ["school", "year"],
            [0, 2, 3],
            r"2 rows of 6 .*'first cluster' \(1 missing\), 'second cluster' \(1 missing\)",
        ),
    ],
)
def test_a_missing_cluster_is_dropped_and_counted(cluster, kept, says):
    """The row of weight zero would not count in any case."""
    with pytest.raises(MissingValuesError, match=says):
        make_frame("y ~ x", TABLE, weights="w", cluster=cluster)
    with pytest.warns(DroppedRowsWarning, match=says):
        frame = make_frame("y ~ x", TABLE, weights="w", cluster=cluster, missing="drop")
    assert frame.rows.tolist() == kept
    assert (frame.n_dropped, frame.n_zero_weight) == (5 - len(kept), 1)
    assert all(len(way) == len(kept) and not pd.isna(way).any() for way in frame.clusters)


def test_a_fit_without_the_rows_whose_cluster_is_missing():
    """The same as the fit of a table that never had them."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"x": rng.standard_normal(60), "g": np.arange(60) % 7 + 0.0})
    table["y"] = (rng.random(60) < 0.5).astype(int)
    table.loc[[3, 30], "g"] = np.nan
    with pytest.warns(DroppedRowsWarning, match="2 rows of 60"):
        ours = oddsmith.fit("y ~ x", table, cluster="g", missing="drop")
    theirs = oddsmith.fit("y ~ x", table.dropna(), cluster="g")
    assert ours.sample.dropped == 2
    np.testing.assert_array_equal(ours.vcov(), theirs.vcov())


def test_rows_are_taken_from_all_of_them():
    roles = Roles.read(TABLE, "w", TABLE.x, ["school", np.arange(6)])
    part = roles.at(np.array([4, 0]))
    assert roles.columns == ("w", "school")
    np.testing.assert_array_equal(part.weights, [1.0, 1.0])
    np.testing.assert_array_equal(part.offset, [5.0, 1.0])
    assert [way.tolist() for way in part.clusters] == [["c", "a"], [4, 0]]


def test_names_for_messages_are_not_those_of_columns():
    roles = Roles.read(TABLE, "w", None, "school")
    assert list(roles.by_name({"weights": 0})) == ["weights=", "cluster"]


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([1.0, -2.0, np.nan], r"negative in 1 row \(the smallest is -2\)"),
        ([0.0, 0.0], "all weights are zero"),
        ([1e300, 1e299], "leave the range of numbers"),
    ],
)
def test_what_no_weight_can_be(weights, says):
    with pytest.raises(InputError, match=says):
        positive(np.array(weights))
