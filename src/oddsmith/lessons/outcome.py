"""Outcome: what came of a neuron that learned a task, as data."""

from dataclasses import dataclass
from typing import Any

from oddsmith.errors import InputError
from oddsmith.lessons.gates import TARGETS, gate
from oddsmith.lessons.iris import iris
from oddsmith.lessons.story import tell
from oddsmith.lessons.task import Task
from oddsmith.neuron import Neuron

NAMES = (*TARGETS, "iris")


@dataclass(frozen=True)
class Prediction:
    """One row that the neuron is judged by; `predicted` is 1 where out reaches 0.5."""

    inputs: tuple[float, ...]
    target: int
    out: float
    predicted: int


@dataclass(frozen=True, eq=False)
class Outcome:
    """A trained neuron, what it predicts, and what happened in words.

    Attributes
    ----------
    task : Task
    neuron : Neuron
        Trained on the task's rows.
    predictions : tuple of Prediction
        Of the rows to judge by.
    story : str
        Paragraphs, separated by line breaks.
    """

    task: Task
    neuron: Neuron
    predictions: tuple[Prediction, ...]
    story: str

    @property
    def name(self) -> str:
        return self.task.name

    @property
    def right(self) -> int:
        """Rows predicted as they are."""
        return sum(row.predicted == row.target for row in self.predictions)

    @property
    def accuracy(self) -> float:
        """Share of rows predicted as they are."""
        return self.right / len(self.predictions)


def load_task(name: str, seed: int | None = 0) -> Task:
    """A task by its name; the seed shuffles iris.

    Raises
    ------
    InputError
        There is no lesson of that name.
    """
    if name not in NAMES:
        raise InputError(f"There is no lesson {name!r}: choose from {', '.join(NAMES)}.")
    return iris(seed) if name == "iris" else gate(name)


def learn(
    name: str,
    *,
    learning_rate: float | None = None,
    batch_size: int | None = None,
    seed: int | None = 0,
    **settings: Any,
) -> Outcome:
    """Train a neuron on a task and say what happened.

    Parameters
    ----------
    name : {"and", "or", "nand", "xor", "iris"}
    learning_rate : float, optional
        The task's own where not given: 0.1, for iris 0.01.
    batch_size : int, optional
        The task's own where not given: 1, for XOR all four rows.
    seed : int, optional
        Of the neuron's start, and of the order of iris; by chance where None.
    **settings
        `epochs` and `loss` of the `Neuron`.

    Examples
    --------
    >>> outcome = learn("and")
    >>> outcome.right, [row.predicted for row in outcome.predictions]
    (4, [0, 0, 0, 1])
    """
    Neuron(seed=seed)  # refuses a wrong seed before it shuffles
    task = load_task(name, seed)
    rate = task.learning_rate if learning_rate is None else learning_rate
    size = task.batch_size if batch_size is None else batch_size
    neuron = Neuron(learning_rate=rate, batch_size=size, seed=seed, **settings)
    neuron.fit(task.X, task.y)
    rows = zip(task.X_test, task.y_test, neuron.forward(task.X_test), strict=True)
    predictions = tuple(
        Prediction(tuple(x.tolist()), int(y), float(out), int(out >= 0.5)) for x, y, out in rows
    )
    return Outcome(task, neuron, predictions, tell(task, neuron))
