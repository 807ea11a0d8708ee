"""Transforms: what center, scale, poly and splines learn, from sums over pieces.

    center, scale, standardize     mean m, and √[Σ (x - m)² / (n - ddof)]
    poly                           its recurrence, from moments            one reading of the column
    bs, cr, cs, cc with knots      the ends of the range; means, where centred      one reading
    bs with df                     quantiles (`quantiles`)                 four readings

What is learned is written as the transforms themselves write it in memory, so that predictions and
model files know no difference.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import FormulaError, NotSupportedError
from oddsmith.frame.evaluate import Evaluator, as_columns
from oddsmith.frame.expression import Expression
from oddsmith.frame.fence import unquoted
from oddsmith.frame.functions import FUNCTIONS, Function
from oddsmith.sources.orthogonal import chebyshev_moments, recurrence
from oddsmith.sources.quantiles import quantiles
from oddsmith.sources.summary import Summary

Read = Callable[[Callable[[Array], Any]], Any]
SCALINGS = ("center", "scale", "standardize")


@dataclass(frozen=True, eq=False)
class Call:
    """A call in a formula of a function that learns.

    Attributes
    ----------
    text : str
        As written: the key of what it learns.
    name : str
        The function's.
    argument : Expression
        Of which it learns.
    given : dict
        The other arguments.
    function : Function
    """

    text: str
    name: str
    argument: Expression
    given: Mapping[str, Any]
    function: Function

    def numbers(self, columns: Mapping[str, Any], context: Mapping[str, Any]) -> Array:
        """What it is given in some rows: (n,)."""
        value = Evaluator(columns, context, {}).value(self.argument)
        return np.asarray(value, dtype=np.float64)


def learning_calls(written: Expression, context: Mapping[str, Any]) -> list[Call]:
    """The calls in an expression that learn.

    Raises
    ------
    NotSupportedError
        One inside another.

    Examples
    --------
    >>> from oddsmith.frame.expression import read_expression
    >>> [call] = learning_calls(read_expression("log(scale(x, ddof=0))", {}, {"x"}, {}), {})
    >>> call.text, call.argument.name, call.given
    ('scale(x, ddof=0)', 'x', {'ddof': 0})
    """
    calls = [call_of(node, written, context) for node in stateful(written.tree)]
    for call in calls:
        if any(stateful(call.argument.tree)):
            raise NotSupportedError(
                f"{call.text!r} learns from what another function in it learns, and rows that are "
                "streamed are read once to learn: compute the inner one as a column first."
            )
    return calls


def stateful(tree: ast.expr) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function = FUNCTIONS.get(node.func.id)
            if function is not None and function.stateful:
                yield node


def call_of(node: ast.Call, written: Expression, context: Mapping[str, Any]) -> Call:
    assert isinstance(node.func, ast.Name)
    function = FUNCTIONS[node.func.id]
    named = dict(zip(function.arguments, node.args, strict=False))
    named |= {str(kw.arg): kw.value for kw in node.keywords}

    def part(tree: ast.expr) -> Expression:
        return Expression(
            unquoted(ast.unparse(tree), written.quoted), tree, written.quoted, written.uses
        )

    argument = part(named.pop(function.arguments[0]))
    constants = Evaluator({}, context, {})
    given = {name: constants.value(part(tree)) for name, tree in named.items()}
    text = unquoted(ast.unparse(node), written.quoted)
    return Call(text, node.func.id, argument, given, function)


def learned(call: Call, seen: Summary, read: Read) -> dict[Any, Any]:
    """What a call learns, as it would itself write it.

    Parameters
    ----------
    call : Call
    seen : Summary
        Of all numbers that it is given.
    read : callable
        Takes a kernel of the numbers of a piece, and gives its sum over all pieces, in one reading.

    Raises
    ------
    NotSupportedError
        It learns from all rows at once.
    """
    if call.name in SCALINGS:
        return learned_scaling(call, seen)
    if call.name == "poly":
        degree = call.given.get("degree", 1)
        if call.given.get("raw"):
            return {}
        moments = read(partial(chebyshev_moments, seen=seen, degree=degree))
        return dict(recurrence(moments, seen, degree))
    return learned_spline(call, seen, read)


def learned_spline(call: Call, seen: Summary, read: Read) -> dict[Any, Any]:
    """Ends and knots; the means of a spline that is centred."""
    given = {"lower_bound": seen.least, "upper_bound": seen.largest, **call.given}
    df = given.pop("df", None)
    if df and call.name != "bs":
        raise NotSupportedError(
            f"{call.text!r} puts its knots at quantiles of the different values, which no sum over "
            "streamed rows tells. Give them, as in cr(x, knots=[1, 2])."
        )
    if df:
        given["knots"] = quantile_knots(call, df, given, seen, read)
    ends = np.array([given["lower_bound"], given["upper_bound"]], dtype=np.float64)
    if given.get("constraints") == "center":
        free = {**given, "constraints": None}
        sums = read(partial(column_sums, call, free))
        given["constraints"] = (sums / seen.n)[None]
    state: dict[Any, Any] = {}
    call.function.call(ends, **given, _state=state)
    return state


def column_sums(call: Call, given: Mapping[str, Any], x: Array) -> Array:
    """Sums of the columns that a spline makes of numbers: (k,)."""
    made = as_columns(call.function.call(x, **given, _state={}))
    return np.asarray(made.array.sum(axis=0))


def quantile_knots(
    call: Call, df: int, given: Mapping[str, Any], seen: Summary, read: Read
) -> list[float]:
    """The inner knots of a B-spline of so many columns, as it chooses them itself."""
    inner = df - given.get("degree", 3) - bool(given.get("include_intercept"))
    if inner < 0:
        raise FormulaError(f"{call.text!r}: df={df} is too few for its degree.")
    shares = np.linspace(0, 1, inner + 2)[1:-1]
    if {"lower_bound", "upper_bound"} & set(call.given) and inner:
        raise NotSupportedError(
            f"{call.text!r} takes quantiles of the values between its bounds. Give knots= instead "
            "of df= where there are bounds."
        )
    return quantiles(read, seen.n, shares) if inner else []


def learned_scaling(call: Call, seen: Summary) -> dict[Any, Any]:
    """Mean and deviation, unless they are given or left out."""
    default = {"center": (True, False, 1), "scale": (True, True, 1), "standardize": (True, True, 0)}
    center, scale, ddof = default[call.name]
    center, ddof = call.given.get("center", center), call.given.get("ddof", ddof)
    scale = call.given.get("rescale" if call.name == "standardize" else "scale", scale)
    around = seen.mean if center is True else (0.0 if center is False else float(center))
    squares = seen.squares + seen.n * (seen.mean - around) ** 2
    return {
        "ddof": ddof,
        "center": None if center is False else around,
        "scale": scale_of(scale, squares, seen.n - ddof),
    }


def scale_of(scale: Any, squares: float, n: float) -> float | None:
    if isinstance(scale, bool):
        return float(np.sqrt(squares / n)) if scale else None
    return float(scale)
