"""Training by gradient descent, twice: first in plain loops, then as vectors.

    update      wj <- wj - learning_rate · ∂loss/∂wj  b <- b - learning_rate · ∂loss/∂b

Shapes: n rows, p inputs; X (n, p), y (n,), w (p,), b a number.  A batch is the next `batch_size`
rows in the order of the table (m of them), its gradient the mean over them; an epoch is one walk
through all rows.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from oddsmith.neuron.passes import LOSSES, Array, backward, batches, forward, sigmoid

if TYPE_CHECKING:
    from oddsmith.neuron.neuron import Neuron


def train_loops(neuron: "Neuron", X: Any, y: Any, w: Any, b: float) -> Iterator[tuple[Any, float]]:
    """Yield (w, b) after every update, one number at a time: the formulas above, word by word."""
    learning_rate, delta = neuron.learning_rate, LOSSES[neuron.loss].delta
    p, w = len(w), list(w)
    for _ in range(neuron.epochs):
        for batch in batches(len(X), neuron.batch_size):
            m = batch.stop - batch.start
            dw, db = [0.0] * p, 0.0
            for i in range(batch.start, batch.stop):
                z = b
                for j in range(p):
                    z += w[j] * X[i][j]
                d = delta(sigmoid(z), y[i])
                for j in range(p):
                    dw[j] += d * X[i][j] / m
                db += d / m
            for j in range(p):
                w[j] -= learning_rate * dw[j]
            b -= learning_rate * db
            yield list(w), b


def train_vectors(
    neuron: "Neuron", X: Array, y: Array, w: Array, b: float
) -> Iterator[tuple[Array, float]]:
    """Yield (w, b) after every update: `train_loops`, with each inner loop as one product."""
    learning_rate, delta = neuron.learning_rate, LOSSES[neuron.loss].delta
    parts = [(X[rows], y[rows]) for rows in batches(len(y), neuron.batch_size)]
    for _ in range(neuron.epochs):
        for X_batch, y_batch in parts:
            _, out = forward(X_batch, w, b)
            dw, db = backward(X_batch, delta(out, y_batch))
            w = w - learning_rate * dw
            b = b - learning_rate * db
            yield w, b
