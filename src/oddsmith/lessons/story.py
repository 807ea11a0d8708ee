"""What happened, in words: learned or not, why, and what would do."""

import warnings
from dataclasses import replace

import numpy as np

from oddsmith.errors import NotConvergedWarning
from oddsmith.lessons.task import Task
from oddsmith.neuron import Neuron, safe_rate, sigmoid

TRIAL_UPDATES = 200_000  # trying other settings should not take much longer than the lesson
LINE_UPDATES = 20_000
MANY_ROWS = 20  # from here on a single wrong row can be an odd one


def tell(task: Task, neuron: Neuron) -> str:
    """The story of a trained neuron, a paragraph for each line."""
    with np.errstate(over="ignore", invalid="ignore"):  # weights after far too long steps
        return story(task, neuron)


def story(task: Task, neuron: Neuron) -> str:
    paragraphs = [outcome(task, neuron)]
    if task.why_not:
        paragraphs += [
            f"No line separates the two classes. {task.why_not}",
            undecided(task, neuron),
        ]
    elif right(neuron, task.X, task.y) < len(task.y):
        odd = odd_row(task, neuron)
        paragraphs += [odd] if odd else [why_not_yet(task, neuron), remedy(task, neuron)]
    else:
        paragraphs += [where_the_line_is(task, neuron), no_minimum(neuron)]
    return "\n".join(filter(None, paragraphs))


def right(neuron: Neuron, X: np.ndarray, y: np.ndarray) -> int:
    return int((neuron.predict(X) == y).sum())


def epochs(n: int) -> str:
    """So many epochs, in words.

    Examples
    --------
    >>> epochs(1), epochs(1000)
    ('1 epoch', '1,000 epochs')
    """
    return f"{n:,} epoch" + ("" if n == 1 else "s")


def outcome(task: Task, neuron: Neuron) -> str:
    n, hits = len(task.y_test), right(neuron, task.X_test, task.y_test)
    after = (
        f"after {epochs(neuron.epochs)} ({updates_of(neuron)}) with learning rate "
        f"{neuron.learning_rate:g} the neuron is right in {hits} of {n} rows"
    )
    if not task.held_back:
        verdict = "is learned" if hits == n else "is not learned"
        return f"{task.title} {verdict}: {after}."
    missed = task.X_test[neuron.predict(task.X_test) != task.y_test]
    wrong = f" Wrong among those: {'; '.join(map(point, missed))}." if len(missed) else ""
    seen = f"{right(neuron, task.X, task.y)} of {len(task.y)}"
    return (
        f"{task.title}: {after} that it had never seen, and in {seen} that it learned from.{wrong}"
    )


def updates_of(neuron: Neuron) -> str:
    n = len(neuron.history)
    return f"{n:,} update" + ("" if n == 1 else "s")


def point(x: np.ndarray) -> str:
    return f"({', '.join(f'{value:g}' for value in x)})"


def weighted_sum(p: int) -> str:
    return " + ".join(f"w{j} x{j}" for j in range(1, p + 1))


def where_the_line_is(task: Task, neuron: Neuron) -> str:
    sums = task.X @ neuron.weights  # (n, p) @ (p,) -> (n,)
    low, high = sums[task.y == 0].max(), sums[task.y == 1].min()
    return (
        f"Its output reaches 0.5 where {weighted_sum(task.X.shape[1])} reaches -b = "
        f"{-neuron.bias:.2f}. The rows of class {task.classes[1]} have a sum of {high:.2f} or "
        f"more, those of class {task.classes[0]} one of {low:.2f} or less: -b lies between."
    )


def no_minimum(neuron: Neuron) -> str:
    start, end = (np.linalg.norm(neuron.history.weights[k]) for k in (0, -1))
    losses = neuron.history.mean_losses()
    return (
        f"The length of the weight vector went from {start:.2f} to {end:.2f}, the mean loss from "
        f"{losses[0]:.4f} to {losses[-1]:.4f}, and neither would end there. Where a line separates "
        "the classes the loss has no minimum: longer weights always bring the outputs closer to 0 "
        "and 1. The line hardly moves meanwhile, so stop when it is good enough, or add a penalty."
    )


def undecided(task: Task, neuron: Neuron) -> str:
    out = neuron.forward(task.X)
    seen = f"The outputs lie between {out.min():.3f} and {out.max():.3f}."
    if np.abs(out - 0.5).max() > 0.1:
        return seen
    return (
        f"{seen} Squared error and cross-entropy both rest where every output is 0.5; the small "
        "differences that are left, from the start or from the order of the updates, decide alone "
        "which rows count as right."
    )


