"""Splines and polynomials as polynomials in pieces, from the values of the transform itself.

On a piece [a, b] a basis column is a polynomial of known degree d, so that its values at the d + 1
Chebyshev points determine it; it is written in powers of

    t = (2u - a - b) / (b - a),       |t| <= 1 within the piece.

    bs           pieces between the knots; beyond them as `extrapolation` says
    cr, cs       the same, and a straight line on either side
    cc           u is moved by whole periods into the range
    poly         one piece, about the mean that it learned
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev

from oddsmith.design import Array
from oddsmith.errors import NotSupportedError
from oddsmith.export.scoring.expression import (
    Basis,
    Expr,
    Number,
    Outside,
    apply,
)
from oddsmith.export.scoring.translate import Translator, remainder
from oddsmith.frame.chain import DEGREES, STAND_IN, with_argument
from oddsmith.frame.evaluate import Columns, Evaluator

NEGLIGIBLE = 1e-14  # of a column's largest coefficient: rounding
AGREES = 1e-11  # with the transform itself, of its largest value


def read_basis(translator: Translator, node: ast.Call) -> tuple[Basis, Array]:
    """A basis, and the coefficients of its columns: (pieces, d + 1, columns).

    Raises
    ------
    NotSupportedError
        The polynomials would not give the transform's values: their degree is too high.
    """
    function = translator.function(node)
    named = translator.named(node, function)
    argument = named[function.arguments[0]]
    learned = translator.state[translator.text(node)]
    kind = ast.unparse(node.func).rpartition(".")[2]
    u, degree = translator.number(argument), degree_of(named, kind)
    values = transform(translator, node, argument)
    if kind in ("bs", "cr", "cs", "cc"):
        basis = spline(u, kind, learned, outside(named))
        if kind == "bs" and outside_is(named, "clip"):
            basis = replace(basis, u=clipped(u, basis.low, basis.high), outside="extend")
    else:
        basis = single(u, learned)
    coefficients = polynomials(basis, values, degree)
    check(translator, node, basis, coefficients, values)
    if kind == "bs" and outside_is(named, "zero"):
        basis, coefficients = with_zeros(basis, coefficients)
    return basis, coefficients


def degree_of(named: Mapping[str, ast.expr], kind: str) -> int:
    node = named.get("degree")
    return int(ast.literal_eval(node)) if node is not None else DEGREES[kind]


def outside_is(named: Mapping[str, ast.expr], what: str) -> bool:
    node = named.get("extrapolation")
    return isinstance(node, ast.Constant) and node.value == what


def outside(named: Mapping[str, ast.expr]) -> Outside:
    """What a B-spline does beyond its range, where that is not a piece of its own."""
    if outside_is(named, "na"):
        return "na"
    others = ("extend", "clip", "zero")
    return "extend" if any(outside_is(named, what) for what in others) else "raise"


def transform(
    translator: Translator, node: ast.Call, argument: ast.expr
) -> Callable[[Array], Array]:
    """The transform with what it learned, as a function of numbers: (m,) -> (m, columns)."""
    twin = with_argument(node, argument)
    state = {translator.text(twin): dict(translator.state[translator.text(node)])}
    expression = replace(translator.expression, tree=twin)

    def values(points: Array) -> Array:
        own = Evaluator({STAND_IN: points}, translator.context, state, learning=False)
        found = own.value(expression)
        array = found.array if isinstance(found, Columns) else np.asarray(found)
        return np.asarray(array, dtype=np.float64).reshape(len(points), -1)

    return values


def spline(u: Expr, kind: str, learned: Mapping[Any, Any], beyond: Outside) -> Basis:
    """The pieces of a spline."""
    knots = np.unique(np.asarray(learned["knots"], dtype=np.float64))
    low, high = float(knots[0]), float(knots[-1])
    centers, halves = (knots[1:] + knots[:-1]) / 2, (knots[1:] - knots[:-1]) / 2
    if kind == "cc":
        u = folded(u, low, high)
    if kind in ("cr", "cs"):
        half = (high - low) / 2
        centers, halves = np.r_[low - half, centers, high + half], np.r_[half, halves, half]
    else:
        knots = knots[1:-1]
    return Basis(
        u,
        tuple(knots.tolist()),
        tuple(centers.tolist()),
        tuple(halves.tolist()),
        low,
        high,
        beyond if kind == "bs" else "extend",
    )


def single(u: Expr, learned: Mapping[Any, Any]) -> Basis:
    """One piece: two standard deviations about the mean; raw powers about zero."""
    center, half = 0.0, 1.0
    if learned:
        norms = learned["norms2"]
        center, half = float(learned["alpha"][0]), 2 * float(np.sqrt(norms[1] / norms[0]))
    return Basis(u, (), (center,), (half,), -np.inf, np.inf, "extend")


def clipped(u: Expr, low: float, high: float) -> Expr:
    return apply("min", apply("max", u, Number(low)), Number(high))


def folded(u: Expr, low: float, high: float) -> Expr:
    """Moved by whole periods into [low, high]; what lies there is left as it is."""
    period = Number(high - low)
    moved = apply("+", Number(low), remainder(apply("-", u, Number(low)), period))
    beyond = apply("or", apply("<", u, Number(low)), apply("<", Number(high), u))
    return apply("where", beyond, moved, u)


def polynomials(basis: Basis, values: Callable[[Array], Array], degree: int) -> Array:
    """Coefficients in powers of t, lowest first: (pieces, degree + 1, columns)."""
    points = chebyshev.chebpts1(degree + 1)
    vander = chebyshev.chebvander(points, degree)
    found = []
    for center, half in zip(basis.centers, basis.halves, strict=True):
        series = np.linalg.solve(vander, values(center + half * points))
        powers = np.zeros_like(series)
        for k, column in enumerate(series.T):
            inside = np.where(np.abs(column) < NEGLIGIBLE * np.abs(column).max(), 0.0, column)
            power = chebyshev.cheb2poly(inside)
            powers[: len(power), k] = power
        found.append(powers)
    return np.array(found)


def with_zeros(basis: Basis, coefficients: Array) -> tuple[Basis, Array]:
    """A piece of zeros on either side."""
    nothing = np.zeros((1, *coefficients.shape[1:]))
    above = float(np.nextafter(basis.high, np.inf))  # the upper end is within
    wider = replace(
        basis,
        knots=(basis.low, *basis.knots, above),
        centers=(basis.low, *basis.centers, basis.high),
        halves=(1.0, *basis.halves, 1.0),
    )
    return wider, np.concatenate([nothing, coefficients, nothing])


def evaluate(basis: Basis, coefficients: Array, u: Array) -> Array:
    """The columns at u, (m,), within the range: (m, columns)."""
    piece = np.searchsorted(basis.knots, u, side="right")
    t = (u - np.array(basis.centers)[piece]) / np.array(basis.halves)[piece]
    found = np.zeros((len(u), coefficients.shape[2]))
    for power in coefficients[piece].transpose(1, 0, 2)[::-1]:
        found = found * t[:, None] + power
    return found


def check(
    translator: Translator,
    node: ast.Call,
    basis: Basis,
    coefficients: Array,
    values: Callable[[Array], Array],
) -> None:
    """See that the polynomials give the transform's values, also between the points used."""
    inside = np.linspace(-0.99, 0.99, 41)
    shares = [inside] if np.isfinite(basis.low) else [inside, inside + 2, inside - 2]
    for center, half in zip(basis.centers, basis.halves, strict=True):
        for share in shares:
            points = center + half * share
            wanted = values(points)
            off = np.abs(evaluate(basis, coefficients, points) - wanted).max()
            if not off <= AGREES * max(float(np.abs(wanted).max()), 1e-300):
                raise NotSupportedError(
                    f"{translator.text(node)!r} cannot be exported: as powers of its argument it "
                    "loses too many digits. Use a lower degree, or a spline."
                )
