"""Equations: the reader of ``"gpa = 0, 2*gre - rank2 = 0.5"``.

    equations  =  equation { "," equation }
    equation   =  sum "=" sum { "=" sum }                      "==" is "="
    sum        =  product { ("+" | "-") product }
    product    =  signed { ("*" | "/") signed }
    signed     =  { "+" | "-" } ( number | name | "(" sum ")" )

Every part is a linear form  aᵀw + b, kept as numbers; nothing is evaluated.  Names are the longest
known ones that fit, so that they may hold blanks, brackets, commas and signs; within backticks, as
in a formula, they stand for themselves.  A level has R's name too: ``rank2`` for ``C(rank)[T.2]``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame.words import no_such_columns

LEVEL = re.compile(r"(?:C\(([^(),]+)(?:,[^\[\]]*)?\)|([^:\[\]]+))\[T\.([^\[\]]*)\]")
NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
WORD = re.compile(r"[\w.]")
END = ""


@dataclass(frozen=True, eq=False)
class Linear:
    """``coefficients · w + constant``; in an equation, what is zero."""

    coefficients: Array
    constant: float
    label: str = ""

    def plus(self, other: "Linear", sign: float = 1.0) -> "Linear":
        return Linear(
            self.coefficients + sign * other.coefficients, self.constant + sign * other.constant
        )

    def times(self, factor: float) -> "Linear":
        return Linear(self.coefficients * factor, self.constant * factor)

    @property
    def is_number(self) -> bool:
        return not self.coefficients.any()


@dataclass(frozen=True)
class Token:
    """A piece of the text: an operator, a number, or the column at position `column`."""

    text: str
    start: int
    number: float | None = None
    column: int | None = None


def read_equations(text: str, names: Sequence[str]) -> list[Linear]:
    """The equations of a text, each as the linear form that is zero.

    Examples
    --------
    >>> (one,) = read_equations("2*a = b + 1", ["a", "b"])
    >>> one.coefficients, one.constant
    (array([ 2., -1.]), -1.0)
    """
    reader = Reader(text, len(names), tokens(text, names))
    found: list[Linear] = []
    while True:
        found += reader.equation()
        if reader.take(END):
            return found
        reader.require(",")


def tokens(text: str, names: Sequence[str]) -> list[Token]:
    """The pieces of the text, and an empty one at its end."""
    if not isinstance(text, str):
        raise InputError(f"{text!r}: a hypothesis is written as text, such as 'gpa = 0'.")
    spelt = spellings(names)
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found.append(next_token(text, at, spelt, names))
        at += len(found[-1].text)
    return [*found, Token(END, len(text))]


def spellings(names: Sequence[str]) -> dict[str, int]:
    """What stands for each column, the longest first: its name, and R's where it is no other's.

    Examples
    --------
    >>> spellings(["gpa", "C(rank)[T.2]"])
    {'C(rank)[T.2]': 1, 'rank2': 1, 'gpa': 0}
    """
    found = {name: column for column, name in enumerate(names) if name}
    in_r = [LEVEL.sub(lambda part: (part[1] or part[2]) + part[3], name) for name in names]
    often = Counter(in_r)
    for column, name in enumerate(in_r):
        if name and often[name] == 1:
            found.setdefault(name, column)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def next_token(text: str, at: int, spelt: Mapping[str, int], names: Sequence[str]) -> Token:
    for name, column in spelt.items():
        if text.startswith(f"`{name}`", at):
            return Token(f"`{name}`", at, column=column)
        if text.startswith(name, at) and not splits_a_word(text, at + len(name)):
            return Token(name, at, column=column)
    number = NUMBER.match(text, at)
    if number is not None:
        return Token(number.group(), at, number=float(number.group()))
    if text[at] in "+-*/(),=":
        return Token("==" if text.startswith("==", at) else text[at], at)
    unknown = re.split(r"[\s,=+*/-]", text[at:], maxsplit=1)[0]
    raise InputError(f"The hypothesis {text!r}: {no_such_columns([unknown], names)}")


def splits_a_word(text: str, end: int) -> bool:
    """Whether a name that ends here would cut a longer word in two."""
    return end < len(text) and bool(WORD.match(text[end - 1]) and WORD.match(text[end]))


@dataclass
class Reader:
    """The grammar, read from left to right; `at` is the next token."""

    text: str
    p: int
    left: list[Token]
    at: int = field(default=0)

    def equation(self) -> list[Linear]:
        start = self.left[self.at].start
        sides = [self.sum()]
        while self.take("=", "=="):
            sides.append(self.sum())
        label = self.text[start : self.left[self.at].start].strip()
        if len(sides) == 1:
            if self.left[self.at].text not in (",", END):
                self.require("=")
            raise InputError(f"{label!r} has no '=': write what it should equal, as in 'gpa = 0'.")
        zeros = [a.plus(b, -1.0) for a, b in pairwise(sides)]
        return [Linear(zero.coefficients, zero.constant, label) for zero in zeros]

    def sum(self) -> Linear:
        value = self.product()
        while operator := self.take("+", "-"):
            value = value.plus(self.product(), 1.0 if operator == "+" else -1.0)
        return value

    def product(self) -> Linear:
        value = self.signed()
        while operator := self.take("*", "/"):
            value = self.combine(value, operator, self.signed())
        return value

    def combine(self, a: Linear, operator: str, b: Linear) -> Linear:
        if operator == "*" and a.is_number:
            a, b = b, a
        if not b.is_number or (operator == "/" and b.constant == 0):
            raise InputError(
                f"{self.text!r} is not linear: a coefficient can be multiplied by a number, or "
                "divided by one that is not zero, and by nothing else."
            )
        return a.times(b.constant if operator == "*" else 1 / b.constant)

    def signed(self) -> Linear:
        sign = 1.0
        while operator := self.take("+", "-"):
            sign = -sign if operator == "-" else sign
        return self.atom().times(sign)

    def atom(self) -> Linear:
        token = self.left[self.at]
        if token.number is not None or token.column is not None:
            self.at += 1
            coefficients: Array = np.zeros(self.p)
            if token.column is not None:
                coefficients[token.column] = 1.0
            return Linear(coefficients, token.number or 0.0)
        self.require("(")
        value = self.sum()
        self.require(")")
        return value

    def take(self, *texts: str) -> str | None:
        """The next token's text if it is an operator among these, and go on."""
        token = self.left[self.at]
        if token.text in texts and token.number is None and token.column is None:
            self.at += 1
            return token.text or "end"
        return None

    def require(self, text: str) -> None:
        if not self.take(text):
            token = self.left[self.at]
            seen = repr(token.text) if token.text else "its end"
            expected = "a number, a column or '('" if text == "(" else repr(text)
            raise InputError(
                f"The hypothesis {self.text!r} has {seen} at position {token.start + 1}, where "
                f"{expected} was expected."
            )
