"""A scoring function in JavaScript that needs nothing else: ``score(row)``, as in `python`.

Text is written as JSON in ASCII with ``<`` escaped, so that it can stand in a page as well.
"""

import json
from collections.abc import Iterable, Iterator
from math import isfinite, isnan

from oddsmith.export.scoring.expression import Basis, Cell, Curve
from oddsmith.export.scoring.render import Language, render
from oddsmith.export.scoring.scorer import Scorer
from oddsmith.export.scoring.steps import Steps, steps
from oddsmith.export.template import shared_text

OPERATIONS = {
    **{op: f"({{0}} {op} {{1}})" for op in ("+", "-", "*", "/", "<", "<=")},
    "==": "({0} === {1})",
    "and": "({0} && {1})",
    "or": "({0} || {1})",
    "neg": "(-{0})",
    "not": "(!{0})",
    "where": "({0} ? {1} : {2})",
    "fmod": "({0} % {1})",
    "rint": "rint({0})",
    **{op: f"Math.{op}({{0}}, {{1}})" for op in ("pow", "min", "max")},
    **{
        op: f"Math.{op}({{0}})"
        for op in (
            *("log", "log2", "log10", "log1p", "exp", "expm1", "sqrt", "abs"),
            *("sign", "sin", "cos", "tanh", "floor", "ceil"),
        )
    },
}
STEPS = Steps(
    "  numbers.set({0}, finite({0}, {1}));",
    "  places.set({0}, place({0}, {1}));",
    "  points.set({0}, point({0}, {1}));",
)


def write(scorer: Scorer) -> str:
    """The source of a script with `score`."""
    language = Language(
        number=number,
        text=quoted,
        column=lambda column: f"values.get({quoted(column.name)})",
        factor=lambda name: f"numbers.get({quoted(name)})",
        cell=cell,
        curve=curve,
        sum=lambda parts: "sum([\n      " + ",\n      ".join(parts) + ",\n    ])",
        operations=OPERATIONS,
    )
    lines = "\n".join("  " + line for line in model(scorer, language))
    return shared_text("scoring.js").replace("  // MODEL\n", lines + "\n")


def model(scorer: Scorer, language: Language) -> Iterator[str]:
    """What differs from model to model."""
    yield f"const ABOUT = {quoted(scorer.about)};"
    yield f"const CLASSES = {array(map(level, scorer.classes))};"
    yield f"const COLUMNS = {pairs({n: quoted(kind) for n, kind in scorer.columns.items()})};"
    yield "const LEVELS = new Map(["
    for name, category in scorer.categories.items():
        places = array(array([level(one), str(k)]) for k, one in enumerate(category.levels))
        yield f"  [{quoted(name)}, new Map({places})],"
    yield "]);"
    yield f"const BASES = new Map({pairs({n: basis(b) for n, b in scorer.bases.items()})});"
    yield ""
    yield "function parts(values) {"
    yield "  const numbers = new Map(), places = new Map(), points = new Map();"
    yield from steps(scorer, language, quoted, STEPS)
    yield "  return [numbers, places, points];"
    yield "}\n"
    yield "// Of each class but the reference."
    yield "function logOdds(numbers, places, points) {"
    yield f"  return {array(render(value, language) for value in scorer.logits)};"
    yield "}\n"


def quoted(text: str) -> str:
    r"""A text as a literal that ends no script element.

    Examples
    --------
    >>> quoted("</script>")
    '"\\u003c/script>"'
    """
    return json.dumps(text).replace("<", "\\u003c")


def level(value: str | float) -> str:
    return quoted(value) if isinstance(value, str) else number(float(value))


def number(value: float) -> str:
    """A double with all its digits.

    Examples
    --------
    >>> number(0.1), number(float("-inf"))
    ('0.1', '(-Infinity)')
    """
    if isnan(value):
        return "NaN"
    text = repr(abs(value)) if isfinite(value) else "Infinity"
    return f"(-{text})" if value < 0 else text


def array(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def pairs(items: dict[str, str]) -> str:
    return array([f"[{quoted(name)}, {text}]" for name, text in items.items()])


def basis(found: Basis) -> str:
    fields = {
        name: array(map(number, getattr(found, name))) for name in ("knots", "centers", "halves")
    }
    fields |= {"low": number(found.low), "high": number(found.high)}
    fields["outside"] = quoted(found.outside)
    return "{ " + ", ".join(f"{name}: {text}" for name, text in fields.items()) + " }"


def nested(values: object) -> str:
    if isinstance(values, tuple):
        return array(map(nested, values))
    assert isinstance(values, float)
    return number(values)


def cell(value: Cell) -> str:
    places = "".join(f"[places.get({quoted(name)})]" for name in value.names)
    return nested(value.values) + places


def curve(value: Curve) -> str:
    return f"polynomial(points.get({quoted(value.name)}), {nested(value.pieces)})"
