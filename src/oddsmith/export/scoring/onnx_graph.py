"""Expressions as nodes of an ONNX graph: every value is a column, (rows, 1), of doubles.

    a level      its place among the levels; beside them one more place, whose number is NaN
    a spline     the piece by counting knots, its coefficients gathered, Horner's rule
    finite(v)    v + (v - v): NaN where v is infinite

A graph cannot refuse a row as `predict` does: unseen levels, values beyond a spline and undefined
ones give NaN, as missing ones do.
"""

from dataclasses import dataclass, field
from math import inf, log, nan, pi
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from oddsmith.errors import InputError
from oddsmith.export.scoring.expression import (
    Apply,
    Basis,
    Category,
    Cell,
    Column,
    Curve,
    Expr,
    Factor,
    Number,
    Sum,
    Text,
    apply,
)
from oddsmith.export.scoring.scorer import Scorer

DIMENSION = "rows"
INNER = "oddsmith."  # how the names of values within a graph begin
NODES = {
    **{"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "pow": "Pow", "min": "Min", "max": "Max"},
    **{"<": "Less", "<=": "LessOrEqual", "==": "Equal", "and": "And", "or": "Or", "not": "Not"},
    **{"neg": "Neg", "log": "Log", "exp": "Exp", "sqrt": "Sqrt", "abs": "Abs", "sign": "Sign"},
    **{"sin": "Sin", "tanh": "Tanh", "floor": "Floor", "ceil": "Ceil", "rint": "Round"},
    "where": "Where",
}
ROUND_ABOUT = {  # operations that runtimes lack for doubles
    "log2": lambda u: apply("/", apply("log", u), Number(log(2))),
    "log10": lambda u: apply("/", apply("log", u), Number(log(10))),
    "log1p": lambda u: apply("log", apply("+", Number(1.0), u)),
    "expm1": lambda u: apply("-", apply("exp", u), Number(1.0)),
    "cos": lambda u: apply("sin", apply("+", u, Number(pi / 2))),
}


@dataclass
class Graph:
    """Collects nodes and constants; every method that adds some gives the name of the value."""

    scorer: Scorer
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    known: dict[Any, str] = field(default_factory=dict)

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output."""
        output = f"{INNER}v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, value: Any) -> str:
        """Add numbers, or texts."""
        array = np.asarray(value)
        name = f"{INNER}c{len(self.constants)}"
        if array.dtype.kind in "OU":
            texts: Any = [str(text).encode() for text in array.ravel()]
            tensor = helper.make_tensor(name, TensorProto.STRING, array.shape, texts)
        else:
            tensor = numpy_helper.from_array(array, name)
        self.constants.append(tensor)
        return name

    def value(self, expr: Expr) -> str:
        """Add an expression, once."""
        if expr not in self.known:
            self.known[expr] = self._value(expr)
        return self.known[expr]

    def _value(self, expr: Expr) -> str:
        if isinstance(expr, Number):
            return self.constant([[expr.value]])
        if isinstance(expr, Text):
            return self.constant([[expr.value]])
        if isinstance(expr, Column):
            return expr.name
        if isinstance(expr, Factor):
            return self._finite(self.value(self.scorer.numbers[expr.name]))
        if isinstance(expr, Cell):
            return self._cell(expr)
        if isinstance(expr, Curve):
            return self._curve(expr)
        if isinstance(expr, Sum):
            return self.node("Sum", *map(self.value, expr.args))
        return self._apply(expr)

    def _apply(self, expr: Apply) -> str:
        if expr.op in ROUND_ABOUT:
            return self.value(ROUND_ABOUT[expr.op](*expr.args))
        args = [self.value(arg) for arg in expr.args]
        if expr.op == "fmod":
            return self.node("Mod", *args, fmod=1)
        return self.node(NODES[expr.op], *args)

    def _finite(self, value: str) -> str:
        return self.node("Add", value, self.node("Sub", value, value))

    def _cell(self, cell: Cell) -> str:
        """Gathered from a flat table, which has a NaN for each place that is no level."""
        values = np.array(cell.values, dtype=np.float64)
        padded = np.pad(values, [(0, 1)] * values.ndim, constant_values=nan)
        place = self._place(cell.names[0])
        for name, width in zip(cell.names[1:], padded.shape[1:], strict=True):
            scaled = self.node("Mul", place, self.constant(np.int64(width)))
            place = self.node("Add", scaled, self._place(name))
        return self.node("Gather", self.constant(padded.ravel()), place)

    def _place(self, name: str) -> str:
        if name not in self.known:
            self.known[name] = self._look_up(self.scorer.categories[name])
        return self.known[name]

    def _look_up(self, category: Category) -> str:
        key, levels = self.value(category.key), category.levels
        places, none = list(range(len(levels))), len(levels)
        more: dict[str, Any] = {"domain": "ai.onnx.ml", "values_int64s": places}
        more["default_int64"] = none
        if all(isinstance(level, str) for level in levels):
            texts = [str(level) for level in levels]
            return self.node("LabelEncoder", key, keys_strings=texts, **more)
        if all(float(level).is_integer() for level in levels):
            whole = self.node("Cast", key, to=TensorProto.INT64)
            found = self.node("LabelEncoder", whole, keys_int64s=[int(k) for k in levels], **more)
            same = self.node("Equal", self.node("Cast", whole, to=TensorProto.DOUBLE), key)
        else:
            equal = self.node("Equal", key, self.constant([[float(k) for k in levels]]))
            counted = self.node("Cast", equal, to=TensorProto.INT32)
            found = self.node("ArgMax", counted, axis=1, keepdims=1)
            most = self.node("ReduceMax", counted, self.constant(np.array([1])), keepdims=1)
            same = self.node("Cast", most, to=TensorProto.BOOL)
        return self.node("Where", same, found, self.constant([[none]]))

    def _curve(self, curve: Curve) -> str:
        basis = self.scorer.bases[curve.name]
        piece, t = self._point(curve.name, basis)
        powers = np.array(curve.pieces).T
        found = self._gather(powers[-1], piece)
        for power in powers[-2::-1]:
            found = self.node("Add", self.node("Mul", found, t), self._gather(power, piece))
        if basis.outside == "extend":
            return found
        u = basis.u
        above = apply("<=", Number(basis.low), u)
        within = self.value(apply("and", above, apply("<=", u, Number(basis.high))))
        return self.node("Where", within, found, self.value(Number(nan)))

    def _point(self, name: str, basis: Basis) -> tuple[str, str]:
        """The piece that holds u, and the place t on it."""
        if (name, "piece") not in self.known:
            u = self._finite(self.value(basis.u))
            knots = self.constant([[*basis.knots, inf]])
            below = self.node("Cast", self.node("LessOrEqual", knots, u), to=TensorProto.INT64)
            piece = self.node("ReduceSum", below, self.constant(np.array([1])), keepdims=1)
            center = self._gather(np.array(basis.centers), piece)
            shifted = self.node("Sub", u, center)
            t = self.node("Div", shifted, self._gather(np.array(basis.halves), piece))
            self.known[name, "piece"], self.known[name, "t"] = piece, t
        return self.known[name, "piece"], self.known[name, "t"]

    def _gather(self, table: Any, place: str) -> str:
        return self.node("Gather", self.constant(np.ascontiguousarray(table)), place)


def check_name(name: str, *others: str) -> None:
    """Refuse an input with the name of a value within the graph, or of an output."""
    if name.startswith(INNER) or name in ("", "label", "probability", "probabilities", *others):
        raise InputError(
            f"{name!r} is a name that the ONNX graph uses itself: rename the column before the fit."
        )
