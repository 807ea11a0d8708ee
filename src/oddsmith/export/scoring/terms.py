"""The right-hand side of a model as sums of expressions: the factors, and what each piece adds.

    x, log(x)      w (x - m)                           m: where the column is centred, so that a
    x : z          w (x z - m)                            column far from zero loses no digit
    C(a), C(a):b   a number for each cell, added up from the coding
    bs(x)          Σ_j w_j B_j(x), one polynomial for each piece
    x : C(a)       x · (a number for each level);      bs(x) : C(a)   Σ_j B_j(x) · (…)

What m takes from cells and splines is in the constant.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any

import numpy as np

from oddsmith.design import Array
from oddsmith.export.scoring.curves import read_basis
from oddsmith.export.scoring.expression import (
    Basis,
    Category,
    Cell,
    Curve,
    Expr,
    Factor,
    Kind,
    Number,
    apply,
    as_number,
    times,
    total,
)
from oddsmith.export.scoring.translate import Translator
from oddsmith.frame import Terms
from oddsmith.frame.assemble import Piece
from oddsmith.frame.coding import Coding, Level
from oddsmith.frame.expression import Expression
from oddsmith.frame.factors import Factor as Learned
from oddsmith.frame.fence import Uses
from oddsmith.frame.functions import FUNCTIONS
from oddsmith.frame.terms import width_of


@dataclass
class Factors:
    """The factors of a model: numbers, categories, and bases with their coefficients."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    numbers: dict[str, Expr] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    bases: dict[str, Basis] = field(default_factory=dict)
    columns: dict[str, Array] = field(default_factory=dict)  # of bases: (pieces, powers, k)


def read_factors(terms: Terms) -> Factors:
    """Every factor of a right-hand side as an expression.

    Raises
    ------
    NotSupportedError
        Naming what cannot be written in another language.
    """
    found = Factors()
    for name, learned in terms.factors.items():
        read_factor(name, learned, terms, found)
    return found


def read_factor(name: str, learned: Learned, terms: Terms, found: Factors) -> None:
    written = learned.written
    kind = kind_of(learned.coding)
    if not isinstance(written, Expression):
        written = Expression(name, ast.Name("column"), {"column": written}, Uses([written]))
    translator = Translator(written, terms.context, terms.transform_state, found.kinds)
    if learned.coding is not None:
        key = as_number(translator.value(key_of(translator, written.tree), kind))
        found.categories[name] = Category(key, plain_levels(learned.coding.levels))
    elif learned.fields is not None:
        tree = written.tree
        if not isinstance(tree, ast.Call) or not translator.function(tree).stateful:
            translator.refuse(tree, "it makes several columns in a way of your own")
        found.bases[name], found.columns[name] = read_basis(translator, tree)
    else:
        found.numbers[name] = translator.number(written.tree)


def key_of(translator: Translator, tree: ast.expr) -> ast.expr:
    """What is looked up among the levels: the column within C(...)."""
    if isinstance(tree, ast.Call) and translator.function(tree) is FUNCTIONS["C"]:
        return translator.named(tree, FUNCTIONS["C"])["data"]
    return tree


def kind_of(coding: Coding | None) -> Kind:
    text = coding is not None and any(isinstance(level, str) for level in coding.levels)
    return "text" if text else "number"


def plain_levels(levels: Sequence[Level]) -> tuple[Level, ...]:
    """Levels with True and False as the numbers that they equal."""
    return tuple(int(level) if isinstance(level, bool) else level for level in levels)


def parts_of(terms: Terms, found: Factors, w: Array, center: Array) -> list[Expr]:
    """What is added up to the log-odds: w and center are (p,)."""
    edges = np.cumsum([0, *(width_of(piece, terms.factors) for piece in terms.pieces)])
    constant, parts = [], []
    for j, piece in enumerate(terms.pieces):
        here = slice(edges[j], edges[j + 1])
        if all(name in found.numbers for name, _ in piece.parts) and piece.parts:
            parts += product_of_numbers(piece, float(w[here][0]), float(center[here][0]))
            continue
        constant += (-w[here] * center[here] if piece.parts else w[here]).tolist()
        if piece.parts and w[here].any():
            parts.append(fold_piece(piece, terms.factors, found, w[here]))
    return [Number(fsum(constant)), *parts]


def product_of_numbers(piece: Piece, w: float, center: float) -> list[Expr]:
    """``w (x z - m)``; nothing of a column that is left out."""
    if not w:
        return []
    value: Expr = Factor(piece.parts[0][0])
    for name, _ in piece.parts[1:]:
        value = apply("*", value, Factor(name))
    return [times(w, apply("-", value, Number(center)) if center else value)]


def fold_piece(piece: Piece, factors: Mapping[str, Learned], found: Factors, w: Array) -> Expr:
    """A product of factors, its columns weighted and added: w is (columns,)."""
    widths = [len(factors[name].names(reduced)) for name, reduced in piece.parts]
    weights = w.reshape(widths[::-1]).transpose()  # the first factor's columns run fastest
    rank = [rank_of(name, found) for name, _ in piece.parts]
    order = np.argsort(rank, kind="stable")
    parts = [piece.parts[i] for i in order]
    return fold(parts, factors, found, weights.transpose(order))


def rank_of(name: str, found: Factors) -> int:
    """Numbers first, then bases, then categories."""
    return 0 if name in found.numbers else 1 if name in found.bases else 2


def fold(
    parts: Sequence[tuple[str, bool]],
    factors: Mapping[str, Learned],
    found: Factors,
    weights: Array,
) -> Expr:
    """Factors in the order of `rank_of`, with a weight for each product of their columns."""
    if not parts:
        return Number(float(weights))
    (name, reduced), rest = parts[0], parts[1:]
    if name in found.categories:
        return cells(parts, factors, weights)
    if name in found.numbers:
        inner = fold(rest, factors, found, weights[0])
        if isinstance(inner, Number):
            return times(inner.value, Factor(name))
        return apply("*", Factor(name), inner)
    columns = found.columns[name][:, :, 1:] if reduced else found.columns[name]
    if not rest:
        return curve(name, columns @ weights)
    products = [
        apply("*", curve(name, columns[:, :, j]), fold(rest, factors, found, weights[j]))
        for j in range(columns.shape[2])
    ]
    return total(products)


def curve(name: str, coefficients: Array) -> Curve:
    return Curve(name, tuple(map(tuple, coefficients.tolist())))


def cells(
    parts: Sequence[tuple[str, bool]], factors: Mapping[str, Learned], weights: Array
) -> Cell:
    """Weights of columns as a number for each cell of levels."""
    values = weights
    for axis, (name, reduced) in enumerate(parts):
        coding = factors[name].coding
        assert coding is not None
        values = by_level(coding, reduced, values, axis)
    return Cell(tuple(name for name, _ in parts), tuples(values.tolist()))


def by_level(coding: Coding, reduced: bool, values: Array, axis: int) -> Array:
    """One axis of weights, from the columns of a coding to its levels."""
    if not reduced:
        return values
    if coding.base is not None:
        return np.insert(values, coding.base, 0.0, axis=axis)
    rows = np.array(coding.matrix, dtype=np.float64).reshape(len(coding.levels), -1)
    return np.moveaxis(np.tensordot(rows, values, axes=(1, axis)), 0, axis)


def tuples(values: Any) -> Any:
    return tuple(map(tuples, values)) if isinstance(values, list) else values
