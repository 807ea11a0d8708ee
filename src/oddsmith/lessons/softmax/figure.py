"""A training of softmax as a figure: scores, arithmetic, loss, regions, path."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from oddsmith.lessons.figure import Figure
from oddsmith.lessons.landscape import plane_through
from oddsmith.lessons.panels import Edge, Node, Panel, loss_curve, network, path, regions
from oddsmith.lessons.record import Walk
from oddsmith.lessons.softmax.arithmetic import arithmetic
from oddsmith.lessons.softmax.record import SoftmaxStep, softmax_step, table_of
from oddsmith.neuron import Array
from oddsmith.objective import Objective

APART = 1.4  # circles of a column


def play_softmax(
    objective: Objective,
    walk: Walk,
    rate: float,
    numbers: Sequence[int],
    rows: Sequence[int],
    *,
    inputs: Sequence[str],
    classes: Sequence[str],
    title: str,
) -> Figure:
    """The steps `numbers` of gradient descent on rows with two inputs.

    Parameters
    ----------
    objective : Objective
        As `softmax_objective` makes it.
    walk : Walk
        Of gradient descent on it, every step.
    rate : float
        Its learning rate.
    numbers, rows : sequence of int
        Steps, and rows whose numbers can be chosen.
    inputs, classes : two and K str
    title : str
    """
    X, y = table_of(objective)
    shape = objective.penalty.l2.shape
    steps = [softmax_step(k, walk.w[k].reshape(shape), objective) for k in numbers]
    flat = walk.w[list(numbers)]
    loss = np.array([step.loss.mean() for step in steps])

    def scores(places: Array) -> Array:
        return np.stack([places @ step.w[:-1] + step.w[-1] for step in steps])

    panels = (
        network_of(X[rows], rows, steps, classes),
        regions(X, y, scores, inputs=inputs, classes=classes),
        loss_curve(np.array(numbers, dtype=float), loss),
        path(objective, plane_through(flat), flat),
        arithmetic(X, y, steps, rate, rows),
    )
    words = tuple(f"After {step.number:,} updates" for step in steps)
    names = tuple(f"Row {i}: ({X[i, 0]:g}, {X[i, 1]:g}), {classes[int(y[i])]}" for i in rows)
    return Figure(title, panels, words, names)


def network_of(
    x: Array, rows: Sequence[int], steps: Sequence[SoftmaxStep], classes: Sequence[str]
) -> Panel:
    """Inputs (E, p) and a 1, joined to a score for each class, with its probability."""
    (examples, p), k = x.shape, len(classes)
    w = np.stack([step.w for step in steps])  # (T, p + 1, K)
    out = np.stack([step.p for step in steps])[:, rows]  # (T, E, K)
    one = np.ones((examples, len(steps)))
    nodes = [
        *(Node(f"x{j + 1}", 0.0, (p - j) * APART, x[:, [j]] * one) for j in range(p)),
        Node("bias", 0.0, 0.0, one),
        *(Node(f"p{c}", 2.3, (k - 1 - c) * APART * p / (k - 1), out[:, :, c].T) for c in range(k)),
    ]
    edges = [Edge(j, p + 1 + c, "", w[:, j, c], 0.78) for j in range(p + 1) for c in range(k)]
    alt = (
        f"{p} inputs and a 1 for the bias, each joined to the scores of {', '.join(classes)}; "
        "their probabilities stand in the circles. A line is as wide as its weight is large, solid "
        "where the weight is positive and dashed where it is negative."
    )
    panel = network(nodes, edges, title="One score for each class", alt=alt)
    captions = tuple(
        tuple(
            ", ".join(f"p{c} {name} {out[t, e, c]:.4f}" for c, name in enumerate(classes))
            for t in range(len(steps))
        )
        for e in range(examples)
    )
    return replace(panel, captions=captions)
