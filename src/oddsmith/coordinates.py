"""Coordinates: columns shifted and scaled for the arithmetic, and the way back.

With an intercept, the model  w_0 + Σ_j w_j x_j  is also

    u_0 + Σ_j u_j (x_j - m_j) / s_j,      w_j = u_j / s_j,      w_0 = u_0 - Σ_j m_j w_j,

that is w = T u.  Fitted in u, columns of any unit and any distance from zero give the same digits.
m and s are each column's mean and standard deviation.  Where nothing can be shifted (there is no
intercept, or the column is kept as codes) m = 0 and s is the root mean square.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import Block, Data
from oddsmith.design import Array, scaled

CONSTANT = 1e-13  # a standard deviation below this share of the mean is rounding
SMALLEST = 1e-140  # a column is not magnified further: its square must be a number


@dataclass(frozen=True, eq=False)
class Coordinates:
    """Shift m and scale s of each of p columns; `intercept` is the position of the ones, or None.

    Examples
    --------
    >>> import numpy as np
    >>> at = Coordinates(np.array([0.0, 5.0]), np.array([1.0, 2.0]), intercept=0)
    >>> at.to_raw(np.array([1.0, 4.0]))
    array([-9.,  2.])
    """

    center: Array
    scale: Array
    intercept: int | None

    def to_raw(self, u: Array) -> Array:
        """``w = T u``: (p,) -> (p,), or (p, k) -> (p, k)."""
        w: Array = (u.T / self.scale).T
        if self.intercept is not None:
            w[self.intercept] -= self.center @ w
        return w

    def from_raw(self, w: Array) -> Array:
        """``u = T⁻¹ w``: (p,) -> (p,), or (p, k) -> (p, k)."""
        u: Array = (w.T * self.scale).T
        if self.intercept is not None:
            u[self.intercept] += self.center @ w
        return u

    def covariance_to_raw(self, covariance: Array) -> Array:
        """``T V Tᵀ``: (p, p) -> (p, p), symmetric to the last bit."""
        with np.errstate(over="ignore"):  # the variance of a coefficient near 1e200 is infinite
            V = self.to_raw(self.to_raw(covariance).T)
            return (V + V.T) / 2

    def apply(self, data: Data) -> Data:
        """The same rows in these coordinates; nothing is copied."""
        return data.with_design(lambda X: scaled(X, self.center, self.scale))

    def columns(self, index: NDArray[np.integer[Any]]) -> "Coordinates":
        at = None
        if self.intercept is not None:
            at = int(np.flatnonzero(index == self.intercept)[0])
        return Coordinates(self.center[index], self.scale[index], at)


@dataclass(frozen=True, eq=False)
class Moments:
    """Σ c, Σ c x_j, max |x_j|, and which columns can be shifted: adds."""

    case_weight: float
    sums: Array
    largest: Array
    shiftable: NDArray[np.bool_]

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(
            self.case_weight + other.case_weight,
            self.sums + other.sums,
            np.maximum(self.largest, other.largest),
            self.shiftable & other.shiftable,
        )

    @property
    def mean(self) -> Array:
        return self.sums / self.case_weight


def moments(block: Block, *, squared: bool = False) -> Moments:
    """Weighted column sums of a block, or of its squares."""
    c = block.weights
    X = block.X.squared() if squared else block.X
    return Moments(float(c.sum()), X.backward(c), X.largest(), X.shiftable)


def standardising(data: Data, intercept: int | None) -> Coordinates:
    """Coordinates in which columns have mean zero and standard deviation one; two sweeps.

    A constant column keeps its values, divided by their size: it cannot be told from the intercept,
    and the rank check says so.  Only numbers of at most one are squared, so that none overflows.
    """
    first = data.total(moments)
    center = np.where(first.shiftable, first.mean, 0.0)
    center = center * (intercept is not None)
    if intercept is not None:
        center[intercept] = 0.0
    size = np.maximum(np.where(first.largest > 0, first.largest, 1.0), SMALLEST)
    shifted = Coordinates(center, size, intercept).apply(data)
    scale = size * np.sqrt(data_mean_square(shifted))
    constant = scale <= CONSTANT * np.abs(center)
    scale = np.where(constant, np.abs(center), scale)
    center = np.where(constant, 0.0, center)
    return Coordinates(center, np.where(scale > 0, np.maximum(scale, SMALLEST), 1.0), intercept)


def data_mean_square(data: Data) -> Array:
    """Mean square of each column: (p,)."""
    return data.total(lambda block: moments(block, squared=True)).mean
