"""The chain rule, carried through the tree of one factor.

    I(x ** 2)  ->  2 x        log(1 + x)  ->  1 / (1 + x)        poly(log(x), 2)  ->  poly' / x

Arithmetic and NumPy's functions have their rules here, splines, polynomials and scalings theirs in
`piecewise`: exact but for rounding.  A function of the caller's own is known by its values alone;
its slope is taken by differences (`differences`), and it is taken to work row by row.  What goes in
steps (a comparison, floor, a category) has no slope, and is refused by name.
"""

import ast
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from oddsmith.errors import InputError
from oddsmith.frame.differences import extrapolated_slope
from oddsmith.frame.evaluate import Columns, Evaluator
from oddsmith.frame.expression import Expression
from oddsmith.frame.fence import Fence, unquoted
from oddsmith.frame.functions import FUNCTIONS, Function
from oddsmith.frame.piecewise import piecewise_slope

Array = NDArray[np.floating[Any]]

SMOOTH: dict[Any, Callable[[Array], Array]] = {
    np.log: lambda u: 1 / u,
    np.log2: lambda u: 1 / (u * np.log(2)),
    np.log10: lambda u: 1 / (u * np.log(10)),
    np.log1p: lambda u: 1 / (1 + u),
    np.exp: np.exp,
    np.expm1: np.exp,
    np.sqrt: lambda u: 0.5 / np.sqrt(u),
    np.abs: np.sign,
    np.sin: np.cos,
    np.cos: lambda u: -np.sin(u),
    np.tanh: lambda u: 1 / np.cosh(u) ** 2,
}
DEGREES = {"bs": 3, "cr": 3, "cs": 3, "cc": 3, "poly": 1, "scale": 1, "center": 1, "standardize": 1}
STAND_IN = "x"  # for the column that a transform is given
NEAR = 0.0513  # of the way to zero is how far differences reach: no round part of a year or a month


def refuse(variable: str, what: str) -> NoReturn:
    raise InputError(
        f"{variable!r} enters through {what!r}, which goes in steps and so has no derivative. Name "
        f"other variables, or compare predictions at chosen values of {variable!r}."
    )


