"""Terms: the same columns as formulaic and R, for training and for new rows."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from formulaic import model_matrix

from oddsmith.datasets import load
from oddsmith.design import Beside, Dense, OneHot
from oddsmith.errors import (
    AliasedWarning,
    FormulaError,
    InputError,
    MissingValuesError,
    UnseenLevelError,
)
from oddsmith.frame import Terms

ADMISSIONS = load("admissions")
STATEFUL = [
    "center(gre)", "scale(gre)", "standardize(gre)", "scale(gre, ddof=0)", "poly(gre, 3)",
    "bs(gpa, df=5)", "bs(gpa, df=5, include_intercept=True)", "bs(gpa, knots=[3.0, 3.5], degree=2)",
    "cr(gpa, df=4)", "cs(gpa, df=4)", "cc(gpa, df=4)", "cr(gpa, df=4, constraints='center')",
    "poly(gre, 2, raw=True)", "center(log(gre))", "I(center(gre) ** 2)", "bs(center(gpa), df=4)",
]  # fmt: skip


def test_as_r():
    # R 4: model.matrix(~ gre + gpa + factor(rank)), written by write.csv
    expected = pd.read_csv(Path(__file__).parent / "data" / "admissions_r_columns.csv").iloc[:, 3:]
    X = Terms.learn("gre + gpa + C(rank)", ADMISSIONS).design(ADMISSIONS).toarray()
    np.testing.assert_array_equal(X, expected)


@pytest.mark.parametrize("rhs", STATEFUL)
def test_state_is_reused_for_new_rows_as_formulaic_does(rhs):
    expected = model_matrix(rhs, ADMISSIONS)
    terms = Terms.learn(rhs, ADMISSIONS)
    assert list(terms.names) == list(expected.columns)
    np.testing.assert_allclose(terms.design(ADMISSIONS).toarray(), expected, rtol=1e-9, atol=1e-10)
    few = ADMISSIONS.iloc[5:9]
    np.testing.assert_array_equal(
        terms.design(few).toarray(), terms.design(ADMISSIONS).toarray()[5:9]
    )


def test_names_slices_levels_variables():
    terms = Terms.learn("gre * C(rank) + log(gpa)", ADMISSIONS)
    assert terms.slices == {
        "Intercept": slice(0, 1),
        "gre": slice(1, 2),
        "C(rank)": slice(2, 5),
        "log(gpa)": slice(5, 6),
        "gre:C(rank)": slice(6, 9),
    }
    assert terms.levels == {"C(rank)": [1, 2, 3, 4]}
    assert terms.variables == ("gre", "rank", "gpa")
    assert terms.intercept == 0


@pytest.mark.parametrize(
    ("rhs", "intercept"),
    [("x", 0), ("0 + x", None), ("0 + x + ones", 1), ("0 + true", 0), ("0 + f", None)],
)
def test_the_intercept_is_a_column_of_ones(rhs, intercept):
    table = {"x": [1.0, 2, 3], "ones": [1, 1, 1], "true": [True] * 3, "f": list("aba")}
    assert Terms.learn(rhs, table).intercept == intercept


def test_missing_rows_are_rows_of_nan():
    terms = Terms.learn("gre + C(rank) + bs(gpa, df=4)", ADMISSIONS)
    new = ADMISSIONS.astype({"rank": "Int64"}).copy()
    new.loc[1, "gre"], new.loc[3, "rank"], new.loc[5, "gpa"] = np.nan, pd.NA, None
    X, whole = terms.design(new).toarray(), terms.design(ADMISSIONS).toarray()
    assert np.isnan(X[[1, 3, 5]]).all()
    rest = np.setdiff1d(np.arange(400), [1, 3, 5])
    np.testing.assert_array_equal(X[rest], whole[rest])


def test_many_levels_are_never_expanded():
    rng = np.random.default_rng(0)
    n = 200_000
    table = pd.DataFrame({"x": rng.normal(size=n), "shop": rng.integers(5_000, size=n).astype(str)})
    start = time.perf_counter()
    terms = Terms.learn("x + shop", table)
    X = terms.design(table)
    assert time.perf_counter() - start < 10
    assert isinstance(X, Beside)
    assert [type(part) for part in X.parts] == [Dense, OneHot]
    assert X.shape == (n, len(terms.names))
    w = rng.normal(size=X.shape[1])
    of_level = dict(zip(terms.levels["shop"], [0.0, *w[2:]], strict=True))
    expected = w[0] + w[1] * table["x"] + table["shop"].map(of_level)
    np.testing.assert_allclose(X.forward(w), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "rhs", ["x + f + z", "0 + f", "f + x:z", "C(f, Treatment('s3'))", "x + f*g"]
)
def test_one_hot_is_the_dense_design(rhs):
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(300, 2)), columns=["x", "z"]).assign(
        f=[f"s{i}" for i in rng.integers(40, size=300)], g=rng.choice(list("ab"), 300)
    )
    terms, expected = Terms.learn(rhs, table), model_matrix(rhs, table)
    assert list(terms.names) == list(expected.columns)
    np.testing.assert_allclose(terms.design(table).toarray(), expected, rtol=1e-12)
    new = table.head(9).copy()
    new.loc[4, "f"] = None
    X = terms.design(new).toarray()
    assert np.isnan(terms.design(new).forward(np.ones(X.shape[1])))[4]
    np.testing.assert_allclose(np.delete(X, 4, 0), np.delete(expected.to_numpy()[:9], 4, 0))


def test_dtypes():
    table = pd.DataFrame(
        {
            "flag": [True, False, True],
            "size": pd.Categorical(["lo", "hi", "lo"], ["lo", "mid", "hi"], ordered=True),
            "small": np.array([100, 100, 27], dtype="int8"),
        }
    )
    terms = Terms.learn("flag + size + I(small + small) + I(flag + flag) + C(flag)", table)
    assert terms.names == (
        "Intercept", "flag", "size[T.hi]", "I(small + small)", "I(flag + flag)", "C(flag)[T.True]",
    )  # fmt: skip
    expected = [[1, 1, 0, 200, 2, 1], [1, 0, 1, 200, 0, 0], [1, 1, 0, 54, 2, 1]]
    assert terms.design(table).toarray().tolist() == expected


def test_products_of_whole_numbers_do_not_overflow():
    table = {"big": [10**10, 2 * 10**10]}
    X = Terms.learn("I(big * big) + I(big ** 3)", table).design(table).toarray()
    np.testing.assert_array_equal(X, [[1, 1e20, 1e30], [1, 4e20, 8e30]])


@pytest.mark.parametrize(
    ("rhs", "error", "message"),
    [
        ("log(x)", InputError, r"'log\(x\)' is infinite in 1 row"),
        ("log(x - 1)", InputError, "infinite in 1 row and undefined .NaN. in 1 row"),
        ("gre", InputError, "'gre' holds text such as 'n/a' among numbers"),
        ("log(town)", InputError, "needs numbers and is given text, such as 'a'"),
        ("I(town > 'b')", FormulaError, "orders text"),
        ("I(x == 'b')", FormulaError, "compares numbers with text"),
        ("I(x & x)", FormulaError, "join conditions"),
        ("when", InputError, "holds dates"),
        ("gap", MissingValuesError, r"2 rows of 3 cannot be used: 'gap' \(1 missing, 1 infinite\)"),
        ("poly(x, 2) + I(poly(x, 2) * 2)", FormulaError, "stands alone"),
        ("f(x)", InputError, "one value for each of the 3 rows"),
        ("g(x)", FormulaError, r"cannot be computed: division by zero \(ZeroDivisionError\)"),
    ],
)
def test_learn_errors(rhs, error, message):
    table = pd.DataFrame(
        {
            "x": [0.0, 1, 2],
            "gre": ["1", "2", "n/a"],
            "town": list("abc"),
            "when": pd.to_datetime(["2020-01-01"] * 3),
            "gap": [1, np.nan, np.inf],
        }
    )
    with pytest.raises(error, match=message):
        Terms.learn(rhs, table, {"f": lambda x: 3, "g": lambda x: 1 / 0})


def test_text_of_numbers_in_c_is_a_category():
    assert Terms.learn("C(gre)", {"gre": ["1", "2", "n/a"]}).levels == {"C(gre)": ["1", "2", "n/a"]}


@pytest.mark.parametrize(
    ("new", "error", "message"),
    [
        ({"x": [1.0], "town": ["z"]}, UnseenLevelError, "'town' holds 'z' in 1 row.*'a', 'b'"),
        ({"x": ["b"], "town": ["a"]}, InputError, "'x' needs|numbers"),
        ({"x": [1.0]}, InputError, "no column is called 'town'"),
        ({"x": [9.0], "town": ["a"]}, InputError, 'extrapolation="extend"'),
    ],
)
def test_design_errors(new, error, message):
    terms = Terms.learn("bs(x, df=3) + town", {"x": [0.0, 1, 2, 3], "town": list("abab")})
    with pytest.raises(error, match=message):
        terms.design(new)


def test_numbers_that_became_text_are_said():
    terms = Terms.learn("x", {"x": [0.0, 1]})
    with pytest.raises(InputError, match="held numbers in training"):
        terms.design({"x": ["a"]})


def test_splines_outside_their_range():
    train = {"x": [0.0, 1, 2, 3]}
    extended = Terms.learn("bs(x, df=3, extrapolation='extend')", train)
    assert np.isfinite(extended.design({"x": [9.0]}).toarray()).all()
    gaps = Terms.learn("bs(x, df=3, extrapolation='na')", train)
    assert np.isnan(gaps.design({"x": [9.0]}).toarray()).any()


def test_learning_changes_nothing():
    table = ADMISSIONS.copy()
    terms = Terms.learn("scale(gre) + poly(gpa, 2) + C(rank)", table)
    state = repr(terms.transform_state)
    terms.design(table.head(7))
    pd.testing.assert_frame_equal(table, ADMISSIONS)
    assert repr(terms.transform_state) == state


def test_a_factor_of_one_level_is_said():
    table = {"x": [1.0, 2, 3], "f": ["a"] * 3}
    with pytest.warns(AliasedWarning, match=r"'f' is 'a' in all 3 rows.*no column"):
        terms = Terms.learn("x + f", table)
    assert terms.names == ("Intercept", "x")
    assert terms.slices["f"] == slice(2, 2)
    assert terms.design(table).shape == (3, 2)


@pytest.mark.parametrize(
    ("rhs", "table", "name"),
    [
        ("Intercept + x", {"Intercept": [1.0, 2], "x": [2.0, 1]}, "'Intercept'"),
        ("Intercept", {"Intercept": ["a", "b"]}, "'Intercept'"),
        ("`a:b` + a:b", {"a:b": [1.0, 2], "a": [2.0, 1], "b": [1.0, 3]}, "'a:b'"),
        ("`g[T.b]` + g", {"g[T.b]": [1.0, 2], "g": ["a", "b"]}, r"'g\[T\.b\]'"),
        ("`log(x)` + log(x)", {"log(x)": [1.0, 2], "x": [1.0, 3]}, r"'log\(x\)'"),
    ],
)
def test_two_columns_of_one_name_are_refused(rhs, table, name):
    with pytest.raises(InputError, match=f"{name}.*rename"):
        Terms.learn(rhs, table)


def test_the_same_term_written_twice_is_one():
    table = {"x": [1.0, 3], "Intercept": [1.0, 2]}
    assert Terms.learn("log(x) + log( x)", table).names == ("Intercept", "log(x)")
    assert Terms.learn("0 + Intercept + x", table).names == ("Intercept", "x")


def test_a_factor_of_one_level_is_remembered_and_its_warning_points_here():
    with pytest.warns(AliasedWarning) as seen:
        terms = Terms.learn("x + f", {"x": [1.0, 2, 3], "f": ["a"] * 3})
    assert seen[0].filename == __file__
    assert terms.constant == {"f": "a"}
    assert Terms.learn("0 + f", {"f": ["a"] * 3}).constant == {}


def test_rows_without_any_value_are_nan_whatever_their_type():
    terms = Terms.learn(
        "x + log(x) + t + I(t == 'a') + poly(z, 2)",
        {"x": [1.0, 2, 3, 4], "t": list("abab"), "z": [1.0, 2, 4, 3]},
    )
    for gap in ([None], [np.nan], pd.array([None], "string"), pd.array([None], "Int64")):
        X = terms.design({"x": gap, "t": gap, "z": gap})
        assert X.shape == (1, len(terms.names))
        assert np.isnan(X.toarray()).all()


def test_an_infinite_column_is_said_to_be_infinite():
    terms = Terms.learn("x", {"x": [0.0, 1]})
    with pytest.raises(InputError, match="'x' is infinite in 2 rows: correct the values") as seen:
        terms.design({"x": [np.inf, -np.inf, 1]})
    assert "log" not in str(seen.value)


def test_names_that_python_would_read_as_others():
    """NFKC makes the micro sign a Greek letter, and an accent and its letter one character."""
    micro, accent = "\u00b5", "e\u0301"
    table = {micro: [1.0, 2, 3], accent: [2.0, 1, 1], "x²": [1.0, 2, 4]}
    terms = Terms.learn(f"log({micro}**2) + {micro} + I({accent} + 1) + I(x² * 2)", table)
    assert terms.variables == (micro, accent, "x²")
    X = terms.design(table).toarray()
    m, a, x = (np.array(values) for values in table.values())
    np.testing.assert_allclose(X, np.c_[np.ones(3), np.log(m**2), m, a + 1, x * 2])
    again = Terms.from_dict(terms.to_dict())
    np.testing.assert_array_equal(again.design(table).toarray(), X)
    with pytest.raises(FormulaError, match=f"'{micro}'"):
        Terms.learn(f"log({micro})", {"\u03bc": [1.0, 2]})


def test_names_with_half_a_character_are_refused():
    half = pd.Series(["a", "\ud800"], dtype=object)
    for table in ({"\ud800": [1.0, 2], "x": [1, 2]}, {"x": list(half)}, pd.DataFrame({"x": half})):
        with pytest.raises(InputError, match="half a character"):
            Terms.learn("x", table)


@pytest.mark.parametrize(
    ("context", "message"),
    [([1], "context is a list"), (3, "context is a int"), ({1: 2}, "not text: 1")],
)
def test_what_is_no_context(context, message):
    table = {"x": [1.0, 2]}
    with pytest.raises(InputError, match=message):
        Terms.learn("x", table, context)
    with pytest.raises(InputError, match=message):
        Terms.from_dict(Terms.learn("x", table).to_dict(), context)
