"""One walk over an expression, and the words of a language that it is printed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oddsmith.export.scoring.expression import (
    Cell,
    Column,
    Curve,
    Expr,
    Factor,
    Number,
    Sum,
    Text,
)


@dataclass(frozen=True)
class Language:
    """How each kind of expression is written.

    Attributes
    ----------
    number, text, factor : callable
        A constant, a text, the factor of a name.
    column : callable
        A column, by name and kind.
    cell, curve : callable
    sum : callable
        Of the terms as written.
    operations : dict of str to str
        A template for each operation: ``"({0} + {1})"``.
    """

    number: Callable[[float], str]
    text: Callable[[str], str]
    column: Callable[[Column], str]
    factor: Callable[[str], str]
    cell: Callable[[Cell], str]
    curve: Callable[[Curve], str]
    sum: Callable[[list[str]], str]
    operations: Mapping[str, str]


def render(value: Expr, language: Language) -> str:
    """An expression in a language.

    Examples
    --------
    >>> from oddsmith.export.scoring.expression import apply, Number
    >>> words = Language(str, repr, str, str, str, str, " + ".join, {"+": "({0} + {1})"})
    >>> render(apply("+", Number(1.0), Number(2.0)), words)
    '(1.0 + 2.0)'
    """
    if isinstance(value, Number):
        return language.number(value.value)
    if isinstance(value, Text):
        return language.text(value.value)
    if isinstance(value, Column):
        return language.column(value)
    if isinstance(value, Factor):
        return language.factor(value.name)
    if isinstance(value, Cell):
        return language.cell(value)
    if isinstance(value, Curve):
        return language.curve(value)
    args = [render(part, language) for part in value.args]
    if isinstance(value, Sum):
        return language.sum(args)
    return language.operations[value.op].format(*args)
