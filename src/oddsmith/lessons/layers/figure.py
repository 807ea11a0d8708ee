"""The training of a hidden layer as a figure: network, arithmetic, loss, regions, path."""

from collections.abc import Sequence

import numpy as np

from oddsmith.lessons.figure import Figure
from oddsmith.lessons.landscape import plane_through
from oddsmith.lessons.layers.arithmetic import arithmetic
from oddsmith.lessons.layers.passes import Layers, forward_layers, mean_loss
from oddsmith.lessons.layers.record import LayersStep, layers_step
from oddsmith.lessons.panels import Edge, Node, Panel, loss_curve, network, path, regions
from oddsmith.lessons.play import label
from oddsmith.lessons.task import Task
from oddsmith.neuron import Array

APART = 1.4  # circles of a column


def play_layers(
    task: Task, trained: Sequence[Layers], rate: float, numbers: Sequence[int], *, title: str
) -> Figure:
    """The steps `numbers` of a training on a task with two inputs, for each of its rows.

    Parameters
    ----------
    task : Task
    trained : sequence of Layers
        After 0, 1, 2, … updates, as `train_layers` yields them.
    rate : float
        Its learning rate.
    numbers : sequence of int
    title : str

    Examples
    --------
    >>> from oddsmith.lessons import load_task
    >>> from oddsmith.lessons.layers.passes import start_layers, train_layers
    >>> task = load_task("xor")
    >>> trained = list(train_layers(task.X, task.y, start_layers(2, 2, seed=0), 1.0, 3))
    >>> figure = play_layers(task, trained, 1.0, [0, 3], title="XOR")
    >>> figure.steps, figure.examples[1]
    (('After 0 updates', 'After 3 updates'), 'Row 1: (0, 1), y = 1')
    """
    X, y, last = task.X, task.y, trained[-1]
    steps = [layers_step(k, trained[k], X, y) for k in numbers]
    w = np.array([step.layers.in_a_row() for step in steps])  # (T, q)

    def scores(places: Array) -> Array:
        return np.stack([forward_layers(places, step.layers)[1] for step in steps])[:, :, None]

    panels = (
        network_of(X, steps),
        regions(X, y, scores, inputs=task.inputs, classes=task.classes, title="Where out = 0.5"),
        loss_curve(np.array(numbers, dtype=float), np.array([step.loss.mean() for step in steps])),
        path(lambda row: mean_loss(X, y, last.like(row)), plane_through(w), w),
        arithmetic(X, y, steps, rate),
    )
    words = tuple(f"After {step.number:,} updates" for step in steps)
    return Figure(title, panels, words, tuple(label(task, i) for i in range(len(y))))


def network_of(X: Array, steps: Sequence[LayersStep]) -> Panel:
    """Inputs, hidden neurons and output, with the values of each row."""
    W = np.stack([np.vstack([s.layers.W, s.layers.b]) for s in steps])  # (T, p + 1, h)
    v = np.stack([np.append(s.layers.v, s.layers.c) for s in steps])  # (T, h + 1)
    inputs, h = W.shape[1], W.shape[2]
    edges = [
        Edge(j, inputs + k, "", W[:, j, k], place(j, k, j + 1 == inputs))
        for j in range(inputs)
        for k in range(h)
    ]
    edges += [Edge(inputs + k, inputs + h + 1, "", v[:, k], 0.45) for k in range(h + 1)]
    alt = (
        f"A network: {inputs - 1} inputs and a 1 for the bias, joined to {h} hidden neurons; these "
        "and another 1, joined to out. A line is as wide as its weight is large, solid where the "
        "weight is positive and dashed where it is negative."
    )
    return network(circles(X, steps), edges, title="The network", alt=alt)


def place(j: int, k: int, bias: bool) -> float:
    """Where on the line from input j to hidden neuron k its weight meets no other."""
    if bias:
        return 0.38 + 0.12 * k
    return 0.6 if j == k else 0.25


def circles(X: Array, steps: Sequence[LayersStep]) -> list[Node]:
    """The inputs and a 1, the hidden neurons and a 1, and the output."""
    hidden = np.stack([step.hidden for step in steps])  # (T, n, h)
    out = np.stack([step.out for step in steps]).T  # (n, T)
    p, h, one = X.shape[1], hidden.shape[2], np.ones_like(out)
    return [
        *(Node(f"x{j + 1}", 0.0, (p - j) * APART, X[:, [j]] * one) for j in range(p)),
        Node("bias", 0.0, 0.0, one),
        *(Node(f"h{k + 1}", 1.3, (h - k) * APART, hidden[:, :, k].T) for k in range(h)),
        Node("bias", 1.3, 0.0, one),
        Node("out", 2.6, h * APART / 2, out),
    ]
