"""The right-hand side's algebra: from `a * b + log(x)` to the terms 1, a, b, log(x), a:b.

    +  -   terms in, terms out          a:b    product of two terms
    a*b    a + b + a:b                  a/b    a + a:b
    (…)**k products of up to k terms    .      every column but the response's
    0, -1  no intercept

formulaic reads this grammar.  Two things are done around it.  Its tokens are fenced before it sees
them whole, since its parser may evaluate parts of a left side.  And the number of terms is bounded
before they are made, since `(a + b + c)**99` has 3⁹⁹.
"""

import keyword
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from formulaic.errors import FormulaicError
from formulaic.parser import DefaultFormulaParser
from formulaic.parser.algos.tokenize import tokenize
from formulaic.parser.types import ASTNode, Token

from oddsmith.errors import FormulaError, OddsmithError
from oddsmith.frame.expression import Expression, Text, read_expression
from oddsmith.frame.fence import WAY_OUT, refuse_ambiguous, unquoted
from oddsmith.frame.words import no_such_columns

MOST_TERMS = 20_000
MOST_FACTORS = 8
HIGHEST_POWER = 8
PLACE = re.compile("⧛(?:\x1b\\[[0-9;]*m)?(.*?)(?:\x1b\\[0m)?⧚", re.DOTALL)
PARSER = DefaultFormulaParser(feature_flags=DefaultFormulaParser.FeatureFlags.NONE)

Lookup = str
Factor = Lookup | Expression


def read_terms(
    side: Text, columns: Sequence[str], context: Mapping[str, Any], rest: Sequence[str] = ()
) -> list[tuple[Factor, ...]]:
    """Give the terms of a right-hand side, by degree; the empty term is the intercept.

    Parameters
    ----------
    side : Text
        The right-hand side, without backticks.
    columns : sequence of str
        The columns that may be named.
    context : mapping
        The caller's own names.
    rest : sequence of str
        The columns that `.` stands for.

    Raises
    ------
    FormulaError
        If it does not parse, reaches outside the fence, or names columns that do not exist.

    Examples
    --------
    >>> read_terms(Text("a * b", {}), ["a", "b"], {})
    [(), ('a',), ('b',), ('a', 'b')]
    """
    expressions = _fence(side, columns, context)
    known = {"__formulaic_variables_available__": rest}
    try:
        _bound(PARSER.get_ast(side.text, context=known), len(rest), side)
        terms = list(PARSER.get_terms(side.text, context=known)._simplify())
    except OddsmithError:
        raise
    except Exception as error:  # "(]" makes formulaic 1.2 fail with AttributeError
        raise _syntax(side, error) from None
    terms = [_factors(term, side, expressions) for term in sorted(terms, key=lambda t: t.degree)]
    _refuse_two_of_one_name(terms)
    unique = {frozenset(_name(f) for f in term): term for term in reversed(terms)}
    if not unique:
        raise FormulaError(f"the right-hand side {side.original()!r} has no term left.")
    return list(reversed(unique.values()))


def uses_dot(side: Text) -> bool:
    """Whether the . that stands for all other columns is in it.

    Examples
    --------
    >>> uses_dot(Text("x + .", {})), uses_dot(Text("x:.5", {}))
    (True, False)
    """
    return any(token.token == "." for token in _tokens(side))


def columns_of(terms: Sequence[tuple[Factor, ...]]) -> list[str]:
    """List the columns that terms use.

    Examples
    --------
    >>> columns_of(read_terms(Text("a + log(b)", {}), ["a", "b", "c"], {}))
    ['a', 'b']
    """
    named = [f.uses.columns if isinstance(f, Expression) else [f] for term in terms for f in term]
    return list(dict.fromkeys(name for names in named for name in names))


def _tokens(side: Text) -> list[Token]:
    try:
        return list(tokenize(side.text))
    except FormulaicError as error:
        raise _syntax(side, error) from None


def _fence(side: Text, columns: Sequence[str], context: Mapping[str, Any]) -> dict[str, Expression]:
    """Pass every token through the fence, and report all unknown columns at once."""
    have, expressions, unknown = set(columns), {}, []
    for token in _tokens(side):
        if token.kind is Token.Kind.PYTHON:
            expression = read_expression(token.token, side.quoted, have, context)
            if not (expression.uses.columns or expression.uses.unknown or expression.uses.context):
                raise FormulaError(f"{expression.name!r} uses no column, so it cannot be a term.")
            expressions[expression.name] = expression
            unknown += expression.uses.unknown
        elif token.kind is Token.Kind.NAME:
            unknown += _lookup(token.token, side, have, context)
        elif token.kind is Token.Kind.OPERATOR and set(token.token) & set("~|"):
            _refuse_parts(side, token)
    if unknown:
        raise FormulaError(no_such_columns(list(dict.fromkeys(unknown)), columns))
    return expressions


