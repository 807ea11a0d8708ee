"""Terms as plain data and back.

A model file holds no code: its expressions are text, and pass the fence again.
"""

from collections.abc import Mapping
from typing import Any

from oddsmith.errors import InputError, ModelFileError, OddsmithError
from oddsmith.frame.algebra import MOST_FACTORS
from oddsmith.frame.algebra import Factor as Written
from oddsmith.frame.assemble import Piece
from oddsmith.frame.coding import Coding, Level
from oddsmith.frame.expression import Expression, read_expression, read_text
from oddsmith.frame.factors import Factor
from oddsmith.frame.learn import MOST_COLUMNS, check_context
from oddsmith.frame.plain import from_plain, to_plain
from oddsmith.frame.terms import Terms, width_of
from oddsmith.frame.words import quoted


def terms_to_dict(terms: Terms) -> dict[str, Any]:
    """Write terms as numbers, text, lists and dicts.

    Examples
    --------
    >>> terms = Terms.learn("x", {"x": [1.0, 2.0]})
    >>> terms_to_dict(terms)["pieces"]
    [{'term': 'Intercept', 'parts': []}, {'term': 'x', 'parts': [['x', False]]}]
    """
    return {
        "formula": terms.formula,
        "variables": list(terms.variables),
        "context": sorted(terms.context),
        "factors": [_factor_to_dict(factor) for factor in terms.factors.values()],
        "pieces": [
            {"term": piece.term, "parts": [list(part) for part in piece.parts]}
            for piece in terms.pieces
        ],
        "intercept": terms.intercept,
        "transform_state": {call: to_plain(state) for call, state in terms.transform_state.items()},
    }


def _factor_to_dict(factor: Factor) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": factor.name,
        "column": not isinstance(factor.written, Expression),
        "spans": factor.spans,
        "fields": None if factor.fields is None else list(factor.fields),
        "coding": None,
    }
    if factor.coding is not None:
        data["coding"] = {
            "levels": list(factor.coding.levels),
            "base": factor.coding.base,
            "matrix": [list(row) for row in factor.coding.matrix],
            "matrix_fields": list(factor.coding.matrix_fields),
        }
    return data


def terms_from_dict(data: Any, context: Mapping[str, Any] | None) -> Terms:
    """Rebuild terms.

    Raises
    ------
    InputError
        If the formula names objects that `context` does not hold.
    ModelFileError
        If the data is not of the form that `terms_to_dict` writes.

    Examples
    --------
    >>> data = terms_to_dict(Terms.learn("log(x)", {"x": [1.0, 2.0]}))
    >>> terms_from_dict(data, {}).names
    ('Intercept', 'log(x)')
    """
    try:
        own = own_context(data["context"], context)
        factors = [_factor(entry, data["variables"], own) for entry in data["factors"]]
        pieces = tuple(_piece(entry) for entry in data["pieces"])
        state = {str(call): from_plain(item) for call, item in data["transform_state"].items()}
        by_name = {factor.name: factor for factor in factors}
        require_width(pieces, by_name)
        terms = Terms(str(data["formula"]), by_name, pieces, data["intercept"], state, own)
        if terms.intercept is not None and (
            type(terms.intercept) is not int or not 0 <= terms.intercept < len(terms.names)
        ):
            raise ValueError("intercept")
        if len(set(terms.names)) < len(terms.names):
            raise ValueError("two columns of one name")
    except OddsmithError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelFileError(
            f"the terms of the model are not in a form that this version writes ({error!r})."
        ) from None
    return terms


def require_width(pieces: tuple[Piece, ...], factors: Mapping[str, Factor]) -> None:
    """Refuse more columns than a formula could have made, before any of them has a name.

    Raises
    ------
    ModelFileError
        Products of more than `MOST_FACTORS` factors, or more than `MOST_COLUMNS` columns.
    """
    if any(len(piece.parts) > MOST_FACTORS for piece in pieces):
        raise ModelFileError(f"the model holds a product of more than {MOST_FACTORS} factors.")
    if sum(width_of(piece, factors) for piece in pieces) > MOST_COLUMNS:
        raise ModelFileError(f"the model holds more than {MOST_COLUMNS:,} columns.")


def own_context(names: list[str], context: Mapping[str, Any] | None) -> dict[str, Any]:
    context = check_context(context)
    absent = [name for name in names if name not in context]
    if absent:
        raise InputError(
            f"the model's formula uses {quoted(absent)}, which a file cannot hold; pass it again, "
            f'as in context={{"{absent[0]}": {absent[0]}}}.'
        )
    return {name: context[name] for name in names}


def _factor(data: Any, variables: list[str], context: Mapping[str, Any]) -> Factor:
    written: Written = str(data["name"])
    if not data["column"]:
        text = read_text(data["name"])[0]
        written = read_expression(text.text, text.quoted, set(variables), context)
        if written.uses.unknown:
            raise ModelFileError(
                f"the model's factor {written.name!r} uses columns it does not list."
            )
    fields = None if data["fields"] is None else tuple(str(field) for field in data["fields"])
    coding = None if data["coding"] is None else _coding(data["coding"])
    return Factor(written, coding, fields, bool(data["spans"]))


def _coding(data: Any) -> Coding:
    levels, base = read_levels(data["levels"]), data["base"]
    if base is not None and (type(base) is not int or not 0 <= base < max(len(levels), 1)):
        raise ModelFileError("the model holds a reference level that is out of range.")
    matrix = tuple(tuple(float(cell) for cell in row) for row in data["matrix"])
    fields = tuple(map(str, data["matrix_fields"]))
    rows = len(levels) if base is None else 0
    if len(matrix) != rows or any(len(row) != len(fields) for row in matrix):
        raise ModelFileError("the model holds contrasts that do not fit their levels.")
    return Coding(levels, base, matrix, fields)


def read_levels(levels: Any) -> tuple[Level, ...]:
    """The levels of a category, each once."""
    known = isinstance(levels, list) and all(isinstance(x, str | int | float) for x in levels)
    if not known or len(set(levels)) < len(levels):
        raise ModelFileError("the model holds levels that are not numbers or text, each once.")
    return tuple(levels)


def _piece(data: Any) -> Piece:
    if not isinstance(data["term"], str):
        raise ModelFileError("the model holds a term whose name is not text.")
    return Piece(data["term"], tuple((str(name), bool(cut)) for name, cut in data["parts"]))
