"""Learning terms from a table: levels, means, knots, and which columns there will be.

1. every factor is computed once, with an empty state that its transforms fill
2. each term is expanded into the products that earlier terms do not span
3. the column of ones is found: the intercept, or a column that is 1 in all rows
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.errors import AliasedWarning, FormulaError, MissingValuesError
from oddsmith.frame.algebra import Factor as Written
from oddsmith.frame.algebra import columns_of
from oddsmith.frame.assemble import Piece
from oddsmith.frame.coding import added
from oddsmith.frame.evaluate import Columns, Evaluator, State
from oddsmith.frame.expression import Expression
from oddsmith.frame.factors import Factor, learn_factor, name_of
from oddsmith.frame.missing import DO, read_columns, sentence, tally
from oddsmith.frame.terms import INTERCEPT, Terms, width_of
from oddsmith.frame.words import count

MOST_COLUMNS = 200_000


def with_context(
    table: pd.DataFrame, context: Mapping[str, Any]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Take arrays of the table's length from the context as further columns.

    Examples
    --------
    >>> table, rest = with_context(pd.DataFrame({"x": [1, 2]}), {"z": np.array([3, 4]), "k": 2})
    >>> list(table.columns), rest
    (['x', 'z'], {'k': 2})
    """
    arrays = {
        name: np.asarray(value) if isinstance(value, pd.Series) else value
        for name, value in context.items()
        if isinstance(value, np.ndarray | pd.Series | pd.Categorical)
        and value.ndim == 1
        and len(value) == len(table)
        and name not in table.columns
    }
    rest = {name: value for name, value in context.items() if name not in arrays}
    return (table.assign(**arrays) if arrays else table), rest


def learn_terms(
    formula: str,
    terms: Sequence[tuple[Written, ...]],
    table: pd.DataFrame,
    context: Mapping[str, Any],
) -> Terms:
    """Learn terms that have been read.

    Examples
    --------
    >>> learn_terms("x", [(), ("x",)], pd.DataFrame({"x": [1, 2]}), {}).names
    ('Intercept', 'x')
    """
    written = {name_of(factor): factor for term in terms for factor in term}
    state: State = {}
    columns = _complete(read_columns(table, columns_of(terms)), len(table))
    evaluator = Evaluator(columns, context, state)
    learned = {name: learn_factor(w, evaluator, len(table)) for name, w in written.items()}
    factors = {name: factor for name, (factor, _) in learned.items()}
    pieces = _pieces(terms, factors)
    _warn_of_one_level(pieces, factors, len(table))
    used = {n for w in written.values() if isinstance(w, Expression) for n in w.uses.context}
    values = {name: value for name, (_, value) in learned.items()}
    own = {name: context[name] for name in sorted(used)}
    return Terms(formula, factors, pieces, _ones(pieces, factors, values), state, own)


def _warn_of_one_level(pieces: Sequence[Piece], factors: Mapping[str, Factor], n: int) -> None:
    for name in dict.fromkeys(name for piece in pieces for name, reduced in piece.parts if reduced):
        coding = factors[name].coding
        if coding is not None and len(coding.levels) == 1:
            warnings.warn(
                f"{name!r} is {coding.levels[0]!r} in all {count(n, 'row')}, so it cannot be told "
                "from the intercept: it has no column.",
                AliasedWarning,
                stacklevel=4,
            )


def _complete(columns: dict[str, Any], n: int) -> dict[str, Any]:
    bad, said = tally(columns, np.ones(n, dtype=bool))
    if bad.any():
        raise MissingValuesError(f"{sentence(bad, said, n)} {DO}")
    return columns


def _pieces(
    terms: Sequence[tuple[Written, ...]], factors: Mapping[str, Factor]
) -> tuple[Piece, ...]:
    named = [[name_of(factor) for factor in term] for term in terms]
    spaces = added([(name, factors[name].spans) for name in term] for term in named)
    pieces = tuple(
        Piece(":".join(term) or INTERCEPT, parts)
        for term, new in zip(named, spaces, strict=True)
        for parts in new
    )
    for piece in pieces:
        if width_of(piece, factors) > MOST_COLUMNS:
            raise FormulaError(
                f"{piece.term!r} has {width_of(piece, factors):,} columns; at most "
                f"{MOST_COLUMNS:,} work."
            )
    return pieces


def _ones(
    pieces: Sequence[Piece], factors: Mapping[str, Factor], values: Mapping[str, Any]
) -> int | None:
    """Find the column of ones: the intercept, or a column of numbers that are all 1."""
    at, found = 0, None
    for piece in pieces:
        if not piece.parts:
            return at
        name = piece.parts[0][0]
        numbers = factors[name].coding is None and not isinstance(values[name], Columns)
        if found is None and len(piece.parts) == 1 and numbers and (values[name] == 1).all():
            found = at
        at += width_of(piece, factors)
    return found
