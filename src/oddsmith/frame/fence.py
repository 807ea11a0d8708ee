"""The fence: a formula is data, so nothing in it can run what its author did not name.

Each factor's Python expression is read as a syntax tree, and every node must be one of

    a column                  gre, `my column`, Q("my column")
    a name from context={…}   the caller's own numbers, lists and functions
    a constant                1, 2.5, True, None; text only as an argument or beside == and !=
    arithmetic and logic      + - * / // % **   == != < <= > >=   & | ~
    a call                    of the functions in `functions.py`, or of the caller's own

All else is refused: attributes, subscripts, lambdas, comprehensions, f-strings, stars, other calls.
What passes is computed by `evaluate.py`, node by node; Python's own `eval` is never called.
"""

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from oddsmith.errors import FormulaError
from oddsmith.frame.functions import FUNCTIONS, MODULES, NUMPY, Function

DEEPEST = 25
LONGEST = 2_000
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
LOGIC = (ast.BitAnd, ast.BitOr)
COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
SIGNS = (ast.UAdd, ast.USub, ast.Invert)
WAY_OUT = 'Make the column before the fit, or pass a function of your own: context={"f": f}.'
HINTS = {
    ast.BoolOp: "Write & for and, | for or, each side in parentheses.",
    ast.Not: "Write ~ for not.",
    ast.IfExp: "Write where(condition, a, b).",
    ast.Attribute: f"A column whose name has a dot goes in backticks: `a.b`. {WAY_OUT}",
}
OTHER_WAYS = {
    "cbind": "give the share of events on the left, and the number of trials as weights=",
    "offset": "an offset is given as offset=, a column's name or an array",
}


