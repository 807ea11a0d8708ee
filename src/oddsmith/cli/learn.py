"""``oddsmith learn``: the course, a lesson of it, or one neuron on one small table."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oddsmith.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from oddsmith.lessons import Outcome
    from oddsmith.neuron import Update


class Loss(StrEnum):
    SQUARED = "squared"
    CROSS_ENTROPY = "cross-entropy"


def learn(
    context: typer.Context,
    lesson: Annotated[
        str | None,
        typer.Argument(
            help="A lesson's name or number, or what one neuron is to learn: and, or, nand, xor, "
            "iris. Without it the course is listed.",
            show_default=False,
        ),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write one page that plays, without network.")
    ] = None,
    check: Annotated[
        tuple[int, str] | None,
        typer.Option(help="Number of an exercise of a lesson, and an answer to check."),
    ] = None,
    example: Annotated[
        int | None, typer.Option(help="Row whose arithmetic the page shows first, from 0.")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Length of a step.", show_default="0.1; iris 0.01")
    ] = None,
    epochs: Annotated[int, typer.Option(help="Walks through the table.")] = 1000,
    batch_size: Annotated[
        int | None, typer.Option(help="Rows in an update.", show_default="1; xor 4")
    ] = None,
    loss: Annotated[Loss, typer.Option(help="What an update lowers.")] = Loss.SQUARED,
    seed: Annotated[int, typer.Option(help="Of the start, and of the order of iris.")] = 0,
    trace: Annotated[bool, typer.Option("--trace", help="Print every update.")] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Print the arithmetic of the first epoch's last update."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="File of the picture: .png, .svg or .pdf.", show_default="LESSON.png"),
    ] = None,
    picture: Annotated[
        bool, typer.Option("--picture/--no-picture", help="Draw loss and boundary.")
    ] = True,
) -> None:
    """Read and play a lesson, or train one neuron on a gate or on iris and say what happened."""
    from oddsmith.lessons import NAMES
    from oddsmith.lessons import learn as train

    if lesson is None or lesson not in NAMES:
        refuse(context, lesson, ["lesson", "html", "check"] if lesson else ["lesson"])
        return course() if lesson is None else study(lesson, html, check)
    if check is not None:
        raise InputError(f"--check: {lesson} has no exercises; the lessons of the course have.")
    if example is not None and html is None:
        raise InputError("--example chooses a row of the page: add --html FILE.")
    path = picture_path(lesson, out, picture)
    result = train(
        lesson,
        learning_rate=learning_rate,
        epochs=epochs,
        batch_size=batch_size,
        loss=loss.value,
        seed=seed,
    )
    if html is not None:
        from oddsmith.lessons.play import save as save_page

        save_page(result, html, example=example)
    if explain:
        from oddsmith.lessons.explain import explain as arithmetic

        last = -(-len(result.task.y) // result.neuron.batch_size) - 1
        print(arithmetic(result.neuron, last), end="\n\n")
    if trace:
        sys.stdout.writelines(trace_line(k, u) for k, u in enumerate(result.neuron.history, 1))
    show(result)
    if path is not None:
        from oddsmith.lessons.pictures import save

        save(result, path)
        print(f"\nPicture: {path}")
    if html is not None:
        print(f"\nPage: {html}")


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


def course() -> None:
    """List the lessons, and what one neuron can be told to learn."""
    from oddsmith.lessons import COURSE, NAMES

    print("The course:")
    for number, (name, title) in enumerate(COURSE.items(), start=1):
        print(f"  {number:2}  {name:<16} {title}")
    print(f"\nOne neuron learns: {', '.join(NAMES)}")
    print("Read a lesson with `oddsmith learn NAME`, play it with `--html FILE`.")


def study(name: str, html: Path | None, check: tuple[int, str] | None) -> None:
    """Print a lesson, write its page, or check an answer; a wrong one ends with exit code 1."""
    from oddsmith.lessons import open_lesson

    lesson = open_lesson(name)
    if check is not None:
        reply = lesson.check(*check)
        print(f"{'Right' if reply.right else 'Not yet'}: {reply.message}")
        if not reply.right:
            raise typer.Exit(1)
    if html is not None:
        lesson.save(html)
        print(f"Page: {html}")
    if html is None and check is None:
        print(lesson.text())


def picture_path(lesson: str, out: Path | None, picture: bool) -> Path | None:
    """Where the picture goes; checked before anything is trained."""
    from oddsmith.lessons.pictures import check_path

    if not picture:
        if out is not None:
            raise InputError(f"--out {out} and --no-picture contradict each other: leave one out.")
        return None
    path = out if out is not None else Path(f"{lesson}.png")
    check_path(path)
    return path


def trace_line(k: int, update: "Update") -> str:
    """One update as name=value pairs; the rows of a batch are separated by commas."""
    columns = [(f"x{j}", x) for j, x in enumerate(update.inputs.T, start=1)]
    columns += [("y", update.target), ("z", update.z), ("out", update.out), ("loss", update.loss)]
    names = [*(str(j) for j in range(1, len(update.weights) + 1))]
    pairs = [f"update={k}", f"epoch={update.epoch}", f"row={','.join(map(str, update.rows))}"]
    pairs += [f"{name}={','.join(f'{v:.6g}' for v in values)}" for name, values in columns]
    pairs += [f"dw{j}={v:.6g}" for j, v in zip(names, update.gradient, strict=True)]
    pairs += [f"db={update.gradient_bias:.6g}"]
    pairs += [f"w{j}={v:.6f}" for j, v in zip(names, update.weights, strict=True)]
    return " ".join([*pairs, f"b={update.bias:.6f}\n"])


def show(result: "Outcome") -> None:
    """Settings, predictions, weights, loss, accuracy and story; plain where no terminal reads."""
    from rich.console import Console

    from oddsmith.lessons.story import epochs

    console = Console(highlight=False, soft_wrap=False)
    neuron, losses = result.neuron, result.neuron.history.mean_losses()
    seed = "none" if neuron.seed is None else f"{neuron.seed}"
    console.print(
        f"{result.task.title}: learning rate {neuron.learning_rate:g}, {epochs(neuron.epochs)}, "
        f"batch size {neuron.batch_size}, {neuron.loss} loss, seed {seed}\n"
    )
    console.print(predictions(result))
    weights = "  ".join(f"w{j} = {w:.4f}" for j, w in enumerate(neuron.weights, start=1))
    total = len(result.predictions)
    console.print(f"Weights    {weights}  b = {neuron.bias:.4f}")
    console.print(f"Mean loss  {losses[0]:.6f} at the start, {losses[-1]:.6f} at the end")
    console.print(f"Accuracy   {result.right} of {total} rows right ({result.accuracy:.0%})")
    for paragraph in result.story.splitlines():
        console.print(f"\n{paragraph}", markup=False)


def predictions(result: "Outcome") -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in (*result.task.inputs, "target", "out", "predicted"):
        table.add_column(name, justify="right")
    for row in result.predictions:
        inputs = [f"{x:g}" for x in row.inputs]
        wrong = row.predicted != row.target
        table.add_row(
            *inputs,
            str(row.target),
            f"{row.out:.4f}",
            f"{row.predicted}{' wrong' if wrong else ''}",
        )
    return table
