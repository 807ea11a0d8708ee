"""Records: the steps of a training that a figure plays, as data.

A neuron's steps hold every number of the passes over the whole table; a solver's walk holds what
all solvers have, the weights and the objective.  Weights come first, the bias last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from oddsmith.neuron import LOSSES, Array, History, Update, forward
from oddsmith.neuron.passes import FAR_OUT
from oddsmith.objective import Objective
from oddsmith.solvers import Solver, iterate


@dataclass(frozen=True, eq=False)
class Step:
    """A neuron after `number` updates: its passes over n rows of p inputs, and what comes next.

    Attributes
    ----------
    number : int
        Updates made so far.
    weights, bias : ndarray of shape (p,), float
        As they are now.
    z, out, loss, delta : ndarray of shape (n,)
        Forward pass, loss, and ∂loss/∂z of each row of the table.
    update : Update or None
        The next one; None at the end.
    """

    number: int
    weights: Array
    bias: float
    z: Array
    out: Array
    loss: Array
    delta: Array
    update: Update | None


@dataclass(frozen=True, eq=False)
class Walk:
    """Where a solver has been: w (T, q), the objective's value (T,), and after how many steps."""

    steps: Array
    w: Array
    value: Array


def spaced(total: int, most: int = 60, each: int = 8) -> list[int]:
    """At most about `most` numbers from 0 to `total`: the first `each`, then ever farther apart.

    Examples
    --------
    >>> spaced(1000, most=10, each=3)
    [0, 1, 2, 3, 10, 40, 90, 160, 250, 360, 490, 640, 810, 1000]
    """
    grown = (round(total * (k / most) ** 2) for k in range(most + 1))
    return sorted({*range(min(each, total) + 1), *grown})


def log_spaced(total: int, most: int = 30) -> list[int]:
    """At most `most` + 1 numbers from 1 to `total`, each about the same multiple of the last.

    Examples
    --------
    >>> log_spaced(1000, most=6)
    [1, 3, 10, 32, 100, 316, 1000]
    """
    return sorted({round(total ** (k / most)) for k in range(most + 1)})


def record(history: History, numbers: Sequence[int] | None = None) -> tuple[Step, ...]:
    """The steps of a training after so many updates each; `spaced` where not given.

    Examples
    --------
    >>> from oddsmith.neuron import Neuron
    >>> neuron = Neuron(seed=0, epochs=2).fit([[0], [1]], [0, 1])
    >>> [step.number for step in record(neuron.history)]
    [0, 1, 2, 3, 4]
    """
    chosen = spaced(len(history)) if numbers is None else numbers
    return tuple(step_of(history, k) for k in chosen)


def step_of(history: History, k: int) -> Step:
    w, b, y = history.weights[k], float(history.bias[k]), history.y
    loss = LOSSES[history.loss]
    update = history[k] if k < len(history) else None
    with np.errstate(**FAR_OUT):
        z, out = forward(history.X, w, b)
        return Step(k, w, b, z, out, loss.value(z, y), loss.delta(out, y), update)


def walk(solver: Solver, objective: Objective, start: Array, steps: int) -> Walk:
    """The first steps of a solver: what `iterate` yields, in line.

    Examples
    --------
    >>> from oddsmith.lessons.landscape import objective_of
    >>> from oddsmith.solvers import Newton
    >>> objective = objective_of(np.array([[0.0], [1], [2], [3]]), np.array([0.0, 1, 0, 1]))
    >>> walk(Newton(), objective, np.zeros(2), 3).w.round(3)
    array([[ 0.   ,  0.   ],
           [ 0.8  , -1.2  ],
           [ 0.904, -1.356],
           [ 0.908, -1.362]])
    """
    states = list(islice(iterate(solver, objective, start), steps + 1))
    value = [state.at.value if state.at else objective(state.w, order=0).value for state in states]
    return Walk(
        np.array([float(state.steps) for state in states]),
        np.array([state.w.ravel() for state in states]),
        np.array(value),
    )
