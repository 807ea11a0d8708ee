"""The arithmetic of one row at one step, as lines of a table: numbers of the record, with shapes.

Unlike `explain`, which rounds at every step as a calculator would, every number here is the
record's own, with four decimals.
"""

from collections.abc import Sequence
from typing import Protocol

from oddsmith.lessons.explain import LOSS_LINES, Calculator, weighted_sum
from oddsmith.lessons.panels.table import Line, Table
from oddsmith.lessons.record import Step
from oddsmith.neuron import Array, Neuron

C = Calculator(4)


class AtRows(Protocol):
    """What a recorded step knows of each row: shape (n,) each."""

    @property
    def z(self) -> Array: ...
    @property
    def out(self) -> Array: ...
    @property
    def loss(self) -> Array: ...
    @property
    def delta(self) -> Array: ...


def arithmetic(
    neuron: Neuron, steps: Sequence[Step], rows: Sequence[Sequence[int]], labels: Sequence[str]
) -> Table:
    """Forward and backward pass of the row shown, and the update that follows.

    Parameters
    ----------
    neuron : Neuron
        Trained; its rate and loss are named in the formulas.
    steps : sequence of T Step
    rows : E sequences of T int
        The row that each example shows at each step.
    labels : sequence of n str
        What to call each row of the table.
    """
    lines = tuple(
        tuple(lines_of(neuron, step, i) for step, i in zip(steps, shown, strict=True))
        for shown in rows
    )
    captions = tuple(
        tuple(caption(step, i, labels) for step, i in zip(steps, shown, strict=True))
        for shown in rows
    )
    alt = (
        "The numbers of the row's forward pass, of its loss, of its backward pass, and of the "
        "update that follows, each line with its formula and its shape."
    )
    return Table("The arithmetic, with shapes", alt, lines, captions)


def lines_of(neuron: Neuron, step: Step, i: int) -> tuple[Line, ...]:
    history = neuron.history
    x, y = history.X[i], float(history.y[i])
    return (
        row_line(x, y),
        *forward_lines(step, x, i),
        *loss_lines(neuron.loss, step, y, i),
        *backward_lines(step, x, i),
        *update_lines(step, neuron.learning_rate),
    )


def row_line(x: Array, y: float) -> Line:
    return Line("Row", "x, y", "inputs, target", "", f"{data(x)}, {y:g}", f"({len(x)},), ()")


def forward_lines(step: Step, x: Array, i: int) -> list[Line]:
    symbols, numbers = weighted_sum(step.weights.tolist(), step.bias, x.tolist(), C)
    z, out = float(step.z[i]), float(step.out[i])
    return [Line("Forward", "z", symbols, numbers, C.write(z), "()"), output_line(z, out)]


def output_line(z: float, out: float) -> Line:
    numbers = f"1 / (1 + exp(-{C.factor(z)}))"
    return Line("Forward", "out", "1 / (1 + exp(-z))", numbers, C.write(out), "()")


def loss_lines(loss: str, step: AtRows, y: float, i: int) -> list[Line]:
    _, value, _, delta = LOSS_LINES[loss](float(step.z[i]), float(step.out[i]), y, C)
    texts = (
        ("Loss", "loss", value, step.loss),
        ("Backward", "delta = ∂loss/∂z", delta, step.delta),
    )
    return [
        Line(group, name, *halves(text), C.write(numbers[i]), "()")
        for group, name, text, numbers in texts
    ]


def halves(text: str) -> tuple[str, str]:
    """A formula and its numbers, from ``formula = numbers``."""
    formula, numbers = text.split(" = ")
    return formula, numbers


def backward_lines(step: Step, x: Array, i: int) -> list[Line]:
    delta = float(step.delta[i])
    product = f"{C.factor(delta)}·{data(x)}"
    shape = f"({len(x)},)"
    return [
        Line("Backward", "∂loss/∂w", "delta·x", product, vector(delta * x), shape),
        Line("Backward", "∂loss/∂b", "delta", C.factor(delta), C.write(delta), "()"),
    ]


def update_lines(step: Step, rate: float) -> list[Line]:
    """The new weights from the mean gradient of the update's rows; dashes at the end."""
    u, shape = step.update, f"({len(step.weights)},)"
    formulas = [f"{name} - {rate:g}·mean ∂loss/∂{name}" for name in "wb"]
    if u is None:
        return [
            Line("Update", name, formula, "–", "–", s)
            for name, formula, s in zip(("new w", "new b"), formulas, (shape, "()"), strict=True)
        ]
    w = f"{vector(u.old_weights)} - {rate:g}·{vector(u.gradient)}"
    b = f"{C.write(u.old_bias)} - {rate:g}·{C.factor(u.gradient_bias)}"
    return [
        Line("Update", "new w", formulas[0], w, vector(u.weights), shape),
        Line("Update", "new b", formulas[1], b, C.write(u.bias), "()"),
    ]


def vector(values: Array) -> str:
    return f"[{', '.join(C.write(value) for value in values)}]"


def matrix(values: Array) -> str:
    """A table (n, k), a row to a line."""
    rows = ",\n ".join(map(vector, values))
    return f"[{rows}]"


def data(x: Array) -> str:
    """A row of the table, without zeros at the ends of its numbers."""
    return f"[{', '.join(C.data(value).strip('()') for value in x)}]"


def caption(step: Step, i: int, labels: Sequence[str]) -> str:
    if step.update is None:
        return f"{labels[i]}. The training ends here."
    made_by = step.update.rows
    if i in made_by:
        mean = f", with {len(made_by) - 1} more" if len(made_by) > 1 else ""
        return f"{labels[i]}. The update is made by this row{mean}."
    return f"{labels[i]}. The update is made by {rows_in_words(made_by)}."


def rows_in_words(rows: range) -> str:
    """Rows of a batch, in words.

    Examples
    --------
    >>> rows_in_words(range(3, 4)), rows_in_words(range(0, 4))
    ('row 3', 'rows 0 to 3')
    """
    first, last = rows[0], rows[-1]
    return f"row {first}" if first == last else f"rows {first} to {last}"
