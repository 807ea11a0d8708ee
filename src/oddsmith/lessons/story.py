"""What happened, in words: learned or not, why, and what would do."""

import warnings
from dataclasses import replace

import numpy as np

from oddsmith.errors import NotConvergedWarning
from oddsmith.lessons.task import Task
from oddsmith.neuron import Neuron, safe_rate

MAX_TRIAL_UPDATES = 50_000  # a trial of other settings should not take longer than the lesson


def tell(task: Task, neuron: Neuron) -> str:
    """The story of a trained neuron, a paragraph for each line."""
    paragraphs = [outcome(task, neuron)]
    if task.why_not:
        paragraphs += [
            f"No line separates the two classes. {task.why_not}",
            undecided(task, neuron),
        ]
    elif right(neuron, task.X, task.y) < len(task.y):
        paragraphs += [why_not_yet(task, neuron), remedy(task, neuron)]
    else:
        paragraphs += [where_the_line_is(task, neuron), no_minimum(neuron)]
    return "\n".join(filter(None, paragraphs))


def right(neuron: Neuron, X: np.ndarray, y: np.ndarray) -> int:
    return int((neuron.predict(X) == y).sum())


def outcome(task: Task, neuron: Neuron) -> str:
    n, hits = len(task.y_test), right(neuron, task.X_test, task.y_test)
    after = (
        f"after {neuron.epochs:,} epochs ({len(neuron.history):,} updates) with learning rate "
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
    seen = (
        f"Row {point(task.X[i])} should be {task.y[i]:g}, and its output is {out[i]:.3f}. A line "
        f"that gets every row right exists; the mean loss went from {losses[0]:.4f} to "
        f"{losses[-1]:.4f}, and "
    )
    if neuron.learning_rate > safe_rate(task.X, neuron.batch_size, neuron.loss):
        return seen + "the steps were too long: they land where the sigmoid is flat or jump about."
    return seen + "the steps were too short, or too few, to get there."


def remedy(task: Task, neuron: Neuron) -> str:
    """Other settings that were tried from the same start, and learned the task."""
    rate, epochs = neuron.learning_rate, neuron.epochs
    trials = [(10 * rate, epochs), (rate, 10 * epochs), (task.learning_rate, 1000)]
    trials += [(10 * rate, 10 * epochs), (1.0, 1000)]
    found = [
        f"learning rate {r:g} with {e:,} epochs" for r, e in trials if does(task, neuron, r, e)
    ]
    return f"From the same start this would do: {'; or '.join(found[:2])}." if found else ""


def does(task: Task, neuron: Neuron, rate: float, epochs: int) -> bool:
    updates = epochs * -(-len(task.y) // neuron.batch_size)
    if neuron.seed is None or updates > MAX_TRIAL_UPDATES:
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotConvergedWarning)
        other = replace(neuron, learning_rate=rate, epochs=epochs).fit(task.X, task.y)
    return right(other, task.X, task.y) == len(task.y)
