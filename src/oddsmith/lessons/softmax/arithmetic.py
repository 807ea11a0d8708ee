"""The arithmetic of softmax for one row at one step, as lines of a table, with shapes."""

from collections.abc import Sequence

import numpy as np

from oddsmith.lessons.arithmetic import C, data, matrix, row_line, vector
from oddsmith.lessons.explain import weighted_sum
from oddsmith.lessons.panels import Line, Table
from oddsmith.lessons.softmax.record import SoftmaxStep
from oddsmith.neuron import Array


def arithmetic(
    X: Array, y: Array, steps: Sequence[SoftmaxStep], rate: float, rows: Sequence[int]
) -> Table:
    """Both passes of each of the rows, and the update that follows."""
    lines = tuple(
        tuple(
            (
                row_line(X[i], y[i]),
                *forward_lines(step, X[i], i),
                *backward_lines(step, X[i], int(y[i]), i),
                *update_lines(step, rate),
            )
            for step in steps
        )
        for i in rows
    )
    alt = (
        "The numbers of the row's forward pass, a score and a probability for each class, of its "
        "loss, of its backward pass, and of the update that follows, each with formula and shape."
    )
    return Table("The arithmetic, with shapes", alt, lines)


def forward_lines(step: SoftmaxStep, x: Array, i: int) -> list[Line]:
    """A sum for each class, then all probabilities."""
    classes, lines = range(step.z.shape[1]), []
    for k in classes:
        symbols = " + ".join(f"w{j}{k}·x{j}" for j in range(1, len(x) + 1))
        *w, b = step.w[:, k].tolist()
        _, numbers = weighted_sum(w, b, x.tolist(), C)
        value = C.write(step.z[i, k])
        lines.append(Line("Forward", f"z{k}", f"{symbols} + b{k}", numbers, value, "()"))
    shape = f"({len(classes)},)"
    numbers = f"exp({vector(step.z[i])}) / sum of the same"
    p = Line("Forward", "p", "exp(z) / sum of exp(z)", numbers, vector(step.p[i]), shape)
    return [*lines, p]


def backward_lines(step: SoftmaxStep, x: Array, y: int, i: int) -> list[Line]:
    """The loss of the row and its slopes."""
    delta, k = step.delta[i], step.z.shape[1]
    target = data(np.eye(k)[y])
    each = f"({k},)"
    return [
        Line(
            "Loss",
            "loss",
            "-log(p of y)",
            f"-log({C.write(step.p[i, y])})",
            C.write(step.loss[i]),
            "()",
        ),
        Line(
            "Backward",
            "delta",
            "p - (1 at y)",
            f"{vector(step.p[i])} - {target}",
            vector(delta),
            each,
        ),
        Line(
            "Backward",
            "∂loss/∂W",
            "outer(x, delta)",
            f"outer({data(x)}, {vector(delta)})",
            matrix(np.outer(x, delta)),
            f"({len(x)}, {k})",
        ),
        Line("Backward", "∂loss/∂b", "delta", vector(delta), vector(delta), each),
    ]


def update_lines(step: SoftmaxStep, rate: float) -> list[Line]:
    """The new weights from the mean gradient of all rows."""
    W, b, dW, db = step.w[:-1], step.w[-1], step.gradient[:-1], step.gradient[-1]
    k = len(b)
    return [
        Line(
            "Update",
            "new W",
            "W - rate·mean ∂loss/∂W",
            f"{matrix(W)} - {rate:.4g}·{matrix(dW)}",
            matrix(W - rate * dW),
            f"({len(W)}, {k})",
        ),
        Line(
            "Update",
            "new b",
            "b - rate·mean ∂loss/∂b",
            f"{vector(b)} - {rate:.4g}·{vector(db)}",
            vector(b - rate * db),
            f"({k},)",
        ),
    ]
