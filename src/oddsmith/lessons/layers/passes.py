"""A hidden layer: h neurons whose outputs are the inputs of one more, by the passes of one neuron.

    forward    hidden = sigmoid(X @ W + b)               (m, p) @ (p, h) + (h,) -> (m, h)
               out    = sigmoid(hidden @ v + c)          (m, h) @ (h,) + ()     -> (m,)
    backward   delta        = out - y                    (m,), of cross-entropy
               delta_hidden = delta v hidden (1 - hidden)    (m, 1)·(h,)·(m, h) -> (m, h)

The backward pass is the chain rule once more: z grows by v_k when hidden output k grows by 1, and
that output by hidden_k (1 - hidden_k) when its own sum does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from oddsmith.neuron import LOSSES, Array, backward, forward, sigmoid_derivative

LOSS = LOSSES["cross-entropy"]


@dataclass(frozen=True, eq=False)
class Layers:
    """Weights and biases of both layers, or their gradient, which has the same shapes.

    Attributes
    ----------
    W, b : ndarray of shape (p, h) and (h,)
        Of the hidden layer, a column for each of its neurons.
    v, c : ndarray of shape (h,), float
        Of the neuron that reads them.
    """

    W: Array
    b: Array
    v: Array
    c: float

    def in_a_row(self) -> Array:
        """All numbers, W row by row first: (q,)."""
        return np.concatenate([self.W.ravel(), self.b, self.v, [self.c]])

    def like(self, row: Array) -> "Layers":
        """Layers of these shapes from numbers in a row."""
        ends = np.cumsum([self.W.size, self.b.size, self.v.size])
        W, b, v, c = np.split(row, ends)
        return Layers(W.reshape(self.W.shape), b, v, float(c[0]))


def start_layers(p: int, h: int, seed: int) -> Layers:
    """Every number uniform in [0, 1), as one neuron starts."""
    shape = Layers(np.empty((p, h)), np.empty(h), np.empty(h), 0.0)
    return shape.like(np.random.RandomState(seed).uniform(size=h * (p + 2) + 1))


def forward_layers(X: Array, layers: Layers) -> tuple[Array, Array, Array]:
    """The hidden outputs (m, h), and the last neuron's sums and outputs (m,)."""
    _, hidden = forward(X, layers.W, layers.b)
    z, out = forward(hidden, layers.v, layers.c)
    return hidden, z, out


def delta_hidden(layers: Layers, hidden: Array, delta: Array) -> Array:
    """∂loss/∂z of the hidden neurons (m, h), from that of the last one (m,)."""
    back: Array = np.outer(delta, layers.v) * sigmoid_derivative(hidden)
    return back


def backward_layers(X: Array, layers: Layers, hidden: Array, delta: Array) -> Layers:
    """The gradient of the mean loss: first of the last neuron, then of the hidden layer."""
    dv, dc = backward(hidden, delta)
    dW, db = backward(X, delta_hidden(layers, hidden, delta))
    return Layers(dW, db, dv, dc)


def train_layers(X: Array, y: Array, layers: Layers, rate: float, updates: int) -> Iterator[Layers]:
    """Yield the start, then the layers after each update by all rows."""
    yield layers
    for _ in range(updates):
        hidden, _, out = forward_layers(X, layers)
        gradient = backward_layers(X, layers, hidden, LOSS.delta(out, y))
        layers = layers.like(layers.in_a_row() - rate * gradient.in_a_row())
        yield layers


def mean_loss(X: Array, y: Array, layers: Layers) -> float:
    """The mean cross-entropy over the table."""
    return float(LOSS.value(forward_layers(X, layers)[1], y).mean())
