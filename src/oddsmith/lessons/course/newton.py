"""Lesson 5. Newton's method: the curvature pass, and what becomes of it when curvature vanishes.

    forward     z = X @ w                       backward    g = X.T @ (out - y) / n
    curvature   H = X.T @ diag(d) @ X / n,      d = out (1 - out)
    step        w <- w - H⁻¹ g                  the lowest place of the parabola with this g and H

X holds a column of ones, and w the bias as its last number.
"""

from collections.abc import Sequence
from itertools import islice

import numpy as np

from oddsmith.datasets import load
from oddsmith.learn import compare, suggest_learning_rate
from oddsmith.lessons.course.newton_exercises import EXERCISES
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.figures.newton import newton_plays
from oddsmith.lessons.figures.newton_passes import descent
from oddsmith.lessons.figures.rates import side_by_side
from oddsmith.lessons.gates import gate
from oddsmith.lessons.landscape import Plane, bends, objective_of
from oddsmith.lessons.panels import boundary, curves
from oddsmith.lessons.parts import Cell, Heading, Listing, Part, Text
from oddsmith.lessons.record import Walk, spaced, walk
from oddsmith.neuron import sigmoid
from oddsmith.solvers import GradientDescent, Newton, iterate

__all__ = ["EXERCISES", "parts"]

TABLE = load("admissions")
gpa = TABLE["gpa"].to_numpy(dtype=float)  # (400,)
y = TABLE["admit"].to_numpy(dtype=float)  # (400,)
X = np.column_stack([gpa, np.ones(400)])  # (400, 2)
OBJECTIVE = objective_of(gpa[:, None], y)
MANY = 10_000


def curvature_pass() -> None:
    """The curvature in loops, as a product, and as the package's own."""
    w = np.array([0.5, -2.0])
    out = sigmoid(X @ w)
    d = out * (1 - out)  # (400,)
    loops = np.zeros((2, 2))
    for i in range(400):
        for j in range(2):
            for k in range(2):
                loops[j, k] += d[i] * X[i, j] * X[i, k] / 400
    product = X.T @ (d[:, None] * X) / 400
    print("loops\n", loops)
    print("X.T", X.T.shape, "@ (d·X)", (d[:, None] * X).shape, "->", product.shape)
    print(product)
    print("the package's\n", bends(OBJECTIVE, w)[2])


def four_steps() -> None:
    """Newton's method by hand."""
    w = np.zeros(2)
    for k in range(5):
        out = sigmoid(X @ w)
        g = X.T @ (out - y) / 400
        d = out * (1 - out)
        H = X.T @ (d[:, None] * X) / 400
        loss = OBJECTIVE(w, order=0).value
        print(f"{k} steps: w = {w.round(8)}, loss {loss:.15f}, |g| {np.abs(g).max():.0e}")
        w = w - np.linalg.solve(H, g)


def many_steps() -> None:
    """Gradient descent by steps of 1/L on the same table from the same start."""
    found = suggest_learning_rate(gpa[:, None], y)
    print(f"1/L = {found.rate:.3f}; the flattest direction is {found.condition:,.0f} times flatter")
    walked = walk(GradientDescent(found.rate), OBJECTIVE, np.zeros(2), MANY)
    by_newton = walk(Newton(), OBJECTIVE, np.zeros(2), 4).value
    for k in (1, 10, 100, 1000, MANY):
        above = walked.value[k] - by_newton[-1]
        print(f"{k:6,} steps: w = {walked.w[k].round(4)}, {above:.1e} above Newton's fourth step")
    first = int(np.argmax(by_newton < walked.value[-1]))
    print(f"Newton's method is below the last of these after {first} steps")


def too_far() -> None:
    """Full steps from a start where every output is close to 1."""
    w = np.array([0.0, 3.0])
    for k in range(5):
        loss, g, H = bends(OBJECTIVE, w)
        print(f"{k}: w = [{w[0]:.4g}, {w[1]:.4g}], loss {loss:.4g}, largest of H {H.max():.1e}")
        try:
            w = w - np.linalg.solve(H, g)
        except np.linalg.LinAlgError as error:
            return print("LinAlgError:", error)


def halved() -> None:
    """The package's solver from the same start."""
    for state in islice(iterate(Newton(), OBJECTIVE, np.array([0.0, 3.0])), 7):
        share = f"{state.step_size:g} of the full step" if state.steps else "start"
        value = OBJECTIVE(state.w, order=0).value
        print(f"{state.steps}: {share:20} w = {state.w.round(6)}, loss {value:.6f}")


