"""Records: softmax at some weights, and every number of its passes over the table.

    forward    z = X @ W + b              (n, p) @ (p, K) + (K,) -> (n, K)
               p = exp(z) / Σ_k exp(z_k)  (n, K)
    loss       -log p_y                   (n,)
    backward   delta = p - e_y            (n, K), with e_y 1 at the row's class and else 0
               ∂loss/∂W = X.T @ delta / n (p, n) @ (n, K) -> (p, K)

The last row of the weights (p + 1, K) is the bias, whose column of X is 1.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import Multinomial
from oddsmith.neuron import Array
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty


def softmax_objective(X: Array, y: NDArray[Any], classes: int, l2: float = 0.0) -> Objective:
    """The mean loss of scores z = X W + b, with ½ l2 w² for every weight but the biases.

    Parameters
    ----------
    X, y : ndarray of shape (n, p) and (n,)
        Rows, and their classes from 0 to K - 1.
    classes : int
        K; each class has weights of its own.
    l2 : float
    """
    table = np.column_stack([X, np.ones(len(X))])  # (n, p + 1)
    each = np.full((table.shape[1], classes), l2)
    each[-1] = 0.0
    data = InMemory(Dense(table), np.asarray(y, dtype=np.intp))
    return Objective(data, Multinomial(np.eye(classes)), Penalty(np.zeros_like(each), each))


@dataclass(frozen=True, eq=False)
class SoftmaxStep:
    """Weights after `number` updates, and their passes over n rows.

    Attributes
    ----------
    number : int
    w : ndarray of shape (p + 1, K)
        The biases last.
    z, p, delta : ndarray of shape (n, K)
    loss : ndarray of shape (n,)
    gradient : ndarray of shape (p + 1, K)
        Of the objective.
    """

    number: int
    w: Array
    z: Array
    p: Array
    delta: Array
    loss: Array
    gradient: Array


def softmax_step(number: int, w: Array, objective: Objective) -> SoftmaxStep:
    """Both passes over the table, by the design and the loss of the objective."""
    assert isinstance(objective.data, InMemory)
    rows, loss = objective.data, objective.loss
    z = rows.X.forward(w)
    at, gradient = loss.at(z, rows.y), objective(w).gradient
    parts = (z, loss.out(z), at.residual, at.value, gradient)
    return SoftmaxStep(number, w, *(np.asarray(part, dtype=np.float64) for part in parts))


def table_of(objective: Objective) -> tuple[Array, Array]:
    """X (n, p) without its column of ones, and y (n,)."""
    assert isinstance(objective.data, InMemory)
    X, y = objective.data.X.toarray()[:, :-1], objective.data.y
    return np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
