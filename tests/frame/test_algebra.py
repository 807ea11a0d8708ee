"""Terms of a right-hand side, as formulaic gives them, bounded before they are made."""

import time

import pytest
from formulaic import Formula

from oddsmith.errors import FormulaError
from oddsmith.frame.algebra import read_terms
from oddsmith.frame.expression import Expression, Text

COLUMNS = ["a", "b", "c", "d"]


def written(rhs, rest=()):
    terms = read_terms(Text(rhs, {}), COLUMNS, {}, rest)
    names = [[f.name if isinstance(f, Expression) else f for f in term] for term in terms]
    return [":".join(term) or "1" for term in names]


@pytest.mark.parametrize(
    "rhs",
    ["a", "a + b", "a * b", "a*b*c", "a/b", "(a + b)/c", "(a + b + c)**2", "(a + b)^2 - a", "a:b",
     "a - 1", "0 + a", "-1 + a", "a + 0", "1", "log(a) * b", "a*b - a:b", "a + (b + c):d",
     "a %in% b"],
)  # fmt: skip
def test_as_formulaic(rhs):
    assert written(rhs) == [str(term) for term in Formula(rhs)]


def test_the_dot_stands_for_the_rest():
    assert written(".", ["b", "c"]) == ["1", "b", "c"]
    assert written(". - b", ["b", "c"]) == ["1", "c"]
    assert written(". + log(b)", ["b", "c"]) == ["1", "b", "c", "log(b)"]


@pytest.mark.parametrize(
    ("rhs", "message"),
    [
        ("a + * b", ">>>"),
        ("a +", r"a >>>\+<<<"),
        ("(a", "matching"),
        ("2:a", "I\\(2 \\* x\\)"),
        ("a**2", r"I\(a\*\*2\)"),
        ("(a + b)**c", "whole number"),
        ("(a + b)**99", "from 1 to 8"),
        ("(a + b)**(1 + 1)", "whole number"),
        ("0", "no term left"),
        ("a - a - 1", "no term left"),
        ("'a'", "String literals"),
        ("a | b", "several parts"),
        ("I(3)", "uses no column"),
    ],
)
def test_errors(rhs, message):
    with pytest.raises(FormulaError, match=message):
        written(rhs)


def test_many_terms_are_refused_before_they_are_made():
    start = time.perf_counter()
    with pytest.raises(FormulaError, match="20,000 terms"):
        written("*".join(f"I(a > {i})" for i in range(40)))
    assert time.perf_counter() - start < 5


def test_long_sums_are_read():
    many = [f"x{i}" for i in range(1000)]
    assert len(read_terms(Text(" + ".join(many), {}), many, {})) == 1001
    assert len(read_terms(Text(".", {}), many, {}, many)) == 1001
