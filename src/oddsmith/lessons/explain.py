"""One update as arithmetic: every number of the forward and the backward pass, with its shape.

Each line is computed from the numbers printed above it, rounded, as with a calculator, so that a
reader who follows gets the same digits.  The last line says what the program got with all of its.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from oddsmith.errors import InputError
from oddsmith.neuron import Neuron, Update, sigmoid


@dataclass(frozen=True)
class Calculator:
    """Rounds to `digits` decimals and writes numbers down."""

    digits: int = 4

    def round(self, value: float) -> float:
        return round(float(value), self.digits) + 0.0  # + 0.0 turns -0.0 into 0.0

    def write(self, value: float) -> str:
        return f"{self.round(value):.{self.digits}f}"

    def factor(self, value: float) -> str:
        """A number inside a product or a sum: in brackets where negative."""
        text = self.write(value)
        return f"({text})" if text.startswith("-") else text

    def data(self, value: float) -> str:
        """A number of the table, without zeros at its end."""
        text = f"{self.round(value):.{self.digits}f}".rstrip("0").rstrip(".")
        return f"({text})" if text.startswith("-") else text


@dataclass(frozen=True)
class Row:
    """One row of the batch, rounded at every step: what the gradient needs, and the text."""

    x: list[float]
    delta: float
    lines: list[str]


def explain(neuron: Neuron, k: int = 0, *, digits: int = 4) -> str:
    """Update k of a trained neuron, counted from 0, step by step.

    Raises
    ------
    InputError
        `digits` is not between 1 and 12.
    IndexError
        The training had no update k.

    Examples
    --------
    >>> from oddsmith.lessons import learn
    >>> print(explain(learn("and").neuron, 2).splitlines()[5])
      z     = w1·x1 + w2·x2 + b = 0.5488·1 + 0.7020·0 + 0.5748 = 1.1236
    """
    if digits not in range(1, 13):
        raise InputError(f"digits={digits}: give a whole number from 1 to 12.")
    return "\n".join(lines(neuron, range(len(neuron.history))[k], Calculator(digits)))


def lines(neuron: Neuron, k: int, c: Calculator) -> Iterator[str]:
    update = neuron.history[k]
    m, p = update.inputs.shape
    w, b = [c.round(v) for v in update.old_weights], c.round(update.old_bias)
    yield f"Update {k + 1:,} (epoch {update.epoch:,}), {m} of {len(neuron.history.y)} rows"
    yield (
        f"  shapes: X {m, p}, w ({p},), b (); z = X @ w + b, out and delta ({m},); "
        f"∂loss/∂w = X.T @ delta / {m} ({p},), ∂loss/∂b ()"
    )
    yield "  before: " + named(w, b, c)
    yield "Forward and backward, row by row"
    rows = [row_of(i, j, update, w, b, neuron.loss, c) for j, i in enumerate(update.rows)]
    for row in rows:
        yield from row.lines
    yield "Gradient" + (f", the mean over {m} rows" if m > 1 else "")
    gradient, text = gradients(rows, p, c)
    yield from text
    yield "Update"
    yield from steps([*w, b], gradient, neuron.learning_rate, c)
    yield f"The program, which rounds nothing to {c.digits} decimals, got"
    yield "  after:  " + named(update.weights, update.bias, c)


def steps(old: list[float], gradient: list[float], rate: float, c: Calculator) -> Iterator[str]:
    """The new weights and, last, the new bias."""
    names = [*wnames(len(old) - 1), "b"]
    for name, value, d in zip(names, old, gradient, strict=True):
        yield (
            f"  {name} = {name} - learning_rate·∂loss/∂{name} = "
            f"{c.write(value)} - {rate:.15g}·{c.factor(d)} = {c.write(value - rate * d)}"
        )


def wnames(p: int) -> list[str]:
    return [f"w{j}" for j in range(1, p + 1)]


def named(w: Iterable[float], b: float, c: Calculator) -> str:
    values = [*w, b]
    pairs = zip([*wnames(len(values) - 1), "b"], values, strict=True)
    return "  ".join(f"{name} = {c.write(value)}" for name, value in pairs)


def row_of(
    i: int, j: int, update: Update, w: list[float], b: float, loss: str, c: Calculator
) -> Row:
    x, y = [c.round(v) for v in update.inputs[j]], float(update.target[j])
    z = c.round(sum(wj * xj for wj, xj in zip(w, x, strict=True)) + b)
    out = c.round(sigmoid(z))
    value, value_text, delta, delta_text = LOSS_LINES[loss](z, out, y, c)
    symbols, numbers = weighted_sum(w, b, x, c)
    inputs = ", ".join(f"x{k} = {c.data(v)}" for k, v in enumerate(x, start=1))
    text = [
        f"  row {i}: {inputs}, y = {y:g}",
        f"  z     = {symbols} = {numbers} = {c.write(z)}",
        f"  out   = 1 / (1 + exp(-z)) = 1 / (1 + exp(-{c.factor(z)})) = {c.write(out)}",
        f"  loss  = {value_text} = {c.write(value)}",
        f"  delta = {delta_text} = {c.write(delta)}",
    ]
    return Row(x, delta, text)


def weighted_sum(
    w: Sequence[float], b: float, x: Sequence[float], c: Calculator
) -> tuple[str, str]:
    """``w1·x1 + … + b`` in symbols and in numbers."""
    symbols = "".join(f"w{k}·x{k} + " for k in range(1, len(w) + 1))
    numbers = "".join(f"{c.factor(wj)}·{c.data(xj)} + " for wj, xj in zip(w, x, strict=True))
    return f"{symbols}b", f"{numbers}{c.factor(b)}"


def squared_lines(z: float, out: float, y: float, c: Calculator) -> tuple[float, str, float, str]:
    o = c.write(out)
    return (
        0.5 * (out - y) ** 2,
        f"½·(out - y)² = ½·({o} - {y:g})²",
        c.round((out - y) * out * (1 - out)),
        f"(out - y)·out·(1 - out) = ({o} - {y:g})·{o}·(1 - {o})",
    )


def cross_entropy_lines(
    z: float, out: float, y: float, c: Calculator
) -> tuple[float, str, float, str]:
    return (
        max(z, 0.0) + math.log1p(math.exp(-abs(z))) - y * z,
        f"log(1 + exp(z)) - y·z = log(1 + exp({c.write(z)})) - {y:g}·{c.factor(z)}",
        c.round(out - y),
        f"out - y = {c.write(out)} - {y:g}",
    )


LOSS_LINES: dict[
    str, Callable[[float, float, float, Calculator], tuple[float, str, float, str]]
] = {
    "squared": squared_lines,
    "cross-entropy": cross_entropy_lines,
}


def gradients(rows: list[Row], p: int, c: Calculator) -> tuple[list[float], list[str]]:
    """The mean gradient for each weight and, last, for the bias; and how it was computed."""
    m, values, text = len(rows), [], []
    columns = [(f"w{j + 1}", [row.x[j] for row in rows], f"·x{j + 1}") for j in range(p)]
    for name, x, symbol in [*columns, ("b", None, "")]:
        ones = [1.0] * m if x is None else x
        values.append(c.round(sum(r.delta * v for r, v in zip(rows, ones, strict=True)) / m))
        terms = [
            c.factor(r.delta) + ("" if x is None else f"·{c.data(v)}")
            for r, v in zip(rows, ones, strict=True)
        ]
        formula = f"delta{symbol}" if m == 1 else f"sum of delta{symbol} / {m}"
        numbers = terms[0] if m == 1 else f"({' + '.join(terms)}) / {m}"
        text.append(f"  ∂loss/∂{name} = {formula} = {numbers} = {c.write(values[-1])}")
    return values, text
