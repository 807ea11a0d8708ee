"""The grammar of equations: every form, every refusal, and any column name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.inference.equations import read_equations

NAMES = ["Intercept", "a", "a:b", "b", "C(rank)[T.2]", "C(rank)[T.2]:b", "poly(age, 3)1", "a - b"]


def read(text, names=tuple(NAMES)):
    return [
        (dict(zip(names, one.coefficients, strict=True)), one.constant)
        for one in read_equations(text, names)
    ]


def only(text):
    ((coefficients, constant),) = read(text)
    named = {k: v for k, v in coefficients.items() if v}
    return named, constant


@pytest.mark.parametrize(
    ("text", "coefficients", "constant"),
    [
        ("a = 0", {"a": 1}, 0),
        ("a = b", {"a": 1, "b": -1}, 0),
        ("2*a - 2*b/8 = 0.5", {"a": 2, "b": -0.25}, -0.5),
        ("3 = a*2", {"a": -2}, 3),
        ("-(a + 2*(b - 1)) = -1e-3", {"a": -1, "b": -2}, 2.001),
        ("a + a + -a = .5", {"a": 1}, -0.5),
        ("a:b = C(rank)[T.2]", {"a:b": 1, "C(rank)[T.2]": -1}, 0),
        ("C(rank)[T.2]:b=poly(age, 3)1", {"C(rank)[T.2]:b": 1, "poly(age, 3)1": -1}, 0),
        ("a - b = 0", {"a - b": 1}, 0),  # the longest name
        ("a -b = 0", {"a": 1, "b": -1}, 0),
        ("2*3*a = (4 - 1)*2", {"a": 6}, -6),
        ("a == 1", {"a": 1}, -1),
        ("`a - b` = `a`", {"a - b": 1, "a": -1}, 0),
        ("rank2 = 2*rank2:b", {"C(rank)[T.2]": 1, "C(rank)[T.2]:b": -2}, 0),  # as R calls them
    ],
)
def test_one_equation(text, coefficients, constant):
    found, free = only(text)
    assert found == coefficients
    assert free == pytest.approx(constant, rel=1e-15)


def test_several_and_chains():
    found = read("a = b = Intercept, poly(age, 3)1 = 0")
    assert [{k for k, v in c.items() if v} for c, _ in found] == [
        {"a", "b"},
        {"b", "Intercept"},
        {"poly(age, 3)1"},
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("c = 0", "no column is called 'c'. The columns are: Intercept, a"),
        ("rank3 = 0", "no column is called 'rank3'"),
        ("poly(age, 3)2 = 0", "no column is called 'poly(age'"),
        ("ab = 0", "no column is called 'ab' (close: 'a:b'"),
        ("a.b = 0", "no column is called 'a.b'"),
        ("`a` b = 0", "'b' at position 5, where '='"),
        ("a =", "its end at position 4"),
        ("a", "'a' has no '='"),
        ("a = 0,", "its end at position 7"),
        ("", "its end at position 1"),
        ("a b = 0", "'b' at position 3, where '='"),
        ("2a = 0", "'a' at position 2"),
        ("(a = 0", "'=' at position 4, where"),
        ("a * b = 0", "not linear"),
        ("1 / a = 0", "not linear"),
        ("a / 0 = 0", "not linear"),
        (
            "__import__('os') = 0",
            "no column is called \"__import__('os')\"",
        ),
    ],
)
def test_refusals(text, message):
    with pytest.raises(InputError) as error:
        read(text)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("names", "text", "column"),
    [
        (["rank[T.2]", "rank2"], "rank2 = 0", 1),  # a column of that name comes first
        (["C(race, Treatment('b'))[T.a]"], "racea = 0", 0),
        (["sex[T.m]:class[T.2nd]"], "sexm:class2nd = 0", 0),
        (["some:ses[T.high]", "all:ses[T.high]"], "all:seshigh = 0", 1),
        (["x[T.a b]"], "xa b = 0", 0),
        (["C(rank)[T.2]"], "`rank2` = 0", 0),
    ],
)
def test_levels_have_r_s_names_where_no_column_has_them(names, text, column):
    (one,) = read_equations(text, names)
    np.testing.assert_array_equal(one.coefficients, np.eye(len(names))[column])


def test_a_name_that_two_levels_would_have_is_no_name():
    with pytest.raises(InputError, match="no column is called 'x12'"):
        read_equations("x12 = 0", ["x[T.12]", "x1[T.2]"])


def test_a_hypothesis_is_text():
    with pytest.raises(InputError, match="written as text"):
        read_equations(["a = 0"], NAMES)


# names of any characters but those that a word is made of, so that none is a part of another
marks = st.characters(min_codepoint=33, max_codepoint=500, exclude_categories=["L", "N", "Pc"])
names = st.lists(
    st.text(marks, min_size=1, max_size=6).map(lambda text: f"<{text}>"),
    min_size=2,
    max_size=5,
    unique=True,
)


@given(names, st.integers(-9, 9).filter(bool))
def test_any_column_name(names, factor):
    for j, name in enumerate(names):
        if any(name != other and (name in other or other in name) for other in names):
            continue
        (one,) = read_equations(f"{factor} * {name} = 1", names)
        np.testing.assert_array_equal(one.coefficients, factor * np.eye(len(names))[j])
        assert one.constant == -1
