"""Lesson 8. Separation: weights that grow for ever, and what a penalty or Firth's does.

    separated     some v with v·x > 0 in all rows of class 1 and v·x < 0 in all rows of class 0:
                  the loss of w + t v falls for ever as t grows
    L2            mean loss + ½ λ Σ w²                        has a minimum
    Firth's       likelihood × √det(information)              has a maximum

x holds the bias's 1 as well, so v says how the bias moves too.
"""

from collections.abc import Sequence

import numpy as np

from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.estimate import estimate
from oddsmith.existence.separation import find_separation
from oddsmith.inference.firth import firth
from oddsmith.lessons.course.separation_exercises import EXERCISES
from oddsmith.lessons.figures.separation import three_descents, trained_for_long
from oddsmith.lessons.landscape import objective_of
from oddsmith.lessons.parts import Cell, Heading, Part, Text
from oddsmith.limit import limit_of
from oddsmith.losses import CrossEntropy
from oddsmith.neuron import Neuron
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, minimise

__all__ = ["EXERCISES", "parts"]

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
AND, XOR = np.array([0.0, 0, 0, 1]), np.array([0.0, 1, 1, 0])  # (4,)
rows = np.column_stack([np.ones(4), X])  # (4, 3), the bias's ones first


def ever_longer() -> None:
    """AND with cross-entropy, looked at after ever more updates."""
    neuron = Neuron(1.0, epochs=100_000, batch_size=4, loss="cross-entropy", seed=0).fit(X, AND)
    both = np.column_stack([neuron.history.weights, neuron.history.bias])  # (100001, 3)
    for k in (100, 1000, 10_000, 100_000):
        each = (both[k] - both[k // 10]) / np.log(10)
        print(f"{k:7,}: w, b = {both[k].round(2)}, growth for each factor e {each.round(3)}")


def along_a_direction() -> None:
    """The loss of t times one set of weights that gets every row right."""
    objective, v = objective_of(X, AND), np.array([2.0, 2.0, -3.0])
    for t in (0.5, 1, 2, 5, 10, 20):
        print(f"t = {t:4}: {objective(t * v, order=0).value:.10f}")


def asked() -> None:
    """The package's own answer: a direction, or none."""
    for name, y in (("AND", AND), ("XOR", XOR)):
        data = InMemory(Dense(rows), y)
        found = find_separation(data, standardising(data, 0))
        if found is None:
            print(f"{name}: not separated, so there is a minimum")
        else:
            margins = rows @ found.direction * (2 * y - 1)
            print(f"{name}: separated, {found.kind}; margins", (margins / margins.min()).round(3))
            print("b, w1, w2 go to", found.limits)


def newton_too() -> None:
    """Newton's method does not know that there is no minimum: it only gets there faster."""
    objective = objective_of(X, AND)
    for steps in (5, 10, 15, 20):
        ends = minimise(Newton(), objective, np.zeros(3), tol=0, max_steps=steps)
        print(f"{ends.steps:2} steps: w, b = {ends.w.round(2)}, gradient {ends.violation:.0e}")


def quasi() -> None:
    """One column separates, the other does not."""
    treated = np.array([0.0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
    young = np.array([0.0, 0, 0, 1, 1, 1, 0, 1, 0, 1])
    cured = np.array([0.0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
    data = InMemory(Dense(np.column_stack([np.ones(10), treated, young])), cured)
    limit = limit_of(estimate(data, 0, Penalty.none(3)), data)
    assert limit is not None
    names = ["bias", "treated", "young"]
    print(limit.separation.describe(names, "cured"))
    print(dict(zip(names, limit.w.round(4).tolist(), strict=True)))


def penalties() -> None:
    """With a penalty on w1 and w2, the minimum is where Newton's method ends in a few steps."""
    data = InMemory(Dense(rows), AND)
    for strength in (0.1, 0.01, 0.001, 0.0001):
        objective = Objective(data, CrossEntropy(), Penalty.elastic_net(3, strength, free=[0]))
        ends = minimise(Newton(), objective, np.zeros(3))
        out = objective.loss.out(rows @ ends.w)
        print(f"{strength:6}: b, w = {ends.w.round(3)}, out = {out.round(3)}, {ends.steps} steps")


def firths() -> None:
    """Firth's estimate of AND, and the reason in a table of 2 × 2."""
    found = firth(InMemory(Dense(rows), AND), 0)
    print("AND: b, w =", found.w.round(3), " out =", CrossEntropy().out(rows @ found.w).round(3))
    treated = np.repeat([0.0, 1.0], [5, 5])
    cured = np.array([1.0, 1, 0, 0, 0, 1, 1, 1, 1, 1])
    table = InMemory(Dense(np.column_stack([np.ones(10), treated])), cured)
    print("2 × 2:", firth(table, 0).w[1].round(6), "=", np.log(5.5 * 3.5 / (0.5 * 2.5)).round(6))


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    return [
        Text(
            """Lesson 1 ended with a promise: the weights of AND have no end. The text that it
            follows prints `w = [2.649, 2.647]`, `b = -4.090`; these numbers say when it stopped.
            Here is the same table with cross-entropy, for a hundred thousand updates."""
        ),
        Cell(ever_longer),
        Text(
            """Ten times the updates, and the weights grow by about as much as the last time: they
            follow the logarithm of the number of updates. The growth settles at the shortest
            `w, b` for which every row has `z` at 1 or more on its own side: from there the training
            only makes the same line surer."""
        ),
        trained_for_long(),
        Heading("Why there is no minimum"),
        Text(
            """Take weights `v` that get every row right. Doubling them doubles every `z`; each
            output comes closer to its target, and the loss of every row falls. So from any place
            the direction `v` leads downhill for ever. The loss is above 0 everywhere, and comes
            as close to 0 as one likes: it has a lower bound, and no minimum."""
        ),
        Cell(along_a_direction),
        Text(
            """Whether there is such a direction is a question about the table, not about a
            training. The package asks it with a linear programme, and gives a proof either way:
            a direction, whose margins anyone can check, or an estimate that exists."""
        ),
        Cell(asked),
        Text(
            """It is not a question about the size of weights. Gradient descent looks as if it had
            come to rest long before they are large; Newton's method adds about the same to them in
            each step, until the gradient is too small to be told from rounding."""
        ),
        Cell(newton_too),
        Heading("Not all weights are lost"),
        Text(
            """Often only some rows are decided. Of ten patients below, all who were treated were
            cured: the weight of `treated` has no finite value, whatever the algorithm. Those who
            were not treated still say something about `young`, and what they say is the limit that
            a long training would come to. `oddsmith.fit` warns, and gives that limit."""
        ),
        Cell(quasi),
        Heading("A penalty"),
        Text(
            """Add `½ λ (w1² + w2²)` to the mean loss. Far out the penalty grows faster than the
            loss falls, so there is a minimum again, however small `λ` is. It depends on `λ`: the
            penalty does not find out what the weights are, it says how large they may be."""
        ),
        Cell(penalties),
        Heading("Firth's"),
        Text(
            """Firth's method multiplies the likelihood by the root of the information's
            determinant. Information is what the curvature pass adds up, with `p·(1 - p)` of each
            row; far out every row is decided, that is 0, and so is the product. It was made
            to remove the bias of maximum likelihood in small tables, and it needs no `λ`. In a
            table of 2 × 2 it comes to adding ½ to each count."""
        ),
        Cell(firths),
        Text(
            """Three descents side by side, with the same passes and the same steps. Without a
            penalty the valley is open; with either one it is closed, and the path ends."""
        ),
        three_descents(),
    ]
