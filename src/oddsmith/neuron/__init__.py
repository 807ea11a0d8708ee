"""One sigmoid neuron, trained by hand, in plain loops and as vectors; NumPy is all it needs.

passes.py    forward, the losses, backward          training.py   update after update
history.py   every update, to be recomputed         checks.py     what is refused and warned of
neuron.py    Neuron, which puts them together
"""

from oddsmith.neuron.checks import safe_rate
from oddsmith.neuron.history import History, Update
from oddsmith.neuron.neuron import Neuron
from oddsmith.neuron.passes import (
    LOSSES,
    Array,
    Loss,
    backward,
    forward,
    sigmoid,
    sigmoid_derivative,
)
from oddsmith.neuron.training import train_loops, train_vectors

__all__ = [
    "LOSSES",
    "Array",
    "History",
    "Loss",
    "Neuron",
    "Update",
    "backward",
    "forward",
    "safe_rate",
    "sigmoid",
    "sigmoid_derivative",
    "train_loops",
    "train_vectors",
]
