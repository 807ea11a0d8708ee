"""A scoring function in Python that needs nothing but Python.

    score(row)    row: a mapping from column names to values
                  the probability of the class modelled; of several classes {class: probability}

As `predict` does: a missing value (None or NaN) gives NaN, and a level that training did not hold,
or a value for which the formula is not defined, is an error that names the column or the term.
"""

from collections.abc import Iterator

from oddsmith.export.scoring.expression import Cell, Curve
from oddsmith.export.scoring.render import Language, render
from oddsmith.export.scoring.scorer import Scorer
from oddsmith.export.scoring.steps import Steps, steps
from oddsmith.export.template import shared_text

OPERATIONS = {
    **{op: f"({{0}} {op} {{1}})" for op in ("+", "-", "*", "<", "<=", "==", "and", "or")},
    "/": "divide({0}, {1})",
    "neg": "(-{0})",
    "not": "(not {0})",
    "where": "({1} if {0} else {2})",
    "pow": "power({0}, {1})",
    "fmod": "remainder({0}, {1})",
    "min": "lesser({0}, {1})",
    "max": "greater({0}, {1})",
    "abs": "abs({0})",
    "exp": "overflowing(math.exp, {0})",
    "expm1": "overflowing(math.expm1, {0})",
    "tanh": "math.tanh({0})",
    "sign": "sign({0})",
    "rint": "whole(round, {0})",
    **{op: f"logarithm(math.{op}, {{0}})" for op in ("log", "log2", "log10")},
    "log1p": "logarithm(math.log1p, {0}, -1.0)",
    "sqrt": "root({0})",
    **{op: f"wave(math.{op}, {{0}})" for op in ("sin", "cos")},
    **{op: f"whole(math.{op}, {{0}})" for op in ("floor", "ceil")},
}
STEPS = Steps(
    "    numbers[{0}] = finite({0}, {1})",
    "    places[{0}] = place({0}, {1})",
    "    points[{0}] = point({0}, {1})",
)


def write(scorer: Scorer) -> str:
    """The source of a module with `score`."""
    language = language_of()
    return shared_text("scoring.py.txt").replace("# MODEL\n", "\n".join(model(scorer, language)))


def language_of() -> Language:
    """Python's words."""
    return Language(
        number=number,
        text=ascii,
        column=lambda column: f"values[{column.name!a}]",
        factor=lambda name: f"numbers[{name!a}]",
        cell=cell,
        curve=curve,
        sum=lambda parts: "math.fsum((\n        " + ",\n        ".join(parts) + ",\n    ))",
        operations=OPERATIONS,
    )


def model(scorer: Scorer, language: Language) -> Iterator[str]:
    """What differs from model to model."""
    yield f"ABOUT = {scorer.about!a}"
    yield f"CLASSES = {scorer.classes!a}"
    yield f"COLUMNS = {dict(scorer.columns)!a}"
    yield "LEVELS = {"
    for name, category in scorer.categories.items():
        levels = {level: k for k, level in enumerate(category.levels)}
        yield f"    {name!a}: {levels!a},"
    yield "}\nBASES = {"
    for name, basis in scorer.bases.items():
        fields = (basis.knots, basis.centers, basis.halves, basis.low, basis.high, basis.outside)
        yield f"    {name!a}: ({', '.join(map(literal, fields))}),"
    yield "}\n\n\ndef parts(values):"
    yield '    """The numbers, places among levels and places on splines that the model uses."""'
    yield "    numbers, places, points = {}, {}, {}"
    yield from steps(scorer, language, ascii, STEPS)
    yield "    return numbers, places, points"
    yield "\n\ndef log_odds(numbers, places, points):"
    yield '    """Of each class but the reference."""'
    for k, value in enumerate(scorer.logits):
        yield f"    z{k} = {render(value, language)}"
    yield f"    return [{', '.join(f'z{k}' for k in range(len(scorer.logits)))}]\n"


def literal(value: object) -> str:
    if isinstance(value, tuple):
        return "(" + "".join(f"{number(v)}, " for v in value) + ")"
    return number(value) if isinstance(value, float) else ascii(value)


def number(value: float) -> str:
    """A float with all its digits; infinities and NaN by name.

    Examples
    --------
    >>> number(0.1), number(float("-inf"))
    ('0.1', '(-math.inf)')
    """
    if value != value:
        return "math.nan"
    if value in (float("inf"), float("-inf")):
        return "math.inf" if value > 0 else "(-math.inf)"
    return repr(value) if value >= 0 else f"({value!r})"


def cell(value: Cell) -> str:
    places = "".join(f"[places[{name!a}]]" for name in value.names)
    return f"{value.values!r}{places}"


def curve(value: Curve) -> str:
    return f"polynomial(points[{value.name!a}], {value.pieces!r})"
