"""SQL: the probability as an expression, or as a query on a table.

    p_k = 1 / Σ_l exp(z_l - z_k)        the largest exponent cut at 700, so that nothing overflows

It is plain SQL that SQLite and DuckDB run, and others with ``CASE`` and the functions it uses.
NULL in a column gives NULL.  An expression cannot refuse a row as `predict` does, so a level that
training did not hold, a text where a number should be, and a value for which the formula is not
defined give NULL as well.  Numbers are written with an exponent, which makes them doubles.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, log
from typing import Any

from oddsmith.errors import InputError
from oddsmith.export.scoring.expression import (
    Cell,
    Column,
    Curve,
    Expr,
    Kind,
    walk,
)
from oddsmith.export.scoring.render import Language, render
from oddsmith.export.scoring.scorer import Scorer
from oddsmith.frame.coding import Level

LARGEST = "1.7976931348623157e308"
MOST = "7e2"  # exp of more would overflow
GROWS = frozenset({"/", "*", "pow", "exp", "expm1"})  # may leave the numbers that a double holds
OPERATIONS = {
    **{op: f"({{0}} {op} {{1}})" for op in ("+", "-", "*", "<", "<=")},
    "==": "({0} = {1})",
    "/": "({0} / NULLIF({1}, 0e0))",
    "and": "({0} AND {1})",
    "or": "({0} OR {1})",
    "neg": "(-{0})",
    "not": "(CASE WHEN {0} THEN 0e0 ELSE 1e0 END = 1e0)",
    "where": "CASE WHEN {0} THEN {1} ELSE {2} END",
    "fmod": "mod({0}, NULLIF({1}, 0e0))",
    "rint": (
        "CASE WHEN {0} - floor({0}) < 0.5e0 THEN floor({0}) WHEN {0} - floor({0}) > 0.5e0 "
        "THEN ceil({0}) ELSE 2e0 * floor({0} / 2e0 + 0.5e0) END"
    ),
    "pow": "CASE WHEN {0} >= 0e0 OR {1} = floor({1}) THEN power({0}, {1}) END",
    "min": "CASE WHEN {0} <= {1} THEN {0} WHEN {1} < {0} THEN {1} END",
    "max": "CASE WHEN {0} >= {1} THEN {0} WHEN {1} > {0} THEN {1} END",
    "log": "CASE WHEN {0} > 0e0 THEN ln({0}) END",
    "log2": f"CASE WHEN {{0}} > 0e0 THEN ln({{0}}) / {log(2)!r}e0 END",
    "log10": f"CASE WHEN {{0}} > 0e0 THEN ln({{0}}) / {log(10)!r}e0 END",
    "log1p": "CASE WHEN {0} > -1e0 THEN ln(1e0 + {0}) END",
    "exp": f"exp(CASE WHEN {{0}} <= {MOST} THEN {{0}} END)",
    "expm1": f"(exp(CASE WHEN {{0}} <= {MOST} THEN {{0}} END) - 1e0)",
    "sqrt": "CASE WHEN {0} >= 0e0 THEN sqrt({0}) END",
    "sign": "CASE WHEN {0} > 0e0 THEN 1e0 WHEN {0} < 0e0 THEN -1e0 WHEN {0} = 0e0 THEN 0e0 END",
    **{op: f"{op}({{0}})" for op in ("abs", "sin", "cos", "tanh", "floor", "ceil")},
}


def write(scorer: Scorer, table: str | None = None) -> str:
    """The probability as an expression; as a query where a table is named.

    Of several classes an expression for each, named after it and separated by commas.

    Raises
    ------
    InputError
        A name or a level holds a null character, which SQL has no way to write.
    """
    columns = [probability(scorer, k) for k in range(len(scorer.logits))]
    if not scorer.classes:
        found = columns[0] if table is None else f"{columns[0]} AS {name('probability')}"
    else:
        columns.insert(0, probability(scorer, None))
        labels = (f"probability:{label}" for label in scorer.classes)
        found = ",\n".join(
            f"{text} AS {name(label)}" for text, label in zip(columns, labels, strict=True)
        )
    return f"{found}\n" if table is None else f"SELECT *,\n{found}\nFROM {name(table)}\n"


def probability(scorer: Scorer, k: int | None) -> str:
    """Of the class with logit k; of the reference where k is None."""
    language = language_of(scorer)
    logits = [render(value, language) for value in scorer.logits]
    own = "0e0" if k is None else logits[k]
    others = [text for j, text in enumerate(logits) if j != k]
    others = others if k is None else ["0e0", *others]
    odds = [f"exp({cut(difference(other, own))})" for other in others]
    share = f"1e0 / {balanced(['1e0', *odds])}"
    checks = [*usable(scorer.columns), *known(scorer, language)]
    conditions = balanced(checks or ["1 = 1"], " AND ")
    return f"CASE WHEN {conditions}\nTHEN {share}\nEND"


def difference(other: str, own: str) -> str:
    if own == "0e0":
        return other
    return f"(-{own})" if other == "0e0" else f"({other} - {own})"


def cut(z: str) -> str:
    return f"CASE WHEN {z} > {MOST} THEN {MOST} ELSE {z} END"


def usable(columns: Mapping[str, Kind]) -> Iterator[str]:
    """That every column holds a value, and those of numbers a finite one."""
    for column, kind in columns.items():
        own = name(column)
        if kind == "number":
            value = as_double(column)
            yield f"{value} = {own} AND abs({value}) <= {LARGEST}"
        else:
            yield f"{own} IS NOT NULL"


def known(scorer: Scorer, language: Language) -> Iterator[str]:
    """That a category which adds nothing holds a level of the model: the others are looked up."""
    looked_up = {n for z in scorer.logits for c in walk(z) if isinstance(c, Cell) for n in c.names}
    for factor, category in scorer.categories.items():
        if factor not in looked_up:
            levels = ", ".join(map(written_level, category.levels))
            yield f"{render(category.key, language)} IN ({levels})"


def language_of(scorer: Scorer) -> Language:
    def factor(named: str) -> str:
        return finite(scorer.numbers[named], language)

    def cell(value: Cell) -> str:
        return cases(value.names, value.values, scorer, language)

    def curve(value: Curve) -> str:
        return polynomial(value, scorer, language)

    language = Language(number, text, column_of, factor, cell, curve, balanced, OPERATIONS)
    return language


def finite(value: Expr, language: Language) -> str:
    """A factor, and NULL where it is infinite or not a number."""
    written = render(value, language)
    grows = any(getattr(part, "op", None) in GROWS for part in walk(value))
    return f"CASE WHEN abs({written}) <= {LARGEST} THEN {written} END" if grows else written


def cases(names: Sequence[str], values: Sequence[Any], scorer: Scorer, language: Language) -> str:
    """Numbers by level; by the levels of the others within each."""
    category, *rest = names
    found = scorer.categories[category]
    key = render(found.key, language)
    lines = []
    for level, value in zip(found.levels, values, strict=True):
        inner = isinstance(value, tuple)
        then = cases(rest, value, scorer, language) if inner else number(value)
        lines.append(f"WHEN {written_level(level)} THEN {then}")
    return f"CASE {key} {' '.join(lines)} END"


def polynomial(value: Curve, scorer: Scorer, language: Language) -> str:
    """Horner's rule on each piece."""
    basis = scorer.bases[value.name]
    u = finite(basis.u, language)
    pieces = []
    for powers, center, half in zip(value.pieces, basis.centers, basis.halves, strict=True):
        t = f"(({u} - {number(center)}) / {number(half)})"
        horner = number(powers[-1])
        for coefficient in powers[-2::-1]:
            horner = f"({number(coefficient)} + {t} * {horner})"
        pieces.append(horner)
    knots = [f"WHEN {u} < {number(knot)}" for knot in basis.knots]
    last = "ELSE" if knots else ""
    found = " ".join(f"{when} THEN {p}" for when, p in zip(knots, pieces, strict=False))
    found = f"CASE {found} {last} {pieces[-1]} END" if knots else pieces[-1]
    if basis.outside == "extend" or not isfinite(basis.low):
        return found
    return f"CASE WHEN {u} BETWEEN {number(basis.low)} AND {number(basis.high)} THEN {found} END"


