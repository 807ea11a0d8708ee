"""The arithmetic of a hidden layer for one row at one step, as lines of a table, with shapes."""

from collections.abc import Sequence

import numpy as np

from oddsmith.lessons.arithmetic import (
    C,
    data,
    loss_lines,
    matrix,
    output_line,
    row_line,
    vector,
)
from oddsmith.lessons.explain import weighted_sum
from oddsmith.lessons.layers.record import LayersStep
from oddsmith.lessons.panels import Line, Table
from oddsmith.neuron import Array


def arithmetic(X: Array, y: Array, steps: Sequence[LayersStep], rate: float) -> Table:
    """Both passes of each row through both layers, and the update that follows."""
    lines = tuple(
        tuple(
            (
                row_line(X[i], y[i]),
                *forward_lines(step, X[i], i),
                *loss_lines("cross-entropy", step, y[i], i),
                *backward_lines(step, X[i], i),
                *update_lines(step, rate),
            )
            for step in steps
        )
        for i in range(len(y))
    )
    alt = (
        "The numbers of the row's forward pass through both layers, of its loss, of its backward "
        "pass, and of the update that follows, each line with its formula and its shape."
    )
    return Table("The arithmetic, with shapes", alt, lines)


def forward_lines(step: LayersStep, x: Array, i: int) -> list[Line]:
    at, h = step.layers, step.hidden[i]
    lines = []
    for k in range(len(h)):
        symbols = " + ".join(f"w{j}{k + 1}·x{j}" for j in range(1, len(x) + 1))
        _, numbers = weighted_sum(at.W[:, k].tolist(), at.b[k], x.tolist(), C)
        formula = f"sigmoid({symbols} + b{k + 1})"
        lines.append(Line("Forward", f"h{k + 1}", formula, numbers, C.write(h[k]), "()"))
    symbols = " + ".join(f"v{k}·h{k}" for k in range(1, len(h) + 1))
    _, numbers = weighted_sum(at.v.tolist(), at.c, h.tolist(), C)
    z = Line("Forward", "z", f"{symbols} + c", numbers, C.write(step.z[i]), "()")
    return [*lines, z, output_line(float(step.z[i]), float(step.out[i]))]


def backward_lines(step: LayersStep, x: Array, i: int) -> list[Line]:
    """First the last neuron's gradient, then through its weights to the hidden layer's."""
    delta, h, deeper = C.factor(step.delta[i]), step.hidden[i], step.delta_hidden[i]
    many, table = f"({len(h)},)", f"({len(x)}, {len(h)})"
    entries = [
        ("∂loss/∂v", "delta·h", f"{delta}·{vector(h)}", vector(step.delta[i] * h), many),
        ("∂loss/∂c", "delta", delta, C.write(step.delta[i]), "()"),
        (
            "delta of h",
            "delta·v·h·(1 - h)",
            f"{delta}·{vector(step.layers.v)}·{vector(h)}·(1 - {vector(h)})",
            vector(deeper),
            many,
        ),
        (
            "∂loss/∂W",
            "outer(x, delta of h)",
            f"outer({data(x)}, {vector(deeper)})",
            matrix(np.outer(x, deeper)),
            table,
        ),
        ("∂loss/∂b", "delta of h", vector(deeper), vector(deeper), many),
    ]
    return [Line("Backward", *entry) for entry in entries]


def update_lines(step: LayersStep, rate: float) -> list[Line]:
    """The new weights from the mean gradient of all rows."""
    at, g = step.layers, step.gradient
    p, h = at.W.shape
    entries = [
        ("W", f"{matrix(at.W)} - {rate:g}·{matrix(g.W)}", matrix(at.W - rate * g.W), f"({p}, {h})"),
        ("b", f"{vector(at.b)} - {rate:g}·{vector(g.b)}", vector(at.b - rate * g.b), f"({h},)"),
        ("v", f"{vector(at.v)} - {rate:g}·{vector(g.v)}", vector(at.v - rate * g.v), f"({h},)"),
        ("c", f"{C.write(at.c)} - {rate:g}·{C.factor(g.c)}", C.write(at.c - rate * g.c), "()"),
    ]
    return [
        Line("Update", f"new {name}", f"{name} - {rate:g}·mean ∂loss/∂{name}", numbers, new, shape)
        for name, numbers, new, shape in entries
    ]
