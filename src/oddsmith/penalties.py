"""Penalty: what large coefficients cost, column by column.

    P(w) = Σ_j  l1_j |w_j| + ½ l2_j w_j²

on the scale of the *mean* loss.  The intercept is a column whose l1 and l2 are zero.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array


@dataclass(frozen=True, eq=False)
class Penalty:
    """L1 and L2 weights of each column.

    Parameters
    ----------
    l1, l2 : ndarray of shape (p,)
        Not negative; zero where a column is free.

    Examples
    --------
    >>> Penalty.elastic_net(3, 0.1, free=[0]).l2
    array([0. , 0.1, 0.1])
    """

    l1: Array
    l2: Array

    @staticmethod
    def none(p: int) -> "Penalty":
        """No penalty on any of p columns."""
        return Penalty(np.zeros(p), np.zeros(p))

    @staticmethod
    def elastic_net(
        p: int, strength: float, l1_ratio: float = 0.0, *, free: list[int] | None = None
    ) -> "Penalty":
        """``strength · (l1_ratio |w| + ½ (1 - l1_ratio) w²)`` on each column not in `free`."""
        each = np.full(p, float(strength))
        each[free or []] = 0.0
        return Penalty(each * l1_ratio, each * (1 - l1_ratio))

    def value(self, w: Array) -> float:
        return float(self.l1 @ np.abs(w) + self.l2 @ (w * w) / 2)

    def smooth_gradient(self, w: Array) -> Array:
        """Gradient of the L2 part: (p,) -> (p,)."""
        return self.l2 * w

    def prox(self, w: Array, step: float) -> Array:
        """The point u that minimises ``P(u) - ½ l2 u² + ‖u - w‖² / (2 step)``: soft thresholding.

        The L2 part is smooth and belongs to the gradient.
        """
        shrunk: Array = np.sign(w) * np.maximum(np.abs(w) - step * self.l1, 0)
        return shrunk

    def violation(self, w: Array, gradient: Array) -> Array:
        """Distance of ``-gradient`` from the subdifferential of the L1 part, column by column.

        `gradient` is that of the smooth part (mean loss and L2), shape (p,).
        """
        at_zero = np.maximum(np.abs(gradient) - self.l1, 0)
        return np.where(w == 0, at_zero, np.abs(gradient + self.l1 * np.sign(w)))

    def columns(self, index: NDArray[np.integer[Any]]) -> "Penalty":
        return Penalty(self.l1[index], self.l2[index])

    def rescaled(self, scale: Array) -> "Penalty":
        """The same penalty for ``u = scale · w``, when columns have been divided by `scale`."""
        return replace(self, l1=self.l1 / scale, l2=self.l2 / scale**2)
