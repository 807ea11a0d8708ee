"""Lesson 2. Shapes: from ``w[i] = w[i] - …`` to ``X.T @ delta``, with the same numbers.

z = X @ w + b      (m, p) @ (p,) + () -> (m,)
X.T @ delta / m    (p, m) @ (m,)      -> (p,)
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from oddsmith.lessons.exercise import Exercise, numbers
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.outcome import learn
from oddsmith.lessons.panels import Line, Table, matrix
from oddsmith.lessons.parts import Cell, Heading, Listing, Part, Text
from oddsmith.lessons.record import Step, record
from oddsmith.neuron import LOSSES, Array, Neuron, backward, forward, train_loops, train_vectors

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
y = np.array([0, 0, 0, 1], dtype=float)  # (4,)
w, b = np.array([0.5, 0.7]), -0.6  # (2,) and ()


def one_row() -> None:
    """The weighted sum of one row: a loop, then one product."""
    z = b
    for j in range(2):
        z += w[j] * X[3][j]
    print("loop", z, " product", X[3] @ w + b)


def all_rows() -> None:
    """All rows at once: the loop over rows has gone into the same sign."""
    z, out = forward(X, w, b)
    print("X", X.shape, "@ w", w.shape, "+ b ->", "z", z.shape)
    print("one by one", np.array([row @ w + b for row in X]).round(4))
    print("together  ", z.round(4), " out", out.round(4))


def gradients() -> None:
    """The gradient: row by row and number by number, then as X.T @ delta."""
    out = forward(X, w, b)[1]
    delta = LOSSES["squared"].delta(out, y)
    dw = [0.0, 0.0]
    for i in range(4):
        for j in range(2):
            dw[j] += delta[i] * X[i][j] / 4
    print("loops  ", np.array(dw))
    print("product", backward(X, delta)[0])
    print("X.T", X.T.shape, "@ delta", delta.shape, "->", (X.T @ delta).shape)


def both_trainings() -> None:
    """Two trainings from the same start, compared after every update."""
    neuron = Neuron(learning_rate=0.1, epochs=200, batch_size=4, seed=0)
    loops, vectors = train_loops(neuron, X, y, w, b), train_vectors(neuron, X, y, w, b)
    apart = [
        max(*np.abs(np.subtract(slow[0], fast[0])), abs(slow[1] - fast[1]))
        for slow, fast in zip(loops, vectors, strict=True)
    ]
    print(f"{len(apart)} updates; largest difference of any weight: {max(apart):.0e}")


def a_column_too_many() -> None:
    """The usual accident: y as one column, (4, 1), against out, (4,)."""
    out = forward(X, w, b)[1]
    column = y[:, None]
    print("out - y       ", (out - y).shape)
    print("out - column  ", (out - column).shape, "and no error")
    print("mean loss     ", np.mean((out - y) ** 2 / 2).round(4))
    print("so it seems   ", np.mean((out - column) ** 2 / 2).round(4))
    print("ravel mends it", (out - column.ravel()).shape)


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    out = forward(X, w, b)[1]
    return [
        Text(
            """The update of lesson 1 is often written `w[i] = w[i] - learning_rate·delta·x[i]`, in
            a loop over the inputs, in a loop over the rows. Arrays take the loops away one by one.
            To see what happens, follow the shapes: `(4, 2)` is a table of 4 rows and 2 columns,
            `(2,)` a list of 2 numbers, `()` a single number."""
        ),
        Heading("One row, then all of them"),
        Text(
            """The sum over inputs is what `@` does with two lists of the same length. With a table
            on its left it does that for every row."""
        ),
        Cell(one_row),
        Cell(all_rows),
        Text(
            """In `(4, 2) @ (2,)` the two inner numbers have to be the same; they are summed over
            and disappear, and `(4,)` is left: one `z` for each row. The bias is added to every
            one."""
        ),
        Heading("The gradient"),
        Text(
            """The gradient sums over rows, not over inputs: weight `j` gets `delta[i]·X[i][j]` from
            each row `i`. To sum over rows they have to stand on the inside, and that is all that
            the `T` is for: `X.T` is `(2, 4)`, and `(2, 4) @ (4,)` leaves `(2,)`, one number for
            each weight. Divided by the number of rows it is the slope of the mean loss."""
        ),
        Cell(gradients),
        Text("""Whenever a gradient is right, it has the shape of what it is the gradient of."""),
        Heading("The same training, twice"),
        Text(
            """The package holds the training in both forms. Each inner loop of the first is one
            product in the second."""
        ),
        Listing(train_loops),
        Listing(train_vectors),
        Cell(both_trainings),
        Text(
            """They differ by rounding alone: a sum in another order may end in another last digit.
            Below is one update with all four rows, as arrays; play it to see the numbers change
            and the shapes stay."""
        ),
        arrays_at_work(),
        Heading("(n,) against (n, 1)"),
        Text(
            """A column of a table can come as `(4,)` or as `(4, 1)`. Both look like four numbers.
            But `(4,)` minus `(4, 1)` is no longer four differences: NumPy takes the first as a row,
            the second as a column, and fills a table of 4 × 4 with every output minus every
            target. Nothing raises, the mean is a number, and the training goes somewhere else."""
        ),
        Cell(a_column_too_many),
        Figure(
            "out - y, as it should be and as it should not",
            (matrix("out - y", out - y), matrix("out - y[:, None]", out - y[:, None])),
        ),
        Text(
            """The right differences stand on the diagonal of the wrong table. `Neuron.fit` takes
            both shapes of `y` and makes `(n,)` of them; in code of your own, look at the shapes
            once before the loop starts."""
        ),
    ]


def arrays_at_work() -> Figure:
    """Updates by all four rows, as arrays with shapes."""
    neuron = learn("and", batch_size=4, learning_rate=1.0).neuron
    steps = record(neuron.history)[:-1]
    lines = tuple(lines_of(neuron, step) for step in steps)
    alt = "One update with all four rows: each array with its formula, numbers and shape."
    table = Table("One update, as arrays", alt, (lines,))
    names = tuple(f"Update {step.number + 1:,}" for step in steps)
    return Figure("Forward, backward, update, for four rows at once", (table,), names)


def lines_of(neuron: Neuron, step: Step) -> tuple[Line, ...]:
    update, rate = step.update, neuron.learning_rate
    assert update is not None
    entries: list[tuple[str, str, str, str, Any]] = [
        ("Forward", "z", "X @ w + b", "(4, 2) @ (2,) + ()", step.z),
        ("Forward", "out", "sigmoid(z)", "of each number", step.out),
        ("Backward", "delta", "(out - y)·out·(1 - out)", "of each number", step.delta),
        ("Backward", "∂loss/∂w", "X.T @ delta / 4", "(2, 4) @ (4,) / ()", update.gradient),
        ("Backward", "∂loss/∂b", "delta.sum() / 4", "", update.gradient_bias),
        ("Update", "new w", f"w - {rate:g}·∂loss/∂w", "(2,) - (2,)", update.weights),
        ("Update", "new b", f"b - {rate:g}·∂loss/∂b", "() - ()", update.bias),
    ]
    return tuple(
        Line(group, name, formula, shapes, written(np.asarray(value)), str(np.shape(value)))
        for group, name, formula, shapes, value in entries
    )


def written(values: Array) -> str:
    """An array with four decimals.

    Examples
    --------
    >>> written(np.array([0.5, -1.0])), written(np.array(2.0))
    ('[0.5000, -1.0000]', '2.0000')
    """
    if values.ndim == 0:
        return f"{values:.4f}"
    return f"[{', '.join(f'{value:.4f}' for value in values)}]"


def judge_shape(right: tuple[int, ...], hints: dict[tuple[int, ...], str], otherwise: str) -> Any:
    """A judge of a shape, with a hint for each shape that is often given."""

    def judge(answer: Any) -> str:
        shape = tuple(
            numbers(answer, np.size(answer), "a shape, like (4, 2),").astype(int).tolist()
        )
        return "" if shape == right else hints.get(shape, otherwise)

    return judge


def judge_gradient(answer: Any) -> str:
    given = numbers(answer, 2, "two numbers")
    out = forward(X, np.zeros(2), 0.0)[1]
    right = backward(X, LOSSES["squared"].delta(out, np.array([0.0, 1, 1, 1])))[0]
    if np.abs(given - right).max() < 5e-4:
        return ""
    if np.abs(given - 4 * right).max() < 5e-4:
        return (
            "Four times too much: the sum over the rows is not divided by 4, or the slope of the "
            "sigmoid, out·(1 - out) = 0.25, is missing."
        )
    if np.abs(given + right).max() < 5e-4:
        return "The sizes are right. Is it out - y or y - out that stands in delta?"
    return "Every out is 0.5, so delta is 0.125 for row (0, 0) and -0.125 for the others."


EXERCISES = (
    Exercise(
        "`X` is `(80, 2)` and `delta` `(80,)`. What is the shape of `X.T @ delta`?",
        "a shape, like (4, 2)",
        judge_shape(
            (2,),
            {
                (80,): "That is the shape of X @ w. X.T stands the other way: (2, 80).",
                (2, 1): "Nearly: delta is (80,), not (80, 1), so no second axis is left.",
                (2, 80): "That is X.T itself; the product sums over the 80 rows.",
            },
            "Write the two shapes side by side; the inner numbers disappear.",
        ),
        (2,),
        "(2, 80) @ (80,): the rows are summed over, and a number for each weight is left",
    ),
    Exercise(
        "`out` is `(80,)` and `y` is `(80, 1)`. What is the shape of `out - y`?",
        "a shape, like (4, 2)",
        judge_shape(
            (80, 80),
            {
                (80,): "So it should be. But (80, 1) is a column, and (80,) is taken as a row.",
                (80, 1): "out has no second axis; it is taken as a row of 80, not as a column.",
            },
            "Each axis takes the longer of the two lengths; (80,) is read as (1, 80).",
        ),
        (80, 80),
        "every output minus every target, 6,400 differences where 80 were wanted",
    ),
    Exercise(
        "For OR, `y = [0, 1, 1, 1]`, with `w = [0, 0]` and `b = 0`: what is "
        "`X.T @ delta / 4` with the squared error?",
        "two numbers",
        judge_gradient,
        (-0.0625, -0.0625),
        "two rows hold x1 = 1, each with delta = -0.125, and -0.25 / 4 = -0.0625",
    ),
)
