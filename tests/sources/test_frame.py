"""A formula met pieces: what is learned is what one table of all rows says."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oddsmith
from oddsmith.errors import DroppedRowsWarning, InputError, MissingValuesError, NotSupportedError
from oddsmith.frame import make_frame
from oddsmith.sources import Local, Tables, stream_frame
from tests.sources.streams import cut, town_table

TABLE = town_table()
FORMULA = "y ~ scale(x) + town + C(k) + C(k):town + bs(z, knots=[4, 6], degree=2)"
CENTERED = "y ~ 0 + town + center(x) + standardize(z) + scale(z, center=4, ddof=0)"


def source(tables):
    return Local(Tables(tables))


LEARNED = [
    "y ~ poly(z, 3) + poly(x, degree=2, raw=True)",
    "y ~ bs(z, df=6) + bs(x, df=4, include_intercept=True)",
    "y ~ cr(z, knots=[3, 6], constraints='center') + cc(x, knots=[0, 1])",
]


@pytest.mark.parametrize(
    "formula", [FORMULA, CENTERED, "y ~ x * town * C(k)", "y ~ 0 + x", *LEARNED]
)
@given(edges=st.lists(st.integers(0, len(TABLE)), max_size=6))
@settings(max_examples=10)
def test_what_is_learned_is_what_the_whole_table_says(formula, edges):
    whole = make_frame(formula, TABLE, weights="w", offset="shift")
    found = stream_frame(formula, source(cut(TABLE, *edges)), weights="w", offset="shift")
    assert found.terms.names == whole.terms.names
    assert found.terms.intercept == whole.terms.intercept
    assert found.response.describe() == whole.response.describe()
    assert found.rows.shape == whole.X.shape
    assert found.profile.zero_weight == whole.n_zero_weight
    used = TABLE[TABLE["w"] > 0]
    np.testing.assert_allclose(
        found.terms.design(used).toarray(),
        whole.terms.design(used).toarray(),
        rtol=1e-12,
        atol=1e-12,
    )


def test_categories_keep_their_own_order():
    table = TABLE.assign(town=pd.Categorical(TABLE["town"], ["west", "north", "east", "none"]))
    whole = make_frame("y ~ town", table)
    found = stream_frame("y ~ town", source(cut(table, 7, 200)))
    assert found.terms.names == whole.terms.names


def test_a_level_that_only_one_row_of_the_last_piece_holds_has_a_column():
    last = TABLE.tail(1).assign(town="south", y="yes")
    found = stream_frame("y ~ town", source([TABLE, last]))
    assert "town[T.south]" in found.terms.names


def test_a_column_of_ones_is_found_only_where_all_rows_say_so():
    ones = TABLE.assign(x=1.0)
    other = ones.tail(1).assign(x=2.0)
    assert stream_frame("y ~ 0 + x", source([ones, ones])).terms.intercept == 0
    assert stream_frame("y ~ 0 + x", source([ones, other])).terms.intercept is None


def test_missing_values_are_told_with_their_place():
    broken = TABLE.copy()
    broken.loc[5, "x"] = np.nan
    with pytest.raises(MissingValuesError, match=r"table 2: 1 row of 600 .* 'x' \(1 mis"):
        stream_frame("y ~ x", source([TABLE, broken]))


def test_rows_with_missing_values_can_be_left_out():
    broken = TABLE.copy()
    broken.loc[5, "x"], broken.loc[6, "z"] = np.nan, np.inf
    with pytest.warns(DroppedRowsWarning, match=r"2 rows of 1,200 .* 'x' \(1 mis.* 'z' \(1 inf"):
        found = stream_frame("y ~ x + z", source([TABLE, broken]), missing="drop")
    assert (found.rows.shape[0], found.profile.dropped) == (1198, 2)


@pytest.mark.parametrize(
    ("tables", "formula", "said"),
    [
        ([TABLE, TABLE.assign(x="much")], "y ~ x", "'x' holds numbers in table 1 and text in tab"),
        ([TABLE, TABLE.drop(columns="x")], "y ~ x", "table 2 has no column 'x'"),
        ([TABLE, TABLE.assign(w=-1.0)], "y ~ x", "table 2: weights are negative in 600 rows"),
        ([TABLE], "y ~ log(x)", "table 1: 'log\\(x\\)' is undefined"),
        ([TABLE.assign(y=1)], "y ~ x", "'y' is 1 in all [34]\\d\\d rows"),
        ([TABLE.assign(w=0.0)], "y ~ x", "no row|all weights are zero"),
        ([TABLE[:0]], "y ~ x", "no row is there"),
    ],
)
def test_what_is_wrong_is_told_by_piece_and_column(tables, formula, said):
    with pytest.raises(InputError, match=said):
        stream_frame(formula, source(tables), weights="w")


@pytest.mark.parametrize("call", ["cr(z, df=4)", "scale(center(x))", "bs(z, df=5, lower_bound=-9)"])
def test_what_is_not_learned_in_one_reading_is_refused_by_name(call):
    with pytest.raises(NotSupportedError, match=r"learns from|quantiles of the"):
        stream_frame(f"y ~ {call}", source([TABLE]))


def test_roles_are_names_of_columns():
    with pytest.raises(InputError, match="weights is a ndarray, and the rows are read piece"):
        stream_frame("y ~ x", source([TABLE]), weights=np.ones(len(TABLE)))
    with pytest.raises(InputError, match="offset='nothing'"):
        stream_frame("y ~ x", source([TABLE]), offset="nothing")


@given(edges=st.lists(st.integers(0, len(TABLE)), max_size=5))
@settings(max_examples=15)
def test_a_fit_is_that_of_all_rows_in_memory(edges):
    whole = oddsmith.fit(FORMULA, TABLE, weights="w", offset="shift")
    found = oddsmith.fit(FORMULA, cut(TABLE, *edges), weights="w", offset="shift")
    assert ((found.params - whole.params).abs() <= 1e-8 * whole.bse).all()
    np.testing.assert_allclose(found.vcov(), whole.vcov(), rtol=1e-8, atol=1e-14)
    assert found.llf == pytest.approx(whole.llf, rel=1e-12)
    assert found.llnull == pytest.approx(whole.llnull, rel=1e-12)


def test_the_same_partition_gives_the_same_bits():
    once, twice = (oddsmith.fit(FORMULA, cut(TABLE, 100, 250), weights="w") for _ in range(2))
    np.testing.assert_array_equal(once.coefficients, twice.coefficients)
    np.testing.assert_array_equal(once.covariance, twice.covariance)


def test_any_number_of_threads_gives_the_same_bits():
    one, three = [], []
    for number, into in ((1, one), (3, three)):
        with oddsmith.use_threads(number):
            into.append(oddsmith.fit(FORMULA, cut(TABLE, 100, 101, 400)).coefficients)
    np.testing.assert_array_equal(one, three)
