"""Learning terms from a table: levels, means, knots, and which columns there will be.

1. every factor is computed once, with an empty state that its transforms fill
2. each term is expanded into the products that earlier terms do not span
3. the column of ones is found: the intercept, or a column that is 1 in all rows
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.errors import AliasedWarning, FormulaError, InputError, MissingValuesError
from oddsmith.frame.algebra import Factor as Written
from oddsmith.frame.algebra import columns_of
from oddsmith.frame.assemble import Piece
from oddsmith.frame.caller import warn
from oddsmith.frame.coding import added
from oddsmith.frame.evaluate import Columns, Evaluator, State
from oddsmith.frame.expression import Expression
from oddsmith.frame.factors import Factor, learn_factor, name_of
from oddsmith.frame.missing import DO, read_columns, sentence, tally
from oddsmith.frame.tables import check_characters
from oddsmith.frame.terms import INTERCEPT, Terms, width_of
from oddsmith.frame.words import count, quoted

MOST_COLUMNS = 200_000


def with_context(
    table: pd.DataFrame, context: Mapping[str, Any] | None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Take arrays of the table's length from the context as further columns.

    Raises
    ------
    InputError
        If the context is not a mapping from names.

    Examples
    --------
    >>> table, rest = with_context(pd.DataFrame({"x": [1, 2]}), {"z": np.array([3, 4]), "k": 2})
    >>> list(table.columns), rest
    (['x', 'z'], {'k': 2})
    """
    context = check_context(context)
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


def check_context(context: Any) -> Mapping[str, Any]:
    """See that the caller's own names are text; None is no names.

    Examples
    --------
    >>> check_context(None)
    {}
    """
    if context is None:
        return {}
    if not isinstance(context, Mapping):
        raise InputError(
            f"context is a {type(context).__name__}; it gives names to functions and values, as in "
            'context={"half": half}.'
        )
    odd = [name for name in context if not isinstance(name, str)]
    if odd:
        raise InputError(f"context holds names that are not text: {quoted(odd)}.")
    return context


def learn_terms(
    formula: str,
    terms: Sequence[tuple[Written, ...]],
    table: pd.DataFrame,
    context: Mapping[str, Any],
    state: State | None = None,
    rows: int | None = None,
) -> Terms:
    """Learn terms that have been read.

    Parameters
    ----------
    formula : str
        The right-hand side as written.
    terms : sequence of terms
    table : DataFrame
        Holds every level of the categories.
    context : mapping
        The caller's own names.
    state : dict, optional
        What transforms have learned already, from more rows than the table's.
    rows : int, optional
        How many rows the table stands for, where it holds only some of them.

    Raises
    ------
    InputError
        If two columns of the model would have one name.

    Examples
    --------
    >>> learn_terms("x", [(), ("x",)], pd.DataFrame({"x": [1, 2]}), {}).names
    ('Intercept', 'x')
    """
    written = {name_of(factor): factor for term in terms for factor in term}
    state = {} if state is None else state
    columns = _complete(read_columns(table, columns_of(terms)), len(table))
    evaluator = Evaluator(columns, context, state)
    learned = {name: learn_factor(w, evaluator, len(table)) for name, w in written.items()}
    factors = {name: factor for name, (factor, _) in learned.items()}
    pieces = _pieces(terms, factors)
    used = {n for w in written.values() if isinstance(w, Expression) for n in w.uses.context}
    values = {name: value for name, (_, value) in learned.items()}
    own = {name: context[name] for name in sorted(used)}
    found = Terms(formula, factors, pieces, _ones(pieces, factors, values), state, own)
    check_characters(found.names)
    _refuse_one_name_twice(found, terms)
    for name, level in found.constant.items():
        warn(
            f"{name!r} is {level!r} in all {count(rows or len(table), 'row')}, so it cannot be "
            "told from the intercept: it has no column.",
            AliasedWarning,
        )
    return found


def _refuse_one_name_twice(found: Terms, terms: Sequence[tuple[Written, ...]]) -> None:
    """See that a name says which column of the model, and which term, is meant."""
    labels = [":".join(name_of(factor) for factor in term) or INTERCEPT for term in terms]
    counts = Counter(found.names) if len(set(found.names)) < len(found.names) else Counter(labels)
    twice = [name for name, times in counts.items() if times > 1]
    if twice:
        raise InputError(
            f"the model would have more than one column called {quoted(twice)}, and the name of a "
            "coefficient would not say which is meant: rename the column of the table."
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
