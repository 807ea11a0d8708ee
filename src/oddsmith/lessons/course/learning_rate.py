"""Lesson 4. Learning rate and scale: how long a step may be, and what the columns' units do.

L = ¼ · largest eigenvalue of X.T @ X / n          X with a column of ones, cross-entropy
a step shorter than 2/L goes downhill              1/L is a good one
along an eigenvector of H with eigenvalue λ        distance  <-  (1 - rate·λ) · distance
"""

from collections.abc import Sequence

import numpy as np

from oddsmith.datasets import load
from oddsmith.learn import diagnose_descent, suggest_learning_rate
from oddsmith.lessons.course.learning_rate_exercises import EXERCISES
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.figures.rates import by_batches, side_by_side
from oddsmith.lessons.landscape import Plane, bends, objective_of
from oddsmith.lessons.parts import Cell, Heading, Part, Text
from oddsmith.lessons.play import play
from oddsmith.lessons.record import Walk, walk
from oddsmith.lessons.task import Task
from oddsmith.neuron import Array, Neuron, sigmoid
from oddsmith.solvers import GradientDescent, Newton, minimise

__all__ = ["EXERCISES", "parts"]

INPUTS = ("gre", "gpa")
TABLE = load("admissions")
AS_GIVEN = TABLE[[*INPUTS]].to_numpy(dtype=float)  # (400, 2)
y = TABLE["admit"].to_numpy(dtype=float)  # (400,)
CENTRED = AS_GIVEN - AS_GIVEN.mean(axis=0)
HUNDREDS = CENTRED / [100, 1]  # gre in hundreds of points
SCALED = CENTRED / AS_GIVEN.std(axis=0)
ODDS = y.mean() / (1 - y.mean())
START = np.array([0, 0, np.log(ODDS)])  # every output is the share of y = 1


def the_bound() -> None:
    """2/L, from the table alone."""
    ones = np.column_stack([AS_GIVEN, np.ones(400)])  # (400, 3)
    L = np.linalg.eigvalsh(ones.T @ ones / 400)[-1] / 4
    print(f"L = {L:.4g}, 2/L = {2 / L:.3g}\n")
    print(suggest_learning_rate(AS_GIVEN, y))


def factors() -> None:
    """What one step leaves of the distance to the minimum, in each direction."""
    L = suggest_learning_rate(HUNDREDS).curvature
    objective = objective_of(HUNDREDS, y)
    at_minimum = bends(objective, minimise(Newton(), objective, START).w)[2]
    values = np.linalg.eigvalsh(at_minimum)[::-1]
    print(f"2/L = {2 / L:.3f}, 2/λ = {2 / values[0]:.3f} for the steepest direction there")
    print("                 " + "".join(f"   λ = {value:.4f}" for value in values))
    for share in (0.05, 1, 2, 2.3, 3):
        left = 1 - share / L * values
        print(f"rate {share:4} / L       " + "   ".join(f"{f:10.4f}" for f in left))


def descend(X: Array, share: float, steps: int) -> Walk:
    """Gradient descent with a rate of share / L, on all rows."""
    rate = share * suggest_learning_rate(X).rate
    return walk(GradientDescent(rate), objective_of(X, y), START, steps)


def courses() -> None:
    """Forty steps from the same start, and what the losses say."""
    shares = (("as given", AS_GIVEN, 1), *(("in hundreds", HUNDREDS, k) for k in (1, 2.3, 2.48, 3)))
    for name, X, share in shares:
        walked = descend(X, share, 40)
        begins = "".join(f"{w:9.5f}" for w in walked.w[:5, 0])
        course = diagnose_descent(walked.value).course
        print(f"{name}, rate {share:g} / L: {course.name.lower()}")
        print(f"   loss {walked.value[0]:.4f} to {walked.value[-1]:.4f}, weight of gre {begins} …")


