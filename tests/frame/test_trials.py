"""A left side of counts: which it is, what is refused, and rows without trials."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import DroppedRowsWarning, InputError, MissingValuesError
from oddsmith.frame import make_frame
from oddsmith.frame.expression import split
from oddsmith.frame.trials import counts_on_left, require_counts

TABLE = pd.DataFrame({"dead": [1, 4, 6, 9], "all": [9, 9, 9, 9], "dose": [1.0, 2.0, 3.0, 4.0]})


@pytest.mark.parametrize(
    ("left", "found"),
    [
        ("dead / all", ("dead", "all")),
        ("(dead / all)", ("dead", "all")),
        ("dead/all", ("dead", "all")),
        ("`no. dead` / all", ("no. dead", "all")),
        ("dead / 9", None),
        ("I(dead / all)", None),
        ("dead / (all + 1)", None),
        ("dead / survivors", None),
        ("dead", None),
        ("dead * all", None),
        ("dead / all / all", None),
        ("dead >", None),
    ],
)
def test_two_columns_with_a_stroke_between_them(left, found):
    text = split(f"{left} ~ dose")[0]
    assert counts_on_left(text, {"dead", "all", "no. dead"}) == found


def frame(formula="dead / all ~ dose", **columns):
    return make_frame(formula, TABLE.assign(**columns))


def test_the_second_column_is_the_weight():
    found = frame()
    np.testing.assert_array_equal(found.y, TABLE.dead / TABLE["all"])
    np.testing.assert_array_equal(found.case_weight, TABLE["all"])
    assert found.trials == "all"
    assert found.response.describe() == "the share dead / all"


def test_weights_that_are_given_take_its_place():
    found = make_frame("dead / all ~ dose", TABLE, weights=[1, 2, 3, 4])
    np.testing.assert_array_equal(found.case_weight, [1, 2, 3, 4])
    assert found.trials is None


def test_other_left_sides_have_no_trials():
    for formula in ("I(dead / all) ~ dose", "dead > 4 ~ dose"):
        found = frame(formula)
        assert found.trials is None
        assert found.case_weight is None


def test_the_dot_leaves_both_out():
    assert frame("dead / all ~ .").terms.names == ("Intercept", "dose")


@pytest.mark.parametrize("kind", ["int64", "Int64", "float64", "Float64", "UInt8"])
def test_counts_of_any_type(kind):
    found = frame(dead=TABLE.dead.astype(kind), **{"all": TABLE["all"].astype(kind)})
    np.testing.assert_array_equal(found.y, TABLE.dead / 9)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (
            {"dead": [1, 4, 6, 10]},
            r"in 1 row 'dead' is more than 'all' \(the first at position 3\)",
        ),
        ({"dead": [-1, 4, 6, 9]}, "'dead' is negative or not whole in 1 row"),
        ({"dead": [0.5, 4, 6, 9]}, r"write I\(dead / all\)"),
        ({"all": [9, 9, 9.5, 9]}, "'all' is negative or not whole in 1 row"),
        ({"dead": ["1", "4", "6", "x"]}, "'dead' needs numbers and is given text"),
        ({"dead": [0, 0, 0, 0]}, "one class"),
    ],
)
def test_what_is_no_count_is_refused(columns, says):
    with pytest.raises(InputError, match=says):
        frame(**columns)


def test_the_two_the_other_way_round():
    with pytest.raises(InputError, match="Are the two the other way round"):
        frame("all / dead ~ dose")


@pytest.mark.parametrize("gap", [None, np.nan, np.inf, pd.NA])
@pytest.mark.parametrize("column", ["dead", "all"])
def test_gaps_are_missing_values_and_not_wrong_counts(column, gap):
    values = TABLE[column].astype("Int64" if gap is pd.NA else float).copy()
    values[0] = gap
    table = TABLE.assign(**{column: values})
    require_counts(table, "dead", "all")
    with pytest.raises(MissingValuesError, match=f"'{column}'"):
        make_frame("dead / all ~ dose", table)
    with pytest.warns(DroppedRowsWarning, match="1 row of 4"):
        found = make_frame("dead / all ~ dose", table, missing="drop")
    np.testing.assert_array_equal(found.y, TABLE.dead[1:] / 9)


def test_a_group_without_trials_is_no_row():
    found = frame(dead=[0, 4, 6, 9], **{"all": [0, 9, 9, 9]})
    np.testing.assert_array_equal(found.rows, [1, 2, 3])
    assert (found.n_zero_weight, found.n_dropped) == (1, 0)


def test_groups_in_which_all_went_one_way_have_two_labels_and_trials():
    """Shares of 0 and 1 alone: the fit is that of the trials, a row each."""
    table = pd.DataFrame({"dead": [0, 5, 0, 7, 3], "all": [4, 5, 6, 7, 3], "dose": [1, 2, 3, 4, 0]})
    found = make_frame("dead / all ~ dose", table)
    assert found.trials == "all"
    grouped = oddsmith.fit("dead / all ~ dose", table)
    again = table.loc[np.repeat(table.index, table["all"])].assign(y=lambda t: 1 * (t.dead > 0))
    single = oddsmith.fit("y ~ dose", again)
    np.testing.assert_allclose(grouped.params, single.params, rtol=1e-10)
    np.testing.assert_allclose(grouped.bse, single.bse, rtol=1e-10)
    assert grouped.llf == pytest.approx(single.llf, rel=1e-12)
