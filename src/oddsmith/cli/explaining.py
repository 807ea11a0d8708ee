"""What ``oddsmith explain`` writes: a page of one row, a table of many, or facts for machines.

base + what each term adds + offset = log-odds          probability = 1 / (1 + exp(-log-odds))
"""

from collections.abc import Iterator
from math import exp, inf, isnan
from typing import TYPE_CHECKING, Any

from oddsmith.learn.page import aligned, wrapped
from oddsmith.result.explained import BASE, OFFSET, TOTAL

if TYPE_CHECKING:
    import pandas as pd

    from oddsmith.result import Fit, MultinomialFit

LARGEST = 709.0  # whose exponential is a number


def parts_of(
    fitted: "Fit | MultinomialFit", table: "pd.DataFrame"
) -> Iterator[tuple[str, Any, "pd.DataFrame"]]:
    """What is modelled, the probability of each row, and the parts of its log-odds.

    Of several classes one after the other, each against the reference.
    """
    from oddsmith.result import MultinomialFit

    found: Any = fitted.contributions(table)
    p: Any = fitted.predict(table)
    if not isinstance(fitted, MultinomialFit):
        yield fitted.response.describe(), p, found
        return
    name, first = fitted.response.expression, fitted.classes[0]
    for label in labels(fitted):
        yield f"P({name} = {label}), against {first}", p[label], found.xs(label, axis=1)


def as_page(fitted: "Fit | MultinomialFit", table: "pd.DataFrame") -> str:
    """One row: its parts from the largest to the smallest, and their sum."""
    return "\n".join(
        page_of(fitted, table, said, float(p.iloc[0]), parts.iloc[0])
        for said, p, parts in parts_of(fitted, table)
    )


def page_of(
    fitted: "Fit | MultinomialFit",
    table: "pd.DataFrame",
    said: str,
    p: float,
    parts: "pd.Series[float]",
) -> str:
    z = float(parts[TOTAL])
    if isnan(z) or abs(z) == inf:
        return f"{said} = {p:.4g}\n{wrapped(no_sum(z))}\n"
    moved = parts.drop([BASE, TOTAL])
    moved = moved.loc[moved.abs().sort_values(ascending=False, kind="stable").index]
    lines = [["", "adds to log-odds", "odds times"], [start_of(fitted), f"{parts[BASE]:.4f}", ""]]
    for name, value in moved.items():
        lines.append([with_values(str(name), fitted, table), f"{value:+.4f}", times(value)])
    lines.append(["log-odds, the sum", f"{z:.4f}", ""])
    return f"{said} = {p:.4f}\n\n{aligned(lines)}\n"


def start_of(fitted: "Fit | MultinomialFit") -> str:
    without = fitted.terms.intercept is None
    return "start: no intercept" if without else "start: every column at its mean"


def times(value: float) -> str:
    return f"{exp(value):.4g}" if value < LARGEST else "inf"


def no_sum(z: float) -> str:
    if isnan(z):
        return "A value is missing, or the classes are separated and the data do not tell this row."
    return "The columns separate the classes: this row is decided, and its log-odds are no sum."


def with_values(name: str, fitted: "Fit | MultinomialFit", table: "pd.DataFrame") -> str:
    """A term, and the values of its columns in this row."""
    if name == OFFSET and name not in fitted.terms.slices:
        return OFFSET
    factors = [
        factor for piece in fitted.terms.pieces if piece.term == name for factor, _ in piece.parts
    ]
    columns = dict.fromkeys(c for factor in factors for c in fitted.terms.factors[factor].variables)
    values = ", ".join(f"{c} = {table[c].iloc[0]}" for c in columns)
    return values if list(columns) == [name] else f"{name}  ({values})" if values else name


def as_table(fitted: "Fit | MultinomialFit", table: "pd.DataFrame") -> str:
    """All rows as CSV: probability and parts; of several classes their columns side by side."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for (_, p, parts), label in zip(parts_of(fitted, table), labels(fitted), strict=True):
        end = "" if label is None else f":{label}"
        columns[f"probability{end}"] = p
        columns |= {f"{name}{end}": parts[name] for name in parts.columns}
    return pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")


def labels(fitted: "Fit | MultinomialFit") -> list[Any]:
    from oddsmith.result import MultinomialFit

    return list(fitted.classes[1:]) if isinstance(fitted, MultinomialFit) else [None]


def facts(fitted: "Fit | MultinomialFit", table: "pd.DataFrame") -> list[dict[str, Any]]:
    """For each row, for each class: its place in the file, what is modelled, and the sum."""
    return [
        {"row": row, "modelled": said, "probability": p.iloc[k], "parts": parts.iloc[k].to_dict()}
        for said, p, parts in parts_of(fitted, table)
        for k, row in enumerate(table.index.tolist())
    ]
