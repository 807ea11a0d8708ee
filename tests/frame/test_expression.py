"""Backticks, the two sides, and names put back as they were."""

import pytest

from oddsmith.errors import FormulaError
from oddsmith.frame import Terms, make_frame
from oddsmith.frame.expression import read_expression, read_text, split


def test_split_at_the_tilde_outside_brackets_and_quotes():
    left, right = split("I(~a) == `b~c` ~ x + I(~z) + Q('~')")
    assert (left.original(), right.original()) == ("I(~a) == `b~c`", "x + I(~z) + Q('~')")


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("x", "write it on the left"),
        ("~ x", "'admit ~ x'"),
        ("y ~ ", "write 1"),
        ("y ~ x ~ z", "2 ~"),
        ("y ~ ``", "empty backticks"),
        ("y ~ \x07", "control"),
        (7, "a formula is text"),
    ],
)
def test_what_is_no_formula(formula, message):
    with pytest.raises(FormulaError, match=message):
        split(formula)


def test_stand_ins_never_collide():
    text, _ = read_text("_q0_ + `a b` + `a b c` + `a b` + _qqq")
    assert text.text == "_q0_ + _qqqq0_ + _qqqq1_ + _qqqq0_ + _qqq"
    assert text.original() == "_q0_ + `a b` + `a b c` + `a b` + _qqq"


def test_one_name_inside_another():
    # formulaic 1.2 reads log(`a b`) * `a b c` wrongly: its stand-in for one is part of the other's
    table = {"y": [0, 1, 1], "a b": [1.0, 2, 4], "a b c": [3.0, 5, 8]}
    names = make_frame("y ~ I(`a b` * `a b c`) + `a b`:`a b c`", table).terms.names
    assert names == ("Intercept", "I(`a b` * `a b c`)", "a b:a b c")


def test_plain_names_in_backticks_are_the_same_factor():
    assert Terms.learn("x + `x` + log(`x`)", {"x": [1.0, 2.0]}).names == (
        "Intercept",
        "x",
        "log(x)",
    )


def test_expressions_are_written_one_way():
    assert read_expression("log( x )+1", {}, {"x"}, {}).name == "log(x) + 1"
