"""Page: the facts of a fit as text, HTML, LaTeX and CSV."""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from oddsmith.report.table import HEADERS, Row, cells

Facts = dict[str, Any]
SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "–": "--",
    "½": r"$\frac{1}{2}$",
    "²": r"$^2$",
    "·": r"$\cdot$",
    "Σ": r"$\Sigma$",
    "\n": " ",
    "\r": " ",
} | {letter: f"\\{letter}" for letter in "&%$#_{}"}


def as_text(facts: Facts) -> str:
    """The page in columns of equal width."""
    head = [
        facts["model"],
        f"formula     {facts['formula']}",
        f"objective   {facts['objective']}",
        f"rows        {facts['rows']}",
        f"errors      {facts['errors']}",
        "",
    ]
    tail = [f"{label:<15} {text}" for label, text in facts["statistics"]]
    table = [*text_table(facts["terms"]), low_and_high(facts), ""]
    return "\n".join([*head, *table, *tail, *(f"Note: {note}" for note in facts["notes"])])


def low_and_high(facts: Facts) -> str:
    return f"low, high: {facts['interval']} of the odds ratio"


def text_table(terms: list[Row]) -> list[str]:
    rows = [HEADERS, *map(cells, terms)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if k == 0 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def as_html(facts: Facts) -> str:
    """The page as an HTML fragment; every name is escaped."""
    rows = [cells(row) for row in facts["terms"]]
    page: str = html_template().render(facts, headers=HEADERS, rows_of_cells=rows)
    return page


@cache
def html_template() -> Any:
    from jinja2 import Environment

    text = files("oddsmith.report").joinpath("summary.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(text)


def as_latex(facts: Facts) -> str:
    """The table of coefficients for LaTeX with ``booktabs``, and the notes below it."""
    lines = [" & ".join(map(escaped, row)) + r" \\" for row in map(cells, facts["terms"])]
    said = [f"{label}: {text}" for label, text in facts["statistics"]]
    below = [facts["objective"], facts["errors"], low_and_high(facts), *said, *facts["notes"]]
    return "\n".join(
        [
            r"\begin{table}",
            rf"\caption{{{escaped(facts['model'])}}}",
            r"\begin{tabular}{l" + "r" * (len(HEADERS) - 1) + "}",
            r"\toprule",
            " & ".join(HEADERS) + r" \\",
            r"\midrule",
            *lines,
            r"\bottomrule",
            r"\end{tabular}",
            *(rf"\par\footnotesize {escaped(line)}" for line in below),
            r"\end{table}",
        ]
    )


def escaped(text: str) -> str:
    r"""A text that LaTeX prints as it is.

    Examples
    --------
    >>> print(escaped("C(a_b)[T.50%]"))
    C(a\_b)[T.50\%]
    """
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def as_csv(facts: Facts) -> str:
    """The table of coefficients with all its digits; empty where there is no number."""
    out = StringIO()
    writer = csv.DictWriter(out, list(facts["terms"][0]), lineterminator="\n")
    writer.writeheader()
    for row in facts["terms"]:
        writer.writerow({key: "" if value != value else value for key, value in row.items()})
    return out.getvalue()
