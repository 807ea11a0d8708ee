"""One picture of a lesson: the loss by epoch, and the line where the output is 0.5.

w1 x1 + w2 x2 + b = 0            x2 = -(b + w1 x1) / w2            where w2 = 0: x1 = -b / w1
"""

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from oddsmith.errors import InputError
from oddsmith.export.atomic import write_bytes
from oddsmith.lessons.lesson import Lesson
from oddsmith.lessons.story import epochs
from oddsmith.neuron import Array, sigmoid

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's blue and vermilion: told apart with any colour vision, and by shape without
COLOURS, MARKERS = ("#0072B2", "#D55E00"), ("o", "^")
FORMATS = (".png", ".svg", ".pdf")
Interval = tuple[float, float]


def boundary(w: Array, b: float, x1: Interval, x2: Interval) -> Array | None:
    """The part of the line inside a view, as its two ends (2, 2); None where it is not in view.

    Examples
    --------
    >>> boundary(np.array([1.0, 0.0]), -0.5, (0, 1), (0, 1)).tolist()
    [[0.5, 0.0], [0.5, 1.0]]
    """
    w1, w2 = float(w[0]), float(w[1])
    ends = []
    if w2:
        ends += [(x, -(b + w1 * x) / w2) for x in x1]
    if w1:
        ends += [(-(b + w2 * x) / w1, x) for x in x2]
    inside = [e for e in ends if x1[0] <= e[0] <= x1[1] and x2[0] <= e[1] <= x2[1]]
    if not inside:
        return None
    first, last = min(inside), max(inside)
    return None if first == last else np.array([first, last])


def draw(lesson: Lesson) -> "Figure":
    """Both panels, as a matplotlib figure that needs no screen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 5), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    neuron = lesson.neuron
    figure.suptitle(
        f"{lesson.task.title}: {lesson.right} of {len(lesson.predictions)} rows right   "
        f"(learning rate {neuron.learning_rate:g}, {epochs(neuron.epochs)}, {neuron.loss} loss)",
        fontsize=14,
    )
    draw_loss(left, lesson)
    draw_boundary(right, lesson)
    for axes in (left, right):
        axes.tick_params(labelsize=11)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def draw_loss(axes: "Axes", lesson: Lesson) -> None:
    losses = lesson.neuron.history.mean_losses()
    axes.plot(losses, color="black", linewidth=2)
    axes.set_title("Mean loss over the table", fontsize=13)
    axes.set_xlabel("epoch", fontsize=12)
    axes.set_ylabel(f"mean loss ({lesson.neuron.loss})", fontsize=12)
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


def draw_boundary(axes: "Axes", lesson: Lesson) -> None:
    task, neuron = lesson.task, lesson.neuron
    w, b = neuron.weights, neuron.bias
    x1, x2 = (view(np.concatenate([task.X[:, j], task.X_test[:, j]])) for j in (0, 1))
    shade(axes, w, b, x1, x2)
    ends = boundary(w, b, x1, x2)
    if ends is None:
        title = "The line where out = 0.5 is outside this view"
    else:
        title = "The line where out = 0.5"
        axes.plot(*ends.T, color="black", linewidth=2, label="out = 0.5")
    points(axes, lesson)
    axes.set_title(title, fontsize=13)
    axes.set_xlabel(label(task.inputs[0]), fontsize=12)
    axes.set_ylabel(label(task.inputs[1]), fontsize=12)
    axes.set_xlim(x1)
    axes.set_ylim(x2)
    if not task.held_back:  # inputs of 0 and 1
        axes.set_xticks([0, 0.5, 1])
        axes.set_yticks([0, 0.5, 1])
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=11, frameon=False)


def view(values: Array) -> Interval:
    """The range of the values, and a quarter of it to either side."""
    low, high = float(values.min()), float(values.max())
    margin = (high - low) / 4 or 1.0
    return low - margin, high + margin


def label(name: str) -> str:
    """A column's name for an axis; the lengths of iris are in cm."""
    return f"{name.replace('_', ' ')} (cm)" if "_" in name else name


def shade(axes: "Axes", w: Array, b: float, x1: Interval, x2: Interval) -> None:
    """Each side in a light tone of its class."""
    a, c = np.meshgrid(np.linspace(*x1, 400), np.linspace(*x2, 400))  # (400, 400) each
    with np.errstate(over="ignore", invalid="ignore"):  # weights after far too long steps
        out = sigmoid(a * w[0] + c * w[1] + b)
    axes.contourf(a, c, out, levels=[-1, 0.5, 2], colors=COLOURS, alpha=0.12)


def points(axes: "Axes", lesson: Lesson) -> None:
    """Rows by class: filled where the neuron is judged by them, hollow where only learned from."""
    task = lesson.task
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


def save(lesson: Lesson, path: Path) -> None:
    """Write the picture to `path`: whole, or not at all."""
    check_path(path)
    picture = BytesIO()
    draw(lesson).savefig(picture, format=path.suffix[1:].lower())
    write_bytes(path, picture.getvalue())
