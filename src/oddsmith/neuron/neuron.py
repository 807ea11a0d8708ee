"""One sigmoid neuron, trained by hand: settings, training, and what came of it."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oddsmith.errors import InputError, NotKeptError
from oddsmith.neuron.checks import as_inputs, as_start, as_targets, check_settings, warn_if_risen
from oddsmith.neuron.history import History
from oddsmith.neuron.passes import FAR_OUT, Array, batches, forward
from oddsmith.neuron.training import train_vectors


@dataclass(eq=False)
class Neuron:
    """One sigmoid neuron, started at random in [0, 1) and trained by gradient descent.

    Parameters
    ----------
    learning_rate : float
        Length of a step per unit of gradient, above 0.
    epochs : int
        Walks through the table.
    batch_size : int
        Rows in an update; all rows where there are fewer.
    loss : {"squared", "cross-entropy"}
        What an update lowers.
    seed : int, optional
        Of the random start: weights, then bias.  A new start each time where not given.
    trace : bool
        Keep the weights after every update: `history`, whose ``table`` has a row for each.

    Raises
    ------
    InputError
        A setting out of its range; when fitting, a table or targets that cannot be used.

    Examples
    --------
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]
    >>> neuron = Neuron(learning_rate=0.1, epochs=1000, seed=0).fit(X, y)
    >>> neuron.weights.round(2), round(neuron.bias, 2)
    (array([2.65, 2.65]), -4.09)
    >>> neuron.predict(X)
    array([0, 0, 0, 1])
    >>> neuron.history[0].out.round(4)
    array([0.6463])
    """

    learning_rate: float = 0.1
    epochs: int = 1000
    batch_size: int = 1
    loss: Literal["squared", "cross-entropy"] = "squared"
    seed: int | None = None
    trace: bool = True
    end: tuple[Array, float] | None = field(default=None, init=False, repr=False)
    kept: History | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        check_settings(self)

    def fit(
        self, X: ArrayLike, y: ArrayLike, *, start: tuple[ArrayLike, float] | None = None
    ) -> "Neuron":
        """Train on X (n, p) and y (n,) of 0 and 1, from a new start; returns the neuron itself.

        A start that is given, weights (p,) and bias, takes the place of the random one.

        Warns
        -----
        NotConvergedWarning
            The mean loss over the table is higher at the end than at the start.
        """
        check_settings(self)
        table = as_inputs(X)
        target = as_targets(y, len(table))
        n, p = table.shape
        first = start_of(self, start, p)
        updates = self.epochs * len(batches(n, self.batch_size)) if self.trace else 0
        weights, bias = np.empty((updates + 1, p)), np.empty(updates + 1)
        weights[0], bias[0] = first
        with np.errstate(**FAR_OUT):  # warned of below
            for k, (w, b) in enumerate(train_vectors(self, table, target, *first), start=1):
                if self.trace:
                    weights[k], bias[k] = w, b
            self.end = w, float(b)
            warn_if_risen(self, table, target, first, self.end)
        settings = self.batch_size, self.loss, self.learning_rate
        self.kept = History(table, target, weights, bias, *settings) if self.trace else None
        return self

    def _ended(self) -> tuple[Array, float]:
        if self.end is None:
            raise InputError("This neuron has not been trained yet: call .fit(X, y) first.")
        return self.end

    @property
    def history(self) -> History:
        """Every update of the last `fit`, and as a table ``history.table``.

        Raises
        ------
        NotKeptError
            It was trained with ``trace=False``.
        """
        self._ended()
        if self.kept is None:
            raise NotKeptError("The updates were not kept: train again with trace=True.")
        return self.kept

    @property
    def weights(self) -> Array:
        """The weights after training: (p,)."""
        return np.array(self._ended()[0])

    @property
    def bias(self) -> float:
        """The bias after training."""
        return self._ended()[1]

    def forward(self, X: ArrayLike) -> Array:
        """The activation ``sigmoid(X @ w + b)`` of each row: (n, p) -> (n,)."""
        w, table = self.weights, as_inputs(X)
        if table.shape[1] != len(w):
            raise InputError(
                f"X has {table.shape[1]} columns; this neuron was trained on {len(w)}."
            )
        with np.errstate(**FAR_OUT):
            return forward(table, w, self.bias)[1]

    def predict(self, X: ArrayLike, threshold: float = 0.5) -> NDArray[np.int_]:
        """1 where the activation reaches the threshold, else 0: (n, p) -> (n,)."""
        if not (isinstance(threshold, int | float | np.number) and 0 <= threshold <= 1):
            raise InputError(f"threshold={threshold!r}: activations lie between 0 and 1.")
        return (self.forward(X) >= threshold).astype(int)


def start_of(neuron: Neuron, given: Any, p: int) -> tuple[Array, float]:
    """Where a training starts: as given, or uniform in [0, 1), weights before bias."""
    if given is None:
        rng = np.random.RandomState(neuron.seed)  # its numbers are the same in every NumPy
        return rng.rand(p), rng.rand()
    if neuron.seed is not None:
        raise InputError(
            f"seed={neuron.seed} chooses a random start, and a start is given: leave one out."
        )
    return as_start(given, p)
