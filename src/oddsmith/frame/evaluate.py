"""The value of one factor: a fenced tree, computed node by node.  Nothing is compiled or `eval`ed.

    numbers     float64, int64 or bool, one per row
    text        object, or a pandas.Categorical
    Coded       what C(x, contrasts, levels) marks as categories
    Columns     what bs, cr, cc, cs and poly make: several columns of numbers

`state` maps each stateful call, written out, to what it learned (means, knots, …): empty when
learning, filled when predicting.
"""

import ast
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.errors import FormulaError, InputError, ModelFileError, OddsmithError
from oddsmith.frame.expression import Expression
from oddsmith.frame.fence import Fence, contrast_argument, unquoted
from oddsmith.frame.functions import CONTRASTS, FUNCTIONS, MOST_COLUMNS, Function
from oddsmith.frame.words import quoted

State: TypeAlias = dict[str, dict[Any, Any]]

EXACT = {  # on whole numbers these stay whole; products and powers could overflow and do not
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
FLOAT = {ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow}
LOGIC = {ast.BitAnd: operator.and_, ast.BitOr: operator.or_}
EQUAL = {ast.Eq: operator.eq, ast.NotEq: operator.ne}
ORDER = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@dataclass(frozen=True)
class Coded:
    """Values marked as categories, with the contrasts and the order of levels asked for."""

    values: Any
    contrasts: Any = None
    levels: list[Any] | None = None


@dataclass(frozen=True)
class Columns:
    """Several columns of numbers; `spans` if they add up to the column of ones."""

    array: NDArray[np.float64]
    fields: tuple[Any, ...]
    spans: bool = False


@dataclass
class Evaluator:
    """Computes expressions on one table's columns.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.frame.expression import read_expression
    >>> half = read_expression("I(x / 2)", {}, {"x"}, {})
    >>> Evaluator({"x": np.array([1, 2])}, {}, {}).value(half)
    array([0.5, 1. ])
    """

    columns: Mapping[str, Any]
    context: Mapping[str, Any]
    state: State
    learning: bool = True
    quoted: Mapping[str, str] = field(default_factory=dict)

    def value(self, expression: Expression) -> Any:
        """Compute one expression.

        Raises
        ------
        FormulaError
            If a function cannot work with what it is given.
        """
        self.quoted = expression.quoted
        try:
            with np.errstate(all="ignore"):
                return self._value(expression.tree)
        except OddsmithError:
            raise
        except Exception as error:
            raise _failed(expression.name, error) from error

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._lookup(self.quoted.get(node.id, node.id))
        if isinstance(node, ast.List | ast.Tuple):
            return [self._value(item) for item in node.elts]
        if isinstance(node, ast.UnaryOp):
            return self._unary(node)
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        raise FormulaError(
            f"{self._text(node)!r} is not allowed in a formula."
        )  # the fence says it first

    def _lookup(self, name: str) -> Any:
        return self.columns[name] if name in self.columns else self.context[name]

    def _unary(self, node: ast.UnaryOp) -> Any:
        value = self._number(node.operand)
        if isinstance(node.op, ast.Invert):
            return np.logical_not(self._truth(node.operand, value))
        value = _widened(value)
        return -value if isinstance(node.op, ast.USub) else value

    def _binary(self, node: ast.BinOp) -> Any:
        left, right, kind = self._number(node.left), self._number(node.right), type(node.op)
        if kind in LOGIC:
            left, right = self._truth(node.left, left), self._truth(node.right, right)
            return LOGIC[kind](left, right)
        if kind in EXACT:
            return EXACT[kind](_widened(left), _widened(right))
        return FLOAT[kind](_floats(left), _floats(right))

    def _truth(self, node: ast.expr, value: Any) -> Any:
        if np.asarray(value).dtype == bool:
            return value
        raise FormulaError(
            f"& | ~ join conditions, and {self._text(node)!r} is none: put each comparison in "
            "parentheses, as in (a > 1) & (b < 2)."
        )

    def _compare(self, node: ast.Compare) -> Any:
        sides = node.left, node.comparators[0]
        left, right = (_plain(self._value(side)) for side in sides)
        kind, texts = type(node.ops[0]), [_is_text(left), _is_text(right)]
        if kind in ORDER and any(texts):
            raise FormulaError(
                f"{self._text(node)!r} orders text; compare text with == or != alone."
            )
        if kind in ORDER:
            return ORDER[kind](left, right)
        if texts[0] != texts[1]:
            raise FormulaError(
                f"{self._text(node)!r} compares numbers with text, so it would never hold; "
                "write text in quotes and numbers without."
            )
        return EQUAL[kind](left, right)

    def _call(self, node: ast.Call) -> Any:
        fence = Fence(self.columns.keys(), self.context, self.quoted)
        function = fence.function(node.func)
        if function is FUNCTIONS["C"]:
            return self._coded(node, fence)
        args = [self._value(arg) for arg in node.args]
        named = {str(kw.arg): self._value(kw.value) for kw in node.keywords}
        if function is None:
            assert isinstance(node.func, ast.Name)
            return self.context[node.func.id](*args, **named)
        named = dict(zip(function.arguments, args, strict=False)) | named
        if function is FUNCTIONS["Q"]:
            return self.columns[named["variable"]]
        self._check_arguments(node, function, named)
        if not function.stateful:  # NumPy's own names of arguments change: by position
            ordered = [named[name] for name in function.arguments if name in named]
            return function.call(*ordered) if "x" in named else function.call(**named)
        return self._transformed(node, function, named)

    def _transformed(self, node: ast.Call, function: Function, named: dict[str, Any]) -> Any:
        call = self._text(node)
        if call not in self.state and not self.learning:
            raise ModelFileError(f"the model does not hold what {call!r} learned in training.")
        state = self.state.setdefault(call, {})
        column = _floats(named.pop(function.arguments[0]))
        return as_columns(function.call(column, **named, _state=state))

    def _check_arguments(self, node: ast.Call, function: Function, named: dict[str, Any]) -> None:
        for name, value in named.items():
            if name in ("df", "degree", "decimals") and not _small(value):
                raise FormulaError(
                    f"{self._text(node)!r}: {name} is a whole number up to {MOST_COLUMNS}."
                )
            array = isinstance(value, Columns | Coded | pd.Categorical) or np.ndim(value) == 1
            if array and not function.text and not isinstance(value, list):
                named[name] = _widened(self._as_numbers(node, value))

    def _coded(self, node: ast.Call, fence: Fence) -> Coded:
        contrast, named = contrast_argument(node), {}
        for name, arg in zip(FUNCTIONS["C"].arguments, node.args, strict=False):
            named[name] = self._contrast(arg, fence) if arg is contrast else self._value(arg)
        for kw in node.keywords:
            value = kw.value
            named[str(kw.arg)] = (
                self._contrast(value, fence) if value is contrast else self._value(value)
            )
        data = named["data"]
        if isinstance(data, Columns | Coded) or np.ndim(data) != 1:
            raise FormulaError(f"{self._text(node)!r}: C takes one column.")
        return Coded(data, named.get("contrasts"), named.get("levels"))

    def _contrast(self, node: ast.expr, fence: Fence) -> Any:
        function = fence.contrast(node)
        if function is None:
            return self._value(node)
        return next(c for c in CONTRASTS.values() if c is function).call()

    def _number(self, node: ast.expr) -> Any:
        return self._as_numbers(node, self._value(node))

    def _as_numbers(self, node: ast.expr, value: Any) -> Any:
        value = _plain(value)
        if isinstance(value, Columns | Coded):
            raise FormulaError(
                f"{self._text(node)!r} makes several columns; it stands alone as a term."
            )
        if not _is_text(value):
            return value
        raise InputError(
            f"{self._text(node)!r} needs numbers and is given text, such as "
            f"{quoted(list(dict.fromkeys(np.asarray(value).tolist())), 3)}; clean the column first."
        )

    def _text(self, node: ast.AST) -> str:
        return unquoted(ast.unparse(node), self.quoted)


def _failed(name: str, error: Exception) -> InputError:
    if "extend beyond" in str(error):
        return InputError(
            f"{name!r}: some values lie outside the range of training, where the spline is not "
            'known. Add extrapolation="extend" to go on with its last piece, or "clip" to stay '
            "at the edge."
        )
    return FormulaError(f"{name!r} cannot be computed: {error} ({type(error).__name__}).")


def as_columns(value: Any) -> Any:
    """Give what a transform returns as an array, or as Columns with their names."""
    about = getattr(value, "__formulaic_metadata__", None)
    value = getattr(value, "__wrapped__", value)
    if isinstance(value, dict):
        fields = tuple(value)
        array = np.column_stack([np.asarray(column, dtype=np.float64) for column in value.values()])
        return Columns(array, fields, bool(about and about.spans_intercept))
    if np.ndim(value) == 2:
        names = getattr(about, "column_names", None) or tuple(range(np.shape(value)[1]))
        return Columns(np.asarray(value, dtype=np.float64), tuple(names))
    return np.asarray(value)


def _plain(value: Any) -> Any:
    return np.asarray(value) if isinstance(value, pd.Categorical | pd.Series) else value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, np.ndarray) and value.dtype.kind in "OUS")


def _widened(value: Any) -> Any:
    """True + True is 2."""
    return (
        value.astype(np.int64) if isinstance(value, np.ndarray) and value.dtype == bool else value
    )


def _floats(value: Any) -> Any:
    whole = isinstance(value, np.ndarray) and value.dtype.kind in "bi"
    return value.astype(np.float64) if whole else value


def _small(value: Any) -> bool:
    return value is None or (isinstance(value, int) and abs(value) <= MOST_COLUMNS)
