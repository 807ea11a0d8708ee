"""Lesson 6. XOR: why one line fails, an interaction term, and a hidden layer of two neurons.

one line       z = w1 x1 + w2 x2 + b                 never XOR
interaction    z = w1 x1 + w2 x2 + w3 x1 x2 + b      a curve
hidden layer   h = sigmoid(X @ W + b)                two lines,
               out = sigmoid(h @ v + c)              and a neuron that reads them
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from oddsmith.lessons.course.hidden_layer_exercises import EXERCISES
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.gates import gate
from oddsmith.lessons.landscape import objective_of
from oddsmith.lessons.layers.figure import play_layers
from oddsmith.lessons.layers.passes import (
    LOSS,
    Layers,
    backward_layers,
    forward_layers,
    mean_loss,
    start_layers,
    train_layers,
)
from oddsmith.lessons.panels import boundary
from oddsmith.lessons.parts import Cell, Heading, Listing, Part, Text
from oddsmith.lessons.play import play
from oddsmith.lessons.record import spaced
from oddsmith.lessons.task import Task
from oddsmith.neuron import Array, Neuron, backward, forward, sigmoid
from oddsmith.solvers import Newton, minimise

__all__ = ["EXERCISES", "parts"]

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
y = np.array([0, 1, 1, 0], dtype=float)  # (4,)


def lines() -> Iterator[tuple[Array, float]]:
    """A line for every way in which a line can part the rows."""
    steps = (X[:, None] - X)[~np.eye(4, dtype=bool)]  # (12, 2), from every row to every other
    turns = np.unique(np.arctan2(steps[:, 0], -steps[:, 1]).round(9))
    between = turns + np.diff(turns, append=turns[0] + 2 * np.pi) / 2
    for angle in between:
        w = np.array([np.cos(angle), np.sin(angle)])
        sums = np.sort(X @ w)
        for cut in (sums[0] - 1, *(sums[1:] + sums[:-1]) / 2, sums[3] + 1):
            yield w, -cut


def count_lines() -> None:
    """What each of these lines answers, and how many rows of XOR that gets right."""
    answers = [tuple((X @ w + b >= 0).astype(int).tolist()) for w, b in lines()]
    ways = sorted(set(answers))
    print(len(answers), "lines,", len(ways), "different answers of", 2**4)
    for k in range(5):
        print(f"{k} rows right:", [way for way in ways if np.equal(way, y).sum() == k])


def best_line() -> None:
    """The minimum of the mean cross-entropy, by the package's solver, from a start far off."""
    solution = minimise(Newton(), objective_of(X, y), np.array([1.0, -2.0, 0.5]))
    w1, w2, b = solution.w.round(9) + 0.0  # + 0.0 turns -0.0 into 0.0
    print("w1, w2, b =", w1, w2, b, " out =", sigmoid(X @ [w1, w2] + b))
    print(solution.verdict.value)


def product_too(x: Array) -> Array:
    """x1, x2 and x1·x2: (m, 2) -> (m, 3)."""
    return np.column_stack([x, x[:, 0] * x[:, 1]])


def with_the_product() -> None:
    """The same neuron with a third input."""
    neuron = Neuron(learning_rate=2, epochs=400, batch_size=4, loss="cross-entropy", seed=0)
    neuron.fit(product_too(X), y)
    print("w =", neuron.weights.round(2), " b =", round(neuron.bias, 2))
    print("out =", neuron.forward(product_too(X)).round(3))


def layers_by_hand() -> None:
    """OR and NAND, and the AND of both."""
    W, b = np.array([[20.0, -20], [20, -20]]), np.array([-10.0, 30])
    hidden, _, out = forward_layers(X, Layers(W, b, v=np.array([20.0, 20]), c=-30.0))
    for row, (first, second), answer in zip(X, hidden, out, strict=True):
        print(f"{row}  OR {first:.3f}  NAND {second:.3f}  out {answer:.3f}")


def gradient_check() -> None:
    """Each number of the gradient against the slope of the loss itself."""
    layers = start_layers(2, 2, seed=0)
    hidden, _, out = forward_layers(X, layers)
    gradient = backward_layers(X, layers, hidden, LOSS.delta(out, y)).in_a_row()
    here, nudges = layers.in_a_row(), 1e-5 * np.eye(9)
    ahead = np.array([mean_loss(X, y, layers.like(here + nudge)) for nudge in nudges])
    behind = np.array([mean_loss(X, y, layers.like(here - nudge)) for nudge in nudges])
    print("passes", gradient.round(4))
    print("slopes", ((ahead - behind) / 2e-5).round(4))
    print(f"largest difference {np.abs(gradient - (ahead - behind) / 2e-5).max():.0e}")


def train() -> None:
    """2,000 updates by all four rows."""
    *_, layers = train_layers(X, y, start_layers(2, 2, seed=0), 1.0, 2000)
    hidden, _, out = forward_layers(X, layers)
    print("hidden", *hidden.round(2).tolist())
    print("out   ", out.round(3))