def balanced(parts: Sequence[str], join: str = " + ") -> str:
    """A sum whose brackets are nested by halves: thousands of terms in a row are refused."""
    if len(parts) <= 8:
        return f"({join.join(parts)})"
    half = len(parts) // 2
    return f"({balanced(parts[:half], join)}\n{join}{balanced(parts[half:], join)})"


def number(value: float) -> str:
    """A double.

    Examples
    --------
    >>> number(0.5), number(-1e-20)
    ('0.5e0', '(-1e-20)')
    """
    if not isfinite(value):
        return "NULL"
    written = repr(abs(value))
    written = written if "e" in written else f"{written}e0"
    return f"(-{written})" if value < 0 else written


def text(value: str) -> str:
    """A text in quotes; quotes within are doubled.

    Examples
    --------
    >>> text("O'Hara")
    "'O''Hara'"
    """
    return quoted(value, "'")


def written_level(level: Level) -> str:
    return text(level) if isinstance(level, str) else number(float(level))


def name(value: str) -> str:
    """A name in double quotes, which is never read as anything else.

    Examples
    --------
    >>> name('my "column"; --')
    '"my ""column""; --"'
    """
    return quoted(value, '"')


def quoted(value: str, mark: str) -> str:
    if "\0" in value:
        raise InputError(f"{value!r} holds a null character, which SQL cannot write: rename it.")
    return mark + value.replace(mark, mark + mark) + mark


def column_of(column: Column) -> str:
    return as_double(column.name) if column.kind == "number" else name(column.name)


def as_double(column: str) -> str:
    return f"CAST({name(column)} AS DOUBLE PRECISION)"
