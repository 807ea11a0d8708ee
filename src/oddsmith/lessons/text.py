"""A lesson for a terminal: words, code and what it prints; figures in words."""

from collections.abc import Iterator
from textwrap import fill, indent

from oddsmith.lessons.excerpt import excerpts
from oddsmith.lessons.exercise import Exercise
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.lesson import Lesson
from oddsmith.lessons.parts import Cell, Heading, Listing, Part, Text

WIDTH = 88


def lesson_text(lesson: Lesson) -> str:
    """The whole lesson, with an empty line between its parts."""
    title = f"Lesson {lesson.number}. {lesson.title}"
    cells = [part for part in lesson.parts if isinstance(part, Cell)]
    code = dict(zip(map(id, cells), excerpts([cell.function for cell in cells]), strict=True))
    parts = [title, "=" * len(title)]
    parts += [block for part in lesson.parts for block in blocks(part, code.get(id(part), ""))]
    parts += [exercise_text(lesson.name, k, e) for k, e in enumerate(lesson.exercises, start=1)]
    return "\n\n".join(parts).replace("\n\n=", "\n=", 1)


def blocks(part: Part, code: str) -> Iterator[str]:
    """The blocks of one part; `code` is that of a cell."""
    match part:
        case Heading(text):
            yield f"{text}\n{'-' * len(text)}"
        case Text():
            yield from map(wrapped, part.paragraphs)
        case Cell():
            yield indent(code, "    ")
            yield indent(part.output, "    | ", lambda line: True)
        case Listing():
            yield indent(f"# {part.where}\n{part.code}", "    ")
        case Figure():
            yield figure_text(part)


def wrapped(paragraph: str) -> str:
    return fill(paragraph.replace("`", ""), WIDTH, break_on_hyphens=False)


def figure_text(figure: Figure) -> str:
    """What each panel shows, and its caption at the end."""
    lines = [f"[Figure: {figure.title}]"]
    for panel in figure.panels:
        end = panel.captions[0][-1].rstrip(".") if panel.captions else ""
        lines.append(
            wrapped(f"{panel.title}. {panel.alt}" + (f" At the end: {end}." if end else ""))
        )
    return "\n".join(lines)


def exercise_text(name: str, k: int, exercise: Exercise) -> str:
    question = wrapped(f"Exercise {k}. {exercise.question} Asked for: {exercise.asks_for}.")
    return f'{question}\nCheck: oddsmith learn {name} --check {k} "…"'