def starts() -> None:
    """The same from 15 starts."""
    for seed in range(15):
        *_, layers = train_layers(X, y, start_layers(2, 2, seed), 1.0, 2000)
        out = forward_layers(X, layers)[2]
        learned = "learned" if ((out >= 0.5) == y).all() else "not learned"
        print(f"start {seed:2}  loss {mean_loss(X, y, layers):.3f}  out {out.round(2)}  {learned}")


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    task = gate("xor")
    return [
        Text(
            """XOR is 1 where exactly one of two inputs is 1. One neuron cannot learn it. That is
            often said of "linear" neurons, as if the sigmoid made a difference; it makes none: the
            sigmoid bends the output, but the output is 0.5 where `w1·x1 + w2·x2 + b = 0`, and that
            is a straight line."""
        ),
        Heading("Why no line does it"),
        Text(
            """Suppose one did. Rows (0, 1) and (1, 0) should be 1, so `w2 + b ≥ 0` and
            `w1 + b ≥ 0`; added, `w1 + w2 + 2b ≥ 0`. Rows (0, 0) and (1, 1) should be 0, so `b < 0`
            and `w1 + w2 + b < 0`; added, `w1 + w2 + 2b < 0`. The same number would be below 0 and
            not below 0. So no weights do it, whatever the loss and however long the training.

            It can also be counted. A line answers each row with 0 or 1. Turn it: the answers it
            can give change only where it lies along two of the rows, so one direction between each
            two of these is enough. Move it, in each direction: only the gap between two sums
            matters, so one cut in each gap is enough. A line through a row can be moved a little
            and answers the same. That leaves these lines, and no others need be looked at."""
        ),
        Cell(count_lines),
        Text(
            """Two answers are missing: XOR, which would be all four rows right, and its opposite,
            which would be none. Three rows is the most that a line gets. Here are the lines, one
            for each answer that there is."""
        ),
        all_lines(task),
        Text(
            """What does a training do, then? The loss has a minimum all the same, and it is where
            the neuron says nothing: all weights 0, every output 0.5."""
        ),
        Cell(best_line),
        play(
            task,
            Neuron(2.0, 60, 4, loss="cross-entropy", seed=0).fit(X, y),
            title="One neuron on XOR",
            updates=spaced(60, most=10, each=6),
        ),
        Heading("A third input"),
        Text(
            """What the neuron lacks is a word for "both". Give it one: a third input
            `x3 = x1·x2`, which is 1 in row (1, 1) alone. In statistics this is an interaction term,
            `y ~ x1 * x2`. In three dimensions a plane does part the rows; seen from above, over
            `x1` and `x2`, it is a curve. Only the table has changed, not the neuron."""
        ),
        Cell(with_the_product),
        interaction(task),
        Heading("A hidden layer"),
        Text(
            """The product had to be thought of. A hidden layer finds inputs of its own. Lesson 1
            chose weights for OR and NAND by hand; XOR is where both say 1, and that is AND. Two
            neurons read the row, a third one reads the two."""
        ),
        Cell(layers_by_hand),
        Text(
            """To learn it takes nothing new. These are the two passes of one neuron; as arrays they
            take a whole layer as well, since `X @ w` with a `w` of shape `(2, 2)` makes a column
            for each neuron."""
        ),
        Listing(forward),
        Listing(backward),
        Text(
            """Forward, a layer's outputs are the next one's inputs. Backward, the last neuron's
            `delta` is known, `out - y` with cross-entropy. By how much does it change when a hidden
            neuron's sum grows by 1? That neuron's output grows by `h·(1 - h)`, and `z` by `v` times
            as much: so its own delta is `delta·v·h·(1 - h)`, and the same backward pass makes a
            gradient of it. That is all of backpropagation."""
        ),
        Listing(forward_layers),
        Listing(backward_layers),
        Cell(gradient_check),
        Cell(train),
        trained(task),
        Text(
            """In the picture the plane is cut by two lines at once, and the regions are no longer
            halves. In the table follow one row: its `delta` goes back through `v` to each hidden
            neuron, and from there to `W`."""
        ),
        Heading("What it costs"),
        Text(
            """The loss of one neuron with cross-entropy is convex: every training on it ends in the
            same valley. With a hidden layer it is not, if only because the two hidden neurons can
            change places. Where a training ends depends on where it starts."""
        ),
        Cell(starts),
        Text(
            """Those that did not learn it are at rest, or nearly: they give two or three rows the
            same output, between their targets, and no small change of the weights tells these
            rows apart. Another start, or more hidden neurons, is the usual way out. The interaction
            term has no such trouble; but there one had to know what to look for."""
        ),
    ]


def all_lines(task: Task) -> Figure:
    """One line for each different answer."""
    by_answer = {tuple((X @ w + b >= 0).tolist()): (w, b) for w, b in lines()}
    best_last = sorted(by_answer, key=lambda answer: (np.equal(answer, y).sum(), answer))
    chosen = [by_answer[answer] for answer in best_last]
    w, b = np.array([w for w, _ in chosen]), np.array([b for _, b in chosen])
    panel = boundary(X, y, w, b, inputs=task.inputs, classes=task.classes)
    names = [f"Line {k} of {len(b)}" for k in range(1, len(b) + 1)]
    return Figure("Every way to part four rows by a line", (panel,), tuple(names))


def interaction(task: Task) -> Figure:
    """The training with the product as a third input."""
    wider = replace(task, X=product_too(X), inputs=(*task.inputs, "x1·x2"))
    neuron = Neuron(2.0, 400, 4, loss="cross-entropy", seed=0).fit(wider.X, y)
    return play(
        wider,
        neuron,
        title="One neuron with an interaction term",
        updates=spaced(400, most=18, each=6),
        features=product_too,
    )


def trained(task: Task) -> Figure:
    """The training of the hidden layer."""
    layers = list(train_layers(X, y, start_layers(2, 2, seed=0), 1.0, 2000))
    numbers = spaced(2000, most=24, each=3)
    return play_layers(task, layers, 1.0, numbers, title="A hidden layer learns XOR")
