"""Lesson 1. One neuron: AND, OR and NAND by hand, and the story of a learning rate.

    forward    out = sigmoid(w1 x1 + w2 x2 + b)         loss    ½ (out - y)²
    backward   delta = (out - y) out (1 - out)          update  w <- w - learning_rate · delta · x

The table and the settings are those of "Coding a Simple Logistic Regression in NumPy" (2018).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from oddsmith.lessons.exercise import Exercise, numbers
from oddsmith.lessons.explain import explain
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.outcome import learn
from oddsmith.lessons.panels import Panel, boundary, curves
from oddsmith.lessons.parts import Cell, Heading, Listing, Part, Text
from oddsmith.lessons.play import play
from oddsmith.neuron import Neuron, forward, sigmoid

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
AND, OR, NAND = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 1]), np.array([1, 1, 1, 0])  # (4,)


def by_hand() -> None:
    """Weights chosen by hand: the bias decides how much the sum has to reach."""
    for name, w, b in (("AND", [1, 1], -1.5), ("OR", [1, 1], -0.5), ("NAND", [-1, -1], 1.5)):
        z, out = forward(X, np.array(w), b)
        print(f"{name:4}  w = {w}, b = {b:4}  z = {z}  out = {out.round(2)}")


def one_update() -> None:
    """One forward and one backward pass, with every number."""
    neuron = Neuron(learning_rate=0.1, epochs=1, seed=0).fit(X, AND)
    print(explain(neuron, 3))


def train() -> None:
    """The whole training: 1,000 walks through the four rows."""
    neuron = Neuron(learning_rate=0.1, epochs=1000, seed=0).fit(X, AND)
    print("w =", neuron.weights.round(3), " b =", round(neuron.bias, 3))
    print("out =", neuron.forward(X).round(3), " at 0.5:", neuron.predict(X))


def learning_rates() -> None:
    """The same 1,000 epochs with three learning rates, from three starts each."""
    for rate in (0.01, 0.1, 1.0):
        for seed in (0, 1, 2):
            neuron = Neuron(learning_rate=rate, epochs=1000, seed=seed).fit(X, AND)
            right = (neuron.predict(X) == AND).sum()
            w, b = neuron.weights.round(2), round(neuron.bias, 2)
            print(f"rate {rate:4}  seed {seed}  w = {w}  b = {b}  {right} of 4 rows right")


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    outcome = learn("and")
    return [
        Text(
            """A neuron multiplies each input by a weight, adds a bias, and bends the sum into an
            output between 0 and 1: `out = sigmoid(w1·x1 + w2·x2 + b)`, with
            `sigmoid(z) = 1 / (1 + exp(-z))`. The output is 0.5 where the sum `z` is 0, so the sign
            of `z` decides whether the neuron says 1 or 0.

            AND is 1 only where both inputs are 1, OR where at least one is, NAND wherever AND is
            not. For so small a table the weights can be chosen by hand."""
        ),
        Heading("By hand"),
        Cell(by_hand),
        Text(
            """With both weights 1 the sum has to reach `-b`: 1.5 asks for both inputs, 0.5 is
            content with one. NAND is AND with every sign turned. In each case the sums of the four
            rows lie on the right sides of 0."""
        ),
        Heading("From an error to better weights"),
        Text(
            """Now the weights are to be learned. They start at random between 0 and 1. The loss of
            a row says how wrong its output is: `½ (out - y)²`. Its slope says how to mend the
            weights, and by the chain rule it is a product: `delta = (out - y)·out·(1 - out)` is the
            slope in `z`, and `delta·x1` the slope in `w1`, because `z` grows by `x1` when `w1`
            grows by 1. Each weight takes a step against its slope, as long as the learning rate
            says; then the next row has its turn. Here is the update by row (1, 1)."""
        ),
        Cell(one_update),
        Heading("A thousand epochs"),
        Text(
            """One walk through the table is an epoch. After 1,000 of them the neuron computes AND.
            The text that this lesson follows, "Coding a Simple Logistic Regression in NumPy"
            (2018), prints the weights 2.649 and 2.647 and the bias -4.090 from a start of its
            own."""
        ),
        Cell(train),
        Text(
            """Play it, or move the slider. The first updates stand one by one, later ones ever
            farther apart. First the bias falls, and the weights a little with it, because three of
            the four targets are 0; then the weights grow, because row (1, 1) wants its sum above
            0, and the bias makes up for them in the other rows."""
        ),
        play(outcome.task, outcome.neuron, title="A neuron learns AND"),
        Heading("The story of a learning rate"),
        Text(
            """The text prints learning rate 0.01, its notebook has 0.1. That is no small matter:
            the printed weights are those of 0.1. With 0.01 a thousand epochs lead about as far as
            a hundred with 0.1, and from most starts AND is not learned yet. Ten times the rate
            would do, or ten times the epochs."""
        ),
        Cell(learning_rates),
        Figure("Three learning rates from the same start", (three_rates(),)),
        Text(
            """With rate 1 the weights are about twice as long, and the loss is smaller. There is no
            end to that: where a line separates the classes, longer weights always bring the outputs
            closer to 0 and 1, so the loss has no minimum, and the weights that a training prints
            tell where it stopped. The line itself hardly moves any more."""
        ),
        Heading("OR and NAND"),
        Text(
            """Nothing changes but the targets. The line moves to the other side of the middle for
            OR; for NAND it stays where it was for AND, and the sides change places."""
        ),
        Figure("What OR and NAND learn", (learned("or"), learned("nand"))),
        Text(
            """One thing is written otherwise in the package than in the formula: `exp(-z)`
            overflows for `z` below about -709, so the sigmoid is computed from a logarithm that
            does not."""
        ),
        Listing(sigmoid),
    ]


def three_rates() -> Panel:
    """The mean loss by epoch for three learning rates."""
    losses = {
        f"learning rate {rate:g}": learn("and", learning_rate=rate).neuron.history.mean_losses()[
            ::10
        ]
        for rate in (0.01, 0.1, 1.0)
    }
    epochs = np.arange(0.0, 1001.0, 10.0)
    ends = "; ".join(f"{name} ends at {y[-1]:.4f}" for name, y in losses.items())
    return curves(
        epochs,
        losses,
        x_name="epochs",
        y_name="mean loss",
        title="Mean loss over the table",
        alt=f"Mean loss by epoch, from the same start: {ends}.",
    )


def learned(name: str) -> Panel:
    """The line of a gate after its training, over its data."""
    outcome = learn(name)
    task, neuron = outcome.task, outcome.neuron
    panel = boundary(
        task.X,
        task.y,
        neuron.weights[None],
        np.array([neuron.bias]),
        inputs=task.inputs,
        classes=task.classes,
    )
    return panel.titled(task.title)


def judge_bias(answer: Any) -> str:
    b = float(numbers(answer, 1, "a number")[0])
    out = forward(X, np.ones(2), b)[1]
    if out[3] < 0.5:
        return f"Row (1, 1) has the sum 2 + ({b:g}), which is below 0: the neuron says 0 there."
    if out[1] >= 0.5:
        return f"Row (0, 1) has the sum 1 + ({b:g}), which is not below 0: the neuron says 1 there."
    return ""


def judge_only_first(answer: Any) -> str:
    w1, w2, b = numbers(answer, 3, "three numbers w1, w2, b")
    out = forward(X, np.array([w1, w2]), b)[1]
    for x, said, y in zip(X, out >= 0.5, (0, 0, 1, 0), strict=True):
        if said != y:
            row = f"({x[0]:g}, {x[1]:g})"
            return f"Row {row} should be {y}, and there z = {x @ [w1, w2] + b:g}."
    return ""


def judge_delta(answer: Any) -> str:
    given = float(numbers(answer, 1, "a number")[0])
    if abs(given + 0.032) < 5e-4:
        return ""
    hints = {
        -0.2: "That is out - y, the slope in out; times out·(1 - out) it is the slope in z.",
        0.032: "The size is right. Is out too large or too small? The sign is that of out - y.",
        0.02: "That is the loss itself, ½ (out - y)². Its slope in z is asked for.",
    }
    near = [hint for value, hint in hints.items() if abs(given - value) < 5e-4]
    return near[0] if near else "Put the numbers into (out - y)·out·(1 - out)."


EXERCISES = (
    Exercise(
        "A neuron has `w1 = w2 = 1`. Which bias `b` makes it compute AND?",
        "a number",
        judge_bias,
        -1.5,
        "any b from -2 up to, but not including, -1 does: only row (1, 1) then reaches z = 0",
    ),
    Exercise(
        "Find weights and a bias for `x1 and not x2`: 1 for row (1, 0), 0 for the other three.",
        "three numbers w1, w2, b",
        judge_only_first,
        (1, -1, -0.5),
        "x1 speaks for 1, x2 against it, and the bias asks for more than nothing",
    ),
    Exercise(
        "A row has `y = 1` and `out = 0.8`. What is `delta` with the squared error?",
        "a number",
        judge_delta,
        -0.032,
        "(0.8 - 1)·0.8·(1 - 0.8) = -0.032: the weights will grow a little",
    ),
)
