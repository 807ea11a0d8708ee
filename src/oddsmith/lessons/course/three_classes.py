"""Lesson 7. Iris: two classes with the right line, then three classes with softmax.

two classes     out = 0.5 where w1 x1 + w2 x2 + b = 0:      x2 = -(b + w1 x1) / w2
three classes   z = X @ W + b        (n, 2) @ (2, 3) + (3,) -> (n, 3)
                p = exp(z) / sum of exp(z),   delta = p - (1 at y)
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from oddsmith import LogisticRegression
from oddsmith.colours import PURPLE
from oddsmith.datasets import load
from oddsmith.lessons.course.three_classes_exercises import EXERCISES
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.iris import INPUTS
from oddsmith.lessons.line import boundary, view
from oddsmith.lessons.outcome import learn, load_task
from oddsmith.lessons.panels import Panel
from oddsmith.lessons.panels.panel import numbers
from oddsmith.lessons.parts import Cell, Heading, Part, Text
from oddsmith.lessons.play import play
from oddsmith.lessons.record import spaced, walk
from oddsmith.lessons.softmax.figure import play_softmax
from oddsmith.lessons.softmax.record import softmax_objective
from oddsmith.losses import Multinomial
from oddsmith.neuron import Array, Neuron, backward, forward, sigmoid
from oddsmith.solvers import GradientDescent, Newton, minimise

__all__ = ["EXERCISES", "parts"]

PETALS = ("petal_length", "petal_width")
table = load("iris")
names, species = np.unique(np.asarray(table["species"]), return_inverse=True)  # (3,), (150,)
petals = np.column_stack([np.asarray(table[name]) for name in PETALS])  # (150, 2)
sepals = np.column_stack([np.asarray(table[name]) for name in INPUTS])  # (150, 2)


def two_classes() -> None:
    """The neuron of the teaching text on two species, by their sepals."""
    outcome = learn("iris")
    neuron = outcome.neuron
    print("w =", neuron.weights.round(3), " b =", round(neuron.bias, 3))
    print(outcome.right, "of", len(outcome.predictions), "rows held back are right")


def two_lines() -> None:
    """The sum z on the line with the bias, and on the line without it."""
    neuron = learn("iris").neuron
    (w1, w2), b = neuron.weights, neuron.bias
    for x1 in (4.5, 5.5, 6.5):
        line, no_bias = -(b + w1 * x1) / w2, -w1 * x1 / w2
        z, z_no_bias = w1 * x1 + w2 * np.array([line, no_bias]) + b
        print(f"x1 = {x1}: x2 = {line:.3f}, z = {abs(z):.3f}", end="  ")
        print(f"without b: x2 = {no_bias:.3f}, z = {z_no_bias:.3f}")


def rows_right(X: Array, y: Array, w: Array, b: float) -> str:
    """How many rows lie on their side of either line."""
    right, no_bias = [((sums >= 0) == y).sum() for sums in (X @ w + b, X @ w)]
    return f"{right} of {len(y)} rows right, without b {no_bias}"


def as_time_goes_by() -> None:
    """Both lines, ever later in a long training."""
    task = load_task("iris")
    history = Neuron(learning_rate=0.01, epochs=2500, seed=0).fit(task.X, task.y).history
    for epochs in (50, 1000, 2500):
        w, b = history.weights[80 * epochs], history.bias[80 * epochs]
        print(f"{epochs:4} epochs: {b / w[1]:5.2f} cm apart;", rows_right(task.X, task.y, w, b))


def another_zero() -> None:
    """The same flowers, their length measured from 4 cm on."""
    task = load_task("iris")
    X = task.X - [4.0, 0.0]
    neuron = Neuron(learning_rate=0.01, epochs=1000, seed=0).fit(X, task.y)
    print("b =", round(neuron.bias, 3), "-", rows_right(X, task.y, neuron.weights, neuron.bias))


def from_scores_to_probabilities() -> None:
    """Softmax, and what becomes of it with two classes."""
    loss = Multinomial(np.eye(3))
    for z in ([2.0, 1.0, 0.0], [12.0, 11.0, 10.0]):
        print("z =", z, " p =", loss.out(np.array([z]))[0].round(4))
    for apart in (-1.0, 0.0, 3.0):
        pair = Multinomial(np.eye(2)).out(np.array([[0.0, apart]]))[0]
        print(f"z = [0, {apart:g}]  p = {pair.round(4)}  sigmoid({apart:g}) = {sigmoid(apart):.4f}")


def passes() -> None:
    """Both passes for three classes, with the neuron's own, against the package's objective."""
    W, b = np.array([[0.1, 0.2, -0.3], [0.0, -0.1, 0.1]]), np.array([0.5, 0.0, -0.5])
    z, _ = forward(petals, W, b)
    p = Multinomial(np.eye(3)).out(z)
    delta = p - np.eye(3)[species]
    dW, db = backward(petals, delta)
    print("z", z.shape, " delta", delta.shape, " W", dW.shape, " b", db.shape)
    print("row 0: p =", p[0].round(3), " delta =", delta[0].round(3))
    whole = softmax_objective(petals, species, 3)(np.vstack([W, b])).gradient
    print(f"largest difference {np.abs(np.vstack([dW, db]) - whole).max():.0e}")


def train() -> None:
    """Gradient descent on either pair of columns, then who is taken for whom."""
    for what, X in (("sepals", sepals), ("petals", petals)):
        w = walk(GradientDescent(), softmax_objective(X, species, 3), np.zeros((3, 3)), 3000).w[-1]
        said = (X @ w.reshape(3, 3)[:2] + w.reshape(3, 3)[2]).argmax(axis=1)
        print(what, "-", (said == species).sum(), "of 150 right")
    for k, name in enumerate(names):
        print(f"{name:10}", "taken for", np.bincount(said[species == k], minlength=3))


def at_work() -> None:
    """LogisticRegression adds ½‖W‖² to the sum of the losses; the rest is this lesson."""
    objective = softmax_objective(petals, species, 3, l2=1 / len(species))
    solution = minimise(Newton(), objective, np.zeros((3, 3)))
    model = LogisticRegression().fit(petals, names[species])
    print(solution.w[:2].round(4))
    print(f"largest difference {np.abs(model.coef_.T - solution.w[:2]).max():.0e}")


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    return [
        Text(
            """The teaching text takes its neuron to flowers: setosa (0) against versicolor (1), by
            the length and the width of their sepals, 80 rows to learn from and 20 held back. What
            was learned on four rows works on eighty without a change."""
        ),
        Cell(two_classes),
        Heading("Where the line is"),
        Text(
            """The neuron changes its mind where `w1·x1 + w2·x2 + b = 0`. To draw that, solve for
            the second column: `x2 = -(b + w1·x1) / w2`. The notebook beside the text draws
            `x2 = -w1·x1 / w2` instead, without the bias. That is the line through the origin with
            the same slope; on it `z` is not 0 but `b`."""
        ),
        Cell(two_lines),
        Text(
            """The two lines are parallel, `b / w2` apart. It is easily overlooked, because this
            bias happens to be small: after the text's 1,000 epochs both lines get the same number
            of rows right. Stop earlier or later, and they do not."""
        ),
        Cell(as_time_goes_by),
        both_lines(),
        Text(
            """Whether a bias is small depends on where one measures from. With lengths measured
            from 4 cm on, the flowers are the same, a neuron learns them as well, and its bias has
            to say where they lie."""
        ),
        Cell(another_zero),
        Heading("Three classes"),
        Text(
            """There is a third species, virginica. One number `z` per row cannot speak for three,
            so each class gets weights of its own: `W` has a column for each class, and `X @ W + b`
            is a table of scores, one row for each flower. Softmax makes probabilities of a row of
            scores: `p = exp(z) / sum of exp(z)`. Only differences of scores count, and with two
            classes it is the sigmoid of their difference."""
        ),
        Cell(from_scores_to_probabilities),
        Text(
            """The loss of a row is `-log(p)` of its own class, which is cross-entropy again. Its
            slope in the scores is as simple as before: `delta = p - (1 at y)`, each probability,
            less 1 for the class that it is. From there on it is the backward pass of a layer,
            `X.T @ delta / n`."""
        ),
        Cell(passes),
        Text(
            """The sepals, which part the first two species, tell the other two apart badly; the
            petals do it well."""
        ),
        Cell(train),
        three_regions(),
        Text(
            """Each edge between two regions is a straight line, where two scores are equal:
            `x2 = -((b0 - b1) + (w10 - w11)·x1) / (w20 - w21)` between classes 0 and 1, once more
            with the biases. Choose a row near an edge, and follow its three probabilities. The
            setosas lie apart from all others, so their weights would grow for ever; the next
            lesson is about that."""
        ),
        Heading("The same at work"),
        Text(
            """`LogisticRegression` has an L2 penalty unless told otherwise. Added to the lesson's
            objective, it gives the lesson's weights the values of `coef_`."""
        ),
        Cell(at_work),
    ]


