"""Lesson 3. Two losses: squared error and cross-entropy over the same table.

    squared error    ½ (out - y)²           d = c (c + (out - y)(1 - 2 out)),    c = out (1 - out)
    cross-entropy    log(1 + eᶻ) - y z      d = c
    mean loss        H = X.T @ diag(d) @ X / n          vᵀ H v = mean of d · (x·v)²

d is the curvature of a row's loss in z, H that of the mean loss in the weights.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.lessons.course.two_losses_exercises import EXERCISES
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.figures.two_losses import compare_losses, row_bends
from oddsmith.lessons.gates import gate
from oddsmith.lessons.landscape import Plane, bends, objective_of, values
from oddsmith.lessons.panels import Panel, curves, loss_curve, path
from oddsmith.lessons.parts import Cell, Heading, Part, Text
from oddsmith.lessons.play import play
from oddsmith.lessons.record import record, spaced
from oddsmith.losses import CrossEntropy, SquaredError, row_curvature
from oddsmith.neuron import LOSSES, Array, Neuron, forward, sigmoid
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent, minimise

__all__ = ["EXERCISES", "parts"]

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
AND = np.array([0, 0, 0, 1], dtype=float)  # (4,)
FROM = ([0.0, 0.0], 4.0)  # every row is called 1, with confidence
Rule = SquaredError | CrossEntropy
RULES: dict[str, Rule] = {"squared": SquaredError(), "cross-entropy": CrossEntropy()}


def one_row() -> None:
    """A row with y = 0, from nearly right to confidently wrong."""
    z = np.array([-4.0, -2, 0, 2, 4, 8])
    out, y = sigmoid(z), np.zeros(6)
    for name, loss in RULES.items():
        print(name)
        columns = LOSSES[name].value(z, y), LOSSES[name].delta(out, y), row_curvature(loss, z, y)
        for row in zip(z, out, *columns, strict=True):
            print("z = {:2.0f}  out {:.4f}  loss {:.4f}  delta {:.4f}  d {:7.4f}".format(*row))


def bends_down() -> None:
    """Both losses of AND at the same point, in the same direction."""
    print(compare_losses(X, AND))


def never_down() -> None:
    """The curvature of the cross-entropy, at any weights and in any direction."""
    objective = objective_of(X, AND, "cross-entropy")
    table = np.column_stack([X, np.ones(4)])  # (4, 3)
    rng = np.random.RandomState(0)
    for _ in range(3):
        w, v = 3 * rng.randn(3), rng.randn(3)
        out = forward(X, w[:2], w[2])[1]
        d = out * (1 - out)
        H = table.T @ np.diag(d) @ table / 4
        apart = np.abs(H - bends(objective, w)[2]).max()
        print(f"v'Hv = {v @ H @ v:.6f}   mean of d·(x·v)² = {np.mean(d * (table @ v) ** 2):.6f}")
        print(f"       H is the package's own but for {apart:.0e}")


def trained(loss: Any) -> Neuron:
    return Neuron(1.0, epochs=300, batch_size=4, loss=loss).fit(X, AND, start=FROM)


def from_the_same_start() -> None:
    """Both losses go down from weights that are confidently wrong."""
    for loss in RULES:
        history = trained(loss).history
        z = history.weights @ X.T + history.bias[:, None]  # (301, 4)
        right = ((z >= 0) == AND).all(axis=1)
        print(f"{loss:14} all four rows right after {right.argmax()} updates")
        print(f"{'':14} out of row (0, 0) by tens: {sigmoid(z[:50:10, 0]).round(3)}")


x = np.array([[10], [1], [1], [1], [1], [1]], dtype=float)  # (6, 1): one row is far out
y = np.array([0, 0, 1, 1, 1, 1], dtype=float)  # (6,)


def one_weight(loss: Rule) -> Objective:
    """The mean loss of the table with one weight and no bias."""
    return Objective(InMemory(Dense(x), y), loss, Penalty.none(1))


def two_valleys() -> None:
    """Gradient descent on either loss from 21 starts, evenly spaced from 0 to 1."""
    for name, loss in RULES.items():
        objective = one_weight(loss)
        ends = [
            minimise(GradientDescent(), objective, np.array([start]), max_steps=20_000).w[0]
            for start in np.linspace(0, 1, 21)
        ]
        for w, count in zip(*np.unique(np.round(ends, 4), return_counts=True), strict=True):
            loss_there, _, H = bends(objective, np.array([w]))
            print(
                f"{name:14} {count:2} of 21 starts end at w = {w:7.4f}, "
                f"loss {loss_there:.4f}, curvature {H[0, 0]:.4f}"
            )


def no_minimum() -> None:
    """AND again: the same line, with ever longer weights."""
    direction = np.array([1.0, 1.0, -1.5])
    for loss in RULES:
        lengths = np.array([1.0, 4, 16, 64])
        heights = values(objective_of(X, AND, loss), lengths[:, None] * direction)
        print(
            f"{loss:14}",
            "  ".join(f"{k:g}: {h:.1e}" for k, h in zip(lengths, heights, strict=True)),
        )


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    return [
        Text(
            """Lesson 1 trained a neuron with the squared error, `½ (out - y)²`. Most logistic
            regressions use the cross-entropy, `-log(out)` for a row with `y = 1` and
            `-log(1 - out)` for one with `y = 0`; in terms of `z` both are `log(1 + exp(z)) - y·z`.
            The two agree on what is right. They differ in how they look at what is wrong."""
        ),
        Heading("One row"),
        Text(
            """Take a row with `y = 0` and let `z` grow from right to confidently wrong. For each
            loss here is its slope `delta`, and `d`, the slope of the slope: how the loss bends."""
        ),
        Cell(one_row),
        Text(
            """The cross-entropy's `delta` is `out - y`: the more wrong, the steeper. The squared
            error's has the factor `out·(1 - out)` besides, which vanishes where the neuron is
            confident, also where it is confidently wrong. There its loss turns flat, so on the way
            there it has to bend down: `d` is negative. For `y = 0` that is so as soon as `out`
            passes 2/3."""
        ),
        Figure(
            "How a row's loss bends, by z",
            tuple(row_bends(name, loss) for name, loss in RULES.items()),
        ),
        Heading("Four rows: two surfaces"),
        Text(
            """The mean loss of a table is a surface over the weights; here is that of AND over
            `w1 = w2` and `b`. The squared error lies between two plains. "It is parabolic, so a
            minimum is sure" is often said of it, but a parabola never bends down, and at the point
            that is marked this surface does. In numbers: `H` holds the second derivatives of the
            mean loss, and `v'Hv` is the curvature along a direction `v`."""
        ),
        Cell(bends_down),
        compare_losses(X, AND).figure(),
        Text(
            """The dashed parabola has the value, the slope and the curvature of the loss at the
            point. That of the squared error opens downwards; a step towards its middle would be a
            step up."""
        ),
        Heading("Why the cross-entropy never bends down"),
        Text(
            """Each row's loss depends on the weights through `z = x·w + b` alone, and along `v` its
            `z` moves by `x·v` (the bias counts as a weight whose input is 1). So the row's loss
            bends by `d·(x·v)²`, and the mean loss by the mean of these:
            `v'Hv = mean of d·(x·v)²`. A square is not negative, and the cross-entropy's
            `d = out·(1 - out)` is not either. So no table, no weights and no direction can make
            `v'Hv` negative. A function of that kind is called convex."""
        ),
        Cell(never_down),
        Text(
            """What follows: wherever the slope of a convex loss is zero, the loss is lowest. There
            are no other valleys to get caught in."""
        ),
        Heading("From the same start"),
        Text(
            """Both neurons start with weights 0 and bias 4, so they say 1 to every row, and with
            confidence; about three of them they are wrong. Same learning rate, same rows."""
        ),
        Cell(from_the_same_start),
        downhill(),
        Text(
            """The squared error starts on its plain, where there is hardly a slope to follow. The
            cross-entropy pulls hardest where the neuron is most wrong. Here is its training with
            every number; compare `delta` with that of lesson 1."""
        ),
        play(gate("and"), trained("cross-entropy"), title="AND with the cross-entropy"),
        Heading("Two valleys"),
        Text("""A plain costs time. Worse, the squared error can have a second valley, with no way
            out. Six rows, one weight, no bias; five rows have `x = 1`, and one has `x = 10`."""),
        Cell(two_valleys),
        Figure("Both losses by the one weight", (valley("squared"), valley("cross-entropy"))),
        Text(
            """With the squared error it depends on the start where the training ends, and most of
            the starts between 0 and 1 lead to the worse valley. The cross-entropy has one."""
        ),
        Heading("Convex, and still no minimum"),
        Text(
            """Convex means that there is no wrong valley, not that there is one. A line separates
            the classes of AND, and longer weights along it make every row better, with either
            loss. The surface falls for ever; lesson 8 is about that."""
        ),
        Cell(no_minimum),
    ]


def downhill() -> Figure:
    """Both trainings from the same start, each on its own surface."""
    numbers = spaced(300)
    updates = np.array(numbers, dtype=float)
    plane = Plane(np.zeros(3), np.array([1.0, 1, 0]), np.array([0.0, 0, 1]), ("w1 = w2", "b"))
    maps, outs, losses = list[Panel](), dict[str, Array](), dict[str, Array]()
    for name in RULES:
        steps = record(trained(name).history, numbers)
        w = np.array([[*step.weights, step.bias] for step in steps])
        maps.append(path(objective_of(X, AND, name), plane, w).titled(f"The path: {name}"))
        outs[name] = np.array([step.out[0] for step in steps])
        losses[name] = np.array([step.loss.mean() for step in steps])
    ends = "; ".join(f"{name} ends at {out[-1]:.3f}" for name, out in outs.items())
    wrong = curves(
        updates,
        outs,
        x_name="updates",
        y_name="out of row (0, 0)",
        title="How wrong row (0, 0) is",
        alt=f"The output for row (0, 0), whose target is 0, by update: {ends}.",
        grows=True,
    )
    words = tuple(f"After {number:,} updates" for number in numbers)
    return Figure("Two ways down", (*maps, loss_curve(updates, losses), wrong), words)


def valley(name: str) -> Panel:
    """The mean loss of the six rows by their one weight."""
    w = np.linspace(-1.0, 3.0, 201)
    mean = LOSSES[name].value(x * w, y[:, None]).mean(axis=0)
    inner = np.flatnonzero((mean[1:-1] < mean[:-2]) & (mean[1:-1] < mean[2:])) + 1
    low = ", ".join(f"w = {w[k]:.2f} (loss {mean[k]:.4f})" for k in inner)
    return curves(
        w,
        {name: mean},
        x_name="w",
        y_name="mean loss",
        title=f"The mean {name} loss",
        alt=f"The mean {name} loss of the six rows by the weight; lowest places at {low}.",
    )