def three_units() -> None:
    """The same columns, as given, in hundreds, and scaled."""
    for name, X in (("as given", AS_GIVEN), ("in hundreds", HUNDREDS), ("scaled", SCALED)):
        found = suggest_learning_rate(X, y)
        print(
            f"{name:12} 1/L {found.rate:9.3g}   flattest {found.condition:10.3g} times flatter   "
            f"steps {found.steps:13,.0f}"
        )


def the_same_model() -> None:
    """The weights of scaled columns, and what they are for the columns as given."""
    w1, w2, b = minimise(GradientDescent(), objective_of(SCALED, y), START, max_steps=200).w
    weights = np.array([w1, w2]) / AS_GIVEN.std(axis=0)
    bias = b - weights @ AS_GIVEN.mean(axis=0)
    print("scaled  ", np.array([w1, w2, b]).round(4))
    print("as given", np.append(weights, bias).round(4))
    apart = sigmoid(SCALED @ [w1, w2] + b) - sigmoid(AS_GIVEN @ weights + bias)
    print(f"largest difference of an output: {np.abs(apart).max():.0e}")


def batches() -> None:
    """Five epochs with batches of 400, 20 and 1 rows, and four learning rates."""
    objective = objective_of(SCALED, y)
    lowest = minimise(Newton(), objective, START).at.value
    longest = suggest_learning_rate(SCALED).rate
    print("loss above the lowest, at the start and after each epoch")
    for share in (1, 1 / 4, 1 / 20, 1 / 100):
        for size in (400, 20, 1):
            solver = GradientDescent(share * longest, batch_size=size, seed=0)
            walked = walk(solver, objective, np.zeros(3), 5 * 400 // size)
            ends = walked.value[:: 400 // size] - lowest
            after = "  ".join(f"{value:.4f}" for value in ends)
            print(f"rate {share * longest:.3f}, {size:3} rows:  {after}")


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    low, high = AS_GIVEN.min(axis=0), AS_GIVEN.max(axis=0)
    return [
        Text(
            f"""In lesson 1 a learning rate was found by trying. It need not be: how long a step may
            be follows from the table. This lesson uses a real one, {len(y)} applicants to a
            graduate school: their test score `gre`, from {low[0]:g} to {high[0]:g} points, their
            grades `gpa`, from {low[1]:g} to {high[1]:g}, and whether they were admitted. The loss
            is the cross-entropy."""
        ),
        Heading("The bound 2/L"),
        Text(
            """The slope says which way is down, but it changes on the way, and how fast it can
            change is the curvature. Lesson 3 wrote it as the mean of `d·(x·v)²`; `d` is
            `out·(1 - out)`, never more than 1/4, and what is left is a question to the table
            alone: the largest eigenvalue of `X.T @ X / n`. So no loss over this table bends more
            than `L`, a quarter of that. Under a parabola that bends by `L`, the lowest point is a
            step of `1/L` away, and a step of `2/L` lands on the other side at the height where it
            began. The loss bends less than that parabola, so with any rate below `2/L` it
            falls."""
        ),
        Cell(the_bound),
        Text(
            """A rate so small is bad news. The points of the test are hundreds, so a small change
            of their weight moves every `z` a lot, and the step has to be short for their sake. For
            the bias and the grades the same step is next to nothing."""
        ),
        Heading("Crawl, zigzag, divergence"),
        Text(
            """To see this on a map, take both columns less their mean, and the scores in hundreds.
            Near the minimum the loss is nearly a parabola, and there each step multiplies the
            distance along an eigenvector of `H` by `1 - rate·λ`. Close to 1: it crawls. Negative:
            it lands on the other side, a zigzag. Beyond -1: every landing is farther off than the
            one before. The steepest direction sets the limit, and the flattest pays for it."""
        ),
        Cell(factors),
        Text(
            """The table's bound is careful: at the minimum `d` is below 1/4, and a rate somewhat
            above `2/L` still gets there. Nobody knows that before having been there; `2/L` holds
            everywhere."""
        ),
        Cell(courses),
        rates_on_maps(),
        Text(
            """Each verdict is drawn from the losses alone. A zigzag that narrows has losses that
            fall, and only a map shows it. Play it. A twentieth of `1/L` goes straight down, and
            after all its steps is still on the way. `1/L` is down in the valley after one step and
            then walks along its floor. 2.3 crosses the floor with every step, and arrives. 3
            climbs: with cross-entropy it does not fly off to infinity, since `out - y` is never
            more than 1, but it does not arrive either."""
        ),
        Heading("What scaling does"),
        Text(
            """The valley is long and narrow because the columns have different sizes. Divide each
            by its standard deviation, and it becomes nearly round; then one learning rate suits
            every direction."""
        ),
        Cell(three_units),
        units_on_maps(),
        Text(
            """Scaling changes the way, not the end. A weight per standard deviation, divided by
            the standard deviation, is a weight per point; the means go into the bias, and every
            output stays what it was."""
        ),
        Cell(the_same_model),
        Text("""Here is the training on scaled columns with every number."""),
        on_scaled_columns(),
        Heading("Mini-batches"),
        Text(
            """A step on all 400 rows reads all 400. The mean of 20 rows points in about the same
            direction at a twentieth of the price, and 20 such steps make an epoch. Compare along
            the lines, then between them."""
        ),
        Cell(batches),
        batches_on_maps(),
        Text(
            """Batches buy a quick start. But each has a minimum of its own, and the weights follow
            one after another, so they end up wandering around the common minimum, the wider the
            longer the steps and the smaller the batches. A bound like `2/L` holds for a batch's
            own loss, not for that of the table. To arrive, shorten the steps or enlarge the
            batches on the way, or use all rows at the end."""
        ),
    ]


def plane() -> Plane:
    """The two weights, at the bias of the start."""
    origin, across, up = START, np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
    return Plane(origin, across, up, ("weight of gre", "weight of gpa"))


def lowest() -> float:
    return minimise(Newton(), objective_of(SCALED, y), START).at.value


def rates_on_maps() -> Figure:
    walks = {f"{share:g}/L": descend(HUNDREDS, share, 40) for share in (0.05, 1, 2.3, 3)}
    objective = objective_of(HUNDREDS, y)
    return side_by_side(
        "Four learning rates from the same start",
        dict.fromkeys(walks, objective),
        plane(),
        walks,
        lowest=lowest(),
    )


def units_on_maps() -> Figure:
    """Each map has its lowest place in the middle, and one scale for both weights."""
    tables = {"in hundreds": HUNDREDS, "scaled": SCALED}
    walks = {name: descend(X, 1, 20) for name, X in tables.items()}
    objectives = {name: objective_of(X, y) for name, X in tables.items()}
    ends = {name: minimise(Newton(), objective, START).w for name, objective in objectives.items()}
    around = {
        name: end[:2] + np.abs(end[:2]).max() * np.array([[-1.0, -1], [1, 1]])
        for name, end in ends.items()
    }
    title = "Steps of 1/L, before and after scaling"
    return side_by_side(title, objectives, plane(), walks, lowest=lowest(), around=around)


def batches_on_maps() -> Figure:
    objective, rate = objective_of(SCALED, y), suggest_learning_rate(SCALED).rate / 4
    return by_batches(objective, plane(), rate, sizes=(400, 20, 1), each=20, lowest=lowest())


def on_scaled_columns() -> Figure:
    rate = suggest_learning_rate(SCALED).rate
    names, classes = ("gre, scaled", "gpa, scaled"), ("rejected", "admitted")
    task = Task("admissions", "Admissions", names, classes, SCALED, y, SCALED, y, rate, 400)
    neuron = Neuron(rate, epochs=30, batch_size=400, loss="cross-entropy")
    neuron.fit(SCALED, y, start=([0.0, 0.0], 0.0))
    return play(task, neuron, title="Admissions, with steps of 1/L")
