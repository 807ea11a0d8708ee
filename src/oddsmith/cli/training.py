"""One neuron's training at the command line: its numbers, its story, its picture and its page."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oddsmith.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from oddsmith.lessons import Outcome
    from oddsmith.neuron import Update


@dataclass(frozen=True)
class Wanted:
    """What is to be shown of a training.

    Attributes
    ----------
    html, example : Path or None, int or None
        File of the page, and the row that it shows first.
    trace, explain : bool
        Print every update; print the arithmetic of the first epoch's last one.
    out, picture : Path or None, bool
        File of the picture, and whether there is to be one.
    """

    html: Path | None = None
    example: int | None = None
    trace: bool = False
    explain: bool = False
    out: Path | None = None
    picture: bool = True


def train(name: str, wanted: Wanted, **settings: Any) -> None:
    """Train a neuron on a task, and show what is wanted of it."""
    from oddsmith.lessons import learn

    if wanted.example is not None and wanted.html is None:
        raise InputError("--example chooses a row of the page: add --html FILE.")
    path = picture_path(name, wanted.out, wanted.picture)
    result = learn(name, **settings)
    if wanted.html is not None:
        from oddsmith.lessons.play import save as save_page

        save_page(result, wanted.html, example=wanted.example)
    if wanted.explain:
        from oddsmith.lessons.explain import explain

        last = -(-len(result.task.y) // result.neuron.batch_size) - 1
        print(explain(result.neuron, last), end="\n\n")
    if wanted.trace:
        sys.stdout.writelines(trace_line(k, u) for k, u in enumerate(result.neuron.history, 1))
    show(result)
    if path is not None:
        from oddsmith.lessons.pictures import save

        save(result, path)
        print(f"\nPicture: {path}")
    if wanted.html is not None:
        print(f"\nPage: {wanted.html}")


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