@dataclass
class Uses:
    """The names that an expression looks up: columns, names in context, and neither."""

    columns: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fence:
    """What may be named: the table's columns, the caller's context, the stand-ins for quoted names.

    Examples
    --------
    >>> import ast
    >>> fence = Fence({"gre"}, {}, {})
    >>> fence.check(ast.parse("log(gre) + 1", mode="eval").body).columns
    ['gre']
    >>> fence.check(ast.parse("gre.__class__", mode="eval").body)
    Traceback (most recent call last):
    oddsmith.errors.FormulaError: 'gre.__class__' is not allowed in a formula: ...
    """

    columns: Collection[str]
    context: Mapping[str, Any]
    quoted: Mapping[str, str]

    def check(self, tree: ast.expr) -> Uses:
        """Walk the tree; raise FormulaError at the first node that is not on the list."""
        uses = Uses()
        self._walk(tree, uses, text=False, depth=0)
        return uses

    def _walk(self, node: ast.expr, uses: Uses, *, text: bool, depth: int) -> None:
        if depth > DEEPEST:
            raise FormulaError(f"an expression in the formula is nested more than {DEEPEST} deep.")
        if isinstance(node, ast.Constant):
            self._constant(node, text)
        elif isinstance(node, ast.Name):
            self._name(node, uses)
        elif isinstance(node, ast.Call):
            self._call(node, uses, depth)
        else:
            for child, text_allowed in self._operands(node, uses):
                self._walk(child, uses, text=text_allowed, depth=depth + 1)

    def _operands(self, node: ast.expr, uses: Uses) -> list[tuple[ast.expr, bool]]:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, SIGNS):
            return [(node.operand, False)]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC + LOGIC):
            if isinstance(node.op, ast.Pow):
                self._power(node)
            return [(node.left, False), (node.right, False)]
        if isinstance(node, ast.Compare):
            if len(node.ops) > 1:
                self._refuse(node, "comparisons do not chain", "Write (a < b) & (b < c).")
            if isinstance(node.ops[0], COMPARISONS):
                return [(node.left, True), (node.comparators[0], True)]
        what = type(node.op) if isinstance(node, ast.UnaryOp) else type(node)
        self._refuse(
            node, "only columns, constants, arithmetic and known calls are", HINTS.get(what)
        )

    def _constant(self, node: ast.Constant, text: bool) -> None:
        value = node.value
        if isinstance(value, str) and not text:
            self._refuse(node, "text stands only as an argument of a call or beside == and !=")
        if value is not None and not isinstance(value, bool | int | float | str):
            self._refuse(node, "a constant is a number, True, False, None or text")
        if isinstance(value, int) and abs(value) >= 2**63:
            self._refuse(node, "the number is too large")

    def _name(self, node: ast.Name, uses: Uses) -> None:
        name = self.quoted.get(node.id, node.id)
        if node.id not in self.quoted:
            self._no_dunder(node, node.id)
        if name in self.columns:
            refuse_ambiguous(name, self.context)
            uses.columns.append(name)
        elif name in self.context:
            uses.context.append(name)
        else:
            uses.unknown.append(name)

    def _power(self, node: ast.BinOp) -> None:
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        if not {self.quoted.get(name, name) for name in names} & set(self.columns):
            self._refuse(
                node, "a power of constants can be too large to compute", "Write its value."
            )

    def _call(self, node: ast.Call, uses: Uses, depth: int) -> None:
        function = self.function(node.func)
        if function is None and isinstance(node.func, ast.Name):
            uses.context.append(node.func.id)
        stars = [kw for kw in node.keywords if kw.arg is None or kw.arg.startswith("_")]
        if stars or any(isinstance(arg, ast.Starred) for arg in node.args):
            self._refuse(node, "arguments are written out, without stars or leading underscores")
        if function is not None:
            self._arguments(node, function)
        if function is FUNCTIONS["Q"]:
            return self._quoted_column(node, uses)
        contrast = contrast_argument(node) if function is FUNCTIONS["C"] else None
        for argument in (*node.args, *(kw.value for kw in node.keywords)):
            if argument is contrast and self.contrast(argument) is not None:
                continue
            self._argument(argument, uses, depth)
        return None

    def _argument(self, node: ast.expr, uses: Uses, depth: int) -> None:
        if not isinstance(node, ast.List | ast.Tuple):
            return self._walk(node, uses, text=True, depth=depth + 1)
        for item in node.elts:
            inner = item.operand if isinstance(item, ast.UnaryOp) else item
            if not isinstance(inner, ast.Constant):
                self._refuse(node, "a list holds constants alone")
            self._walk(item, uses, text=inner is item, depth=depth + 1)
        return None

    def _arguments(self, node: ast.Call, function: Function) -> None:
        given = [*function.arguments[: len(node.args)], *(str(kw.arg) for kw in node.keywords)]
        unknown = [name for name in given if name not in function.arguments]
        lacking = set(function.arguments[: function.needed]) - set(given)
        if (
            len(node.args) > len(function.arguments)
            or unknown
            or lacking
            or len(set(given)) < len(given)
        ):
            takes = ", ".join(function.arguments) or "none"
            self._refuse(node, f"the arguments of {ast.unparse(node.func)} are: {takes}", "")

    def _quoted_column(self, node: ast.Call, uses: Uses) -> None:
        argument = node.args[0] if node.args else node.keywords[0].value
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            self._refuse(node, 'Q takes the name of a column as text: Q("my column")', "")
        known = argument.value in self.columns
        (uses.columns if known else uses.unknown).append(argument.value)

    def function(self, node: ast.expr) -> Function | None:
        """Find the listed function that a call names; None if it is the caller's own."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module, name = node.value.id, node.attr
            if name in MODULES.get(module, {}):
                return MODULES[module][name]
            if module in MODULES:
                listed = ", ".join(f"{module}.{known}" for known in MODULES[module])
                self._refuse(node, f"of {module}, a formula may call {listed}")
        if not isinstance(node, ast.Name):
            self._refuse(node, "only functions called by their name are", HINTS.get(type(node)))
        self._no_dunder(node, node.id)
        if node.id in self.context and callable(self.context[node.id]):
            return None
        if node.id in FUNCTIONS:
            return FUNCTIONS[node.id]
        known = ", ".join(sorted(set(FUNCTIONS) - set(NUMPY)) + sorted(NUMPY))
        self._refuse(node, OTHER_WAYS.get(node.id, f"the functions a formula may call are {known}"))

    def contrast(self, node: ast.expr) -> Function | None:
        """Find the contrast that `C(x, Sum)` or `C(x, contr.sum)` names without calling it."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return CONTRAST_NAMES.get(f"{node.value.id}.{node.attr}")
        return CONTRAST_NAMES.get(node.id) if isinstance(node, ast.Name) else None

    def _no_dunder(self, node: ast.expr, name: str) -> None:
        if name.startswith("__"):
            self._refuse(node, "names that start with two underscores are Python's own")

    def _refuse(self, node: ast.AST, why: str, hint: str | None = None) -> NoReturn:
        piece = unquoted(ast.unparse(node), self.quoted)
        piece = piece if len(piece) <= 80 else piece[:77] + "..."
        advice = WAY_OUT if hint is None else hint
        raise FormulaError(f"{piece!r} is not allowed in a formula: {why}. {advice}".rstrip())


CONTRAST_NAMES = {
    **{name.capitalize(): function for name, function in MODULES["contr"].items()},
    **{f"contr.{name}": function for name, function in MODULES["contr"].items()},
}


def contrast_argument(node: ast.Call) -> ast.expr | None:
    """Give the argument of C(...) that names the contrasts."""
    if len(node.args) > 1:
        return node.args[1]
    return next((kw.value for kw in node.keywords if kw.arg == "contrasts"), None)


def refuse_ambiguous(name: str, context: Mapping[str, Any]) -> None:
    """Refuse the name of a column that the caller's context gives to something else."""
    if name in context:
        raise FormulaError(
            f"{name!r} is a column of the table and a name in context, so the formula does not say "
            "which is meant: rename it in context."
        )


def unquoted(text: str, quoted: Mapping[str, str]) -> str:
    """Put the backticked names back in place of their stand-ins.

    Examples
    --------
    >>> unquoted("log(_q0_)", {"_q0_": "my column"})
    'log(`my column`)'
    """
    for stand_in, name in quoted.items():
        text = text.replace(stand_in, f"`{name}`")
    return text
