"""Page: what results are printed with: aligned columns, and shapes as NumPy writes them."""

from collections.abc import Iterable, Sequence
from textwrap import fill

SHOWN = 20  # lines of a table
WIDTH = 100  # of prose


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of words as lines: the first column to the left, the others to the right.

    Examples
    --------
    >>> print(aligned([["", "yours"], ["w1", "0.25"], ["b", "-1"]]))
      yours
    w1  0.25
    b     -1
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    )


def shortened(rows: Sequence[Sequence[str]], noun: str) -> str:
    """A heading and at most `SHOWN` rows, `aligned`; then how many more there are."""
    more = len(rows) - 1 - SHOWN
    end = f"\n… and {more:,} more {noun}" if more > 0 else ""
    return aligned(rows[: SHOWN + 1]) + end


def shapes(named: Iterable[tuple[str, tuple[int, ...]]]) -> str:
    """Names with shapes.

    Examples
    --------
    >>> shapes([("w", (3,)), ("y", (100, 1))])
    'w (3,), y (100, 1)'
    """
    return ", ".join(f"{name} {shape}" for name, shape in named)


def wrapped(text: str) -> str:
    """Prose in lines of at most `WIDTH`."""
    return fill(text, WIDTH)