def for_ever() -> None:
    """AND, which a line separates: every step brings the same, and the curvature dies."""
    task = gate("and")
    objective = objective_of(task.X, task.y)
    for state in islice(iterate(Newton(), objective, np.zeros(3)), 0, 26, 5):
        out = sigmoid(task.X @ state.w[:2] + state.w[2])
        loss, _, H = bends(objective, state.w)
        values = np.linalg.eigvalsh(H)
        d = (out * (1 - out)).max()
        print(f"{state.steps:2} steps: w = {state.w.round(2)}, loss {loss:.1e}")
        print(f"   largest d {d:.1e}, eigenvalues of H {values[0]:.1e} to {values[-1]:.1e}")
    print()
    print(compare(state.w[:2], state.w[2], task.X, task.y))


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    classes = ("rejected", "admitted")
    return [
        Text(
            """Gradient descent knows the slope, and the learning rate stands for all it does not
            know: how the slope changes. But that can be computed, by a third pass over the table.
            The table of this lesson is that of lesson 4, with the grades `gpa` alone, as they are
            given: one weight and one bias, so that the map of the loss hides nothing."""
        ),
        Heading("The curvature pass"),
        Text(
            """`H` says how each slope changes with each weight. Row `i` adds `d[i]·x[j]·x[k]`,
            with `d = out·(1 - out)` of lesson 3. Both indices run over the weights, so `H` is
            `(2, 2)`; the rows are summed over, as in the backward pass."""
        ),
        Cell(curvature_pass),
        Heading("Four steps"),
        Text(
            """Value, slope and curvature at a place make a parabola, `F + g·s + ½ s·H·s`, the best
            one there is at that place. Gradient descent takes a step down its side. Newton's
            method goes to its lowest point, `s = -H⁻¹ g`, and makes a new one there."""
        ),
        Cell(four_steps),
        Text(
            """The slope `|g|` does not shrink by a factor; the number of its zeros doubles. A
            parabola is wrong by the third derivative, so from a distance `e` it misses by about
            `e²`: 0.01, 0.0001, 0.00000001. There is no learning rate, and units do not matter: in
            other units `H` changes along with `g`."""
        ),
        newton_plays(
            descent(gpa, y, np.zeros(2), 4),
            title="Newton's method, from zero",
            name="gpa",
            classes=classes,
            row=0,
        ),
        Text(
            f"""The dashed ellipse is where the model is as high as here, the star its lowest place.
            It is so long and narrow that at first the map holds only its sides: the grades are all
            around {gpa.mean():.1f} and vary little, by {gpa.std():.1f}, so more weight and less
            bias are nearly the same thing. Newton's method sees the valley and jumps along it."""
        ),
        Heading("What 10,000 steps did"),
        Text("""Gradient descent goes across it first, and then along its floor, by steps of
            1/L."""),
        Cell(many_steps),
        ten_thousand(),
        Text(
            """A step of Newton's method costs more: `n·p²` multiplications for `H`, where the
            slope takes `n·p`, and about `p³/3` to solve for `s`. With 2 columns, or 200, that is
            a bargain. With 100,000 it is not, and a package has other solvers for it."""
        ),
        Heading("Too far"),
        Text(
            """The parabola is the best one here; far away it may be no good. At a start where all
            outputs are close to 1 every `d` is small, and the parabola is so flat that its lowest
            point is far beyond the valley. There the outputs are closer to 0 than they were to 1,
            the next one is flatter, and after a few steps every `d` is rounded to 0. That is what
            a message about a singular matrix says: not that the table is wrong, but that the
            curvature has vanished on the way."""
        ),
        Cell(too_far),
        Text(
            """The mend is old: go in the direction of the step, but only half as far, or a quarter,
            until the loss has really fallen. The loss is convex, so downhill is always the right
            way, and sooner or later the parabolas are good."""
        ),
        Listing(Newton.step),
        Cell(halved),
        newton_plays(
            descent(gpa, y, np.array([0.0, 3.0]), 6),
            title="Newton's method with halved steps, from (0, 3)",
            name="gpa",
            classes=classes,
            row=0,
        ),
        Heading("When the curvature vanishes for good"),
        Text(
            """For AND there is no lowest place to find (lesson 3). Newton's method walks towards
            it for ever: each step adds as much to the weights as the one before, and divides the
            loss, every `d` and all of `H` by about e. Nothing is wrong with any step. But the
            weights that come out tell when somebody stopped, and standard errors, which are made
            of `H⁻¹`, grow without end. A package has to find that out and say so."""
        ),
        Cell(for_ever),
        vanishing(),
        Text("""Lesson 8 is about what to do then."""),
    ]


def ten_thousand() -> Figure:
    """Gradient descent on the map of Newton's method, ever more steps at a time."""
    rate = suggest_learning_rate(gpa[:, None]).rate
    made = walk(GradientDescent(rate), OBJECTIVE, np.zeros(2), MANY)
    kept = spaced(MANY, most=50)
    plane = Plane(np.zeros(2), np.array([1.0, 0]), np.array([0.0, 1]), ("w", "b"))
    return side_by_side(
        "Ten thousand steps of gradient descent",
        {"gradient descent": OBJECTIVE},
        plane,
        {"gradient descent": Walk(made.steps[kept], made.w[kept], made.value[kept])},
        lowest=walk(Newton(), OBJECTIVE, np.zeros(2), 5).value[-1],
    )


def vanishing() -> Figure:
    """AND by Newton's method: the line stays, the curvature goes."""
    task = gate("and")
    objective = objective_of(task.X, task.y)
    made = walk(Newton(), objective, np.zeros(3), 25)
    values = np.array([np.linalg.eigvalsh(bends(objective, w)[2]) for w in made.w])
    inputs, classes = task.inputs, task.classes
    line = boundary(task.X, task.y, made.w[:, :2], made.w[:, 2], inputs=inputs, classes=classes)
    names = ("smallest", "middle", "largest")
    curve = curves(
        made.steps,
        dict(zip(names, values.T, strict=True)) | {"loss": made.value},
        x_name="steps",
        y_name="eigenvalue, loss",
        title="The eigenvalues of H, and the loss",
        alt=f"All three fall by the same factor each step, to {values[-1, -1]:.1e} at most.",
        grows=True,
        log_y=True,
    )
    steps = tuple(f"Steps of Newton's method: {k:.0f}" for k in made.steps)
    return Figure("AND by Newton's method", (line, curve), steps)
