"""A lesson or a figure as one HTML page: everything is in it, and nothing leaves it.

page.html.j2   the frame of the page         style.css   how it looks, also on a phone
player.js      native controls that ask plotly to show a step

A page's own policy (Content-Security-Policy) forbids every request.  Plotly's own slider is drawn,
and neither keyboard nor screen reader can reach it; the page has a native slider, buttons and a
choice of the example instead, which call ``Plotly.animate``.
"""

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from oddsmith.lessons.excerpt import excerpts
from oddsmith.lessons.exercise import Exercise
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.panels.table import Table
from oddsmith.lessons.parts import Cell, Heading, Listing, Part, Text

if TYPE_CHECKING:
    from oddsmith.lessons.lesson import Lesson


def lesson_page(lesson: "Lesson") -> str:
    """The page of a lesson of the course."""
    return page(
        lesson.title,
        lesson.parts,
        lead=f"Lesson {lesson.number}",
        exercises=lesson.exercises,
        name=lesson.name,
    )


def page(
    title: str,
    parts: Sequence[Part],
    *,
    lead: str = "",
    exercises: Sequence[Exercise] = (),
    name: str = "",
) -> str:
    """One self-contained page.

    Parameters
    ----------
    title, lead : str
        The heading, and a line above it.
    parts : sequence of Part
    exercises : sequence of Exercise
        Of the lesson called `name`.
    """
    from jinja2 import Environment
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["inline"] = lambda text: Markup(inline(text))
    figures = [part for part in parts if isinstance(part, Figure)]
    rendered: str = environment.from_string(own("page.html.j2")).render(
        title=title,
        lead=lead,
        name=name,
        blocks=blocks(parts),
        exercises=exercises,
        style=Markup(own("style.css")),
        player=Markup(own("player.js")),
        plotly=Markup(get_plotlyjs().replace("</script", "<\\/script")) if figures else "",
    )
    return rendered


def inset(html: str, title: str) -> str:
    """A page inside another, as a notebook shows it."""
    return (
        f'<iframe srcdoc="{escape(html)}" title="{escape(title)}" '
        'style="width: 100%; height: 44rem; border: 0"></iframe>'
    )


def own(name: str) -> str:
    return files("oddsmith.lessons.page").joinpath(name).read_text(encoding="utf-8")


def inline(text: str) -> str:
    """A paragraph as HTML, with code between backquotes.

    Examples
    --------
    >>> inline("`w` is < 1")
    '<code>w</code> is &lt; 1'
    """
    pieces = [escape(piece) for piece in text.split("`")]
    return "".join(f"<code>{t}</code>" if k % 2 else t for k, t in enumerate(pieces))


def blocks(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """What the template needs of each part."""
    code = iter(excerpts([part.function for part in parts if isinstance(part, Cell)]))
    made: list[dict[str, Any]] = []
    for part in parts:
        match part:
            case Heading(text):
                made.append({"kind": "heading", "text": text})
            case Text():
                made.append({"kind": "text", "paragraphs": part.paragraphs})
            case Cell():
                made.append({"kind": "cell", "code": next(code), "output": part.output})
            case Listing():
                made.append({"kind": "listing", "code": part.code, "where": part.where})
            case Figure():
                made.append(figure_block(part))
    return made


def figure_block(figure: Figure) -> dict[str, Any]:
    texts = iter(figure.texts(figure.example, 0))
    panels = [
        {
            "title": panel.title,
            "alt": panel.alt,
            "table": isinstance(panel, Table),
            "caption": next(texts) if panel.captions else None,
            "lines": table_lines(panel, texts) if isinstance(panel, Table) else [],
        }
        for panel in figure.panels
    ]
    return {"kind": "figure", "figure": figure, "panels": panels, "data": figure_data(figure)}


def table_lines(table: Table, texts: Any) -> list[dict[str, Any]]:
    """Each line with its texts at the first step, and its group where that changes."""
    groups = [line.group for line in table.first()]
    return [
        {
            "line": line,
            "head": line.group if k == 0 or groups[k - 1] != line.group else "",
            "numbers": next(texts),
            "value": next(texts),
        }
        for k, line in enumerate(table.first())
    ]


def figure_data(figure: Figure) -> Any:
    """What the player reads: plots, names of the steps, and every text of every step."""
    from markupsafe import Markup

    steps = range(len(figure.steps))
    data = {
        "plots": figure.plots(),
        "steps": figure.steps,
        "texts": [
            [figure.texts(example, step) for step in steps]
            for example in range(len(figure.examples))
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))  # a script element ends at its first "</"
