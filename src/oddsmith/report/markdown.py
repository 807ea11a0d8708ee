"""The page of a fit in Markdown."""

from typing import Any

from oddsmith.export.markdown import bullets, escaped, table
from oddsmith.report.table import HEADERS, cells

Facts = dict[str, Any]


def as_markdown(facts: Facts) -> str:
    """The page: what was fitted, the coefficients, and what must be known."""
    head = [f"{key}: {facts[key]}" for key in ("formula", "objective", "rows", "errors")]
    said = [f"{label}: {text}" for label, text in facts["statistics"]]
    below = [f"low, high: {facts['interval']} of the odds ratio", *said, *facts["notes"]]
    return "\n\n".join(
        [
            f"## {escaped(facts['model'])}",
            bullets(head),
            table(HEADERS, map(cells, facts["terms"])),
            bullets(below) + "\n",
        ]
    )