def both_lines() -> Figure:
    """The training on two species, with the line that leaves the bias out."""
    task = load_task("iris")
    neuron = Neuron(learning_rate=0.01, epochs=2000, seed=0).fit(task.X, task.y)
    updates = spaced(len(neuron.history), most=22, each=3)
    figure = play(task, neuron, title="Two species, two lines", updates=updates)
    first, where, *others = figure.panels
    assert isinstance(where, Panel)
    lines = [boundary(w, 0.0, *map(view, task.X.T)) for w in neuron.history.weights[updates]]
    panel = with_lines(where, lines)
    return Figure(figure.title, (first, panel, *others), figure.steps, figure.examples)


def with_lines(panel: Panel, lines: Sequence[Array | None]) -> Panel:
    """The panel with one line more at each step, where it is in view."""
    ends = [np.empty((0, 2)) if line is None else line for line in lines]
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": "without b",
        "line": {"color": PURPLE, "width": 3, "dash": "dash"},
    }
    roomy = replace(panel, layout={**panel.layout, "margin": {"t": 56}})  # two lines of legend
    return roomy.over(trace, [{"x": numbers(end[:, 0]), "y": numbers(end[:, 1])} for end in ends])


def three_regions() -> Figure:
    """The training on three species: a row of each, and the least sure rows."""
    objective = softmax_objective(petals, species, 3)
    solver = GradientDescent(learning_rate=0.1)
    path = walk(solver, objective, np.zeros((3, 3)), 3000)
    w = path.w[-1].reshape(3, 3)
    sure = objective.loss.out(petals @ w[:2] + w[2]).max(axis=1)
    rows = sorted({0, 50, 100, *np.argsort(sure, kind="stable")[:3].tolist()})
    return play_softmax(
        objective,
        path,
        0.1,
        spaced(3000, most=22, each=3),
        rows,
        inputs=PETALS,
        classes=names.tolist(),
        title="Three species, three scores",
    )
