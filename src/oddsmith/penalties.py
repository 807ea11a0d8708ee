"""Penalty: what large coefficients cost, one by one, and where they may lie.

    P(w) = Σ l1 |w| + ½ l2 w²,        lower <= w <= upper,

on the scale of the *mean* loss.  The intercept is a column whose l1 and l2 are zero.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array


@dataclass(frozen=True, eq=False)
class Penalty:
    """L1 and L2 weight, and bounds, of each coefficient.

    Parameters
    ----------
    l1, l2 : ndarray of the shape of w
        Not negative; zero where a coefficient is free.
    lower, upper : ndarray of the shape of w, optional
        No bounds where not given.

    Examples
    --------
    >>> Penalty.elastic_net(3, 0.1, free=[0]).l2
    array([0. , 0.1, 0.1])
    """

    l1: Array
    l2: Array
    lower: Array | None = None
    upper: Array | None = None

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

    @cached_property
    def smooth(self) -> bool:
        """Whether there is neither an L1 part nor a bound."""
        return not self.l1.any() and self.lower is None and self.upper is None

    def value(self, w: Array) -> float:
        ridge = float(np.vdot(self.l2 * w, w)) / 2
        return ridge if self.smooth else ridge + float(np.vdot(self.l1, np.abs(w)))

    def l1_growth(self, w: Array, s: Array) -> float:
        """By how much a step s from w raises the L1 part."""
        return 0.0 if self.smooth else float(np.vdot(self.l1, np.abs(w + s) - np.abs(w)))

    def smooth_gradient(self, w: Array) -> Array:
        """Gradient of the L2 part, of the shape of w."""
        return self.l2 * w

    def prox(self, w: Array, step: Array | float) -> Array:
        """The u within bounds that minimises ``Σ l1 |u| + ‖u - w‖² / (2 step)``.

        The L2 part is smooth and belongs to the gradient.
        """
        shrunk: Array = np.sign(w) * np.maximum(np.abs(w) - step * self.l1, 0)
        if self.lower is not None:
            shrunk = np.maximum(shrunk, self.lower)
        return shrunk if self.upper is None else np.minimum(shrunk, self.upper)

    def violation(self, w: Array, gradient: Array) -> Array:
        """How far each coefficient is from being optimal, as a slope that could be followed.

        `gradient` is that of the smooth part (mean loss and L2).  Zero where the negative gradient
        lies in the subdifferential of the L1 part, or points out of the bounds.
        """
        if self.smooth:
            return np.abs(gradient)
        at_zero = np.sign(gradient) * np.maximum(np.abs(gradient) - self.l1, 0)
        slope = np.where(w == 0, at_zero, gradient + self.l1 * np.sign(w))
        if self.lower is not None:
            slope = np.where((w <= self.lower) & (slope > 0), 0, slope)
        if self.upper is not None:
            slope = np.where((w >= self.upper) & (slope < 0), 0, slope)
        return np.abs(slope)

    def columns(self, index: NDArray[np.integer[Any]]) -> "Penalty":
        parts = (self.l1, self.l2, self.lower, self.upper)
        return Penalty(*(None if part is None else part[index] for part in parts))  # type: ignore[arg-type]

    def rescaled(self, scale: Array) -> "Penalty":
        """The same penalty for ``u = scale · w``, columns having been divided by `scale` (p,)."""
        s = scale if self.l1.ndim == 1 else scale[:, None]
        lower, upper = (None if end is None else end * s for end in (self.lower, self.upper))
        return Penalty(self.l1 / s, self.l2 / s / s, lower, upper)
