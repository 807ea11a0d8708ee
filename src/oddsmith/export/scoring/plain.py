"""A scorer as plain data, so that a model file can be scored without this package.

2.5                         a number; null where it is none
["+", a, b]                 an operation, or "sum" of many, on expressions
{"text": "a"}               {"column": "gre"}           {"factor": "log(gre)"}
{"cell": names, "values"}   values nested once for each category's levels
{"curve": name, "pieces"}   coefficients of the powers of t, lowest first, for each piece
"""

from typing import Any

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.export.fields import number
from oddsmith.export.scoring.expression import (
    Basis,
    Cell,
    Column,
    Curve,
    Expr,
    Factor,
    Number,
    Sum,
    Text,
)
from oddsmith.export.scoring.scorer import Scorer, scorer_of
from oddsmith.result import Fit, MultinomialFit


def scoring_fields(fit: Fit | MultinomialFit) -> dict[str, Any] | None:
    """What scores a row; None where that takes more than a formula."""
    try:
        return plain(scorer_of(fit))
    except (InputError, NotSupportedError):
        return None


def plain(scorer: Scorer) -> dict[str, Any]:
    """The parts of a scorer, under names."""
    return {
        "about": scorer.about,
        "columns": dict(scorer.columns),
        "numbers": {name: tree(value) for name, value in scorer.numbers.items()},
        "categories": {
            name: {"key": tree(found.key), "levels": list(found.levels)}
            for name, found in scorer.categories.items()
        },
        "bases": {name: basis(found) for name, found in scorer.bases.items()},
        "log_odds": [tree(value) for value in scorer.logits],
        "classes": list(scorer.classes),
    }


def tree(value: Expr) -> Any:
    """An expression as lists and dicts.

    Examples
    --------
    >>> from oddsmith.export.scoring.expression import apply
    >>> tree(apply("*", Number(2.0), Column("x", "number")))
    ['*', 2.0, {'column': 'x'}]
    """
    if isinstance(value, Number):
        return number(value.value)
    if isinstance(value, Text):
        return {"text": value.value}
    if isinstance(value, Column):
        return {"column": value.name}
    if isinstance(value, Factor):
        return {"factor": value.name}
    if isinstance(value, Cell):
        return {"cell": list(value.names), "values": value.values}
    if isinstance(value, Curve):
        return {"curve": value.name, "pieces": value.pieces}
    op = "sum" if isinstance(value, Sum) else value.op
    return [op, *map(tree, value.args)]


def basis(found: Basis) -> dict[str, Any]:
    return {**vars(found), "u": tree(found.u), "low": number(found.low), "high": number(found.high)}
