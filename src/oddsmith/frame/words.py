"""Small words that the messages of this folder share."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

NO_TEXT = "No column of the table has a name that is text: table.columns = table.columns.map(str)."


def count(n: int, noun: str) -> str:
    """Write a number and its noun.

    Examples
    --------
    >>> count(1, "row"), count(2000, "row")
    ('1 row', '2,000 rows')
    """
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def shown(items: Sequence[Any], limit: int = 10) -> str:
    """List the first few and say how many more there are.

    Examples
    --------
    >>> shown(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    head = ", ".join(str(item) for item in items[:limit])
    more = len(items) - limit
    return f"{head} and {more:,} more" if more > 0 else head


def quoted(items: Iterable[Any], limit: int = 10) -> str:
    """List as `shown`, each as Python would write it.

    Examples
    --------
    >>> quoted(["a", 1])
    "'a', 1"
    """
    return shown([repr(item) for item in items], limit)


def no_such_columns(missing: Sequence[str], columns: Iterable[Any]) -> str:
    """Say which columns are missing, which names are close, and which columns there are.

    Examples
    --------
    >>> no_such_columns(["grr"], ["gre", "gpa"])
    "no column is called 'grr' (close: 'gre'). The columns are: gre, gpa."
    """
    have = [str(column) for column in columns]
    there = f"The columns are: {shown(have, 20)}." if have else NO_TEXT
    named = []
    for name in missing[:10]:
        close = get_close_matches(name, have, n=3)
        named.append(f"{name!r}" + (f" (close: {quoted(close)})" if close else ""))
    more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
    return f"no column is called {', '.join(named)}{more}. {there}"
