"""Scoring functions and expressions: what computes a probability in another language."""

from typing import Any

from oddsmith.export.scoring import javascript, python, sql
from oddsmith.export.scoring.scorer import scorer_of


def to_python(model: Any, offset: str | None = None) -> str:
    """A Python module with ``score(row)``.

    Examples
    --------
    >>> import oddsmith
    >>> fit = oddsmith.fit("y ~ x", {"y": [0, 1, 0, 1, 1, 0], "x": [1.0, 2, 3, 4, 5, 2.5]})
    >>> names = {}
    >>> exec(to_python(fit), names)
    >>> bool(abs(names["score"]({"x": 2}) - fit.predict({"x": [2.0]})[0]) < 1e-12)
    True
    """
    return python.write(scorer_of(model, offset))


def to_javascript(model: Any, offset: str | None = None) -> str:
    """A script with ``score(row)``.

    Examples
    --------
    >>> import oddsmith
    >>> fit = oddsmith.fit("y ~ x", {"y": [0, 1, 0, 1, 1, 0], "x": [1.0, 2, 3, 4, 5, 2.5]})
    >>> to_javascript(fit).splitlines()[0]
    '// A logistic regression as plain JavaScript: score(row) gives probabilities, and needs no ...'
    """
    return javascript.write(scorer_of(model, offset))


def to_sql(model: Any, table: str | None = None, offset: str | None = None) -> str:
    """The probability as an SQL expression; a query where a table is named.

    Examples
    --------
    >>> import oddsmith
    >>> fit = oddsmith.fit("y ~ x", {"y": [0, 1, 0, 1, 1, 0], "x": [1.0, 2, 3, 4, 5, 2.5]})
    >>> print(to_sql(fit, table="people").splitlines()[-1])
    FROM "people"
    """
    return sql.write(scorer_of(model, offset), table)
