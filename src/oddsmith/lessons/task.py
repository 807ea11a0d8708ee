"""Task: what a lesson asks a neuron to learn."""

from dataclasses import dataclass

from oddsmith.neuron import Array


@dataclass(frozen=True, eq=False)
class Task:
    """A table with two classes.

    Attributes
    ----------
    name, title : str
        As typed and as read: "and", "AND".
    inputs : tuple of str
        Names of the p columns.
    classes : tuple of two str
        Names of the targets 0 and 1.
    X, y : ndarray of shape (n, p) and (n,)
        Rows to learn from.
    X_test, y_test : ndarray of shape (m, p) and (m,)
        Rows to judge by: the same four for a gate, held back for iris.
    learning_rate : float
        The one that the lesson starts with.
    batch_size : int
        As that.
    why_not : str
        Why no line separates the classes; empty where one does.
    """

    name: str
    title: str
    inputs: tuple[str, ...]
    classes: tuple[str, str]
    X: Array
    y: Array
    X_test: Array
    y_test: Array
    learning_rate: float
    batch_size: int = 1
    why_not: str = ""

    @property
    def held_back(self) -> bool:
        """Whether the rows to judge by are others than those to learn from."""
        return self.X_test is not self.X