@dataclass(frozen=True)
class Chain:
    """Slopes of the nodes of one expression along one column of the table.

    Examples
    --------
    >>> from oddsmith.frame.expression import read_expression
    >>> square = read_expression("I(x ** 2)", {}, {"x"}, {})
    >>> x = np.array([1.0, 3.0])
    >>> Chain(Evaluator({"x": x}, {}, {}), square, "x").slope(square.tree)
    array([2., 6.])
    """

    evaluator: Evaluator
    expression: Expression
    variable: str

    def slope(self, node: ast.expr) -> Array:
        """The derivative of a node: (n,) or (n, k), or (1,) where it is the same in all rows."""
        if not self.depends(node):
            return np.zeros(1)
        if isinstance(node, ast.Name):
            return np.ones(1)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            inner = self.slope(node.operand)
            return -inner if isinstance(node.op, ast.USub) else inner
        if isinstance(node, ast.BinOp):
            return self._arithmetic(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        return refuse(self.variable, self._text(node))

    def depends(self, node: ast.AST) -> bool:
        """Whether the variable occurs in a node."""
        if isinstance(node, ast.Name):
            return self.expression.quoted.get(node.id, node.id) == self.variable
        if isinstance(node, ast.Call) and self._function(node) is FUNCTIONS["Q"]:
            return bool(self._named(node, FUNCTIONS["Q"])["variable"].value == self.variable)
        parts = [*node.args, *node.keywords] if isinstance(node, ast.Call) else None
        return any(map(self.depends, ast.iter_child_nodes(node) if parts is None else parts))

    def _arithmetic(self, node: ast.BinOp) -> Array:
        u, v = self._number(node.left), self._number(node.right)
        du, dv = self.slope(node.left), self.slope(node.right)
        if isinstance(node.op, ast.Add):
            return du + dv
        if isinstance(node.op, ast.Sub):
            return du - dv
        if isinstance(node.op, ast.Mult):
            return du * v + u * dv
        if isinstance(node.op, ast.Div):
            return (du - u / v * dv) / v
        if not isinstance(node.op, ast.Pow):
            return refuse(self.variable, self._text(node))
        slope: Array = v * u ** (v - 1) * du
        return slope + u**v * np.log(u) * dv if self.depends(node.right) else slope

    def _call(self, node: ast.Call) -> Array:
        function = self._function(node)
        if function is None:
            return self._of_own_function(node)
        if function is FUNCTIONS["Q"]:
            return np.ones(1)
        named = self._named(node, function)
        if function.stateful:
            return self._of_transform(node, function, named)
        if function is FUNCTIONS["I"]:
            return self.slope(named["x"])
        if function.call in SMOOTH:
            return SMOOTH[function.call](self._number(named["x"])) * self.slope(named["x"])
        return self._of_choice(node, function, named)

    def _of_choice(self, node: ast.Call, function: Function, named: dict[str, Any]) -> Array:
        """Functions that hand one of their arguments on."""
        if function is FUNCTIONS["where"] and not self.depends(named["condition"]):
            first = self._value(named["condition"])
            return np.where(first, self.slope(named["x"]), self.slope(named["y"]))
        if function in (FUNCTIONS["minimum"], FUNCTIONS["maximum"]):
            first = self._number(named["x"]) <= self._number(named["y"])
            first = first if function is FUNCTIONS["minimum"] else ~first
            return np.where(first, self.slope(named["x"]), self.slope(named["y"]))
        if function is FUNCTIONS["clip"]:
            u, low, high = (self._number(named[name]) for name in ("x", "min", "max"))
            du, below, above = (self.slope(named[name]) for name in ("x", "min", "max"))
            return np.where(u < low, below, np.where(u > high, above, du))
        return refuse(self.variable, self._text(node))

    def _of_transform(self, node: ast.Call, function: Function, named: dict[str, Any]) -> Array:
        """Splines, polynomials and scalings, with what they learned, on numbers of our choice."""
        column = named[function.arguments[0]]
        degree = DEGREES[ast.unparse(node.func)]
        degree = int(self._value(named["degree"])) if "degree" in named else degree
        if degree == 0:
            return refuse(self.variable, self._text(node))
        twin = with_argument(node, column)
        learned = self.evaluator.state[self._text(node)]
        expression = replace(self.expression, tree=twin)

        def values(points: Array) -> Array:
            state = {self._text(twin): learned}
            own = Evaluator({STAND_IN: points}, self.evaluator.context, state, learning=False)
            found = own.value(expression)
            return found.array if isinstance(found, Columns) else np.asarray(found)

        outer = piecewise_slope(values, self._number(column), degree, learned)
        return np.asarray((outer.T * self.slope(column)).T)

    def _of_own_function(self, node: ast.Call) -> Array:
        """A function of the caller's: along the line on which its arguments move together."""
        assert isinstance(node.func, ast.Name)
        function = self.evaluator.context[node.func.id]
        given: dict[Any, ast.expr] = dict(enumerate(node.args))
        given |= {str(kw.arg): kw.value for kw in node.keywords}
        values = {key: self._value(arg) for key, arg in given.items()}
        slopes = {key: self.slope(arg) for key, arg in given.items() if self.depends(arg)}

        def along(h: Array) -> Array:
            at = {key: u + h * slopes[key] if key in slopes else u for key, u in values.items()}
            named = {key: u for key, u in at.items() if isinstance(key, str)}
            return np.asarray(function(*(at[k] for k in range(len(node.args))), **named))

        far = [reach(np.asarray(values[key], np.float64), slopes[key]) for key in slopes]
        return extrapolated_slope(along, np.min(far, axis=0))

    def _function(self, node: ast.Call) -> Function | None:
        columns, context = self.evaluator.columns.keys(), self.evaluator.context
        return Fence(columns, context, self.expression.quoted).function(node.func)

    def _named(self, node: ast.Call, function: Function) -> dict[str, Any]:
        named = dict(zip(function.arguments, node.args, strict=False))
        return named | {str(kw.arg): kw.value for kw in node.keywords}

    def _value(self, node: ast.expr) -> Any:
        return self.evaluator.value(replace(self.expression, tree=node))

    def _number(self, node: ast.expr) -> Array:
        return np.asarray(self._value(node), dtype=np.float64)

    def _text(self, node: ast.expr) -> str:
        return unquoted(ast.unparse(node), self.expression.quoted)


def with_argument(node: ast.Call, column: ast.expr) -> ast.Call:
    """The call with `STAND_IN` in place of its column."""
    twin, name = copy(node), ast.Name(STAND_IN)
    twin.args = [name if arg is column else arg for arg in node.args]
    twin.keywords = [
        ast.keyword(kw.arg, name if kw.value is column else kw.value) for kw in node.keywords
    ]
    return twin


def reach(u: Array, slope: Array) -> Array:
    """How far u, (n,), may be moved along its slope: a part of the way to zero."""
    typical = float(np.sqrt(np.mean(u**2))) or 1.0
    size = NEAR * np.where(u == 0, typical, np.abs(u))
    return np.where(slope == 0, np.inf, size / np.abs(slope))
