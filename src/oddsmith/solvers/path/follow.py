"""Follow: minima of the mean loss plus λ times one penalty, from large λ to small.

    for λ in turn:
        1.  columns that may come in by the strong rule  |x̃_jᵀr| >= l1_j (2λ - λ_before)
        2.  the minimum over the working columns                                     chord
        3.  bounds on the slopes of all others; who may violate is read              screen
        4.  violators come in, and 2 again; none: the point is the minimum, and its gap is bounded

Between values of λ that lie far apart hidden ones keep the strong rule useful (Tibshirani, Bien,
Friedman, Hastie, Simon, Taylor and Tibshirani 2012, JRSS B 74).  Step 3 makes it safe.
Cost: a few passes over all columns for the whole path, all else on the working columns.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from oddsmith.design import Array
from oddsmith.solvers.path import chord, sparse
from oddsmith.solvers.path.gap import Dual
from oddsmith.solvers.path.position import Position, Working
from oddsmith.solvers.path.rows import Index, PathRows
from oddsmith.solvers.path.screen import Screen
from oddsmith.solvers.path.shape import Shape
from oddsmith.solvers.path.sparse import SparseWorking, compressed
from oddsmith.solvers.path.written import Written

LONGEST = 0.2  # step of log λ
ROUGH = 0.02  # of λ: the violation that a hidden value may keep
RELATIVE = 1e-3  # of the L1 weight: the violation that is always too large
LEAST = 1e-14
IDLE = 0.9  # of the L1 weight: a column at zero below it may leave
WRITTEN = 1 << 20  # numbers in all columns up to which a sparse table's are written out: 8 MB
MANY_READ, FEW = 0.1, 20  # columns read for one point, from which on the screen should learn more


@dataclass(frozen=True, eq=False)
class Point:
    """The minimum at one λ.

    Attributes
    ----------
    strength : float
        λ.
    index, w : ndarray of shape (k,)
        Columns that are not zero, in increasing order, and their standardised coefficients.
    loss : float
        The mean loss.
    violation : float
        Largest violation of the optimality condition, all columns looked at.
    gap : float
        Proven bound of the distance to the minimum.
    steps : int
        Newton steps.
    converged : bool
        Whether the violation is as small as was asked for.
    """

    strength: float
    index: Index
    w: Array
    loss: float
    violation: float
    gap: float
    steps: int
    converged: bool


class Route(Protocol):
    """What walks along a path.

    Attributes
    ----------
    slopes : ndarray of shape (p,)
        ``X̃ᵀ r`` of the model of the columns without penalty alone, before the first step.
    null_violation, null_loss : float
        Of that model.
    """

    @property
    def slopes(self) -> Array: ...

    @property
    def null_violation(self) -> float: ...

    @property
    def null_loss(self) -> float: ...

    def along(self, strengths: Sequence[float]) -> Iterator[Any]:
        """The points of λ's that do not increase, one by one."""
        ...


