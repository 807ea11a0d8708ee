"""Expressions: what the log-odds of a row are made of, whatever language computes them.

    Number    2.5                                    Column   a column of the table
    Text      "a"                                    Factor   a factor of the formula, by its name
    Apply     an operation on expressions            Sum      of many expressions
    Cell      a number for each level, or pair of levels, of categories
    Curve     a polynomial for each piece between the knots of a spline

Numbers are doubles, and NaN where a value is undefined, as in NumPy.  Conditions are apart from
numbers: `as_number` and `as_condition` go between them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from oddsmith.frame.coding import Level

Kind = Literal["number", "text", "any"]  # any: whatever it is, compared as it is

CONDITIONS = frozenset({"<", "<=", "==", "and", "or", "not"})
OPERATIONS = CONDITIONS | {
    *("+", "-", "*", "/", "neg", "pow", "fmod", "min", "max", "where"),
    *("log", "log2", "log10", "log1p", "exp", "expm1", "sqrt", "abs", "sign"),
    *("sin", "cos", "tanh", "floor", "ceil", "rint"),
}


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Text:
    """A text to compare with."""

    value: str


@dataclass(frozen=True)
class Column:
    """A column of the table."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Factor:
    """The value of a factor that is one number, by the factor's name."""

    name: str


@dataclass(frozen=True)
class Apply:
    """One of `OPERATIONS` on expressions."""

    op: str
    args: tuple["Expr", ...]


@dataclass(frozen=True)
class Sum:
    """A sum, which each language adds as it does best."""

    args: tuple["Expr", ...]


@dataclass(frozen=True)
class Cell:
    """A number looked up by the levels of categories: `values` is nested once for each of them."""

    names: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Curve:
    """Polynomials of the basis `name`: for each piece the coefficients, lowest power first."""

    name: str
    pieces: tuple[tuple[float, ...], ...]


Expr: TypeAlias = Number | Text | Column | Factor | Apply | Sum | Cell | Curve


@dataclass(frozen=True)
class Category:
    """A factor with levels: what is looked up among them."""

    key: Expr
    levels: tuple[Level, ...]


Outside = Literal["extend", "raise", "na"]


@dataclass(frozen=True)
class Basis:
    """A factor whose columns are polynomials between knots, in t = (u - center) / half of a piece.

    Attributes
    ----------
    u : Expr
    knots : tuple of float
        k knots are between k + 1 pieces; a number at a knot is of the piece above.
    centers, halves : tuple of float
        Of each piece.
    low, high : float
        Where the basis is known.
    outside : "extend", "raise" or "na"
        What happens beyond: the last piece goes on, the row is refused, or it has no value.
    """

    u: Expr
    knots: tuple[float, ...]
    centers: tuple[float, ...]
    halves: tuple[float, ...]
    low: float
    high: float
    outside: Outside


ONE, ZERO = Number(1.0), Number(0.0)


def apply(op: str, *args: Expr) -> Apply:
    """An operation.

    Examples
    --------
    >>> apply("+", ONE, ZERO).op
    '+'
    """
    assert op in OPERATIONS, op
    return Apply(op, args)


def negation(condition: Expr) -> Apply:
    """That a condition does not hold."""
    return apply("not", condition)


def is_condition(value: Expr) -> bool:
    """Whether it is true or false rather than a number."""
    return isinstance(value, Apply) and value.op in CONDITIONS


def as_number(value: Expr) -> Expr:
    """One where a condition holds, zero where it does not; numbers as they are.

    Examples
    --------
    >>> as_number(apply("<", ZERO, ONE)).op
    'where'
    """
    return apply("where", value, ONE, ZERO) if is_condition(value) else value


def as_condition(value: Expr) -> Expr:
    """That a number is not zero; conditions as they are."""
    return value if is_condition(value) else negation(apply("==", value, ZERO))


def times(weight: float, value: Expr) -> Expr:
    """A multiple of an expression, without a product where the weight is one."""
    return value if weight == 1 else apply("*", Number(weight), value)


def total(parts: Sequence[Expr]) -> Expr:
    """The sum of expressions."""
    return parts[0] if len(parts) == 1 else Sum(tuple(parts))


def walk(value: Expr) -> Iterator[Expr]:
    """An expression and all that are in it."""
    yield value
    if isinstance(value, Apply | Sum):
        for part in value.args:
            yield from walk(part)
