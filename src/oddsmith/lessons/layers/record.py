"""Records: layers after some updates, and every number of their passes over the table."""

from dataclasses import dataclass

from oddsmith.lessons.layers.passes import (
    LOSS,
    Layers,
    backward_layers,
    delta_hidden,
    forward_layers,
)
from oddsmith.neuron import Array


@dataclass(frozen=True, eq=False)
class LayersStep:
    """Layers after `number` updates, and their passes over n rows.

    Attributes
    ----------
    hidden, z, out : ndarray of shape (n, h), (n,) and (n,)
    loss, delta, delta_hidden : ndarray of shape (n,), (n,) and (n, h)
    gradient : Layers
        Of the mean loss.
    """

    number: int
    layers: Layers
    hidden: Array
    z: Array
    out: Array
    loss: Array
    delta: Array
    delta_hidden: Array
    gradient: Layers


def layers_step(number: int, layers: Layers, X: Array, y: Array) -> LayersStep:
    """Both passes over the table, with every number between."""
    hidden, z, out = forward_layers(X, layers)
    delta = LOSS.delta(out, y)
    return LayersStep(
        number,
        layers,
        hidden,
        z,
        out,
        LOSS.value(z, y),
        delta,
        delta_hidden(layers, hidden, delta),
        backward_layers(X, layers, hidden, delta),
    )
