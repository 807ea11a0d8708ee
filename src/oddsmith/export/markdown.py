"""Markdown: tables and lists in which values from data stay text.

Every character that Markdown or HTML would read as more than itself has a backslash before it.
"""

from collections.abc import Iterable, Sequence

SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_[]<>|~&#!$^@{}"})


def escaped(text: object) -> str:
    r"""A text that Markdown shows as it is, on one line.

    Examples
    --------
    >>> print(escaped("<b>a_b</b>|c"))
    \<b\>a\_b\</b\>\|c
    """
    return " ".join(str(text).split()).translate(SPECIAL)


def table(headers: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table whose first column is text and whose others are numbers.

    Examples
    --------
    >>> print(table(["term", "n"], [["a", 1]]))
    | term | n |
    | :--- | ---: |
    | a | 1 |
    """
    marks = [":---", *(["---:"] * (len(headers) - 1))]
    lines = [line(map(escaped, headers)), line(marks)]
    return "\n".join([*lines, *(line(map(escaped, row)) for row in rows)])


def line(found: Iterable[str]) -> str:
    return f"| {' | '.join(found)} |"


def bullets(items: Iterable[object]) -> str:
    """A list, a line each."""
    return "\n".join(f"- {escaped(item)}" for item in items)