@dataclass(eq=False)
class Follower:
    """A path in the making.

    Parameters
    ----------
    rows : PathRows
    shape : Shape
    tol : float
        Largest violation.
    screening : bool
        Without it all columns are worked with from the start.
    """

    rows: PathRows
    shape: Shape
    tol: float
    screening: bool = True
    at: Position[Working] = field(init=False)
    dual: Dual = field(init=False)
    slopes: Array = field(init=False)
    null_violation: float = field(init=False)
    null_loss: float = field(init=False)

    def __post_init__(self) -> None:
        """The model of the columns without penalty alone."""
        working, self.settle = working_for(self.rows)
        self.at = Position(self.rows, working, self.rows.start)
        working.grow(np.flatnonzero(self.shape.free & ~self.shape.out), self.at.d)
        self.at.refresh()
        self.null_violation = self.settle(
            self.at, self.shape.at(0.0, working.index), min(self.tol, 1e-12), polish=True
        )
        self.null_loss = self.rows.loss(self.at.z)
        self.dual = Dual(self.rows, self.at.z)
        self.screen = Screen(self.rows, working.every)
        self.screen.add(self.at.r)
        self.slopes = working.every(self.at.r)
        if not self.screening:
            working.grow(np.flatnonzero(~working.member & ~self.shape.out), self.at.d)

    def along(self, strengths: Sequence[float]) -> Iterator[Point]:
        """The points of λ's that do not increase, one by one."""
        held = self.shape.l1 > 0
        pull = self.shape.pull(self.slopes)[held] / self.shape.l1[held]
        before = max(pull.max(initial=0.0), *strengths[:1]) if len(strengths) else 0.0
        for strength in strengths:
            for hidden in between(before, strength):
                self._advance(hidden, before, ROUGH * hidden, hidden=True)
                before = hidden
            yield self._reported(strength, before)
            before = strength

    def _reported(self, strength: float, before: float) -> Point:
        weights = self.shape.l1[self.shape.l1 > 0]
        relative = RELATIVE * strength * weights.min(initial=np.inf)
        stop = max(min(self.tol, relative), LEAST)
        steps = self.at.steps
        violation, bounds = self._advance(strength, before, stop, hidden=False)
        working, at = self.at.working, self.at
        penalty = self.shape.at(strength, working.index)
        others = np.flatnonzero(~working.member)
        outside = bounds[others], self.shape.at(strength, others)
        gap = self.dual.gap(at.z, at.r, working, penalty, outside)
        order = np.argsort(working.index)
        order = order[(working.w != 0)[order]]
        return Point(
            strength,
            working.index[order],
            working.w[order],
            self.rows.loss(at.z),
            violation,
            gap,
            at.steps - steps,
            violation <= stop,
        )

    def _advance(
        self, strength: float, before: float, stop: float, *, hidden: bool
    ) -> tuple[float, Array]:
        """The violation left at λ, and bounds on the pulls of columns outside: (p,)."""
        self._let_go(strength)
        self._let_in(strength, before)
        working = self.at.working
        while True:
            penalty = self.shape.at(strength, working.index)
            violation = self.settle(self.at, penalty, stop, polish=not hidden)
            late, bounds, excess = self._outside(strength, stop)
            if not len(late) or violation > stop:
                return max(violation, excess), bounds
            working.grow(late, self.at.d)

    def _let_go(self, strength: float) -> None:
        """Columns at zero that are far from coming in leave, once they are many."""
        working = self.at.working
        weight = self.shape.l1[working.index]
        idle = (working.w == 0) & (np.abs(self.slopes[working.index]) < IDLE * strength * weight)
        idle &= ~self.shape.free[working.index]
        if self.screening and idle.sum() > MANY_READ * len(idle):
            working.keep(~idle)

    def _let_in(self, strength: float, before: float) -> None:
        pull, working = self.shape.pull(self.slopes), self.at.working
        rule = (pull >= self.shape.l1 * (2 * strength - before)) & ~working.member
        new = np.flatnonzero(rule & ~self.shape.out)
        if len(new):
            working.grow(new, self.at.d)

    def _outside(self, strength: float, stop: float) -> tuple[Index, Array, float]:
        """Violators, bounds of the pulls, and the largest violation outside the working set."""
        at, limit = self.at, strength * self.shape.l1
        others = ~at.working.member & ~self.shape.out
        slopes, slack = self.screen.slopes(at.r)
        unsure = np.flatnonzero((self.shape.pull(slopes) + slack > limit) & others)
        if len(unsure) > max(MANY_READ * len(limit), FEW):
            self.screen.add(at.r)
            slopes, slack = self.screen.slopes(at.r)
            unsure = np.flatnonzero((self.shape.pull(slopes) + slack > limit) & others)
        if len(unsure):
            slopes[unsure], slack[unsure] = at.working.outside(at.r, unsure), 0.0
        slopes[at.working.index] = at.working.slopes(at.r)
        self.slopes = slopes
        excess = self.shape.pull(slopes)[unsure] - limit[unsure]
        bounds = self.shape.pull(slopes) + slack
        return unsure[excess > stop], bounds, float(excess.max(initial=0.0))


Settle = Callable[..., float]


def working_for(rows: PathRows) -> tuple[Working, Settle]:
    """Compressed columns where the table is sparse and its columns many, else written out."""
    n, p = rows.shape
    found = compressed(rows) if n * p > WRITTEN else None
    if found is None:
        return Written(rows), chord.settle
    matrix, intercept = found
    return SparseWorking(rows, matrix, 0 if intercept is None else 1), sparse.settle


def between(before: float, strength: float) -> list[float]:
    """Hidden values on the way, none of them at its end."""
    if not 0 < strength < before:
        return []
    parts = int(np.ceil(np.log(before / strength) / LONGEST))
    return [float(value) for value in np.geomspace(before, strength, parts + 1)[1:-1]]