def why_not_yet(task: Task, neuron: Neuron) -> str:
    out = neuron.forward(task.X)
    i = int(np.abs(out - task.y).argmax())
    losses = neuron.history.mean_losses()
    exists = (
        "A line that gets every row right exists; the" if line_exists(task.X, task.y) else "The"
    )
    seen = (
        f"Row {point(task.X[i])} should be {task.y[i]:g}, and its output is {out[i]:.3f}. {exists} "
        f"mean loss went from {losses[0]:.4f} to {losses[-1]:.4f}, and "
    )
    if neuron.learning_rate > 2 * safe_rate(task.X, neuron.batch_size, neuron.loss):
        return seen + "the steps were too long: they land where the sigmoid is flat or jump about."
    return seen + "the steps were too short, or too few, to get there."


def line_exists(X: np.ndarray, y: np.ndarray) -> bool:
    """Whether a line was found that has every row on its side.

    The perceptron's updates, each by the row that is furthest on the wrong side: they end if there
    is such a line (Novikoff 1962).  False means that none was found in `LINE_UPDATES` of them.

    Examples
    --------
    >>> X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    >>> line_exists(X, np.array([0, 0, 0, 1])), line_exists(X, np.array([0, 1, 1, 0]))
    (True, False)
    """
    scale = np.where(np.ptp(X, axis=0) > 0, np.ptp(X, axis=0), 1.0)
    ones = np.ones((len(X), 1))
    signed = np.hstack([(X - X.mean(axis=0)) / scale, ones]) * (2 * y - 1)[:, None]  # (n, p + 1)
    w = np.zeros(signed.shape[1])
    for _ in range(LINE_UPDATES):
        sides = signed @ w
        worst = int(sides.argmin())
        if sides[worst] > 0:
            return True
        w = w + signed[worst]
    return False


def odd_row(task: Task, neuron: Neuron) -> str:
    """What to say where one row of many is wrong, and lies among rows of the other class."""
    n, out = len(task.y), neuron.forward(task.X)
    wrong = np.flatnonzero((out >= 0.5) != (task.y == 1))
    if len(wrong) != 1 or n < MANY_ROWS:
        return ""
    i = int(wrong[0])
    apart = np.linalg.norm((task.X - task.X[i]) / task.X.std(axis=0), axis=1)
    near = np.argsort(apart, kind="stable")[1:6]
    others = int((task.y[near] != task.y[i]).sum())
    if others < 3:
        return ""
    k, half = int(task.y[i]), len(neuron.history) // 2
    before = sigmoid(task.X[i] @ neuron.history.weights[half] + neuron.history.bias[half])
    return (
        f"The row it learned from and gets wrong, {point(task.X[i])}, is {task.classes[k]} and "
        f"lies among the {task.classes[1 - k]}: {others} of the 5 rows nearest to it are of that "
        f"class. Its output should be {k} and is {out[i]:.3f}; half-way through the updates it was "
        f"{before:.3f}. {more_epochs(task, neuron)}"
    )


def more_epochs(task: Task, neuron: Neuron) -> str:
    if not line_exists(task.X, task.y):
        return (
            "No line that gets every row right was found, and where there is none, more epochs "
            "cannot help: they move the line a little and make the outputs sharper."
        )
    promise = (
        "With cross-entropy and short steps enough epochs get there, but"
        if neuron.loss == "cross-entropy"
        else "With the squared error no number of epochs is sure to get there, since its slope "
        "fades where an output is wrong and sure of it; and"
    )
    return (
        "A line that gets every row right exists, but it passes close by rows of both classes, and "
        f"only long weights make it the better one for the loss. {promise} more epochs first make "
        "the other rows' outputs sharper, and turn the line towards a single row only slowly. How "
        "many it takes was not tried here."
    )


def remedy(task: Task, neuron: Neuron) -> str:
    """Other settings that were tried from the same start, and got more rows right."""
    found = trials(task, neuron)
    best = max(found.values(), default=0)
    if best <= right(neuron, task.X, task.y):
        return ""
    named = [f"learning rate {r:g} with {epochs(e)}" for (r, e), k in found.items() if k == best]
    n = len(task.y)
    what = "this would do" if best == n else f"this gets {best} of {n} rows right"
    return f"From the same start {what}: {'; or '.join(named[:2])}."


def trials(task: Task, neuron: Neuron) -> dict[tuple[float, int], int]:
    """For other learning rates and epochs, as many as are quickly tried: the rows right."""
    rate, e = neuron.learning_rate, neuron.epochs
    settings = [(10 * rate, e), (rate, 10 * e), (task.learning_rate, 1000), (10 * rate, 10 * e)]
    found: dict[tuple[float, int], int] = {}
    budget = 0 if neuron.seed is None else TRIAL_UPDATES
    for r, times in dict.fromkeys([*settings, (1.0, 1000)]):
        updates = times * -(-len(task.y) // neuron.batch_size)
        if updates > budget or not np.isfinite(r):
            continue
        budget -= updates
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotConvergedWarning)
            other = replace(neuron, learning_rate=r, epochs=times).fit(task.X, task.y)
        found[r, times] = right(other, task.X, task.y)
    return found
