"""Parts: pieces of pages that are made from the package, so that they cannot say something else."""

import re
from collections.abc import Callable
from pathlib import Path

from oddsmith import penalty_from
from oddsmith.datasets import names, origin
from oddsmith.lessons import COURSE, open_lesson
from oddsmith.scales import SCALES

DOCS = Path(__file__).parents[1]
EXAMPLE, ROWS = 0.5, 200  # a number of another program, and how many rows it is of


def table(header: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def conversions() -> str:
    """Every scale of penalties, with the way to ours and an example."""
    return table(
        [
            "program",
            "its number",
            "weighs",
            "columns",
            "penalty here",
            f"λ of {EXAMPLE}, n = {ROWS}",
        ],
        [
            [
                name,
                f"`{scale.parameter}`",
                "the sum of losses" if scale.of_sum else "the penalty, beside the mean loss",
                "divided by their deviation" if scale.standardised else "as given",
                f"λ = 1 / ({scale.parameter} Σ s)" if scale.of_sum else f"λ = {scale.parameter}",
                f"{penalty_from(name, EXAMPLE, total=ROWS):g}",
            ]
            for name, scale in sorted(SCALES.items())
        ],
    )


def speed() -> str:
    """The slowest, the middle and the fastest of the rows that benchmarks.md holds us against."""
    text = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    part = text.split("## Against the best peer", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|\n ").split("|")]
        for line in part.splitlines()
        if line.startswith("|")
    ][2:]
    if rows and not rows[0][0]:
        rows = rows[1:]
    reached = [row for row in rows if re.search(r"\d", row[-1])]
    chosen = [reached[0], reached[len(reached) // 2], reached[-1]]
    faster = sum(float(row[-1].strip("*")) < 1 for row in reached)
    return (
        table(["problem", "oddsmith, s", "best peer, s", "peer", "ours ÷ peer"], chosen)
        + f"\n\nThe worst, the middle and the best of {len(reached)} problems that are fitted to a "
        f"gap of 1e-8 per row; in {faster} of {len(rows)} oddsmith is the quickest. "
        "[All of them, with what each entrant reaches](benchmarks.md)."
    )


def lessons() -> str:
    """The course, each lesson with a link to its page."""
    return "\n".join(
        f"{k}. [{title}](lesson-{name}.md)" for k, (name, title) in enumerate(COURSE.items(), 1)
    )


def lesson_pages() -> dict[str, str]:
    """The lessons as pages of the site, each around the page that plays."""
    made = {}
    for name, title in COURSE.items():
        lesson = open_lesson(name)
        made[f"learn/play/{name}.html"] = lesson.page()
        made[f"learn/lesson-{name}.md"] = (
            f"# {lesson.number}. {title}\n\n"
            f"[Open the lesson alone](play/{name}.html){{ target=_blank }}, or get the same "
            f"page from a shell: `oddsmith learn {name} --html {name}.html`. "
            f"It has {len(lesson.exercises)} exercises that check what you answer.\n\n"
            f'<iframe class="lesson" src="play/{name}.html" title="{title}"></iframe>\n'
        )
    return made


def datasets() -> str:
    """The tables that ship, with origin and licence."""
    return table(
        ["table", "rows", "columns", "origin", "licence"],
        [
            [
                f"`{name}`",
                str(about["rows"]),
                ", ".join(f"`{column}`" for column in about["columns"]),
                about["origin"],
                about["licence"],
            ]
            for name in names()
            for about in [origin(name)]
        ],
    )


PARTS: dict[str, Callable[[], str]] = {
    "conversions": conversions,
    "datasets": datasets,
    "lessons": lessons,
    "speed": speed,
}
