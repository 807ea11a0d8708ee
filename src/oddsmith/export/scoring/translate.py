"""A factor's tree as an expression: the same operations that `frame.evaluate` computes.

    a // b    rint((a - r) / b)     with r the remainder that has the sign of b, as in Python
    a % b     r
    clip(u, low, high)              min(max(u, low), high)
    round(u, d)                     rint(u · 10^d) / 10^d

Splines, polynomials and scalings carry what they learned (`curves`); a function of the caller's own
cannot be written in another language, and is refused by name.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from oddsmith.errors import NotSupportedError
from oddsmith.export.scoring.expression import (
    ZERO,
    Apply,
    Column,
    Expr,
    Kind,
    Number,
    Text,
    apply,
    as_condition,
    as_number,
    negation,
)
from oddsmith.frame.expression import Expression
from oddsmith.frame.fence import Fence, unquoted
from oddsmith.frame.functions import FUNCTIONS, NUMPY, Function

ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "pow"}
ONE_ARGUMENT = {
    NUMPY[name]: name
    for name in (
        *("log", "log2", "log10", "log1p", "exp", "expm1", "sqrt", "abs"),
        *("sign", "sin", "cos", "tanh", "floor", "ceil"),
    )
}


@dataclass
class Translator:
    """Reads one expression; `kinds` notes what each column of the table is used as.

    Examples
    --------
    >>> from oddsmith.frame.expression import read_expression
    >>> half = read_expression("I(x / 2)", {}, {"x"}, {})
    >>> Translator(half, {}, {}).number(half.tree)
    Apply(op='/', args=(Column(name='x', kind='number'), Number(value=2.0)))
    """

    expression: Expression
    context: Mapping[str, Any]
    state: Mapping[str, Mapping[Any, Any]]
    kinds: dict[str, Kind] = field(default_factory=dict)

    def number(self, node: ast.expr) -> Expr:
        """A node that is a number."""
        return as_number(self.value(node, "number"))

    def value(self, node: ast.expr, kind: Kind) -> Expr:
        """A node that is a number, a text or a condition."""
        if isinstance(node, ast.Constant):
            return self._constant(node, node.value)
        if isinstance(node, ast.Name):
            return self._named(node, self.expression.quoted.get(node.id, node.id), kind)
        if isinstance(node, ast.UnaryOp):
            return self._unary(node)
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.Call):
            return self._call(node, kind)
        return self.refuse(node, "it is no number or text")

    def column(self, name: str, kind: Kind) -> Column:
        """A column of the table, and a note of what it is used as."""
        known = self.kinds.get(name, "any")
        self.kinds[name] = known if kind == "any" else kind
        return Column(name, kind)

    def function(self, node: ast.Call) -> Function:
        """The listed function that is called."""
        uses = self.expression.uses
        found = Fence(uses.columns, self.context, self.expression.quoted).function(node.func)
        if found is None:
            self.refuse(node, "it calls a function of your own, which no other language knows")
        return found

    def named(self, node: ast.Call, function: Function) -> dict[str, ast.expr]:
        """Arguments of a call by their names."""
        found = dict(zip(function.arguments, node.args, strict=False))
        return found | {str(kw.arg): kw.value for kw in node.keywords}

    def text(self, node: ast.AST) -> str:
        """The node as it was written."""
        return unquoted(ast.unparse(node), self.expression.quoted)

    def refuse(self, node: ast.AST, why: str) -> NoReturn:
        raise NotSupportedError(
            f"{self.text(node)!r} of the formula cannot be exported: {why}. Make it a column of "
            "the table before the fit, or keep the model as JSON."
        )

    def _constant(self, node: ast.expr, value: Any) -> Expr:
        if isinstance(value, str):
            return Text(value)
        if isinstance(value, int | float):
            return Number(float(value))
        return self.refuse(node, "it is no number or text")

    def _named(self, node: ast.expr, name: str, kind: Kind) -> Expr:
        if name in self.context:
            return self._constant(node, self.context[name])
        return self.column(name, kind)

    def _unary(self, node: ast.UnaryOp) -> Expr:
        if isinstance(node.op, ast.Invert):
            return negation(as_condition(self.value(node.operand, "number")))
        inner = self.number(node.operand)
        return inner if isinstance(node.op, ast.UAdd) else apply("neg", inner)

    def _binary(self, node: ast.BinOp) -> Expr:
        if isinstance(node.op, ast.BitAnd | ast.BitOr):
            sides = (self.value(side, "number") for side in (node.left, node.right))
            op = "and" if isinstance(node.op, ast.BitAnd) else "or"
            return apply(op, *map(as_condition, sides))
        left, right = self.number(node.left), self.number(node.right)
        if isinstance(node.op, ast.Mod):
            return remainder(left, right)
        if isinstance(node.op, ast.FloorDiv):
            rest = apply("-", left, remainder(left, right))
            return apply("rint", apply("/", rest, right))
        return apply(ARITHMETIC[type(node.op)], left, right)

    def _compare(self, node: ast.Compare) -> Expr:
        sides, op = (node.left, node.comparators[0]), node.ops[0]
        if isinstance(op, ast.Eq | ast.NotEq):
            same = self._equal(*sides)
            return same if isinstance(op, ast.Eq) else negation(same)
        left, right = map(self.number, sides)
        if isinstance(op, ast.Gt | ast.GtE):
            left, right = right, left
        return apply("<" if isinstance(op, ast.Lt | ast.Gt) else "<=", left, right)

    def _equal(self, left: ast.expr, right: ast.expr) -> Expr:
        """Two columns are compared as they are; a text makes the other side one."""
        kinds = [self.kind(side) for side in (left, right)]
        kind: Kind = "text" if "text" in kinds else "number" if "number" in kinds else "any"
        sides = (self.value(side, kind) for side in (left, right))
        return apply("==", *map(as_number, sides))

    def kind(self, node: ast.expr) -> Kind:
        """What a side of a comparison is: text or numbers, or any where it is a column alone."""
        if isinstance(node, ast.Constant):
            return "text" if isinstance(node.value, str) else "number"
        if isinstance(node, ast.Name):
            value = self.context.get(self.expression.quoted.get(node.id, node.id))
            return "any" if value is None else "text" if isinstance(value, str) else "number"
        if not isinstance(node, ast.Call):
            return "number"
        function = self.function(node)
        named = self.named(node, function)
        if function is FUNCTIONS["Q"]:
            return "any"
        if function is FUNCTIONS["I"]:
            return self.kind(named["x"])
        return self.kind(named["x"]) if function is FUNCTIONS["where"] else "number"

    def _call(self, node: ast.Call, kind: Kind) -> Expr:
        function = self.function(node)
        named = self.named(node, function)
        if function is FUNCTIONS["Q"]:
            argument = named["variable"]
            assert isinstance(argument, ast.Constant)
            return self.column(str(argument.value), kind)
        if function is FUNCTIONS["I"]:
            return self.value(named["x"], kind)
        if function in ONE_ARGUMENT:
            return apply(ONE_ARGUMENT[function], self.number(named["x"]))
        if function.stateful:
            return self._scaled(node, function)
        return self._of_several(node, function, named, kind)

    def _of_several(
        self, node: ast.Call, function: Function, named: dict[str, ast.expr], kind: Kind
    ) -> Expr:
        if function is FUNCTIONS["where"]:
            condition = as_condition(self.value(named["condition"], "number"))
            chosen = (as_number(self.value(named[name], kind)) for name in ("x", "y"))
            return apply("where", condition, *chosen)
        if function is FUNCTIONS["round"]:
            return rounded(self.number(named["x"]), self._decimals(named))
        if function is FUNCTIONS["clip"]:
            return self._clipped(named)
        if function in (FUNCTIONS["minimum"], FUNCTIONS["maximum"]):
            op = "min" if function is FUNCTIONS["minimum"] else "max"
            return apply(op, self.number(named["x"]), self.number(named["y"]))
        return self.refuse(node, "it is no number or text")

    def _decimals(self, named: dict[str, ast.expr]) -> int:
        node = named.get("decimals")
        if node is None:
            return 0
        decimals = self.number(node)
        sign = -1 if isinstance(decimals, Apply) and decimals.op == "neg" else 1
        inner = decimals.args[0] if isinstance(decimals, Apply) else decimals
        if not isinstance(inner, Number):
            self.refuse(node, "the number of decimals is no constant")
        return sign * int(inner.value)

    def _clipped(self, named: dict[str, ast.expr]) -> Expr:
        found = self.number(named["x"])
        for name, op in (("min", "max"), ("max", "min")):
            node = named[name]
            if not (isinstance(node, ast.Constant) and node.value is None):
                found = apply(op, found, self.number(node))
        return found

    def _scaled(self, node: ast.Call, function: Function) -> Expr:
        """What scale, center and standardize do: (u - center) / scale."""
        state = self.state.get(self.text(node), {})
        if not {"center", "scale"} <= set(state):
            self.refuse(node, "it makes several columns, and stands alone as a term")
        found = self.number(self.named(node, function)[function.arguments[0]])
        for name, op in (("center", "-"), ("scale", "/")):
            if state[name] is not None:
                found = apply(op, found, Number(float(state[name])))
        return found


def remainder(a: Expr, b: Expr) -> Expr:
    """The remainder of a division that has the sign of b; C's has that of a."""
    rest = apply("fmod", a, b)
    against = apply("<", apply("*", rest, b), ZERO)
    return apply("where", against, apply("+", rest, b), rest)


def rounded(u: Expr, decimals: int) -> Expr:
    """Rounded as NumPy does: halves to the even neighbour, in units of 10^-decimals."""
    if not decimals:
        return apply("rint", u)
    scale, (there, back) = Number(10.0 ** abs(decimals)), ("*", "/") if decimals > 0 else ("/", "*")
    return apply(back, apply("rint", apply(there, u, scale)), scale)
