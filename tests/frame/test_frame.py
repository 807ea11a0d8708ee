"""Which rows are kept, and why: weights, offsets, missing values."""

import warnings

import numpy as np
import pandas as pd
import pytest

from oddsmith.datasets import load, path
from oddsmith.errors import DroppedRowsWarning, FormulaError, InputError, MissingValuesError
from oddsmith.frame import make_frame

ADMISSIONS = load("admissions")


def gappy():
    return pd.DataFrame(
        {
            "y": [0, 1, None, 1, 0, 1],
            "x": [1.0, np.inf, 3, 4, 5, 6],
            "f": ["a", "b", "a", None, "b", "c"],
            "other": [None] * 6,
            "w": [1.0, 1, 1, 1, 2, 3],
        }
    )


def test_the_whole_table():
    frame = make_frame("admit ~ gre + gpa + C(rank)", ADMISSIONS)
    assert frame.X.shape == (400, 6)
    np.testing.assert_array_equal(frame.y, ADMISSIONS["admit"])
    np.testing.assert_array_equal(frame.rows, np.arange(400))
    assert (frame.case_weight, frame.offset, frame.n_dropped, frame.n_zero_weight) == (
        None,
        None,
        0,
        0,
    )
    same = make_frame("admit ~ gre + gpa + C(rank)", path("admissions"))
    np.testing.assert_array_equal(same.X.toarray(), frame.X.toarray())


def test_missing_values_are_counted_by_column():
    message = (
        r"3 rows of 6 cannot be used: 'y' \(1 missing\), 'x' \(1 infinite\), 'f' \(1 missing\)\. "
        r'Fill them, or pass missing="drop"'
    )
    with pytest.raises(MissingValuesError, match=message):
        make_frame("y ~ x + f", gappy())


def test_dropped_rows_are_said_and_not_learned_from():
    with pytest.warns(DroppedRowsWarning, match="3 rows of 6 .*They are left out"):
        frame = make_frame("y ~ x + f", gappy(), missing="drop")
    assert frame.rows.tolist() == [0, 4, 5]
    assert frame.n_dropped == 3
    assert frame.terms.names == ("Intercept", "x", "f[T.b]", "f[T.c]")
    assert frame.y.tolist() == [0, 0, 1]


def test_no_row_left():
    with pytest.raises(MissingValuesError, match="No row is left"):
        make_frame("y ~ other", gappy(), missing="drop")


def test_unused_columns_do_not_matter():
    table = gappy().dropna(subset=["y"])
    assert len(make_frame("y ~ w", table).y) == 5


@pytest.mark.parametrize("missing", ["ignore", None, True])
def test_other_policies_are_refused(missing):
    with pytest.raises(InputError, match='"raise" or "drop"'):
        make_frame("y ~ w", gappy(), missing=missing)


def test_weight_zero_is_no_row():
    table = gappy().assign(v=[1, 0, 0, 0, 2, 3])
    frame = make_frame("y ~ x + f", table, weights="v")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        without = make_frame("y ~ x + f", table[table["v"] > 0], weights="v")
    assert frame.terms.names == without.terms.names
    np.testing.assert_array_equal(frame.X.toarray(), without.X.toarray())
    assert (frame.n_zero_weight, frame.n_dropped) == (3, 0)
    assert frame.rows.tolist() == [0, 4, 5]
    assert frame.case_weight.tolist() == [1, 2, 3]


def test_weight_zero_hides_levels_and_classes():
    table = {"y": ["no", "yes", "maybe"] * 2, "f": ["a", "b", "c"] * 2, "w": [1, 1, 0] * 2}
    frame = make_frame("y ~ f", table, weights="w")
    assert frame.terms.levels == {"f": ["a", "b"]}
    assert frame.response.levels == ("no", "yes")


@pytest.mark.parametrize("name", ["weights", "offset"])
@pytest.mark.parametrize("kind", ["column", "array", "list", "series"])
def test_weights_and_offset_by_name_or_values(name, kind):
    table = ADMISSIONS.head(50).set_axis(range(100, 150))
    given = {
        "column": "gpa",
        "array": table["gpa"].to_numpy(),
        "list": table["gpa"].tolist(),
        "series": table["gpa"],
    }[kind]
    frame = make_frame("admit ~ gre", table, **{name: given})
    got = frame.case_weight if name == "weights" else frame.offset
    np.testing.assert_array_equal(got, table["gpa"])


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("weights", "gpaa", r"weights='gpaa': no column is called 'gpaa' \(close: 'gpa'\)"),
        ("weights", [1, 2], "weights has 2 values, and the table 400 rows"),
        ("offset", np.ones((400, 1)), "shape"),
        ("offset", 3.0, "shape"),
        ("weights", -np.ones(400), "negative in 400 rows"),
        ("weights", np.zeros(400), "all weights are zero"),
        ("weights", np.full(400, np.nan), "400 missing"),
        ("offset", np.full(400, np.inf), "400 infinite"),
        ("offset", ["a"] * 400, "text"),
        ("weights", pd.Series(np.ones(400), index=range(1, 401)), "index is not the table's"),
    ],
)
def test_refused(name, given, message):
    with pytest.raises(InputError, match=message):
        make_frame("admit ~ gre", ADMISSIONS, **{name: given})


