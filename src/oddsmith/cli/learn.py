"""``oddsmith learn``: the course, a lesson of it, or one neuron on one small table."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from oddsmith.errors import InputError


class Loss(StrEnum):
    SQUARED = "squared"
    CROSS_ENTROPY = "cross-entropy"


Name = Annotated[
    str | None,
    typer.Argument(
        help="A lesson's name or number, or what one neuron is to learn: and, or, nand, xor, iris. "
        "Without it the lessons are listed.",
        show_default=False,
    ),
]
Listed = Annotated[bool, typer.Option("--list", help="List the lessons in order.")]
Html = Annotated[Path | None, typer.Option(help="Write one page that plays, without network.")]
Check = Annotated[
    tuple[int, str] | None,
    typer.Option(help="Number of an exercise of a lesson, and an answer to check."),
]
Example = Annotated[
    int | None, typer.Option(help="Row whose arithmetic the page shows first, from 0.")
]
Rate = Annotated[
    float | None, typer.Option(help="Length of a step.", show_default="0.1; iris 0.01")
]
Epochs = Annotated[int, typer.Option(help="Walks through the table.")]
BatchSize = Annotated[int | None, typer.Option(help="Rows in an update.", show_default="1; xor 4")]
Lowered = Annotated[Loss, typer.Option(help="What an update lowers.")]
Seed = Annotated[int, typer.Option(help="Of the start, and of the order of iris.")]
Trace = Annotated[bool, typer.Option("--trace", help="Print every update.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="Print the arithmetic of the first epoch's last update.")
]
Out = Annotated[
    Path | None,
    typer.Option(help="File of the picture: .png, .svg or .pdf.", show_default="LESSON.png"),
]
Picture = Annotated[bool, typer.Option("--picture/--no-picture", help="Draw loss and boundary.")]


def learn(
    context: typer.Context,
    lesson: Name = None,
    listed: Listed = False,
    html: Html = None,
    check: Check = None,
    example: Example = None,
    learning_rate: Rate = None,
    epochs: Epochs = 1000,
    batch_size: BatchSize = None,
    loss: Lowered = Loss.SQUARED,
    seed: Seed = 0,
    trace: Trace = False,
    explain: Explain = False,
    out: Out = None,
    picture: Picture = True,
) -> None:
    """Read and play a lesson, or train one neuron on a gate or on iris and say what happened."""
    from oddsmith.cli.course import overview, study
    from oddsmith.cli.training import Wanted, train
    from oddsmith.lessons import NAMES

    if lesson is None:
        refuse(context, lesson, ["lesson", "listed"])
        return overview()
    if listed:
        raise InputError(f"--list lists all lessons, {lesson!r} is one: leave out either.")
    if lesson not in NAMES:
        refuse(context, lesson, ["lesson", "html", "check"])
        return study(lesson, html, check)
    if check is not None:
        raise InputError(f"--check: {lesson} has no exercises; the lessons of the course have.")
    train(
        lesson,
        Wanted(html, example, trace, explain, out, picture),
        learning_rate=learning_rate,
        epochs=epochs,
        batch_size=batch_size,
        loss=loss.value,
        seed=seed,
    )


def refuse(context: typer.Context, lesson: str | None, allowed: list[str]) -> None:
    """Refuse options that only a neuron's training takes."""
    given = [
        name
        for name in context.params
        if name not in allowed
        and getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"
    ]
    if given:
        what = f"lesson {lesson!r}" if lesson else "the list of lessons"
        raise InputError(
            f"--{given[0].replace('_', '-')} has no effect on {what}: it is for and, or, nand, xor "
            "and iris, or needs the name of a lesson."
        )