def _lookup(
    name: str, side: Text, columns: Collection[str], context: Mapping[str, Any]
) -> list[str]:
    if name.startswith("__"):
        raise FormulaError(f"{name!r} is not allowed in a formula: such names are Python's own.")
    if name in side.quoted or name in columns:
        name = side.quoted.get(name, name)
        refuse_ambiguous(name, context if name in columns else {})
        return [] if name in columns else [name]
    owner, *attributes = name.split(".")
    if attributes and (owner in {"", *columns} or any(a.startswith("__") for a in attributes)):
        raise FormulaError(
            f"{name!r} is not allowed in a formula, which takes no attributes of its columns. "
            f"{WAY_OUT}"
        )
    if keyword.iskeyword(name):
        raise FormulaError(
            f"{name!r} is not allowed in a formula, which holds columns, arithmetic and calls of "
            f"known functions, but no lambdas or other words of Python. {WAY_OUT}"
        )
    return [name]


def _refuse_parts(side: Text, token: Token) -> None:
    if "|" in token.token:
        raise FormulaError(
            f"{side.original()!r} has a | between terms; formulas of several parts (random "
            "effects, instruments) are not a logistic regression's. For 'or', write I(a | b)."
        )
    raise FormulaError(f"{side.original()!r} has a ~ inside; one ~ stands between the two sides.")


def _bound(tree: Any, rest: int, side: Text) -> None:
    """Count the terms that each operator would make, before any is made."""
    stack, order = [tree], []
    while stack:
        node = stack.pop()
        if isinstance(node, ASTNode):
            order.append(node)
            stack.extend(node.args)
    size: dict[int, int] = {}
    for node in reversed(order):
        args = [size.get(id(arg), 1) for arg in node.args]
        symbol = node.operator.symbol
        size[id(node)] = (
            _power(node, args, side) if symbol in ("**", "^") else _size(symbol, args, rest)
        )
        if size[id(node)] > MOST_TERMS + rest:
            raise FormulaError(
                f"{side.original()[:80]!r} multiplies out to more than {MOST_TERMS:,} terms."
            )


def _size(symbol: str, args: list[int], rest: int) -> int:
    if symbol == ".":
        return rest
    if symbol == ":":
        return args[0] * args[1]
    if symbol == "*":
        return args[0] + args[1] + args[0] * args[1]
    return sum(args)


def _power(node: ASTNode, args: list[int], side: Text) -> int:
    base, exponent = node.args
    counted = isinstance(base, Token) and base.kind is Token.Kind.VALUE
    if counted or not isinstance(exponent, Token) or not exponent.token.isdecimal():
        raise FormulaError(f"in {side.original()!r} a power must be of terms, and a whole number.")
    if args[0] == 1:
        name = unquoted(getattr(base, "token", "x"), side.quoted)
        raise FormulaError(
            f"{name}**{exponent.token} between terms means interactions and would be {name} "
            f"itself; for the number raised to a power write I({name}**{exponent.token})."
        )
    if not 1 <= int(exponent.token) <= HIGHEST_POWER:
        raise FormulaError(f"the power of terms goes from 1 to {HIGHEST_POWER}.")
    return int(args[0] ** int(exponent.token))


def _factors(term: Any, side: Text, expressions: Mapping[str, Expression]) -> tuple[Factor, ...]:
    if [factor.expr for factor in term.factors] == ["1"]:
        return ()
    kinds = [factor.eval_method.value for factor in term.factors]
    if "literal" in kinds:
        raise FormulaError(
            f"{unquoted(str(term), side.quoted)!r} multiplies a term by a number; to scale a "
            "column write I(2 * x)."
        )
    if len(kinds) > MOST_FACTORS:
        raise FormulaError(f"a product of {len(kinds)} factors; at most {MOST_FACTORS} work.")
    names = [unquoted(factor.expr, side.quoted) for factor in term.factors]
    lookups = [side.quoted.get(factor.expr, factor.expr) for factor in term.factors]
    if any(k == "python" and name not in expressions for k, name in zip(kinds, names, strict=True)):
        raise FormulaError(f"the formula does not parse: {unquoted(str(term), side.quoted)!r}.")
    return tuple(
        expressions[name] if kind == "python" else lookup
        for kind, name, lookup in zip(kinds, names, lookups, strict=True)
    )


def _refuse_two_of_one_name(terms: Sequence[tuple[Factor, ...]]) -> None:
    """See that no column is called as an expression is written: `log(x)` + log(x)."""
    kinds = {(_name(f), isinstance(f, Expression)) for term in terms for f in term}
    for name, computed in kinds:
        if computed and (name, False) in kinds:
            raise FormulaError(
                f"{name!r} is a column of the table and a term that is computed, and a "
                "coefficient's name would not say which is meant: rename the column."
            )


def _name(factor: Factor) -> str:
    return factor.name if isinstance(factor, Expression) else factor


def _syntax(side: Text, error: Exception) -> FormulaError:
    message, _, place = str(error).partition("\n\n")
    place = PLACE.sub(r">>>\1<<<", place)
    where = f" at {unquoted(place.strip(), side.quoted)}" if place else ""
    message = unquoted(message.split(" (tip:")[0].rstrip("."), side.quoted)
    if not isinstance(error, FormulaicError):
        message = f"look at the brackets and operators of {side.original()[:80]!r}"
    return FormulaError(f"the formula does not parse{where}: {message}.")
