"""A training as a figure that plays: the neuron, its arithmetic, loss, boundary and path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np

from oddsmith.errors import InputError
from oddsmith.lessons.arithmetic import arithmetic
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.landscape import Plane, objective_of, plane_through
from oddsmith.lessons.outcome import Outcome
from oddsmith.lessons.panels import Panel, boundary, loss_curve, neuron, path, regions
from oddsmith.lessons.record import Step, record
from oddsmith.lessons.task import Task
from oddsmith.neuron import Array, Neuron

FAR = 1e9  # weights beyond it, after far too long steps, are left out
ROWS = 4  # whose arithmetic can be chosen, beside the rows of the updates


@dataclass(frozen=True, eq=False)
class Examples:
    """The rows that can be shown: names (E,), and the row of each at each step (E, T)."""

    names: tuple[str, ...]
    rows: Array
    first: int


Features = Callable[[Array], Array]


def play(
    task: Task,
    trained: Neuron,
    *,
    title: str = "",
    example: int | None = None,
    updates: Sequence[int] | None = None,
    features: Features | None = None,
) -> Figure:
    """The training of a neuron on a task with two inputs, or with columns made of two.

    Parameters
    ----------
    task : Task
    trained : Neuron
        On the task's rows.
    title : str
        The task's own where not given.
    example : int, optional
        The row whose numbers are shown first; where not given, the row of each update.
    updates : sequence of int, optional
        After how many updates a step is shown; ever farther apart where not given.
    features : callable, optional
        Of the first two columns of any rows, (m, 2), all p columns of the task, (m, p).

    Raises
    ------
    InputError
        The table has no such row.

    Examples
    --------
    >>> from oddsmith.lessons import learn
    >>> outcome = learn("and", epochs=2)
    >>> figure = play(outcome.task, outcome.neuron)
    >>> figure.steps[3], figure.examples[0]
    ('Before update 4 (epoch 1)', 'The row of each update')
    """
    steps = near(record(trained.history, updates))
    labels = [label(task, i) for i in range(len(task.y))]
    chosen = examples_of(steps, labels, example)
    w, b = np.array([s.weights for s in steps]), np.array([s.bias for s in steps])
    at = [
        np.array(
            [
                [getattr(s, part)[i] for s, i in zip(steps, rows, strict=True)]
                for rows in chosen.rows
            ]
        )
        for part in ("z", "out")
    ]  # (E, T) each
    loss = np.array([step.loss.mean() for step in steps])
    both = np.column_stack([w, b])
    objective = objective_of(task.X, task.y, trained.loss)
    panels = (
        neuron([f"x{j}" for j in range(1, w.shape[1] + 1)], task.X[chosen.rows], w, b, *at),
        where_it_parts(task, w, b, chosen.rows, features),
        loss_curve(np.array([float(s.number) for s in steps]), loss),
        path(objective, plane_of(task, both), both),
        arithmetic(trained, steps, chosen.rows.tolist(), labels),
    )
    words = tuple(step_in_words(step, len(trained.history)) for step in steps)
    return Figure(title or task.title, panels, words, chosen.names, chosen.first)


def where_it_parts(
    task: Task, w: Array, b: Array, shown: Array, features: Features | None
) -> Panel:
    """The line of a neuron at each step, or what the line becomes where columns are made."""
    inputs, classes = task.inputs, task.classes
    if features is None:
        return boundary(task.X, task.y, w, b, inputs=inputs, classes=classes, shown=shown)
    return regions(
        task.X[:, :2],
        task.y,
        lambda places: (w @ features(places).T + b[:, None])[:, :, None],
        inputs=inputs[:2],
        classes=classes,
        title="Where out = 0.5",
    )


def near(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps up to the first whose weights are too far out to be drawn."""
    far = [k for k, s in enumerate(steps) if not max(*np.abs(s.weights), abs(s.bias)) < FAR]
    return tuple(steps[: far[0]] if far else steps)


def label(task: Task, i: int) -> str:
    inputs = ", ".join(f"{value:g}" for value in task.X[i])
    return f"Row {i}: ({inputs}), y = {task.y[i]:g}"


def examples_of(steps: Sequence[Step], labels: Sequence[str], example: int | None) -> Examples:
    """First the row of each update, then a few rows of the table and the one that was asked for."""
    n = len(labels)
    if example is not None and example not in range(n):
        raise InputError(f"example={example}: the table has rows 0 to {n - 1}; choose one of them.")
    spread = {round(k) for k in np.linspace(0, n - 1, min(n, ROWS))}
    rows = sorted(spread | ({example} if example is not None else set()))
    moving = [step.update.rows[0] if step.update else 0 for step in steps]
    if steps[-1].update is None:
        moving[-1] = moving[-2]
    fixed = [[i] * len(steps) for i in rows]
    names = ("The row of each update", *(labels[i] for i in rows))
    first = 0 if example is None else 1 + rows.index(example)
    return Examples(names, np.array([moving, *fixed]), first)


def plane_of(task: Task, w: Array) -> Plane:
    """For a gate both weights together against the bias; else the plane closest to the path."""
    if task.X.shape[1] == 2 and exchangeable(task.X, task.y):
        return Plane(np.zeros(3), np.array([1.0, 1, 0]), np.array([0.0, 0, 1]), ("w1 = w2", "b"))
    return plane_through(w)


def exchangeable(X: Array, y: Array) -> bool:
    """Whether the two columns can change places and leave the same table."""
    table = np.column_stack([X, y])
    return sorted(table.tolist()) == sorted(table[:, [1, 0, 2]].tolist())


def step_in_words(step: Step, total: int) -> str:
    if step.update is None:
        return f"After all {total:,} updates"
    return f"Before update {step.number + 1:,} (epoch {step.update.epoch:,})"


def save(outcome: Outcome, path: str | PathLike[str], *, example: int | None = None) -> None:
    """Write what a neuron learned as one HTML page: the figure, and what happened in words."""
    from oddsmith.files import write_text
    from oddsmith.lessons.page import page
    from oddsmith.lessons.parts import Text

    figure = play(outcome.task, outcome.neuron, title="The training", example=example)
    story = Text("\n\n".join(outcome.story.splitlines()))
    write_text(path, page(outcome.task.title, [story, figure], lead="One neuron"))