def test_missing_weights_are_dropped_too():
    offset = np.where(np.arange(400) < 2, np.nan, 0.5)
    with pytest.warns(DroppedRowsWarning, match=r"2 rows of 400 .*'offset' \(2 missing\)"):
        frame = make_frame("admit ~ gre", ADMISSIONS, offset=offset, missing="drop")
    assert frame.offset.tolist() == [0.5] * 398


def test_the_dot_leaves_out_response_weights_and_offset():
    frame = make_frame("admit ~ .", ADMISSIONS, weights="gpa")
    assert frame.terms.names == ("Intercept", "gre", "rank")
    frame = make_frame("admit > 0 ~ . - gre + log(gre)", ADMISSIONS)
    assert frame.terms.names == ("Intercept", "gpa", "rank", "log(gre)")


def test_arrays_in_context_count_as_columns():
    extra = np.arange(400.0)
    frame = make_frame(
        "admit ~ extra + I(extra * k)", ADMISSIONS, context={"extra": extra, "k": 2},
        weights=np.where(extra < 10, 0, 1),
    )  # fmt: skip
    np.testing.assert_array_equal(frame.X.toarray()[:, 1:], np.c_[extra, 2 * extra][10:])
    assert frame.terms.variables == ("extra",)


def test_the_index_and_order_of_rows_play_no_part():
    order = np.random.default_rng(0).permutation(400)
    frame = make_frame("admit ~ gre + C(rank)", ADMISSIONS.iloc[order])
    whole = make_frame("admit ~ gre + C(rank)", ADMISSIONS)
    np.testing.assert_array_equal(frame.X.toarray(), whole.X.toarray()[order])
    twins = ADMISSIONS.set_axis([0] * 400)
    np.testing.assert_array_equal(
        make_frame("admit ~ gre + C(rank)", twins).X.toarray(), whole.X.toarray()
    )


def test_no_left_side():
    with pytest.raises(FormulaError, match="on the left of ~"):
        make_frame("gre + gpa", ADMISSIONS)


def test_the_table_is_not_changed():
    table = ADMISSIONS.copy()
    make_frame("admit ~ exp(gpa) + round(gpa, 1) + clip(gre, 300, 700)", table)
    pd.testing.assert_frame_equal(table, ADMISSIONS)


@pytest.mark.parametrize("given", [np.arange(400.0), 3, abs])
@pytest.mark.parametrize("formula", ["admit ~ gre", "admit ~ log(gre)", "gre > 500 ~ gpa"])
def test_a_name_in_context_and_table_is_ambiguous(formula, given):
    with pytest.raises(FormulaError, match="'gre' is a column of the table and a name in context"):
        make_frame(formula, ADMISSIONS, context={"gre": given})
    with pytest.raises(FormulaError, match="'admit' is a column"):
        make_frame("admit ~ gpa", ADMISSIONS, context={"admit": given})
    assert make_frame("admit ~ gpa", ADMISSIONS, context={"gre": given}).X.shape == (400, 2)


def test_the_dot_refuses_columns_it_cannot_name():
    table = ADMISSIONS.rename(columns={"gre": 0, "gpa": ("a", 1)})
    with pytest.raises(FormulaError, match=r"2 columns .* have names .*: 0, \('a', 1\)\. Rename"):
        make_frame("admit ~ .", table)
    assert make_frame("admit ~ rank", table).X.shape == (400, 2)
    with pytest.raises(FormulaError, match="No column of the table has a name that is text"):
        make_frame("y ~ x", pd.DataFrame(np.ones((4, 2))))


def test_names_of_several_levels_are_refused():
    with pytest.raises(InputError, match=r"names of 2 levels, such as \('a', 'admit'\)"):
        make_frame("admit ~ gre", pd.concat({"a": ADMISSIONS}, axis=1))


@pytest.mark.parametrize("weight", [5e307, 1e299])
def test_weights_whose_sums_are_no_numbers(weight):
    with pytest.raises(InputError, match="divide them all by the largest"):
        make_frame("admit ~ gre", ADMISSIONS, weights=np.full(400, weight))


def test_an_offset_that_is_all_missing_is_missing():
    with pytest.raises(MissingValuesError, match=r"'offset' \(400 missing\)"):
        make_frame("admit ~ gre", ADMISSIONS, offset=[None] * 400)


def test_the_warning_points_at_the_caller():
    offset = np.where(np.arange(400) < 2, np.nan, 0.5)
    with pytest.warns(DroppedRowsWarning) as seen:
        make_frame("admit ~ gre", ADMISSIONS, offset=offset, missing="drop")
    assert seen[0].filename == __file__
