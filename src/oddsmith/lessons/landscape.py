"""The loss as a landscape: its height over a plane in the space of the weights.

    w(s, t) = origin + s · across + t · up            height(s, t) = F(w(s, t))

A path of more than two weights is drawn as its shadow on the plane (least squares), and how far
the loss of a shadow is from the loss itself can be asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy, Loss, SquaredError
from oddsmith.neuron import Array
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty

Surface = Objective | Callable[[Array], float]  # of weights (q,)

LOSS_OF: dict[str, Loss] = {"squared": SquaredError(), "cross-entropy": CrossEntropy()}


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in the space of q weights.

    Parameters
    ----------
    origin, across, up : ndarray of shape (q,)
        A point of it, and its two directions.
    names : tuple of two str
        Of the two coordinates.

    Examples
    --------
    >>> plane = Plane(np.zeros(3), np.array([1.0, 1, 0]), np.array([0.0, 0, 1]), ("w", "b"))
    >>> plane.shadow(np.array([[1.0, 3.0, 5.0]]))
    array([[2., 5.]])
    """

    origin: Array
    across: Array
    up: Array
    names: tuple[str, str]

    def at(self, places: Array) -> Array:
        """The weights at places (T, 2) of the plane: (T, q)."""
        return self.origin + places @ np.stack([self.across, self.up])

    def shadow(self, w: Array) -> Array:
        """The places (T, 2) nearest to weights (T, q)."""
        directions = np.stack([self.across, self.up], axis=1)  # (q, 2)
        return np.asarray(np.linalg.pinv(directions) @ (w - self.origin).T).T


def objective_of(X: Array, y: Array, loss: str = "cross-entropy") -> Objective:
    """The mean loss of a neuron over a table (n, p), as a function of its weights and bias."""
    table = np.column_stack([X, np.ones(len(X))])  # (n, p + 1)
    return Objective(InMemory(Dense(table), y), LOSS_OF[loss], Penalty.none(table.shape[1]))


def values(surface: Surface, w: Array) -> Array:
    """The height at each of T weight vectors: (T, q) -> (T,)."""
    height = height_of(surface) if isinstance(surface, Objective) else surface
    return np.array([height(row) for row in w])


def height_of(objective: Objective) -> Callable[[Array], float]:
    """An objective's value as a function of its weights laid out in a row."""
    shape = objective.penalty.l1.shape
    return lambda w: objective(w.reshape(shape), order=0).value


def heights(surface: Surface, plane: Plane, s: Array, t: Array) -> Array:
    """The height over a grid of the plane: rows for t (h,), columns for s (g,), (h, g).

    Examples
    --------
    >>> objective = objective_of(np.array([[0.0], [1.0]]), np.array([0.0, 1.0]), "squared")
    >>> plane = Plane(np.zeros(2), np.array([1.0, 0]), np.array([0.0, 1]), ("w1", "b"))
    >>> heights(objective, plane, np.array([0.0, 2.0]), np.array([-1.0])).round(4)
    array([[0.1517, 0.0362]])
    """
    places = np.stack(np.meshgrid(s, t), axis=-1).reshape(-1, 2)
    return values(surface, plane.at(places)).reshape(len(t), len(s))


def bends(objective: Objective, w: NDArray[np.floating[Any]]) -> tuple[float, Array, Array]:
    """Value, gradient (q,) and hessian (q, q) of an objective at weights w (q,)."""
    at = objective(w, order=2)
    gradient, hessian = (np.asarray(part, dtype=np.float64) for part in (at.gradient, at.hessian))
    return at.value, gradient, hessian


def plane_through(w: Array) -> Plane:
    """The plane through the end of a path (T, q) that lies closest to it: q of 2 or more.

    Its directions are the first two principal ones of the path as seen from its end; for two
    weights it is the plane of the two themselves.
    """
    if w.shape[1] == 2:
        return Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]), ("w1", "w2"))
    across, up = np.linalg.svd(w - w[-1], full_matrices=False)[2][:2]
    along = across * np.sign(across @ (w[-1] - w[0]) or 1.0)
    return Plane(w[-1], along, up, ("along the path", "beside the path"))
