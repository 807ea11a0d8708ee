"""Smooth: the path of an L2 penalty alone on many columns, none of which is ever at zero.

Each point is found from the last one by the solver that suits the size, and its gap is bounded by
the same dual point as everywhere on a path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from oddsmith.design import Array, scaled
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Objective
from oddsmith.solvers.choose import choose
from oddsmith.solvers.driver import Solution, minimise
from oddsmith.solvers.path.follow import Follower, Point
from oddsmith.solvers.path.rows import PathRows
from oddsmith.solvers.path.shape import Shape

STEPS = 200


@dataclass(eq=False)
class SmoothFollower:
    """A path in the making, see `Follower`; `shape` has no L1 part and no bounds but zero.

    Columns that are left out are not looked at.
    """

    rows: PathRows
    shape: Shape
    tol: float
    slopes: Array = field(init=False)
    null_violation: float = field(init=False)
    null_loss: float = field(init=False)
    w: Array = field(init=False)

    def __post_init__(self) -> None:
        null = Follower(self.rows, self.shape, self.tol)
        self.null_violation, self.null_loss = null.null_violation, null.null_loss
        self.slopes, self._dual = null.slopes, null.dual
        self._free = null.at.working.columns(np.ones(len(null.at.working.index), dtype=bool)).copy()
        self.w = np.zeros(len(self.slopes))
        self.w[null.at.working.index] = null.at.working.w

    def along(self, strengths: Sequence[float]) -> Iterator[Point]:
        """The points of λ's that do not increase, one by one."""
        data = self.rows.data.with_design(lambda X: scaled(X, self.rows.center, self.rows.scale))
        for strength in strengths:
            objective = Objective(data, CrossEntropy(), self.shape.at(strength))
            found = minimise(choose(objective), objective, self.w, tol=self.tol, max_steps=STEPS)
            self.w = found.w
            yield self._point(strength, found)

    def _point(self, strength: float, found: Solution) -> Point:
        z = self.rows.forward(self.w)
        gap = self._dual.smooth_gap(z, self.w, self._free, self.shape.at(strength))
        return Point(
            strength,
            np.arange(len(self.w)),
            self.w,
            self.rows.loss(z),
            found.violation,
            gap,
            found.steps,
            found.converged,
        )
