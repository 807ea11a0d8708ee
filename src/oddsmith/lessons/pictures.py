"""One picture of a trained neuron: the loss by epoch, and the line where the output is 0.5."""

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from oddsmith.colours import BLUE, VERMILION
from oddsmith.errors import InputError
from oddsmith.files import write_bytes
from oddsmith.lessons.line import Interval, boundary, view
from oddsmith.lessons.outcome import Outcome
from oddsmith.lessons.story import epochs
from oddsmith.neuron import Array, sigmoid

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS, MARKERS = (BLUE, VERMILION), ("o", "^")
FORMATS = (".png", ".svg", ".pdf")


def draw(outcome: Outcome) -> "Figure":
    """Both panels, as a matplotlib figure that needs no screen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 5), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    neuron = outcome.neuron
    figure.suptitle(
        f"{outcome.task.title}: {outcome.right} of {len(outcome.predictions)} rows right   "
        f"(learning rate {neuron.learning_rate:g}, {epochs(neuron.epochs)}, {neuron.loss} loss)",
        fontsize=14,
    )
    draw_loss(left, outcome)
    draw_boundary(right, outcome)
    for axes in (left, right):
        axes.tick_params(labelsize=11)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def draw_loss(axes: "Axes", outcome: Outcome) -> None:
    losses = outcome.neuron.history.mean_losses()
    axes.plot(losses, color="black", linewidth=2)
    axes.set_title("Mean loss over the table", fontsize=13)
    axes.set_xlabel("epoch", fontsize=12)
    axes.set_ylabel(f"mean loss ({outcome.neuron.loss})", fontsize=12)
    axes.set_xlim(0, len(losses) - 1)
    axes.set_ylim(0, None)
    axes.grid(alpha=0.25)
    axes.annotate(
        f"{losses[-1]:.4f}",
        (len(losses) - 1, losses[-1]),
        xytext=(-4, 12),
        textcoords="offset points",
        ha="right",
        fontsize=12,
    )


def draw_boundary(axes: "Axes", outcome: Outcome) -> None:
    task, neuron = outcome.task, outcome.neuron
    w, b = neuron.weights, neuron.bias
    x1, x2 = (view(np.concatenate([task.X[:, j], task.X_test[:, j]])) for j in (0, 1))
    shade(axes, w, b, x1, x2)
    ends = boundary(w, b, x1, x2)
    if ends is None:
        title = "The line where out = 0.5 is outside this view"
    else:
        title = "The line where out = 0.5"
        axes.plot(*ends.T, color="black", linewidth=2, label="out = 0.5")
    points(axes, outcome)
    axes.set_title(title, fontsize=13)
    axes.set_xlabel(label(task.inputs[0]), fontsize=12)
    axes.set_ylabel(label(task.inputs[1]), fontsize=12)
    axes.set_xlim(x1)
    axes.set_ylim(x2)
    if not task.held_back:  # inputs of 0 and 1
        axes.set_xticks([0, 0.5, 1])
        axes.set_yticks([0, 0.5, 1])
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=11, frameon=False)


def label(name: str) -> str:
    """A column's name for an axis; the lengths of iris are in cm."""
    return f"{name.replace('_', ' ')} (cm)" if "_" in name else name


def shade(axes: "Axes", w: Array, b: float, x1: Interval, x2: Interval) -> None:
    """Each side in a light tone of its class."""
    a, c = np.meshgrid(np.linspace(*x1, 400), np.linspace(*x2, 400))  # (400, 400) each
    with np.errstate(over="ignore", invalid="ignore"):  # weights after far too long steps
        out = sigmoid(a * w[0] + c * w[1] + b)
    axes.contourf(a, c, out, levels=[-1, 0.5, 2], colors=COLOURS, alpha=0.12)


def points(axes: "Axes", outcome: Outcome) -> None:
    """Rows by class: filled where the neuron is judged by them, hollow where only learned from."""
    task = outcome.task
    size = 55 if task.held_back else 170
    for k in (0, 1):
        name = f"y = {k}" if task.classes[k] == str(k) else task.classes[k]
        mark: dict[str, Any] = {"s": size, "marker": MARKERS[k], "edgecolor": COLOURS[k]}
        if task.held_back:
            seen, mark["label"] = task.X[task.y == k], f"{name}, train"
            axes.scatter(seen[:, 0], seen[:, 1], facecolor="white", zorder=3, **mark)
        judged = task.X_test[task.y_test == k]
        mark["label"] = f"{name}, test" if task.held_back else name
        axes.scatter(judged[:, 0], judged[:, 1], facecolor=COLOURS[k], zorder=4, **mark)


def check_path(path: Path) -> None:
    """Refuse a path that no picture can be written to, before any work is done.

    Raises
    ------
    InputError
        The folder does not exist or cannot be written to, the path is a folder, or its ending is
        not one of `FORMATS`.
    """
    folder = Path(os.path.realpath(path)).parent
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path}: a picture's name ends in {', '.join(FORMATS)}.")
    if path.is_dir():
        raise InputError(f"{path} is a folder: give the name of a file.")
    if not folder.is_dir():
        raise InputError(
            f"{path}: there is no folder {path.parent}. Make it first, or choose another."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"{path}: the folder {folder} cannot be written to. Choose another.")


def save(outcome: Outcome, path: Path) -> None:
    """Write the picture to `path`: whole, or not at all."""
    check_path(path)
    picture = BytesIO()
    draw(outcome).savefig(picture, format=path.suffix[1:].lower())
    write_bytes(path, picture.getvalue())
