"""``oddsmith learn``: one neuron on one small table, and what came of it."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oddsmith.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from oddsmith.lessons import Lesson
    from oddsmith.neuron import Update


class Name(StrEnum):
    AND = "and"
    OR = "or"
    NAND = "nand"
    XOR = "xor"
    IRIS = "iris"


class Loss(StrEnum):
    SQUARED = "squared"
    CROSS_ENTROPY = "cross-entropy"


def learn(
    lesson: Annotated[Name, typer.Argument(help="What to learn.", show_default=False)],
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
    """Train one neuron on a gate or on iris, and say what happened."""
    from oddsmith.lessons import learn as train

    path = picture_path(lesson, out, picture)
    result = train(
        lesson.value,
        learning_rate=learning_rate,
        epochs=epochs,
        batch_size=batch_size,
        loss=loss.value,
        seed=seed,
    )
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


def picture_path(lesson: Name, out: Path | None, picture: bool) -> Path | None:
    """Where the picture goes; checked before anything is trained."""
    from oddsmith.lessons.pictures import check_path

    if not picture:
        if out is not None:
            raise InputError(f"--out {out} and --no-picture contradict each other: leave one out.")
        return None
    path = out if out is not None else Path(f"{lesson.value}.png")
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


def show(result: "Lesson") -> None:
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


def predictions(result: "Lesson") -> "Table":
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
