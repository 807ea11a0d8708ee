"""Transforms: what center, scale, poly and splines learn, from sums over pieces.

    center, scale, standardize     mean m, and √[Σ (x - m)² / (n - ddof)]
    bs with knots                  the ends of the range

What is learned is written as the transforms themselves write it in memory, so that predictions and
model files know no difference.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import NotSupportedError
from oddsmith.frame.evaluate import Evaluator
from oddsmith.frame.expression import Expression
from oddsmith.frame.fence import unquoted
from oddsmith.frame.functions import FUNCTIONS, Function
from oddsmith.sources.summary import Summary

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


def learned(call: Call, seen: Summary) -> dict[Any, Any]:
    """What a call learns of numbers with this summary, as it would itself write it.

    Raises
    ------
    NotSupportedError
        It learns more than that.
    """
    if call.name in SCALINGS:
        return learned_scaling(call, seen)
    if call.name == "bs" and not call.given.get("df"):
        state: dict[Any, Any] = {}
        ends = np.array([seen.least, seen.largest])
        call.function.call(ends, **call.given, _state=state)
        return state
    raise NotSupportedError(
        f"{call.text!r} learns from all rows at once, and they are streamed. Give bs its knots, as "
        "in bs(x, knots=[1, 2]), or compute the columns first."
    )


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
