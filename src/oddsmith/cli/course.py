"""The course at the command line: its lessons listed, read, written as pages, answers checked."""

from pathlib import Path

import typer

from oddsmith.cli import NO


def overview() -> None:
    """List the lessons, and what one neuron can be told to learn."""
    from oddsmith.lessons import NAMES, overview

    print(overview())
    print(f"\nOne neuron learns: {', '.join(NAMES)}")
    print(
        "\nRead a lesson with `oddsmith learn NAME`, play it with `--html FILE`, check an answer "
        "with `--check 1 ANSWER`."
    )


def study(name: str, html: Path | None, check: tuple[int, str] | None) -> None:
    """Print a lesson, write its page, or check an answer; a wrong one ends with exit code 4."""
    from oddsmith.lessons import open_lesson

    lesson = open_lesson(name)
    if check is not None:
        reply = lesson.check(*check)
        print(f"{'Right' if reply.right else 'Not yet'}: {reply.message}")
        if not reply.right:
            raise typer.Exit(NO)
    if html is not None:
        lesson.save(html)
        print(f"Page: {html}")
    if html is None and check is None:
        print(lesson.text())
