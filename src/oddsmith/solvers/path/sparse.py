"""Sparse working columns: compressed, never written out, minimised by coordinate descent.

For one λ, until the violation is small enough:

    1.  x̂ = √d x at the present d, where the last model was far off or columns have come in
    2.  coordinate descent on the quadratic model, to a share of the violation     kernels.columns
    3.  z <- z + X s; where nothing was gained, half the way back                         chord

Step 2 changes slopes in single precision, from those computed in double: it proposes a step.
For many active columns, whose curvature would not fit in memory (Friedman, Hastie and Tibshirani
2010, section 3).
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array, Beside, Constant, Sparse
from oddsmith.kernels import columns as kernel
from oddsmith.kernels.compiled import available
from oddsmith.penalties import Penalty
from oddsmith.solvers.path.position import GAINED, MOST, Position, Step, went_back
from oddsmith.solvers.path.rows import Index, PathRows

RATE = 0.15  # share of the violation that a step of an old model may leave
INNER = 0.6  # share of the violation to which the model is minimised
EPOCHS = 50
FLAT = 1e-9  # of c: the least curvature of a row


def compressed(rows: PathRows) -> tuple[Any, int | None] | None:
    """The sparse table in columns, and where the intercept stands; None for any other design."""
    X = rows.data.X
    parts = X.parts if isinstance(X, Beside) else [X]
    sparse = [part for part in parts if isinstance(part, Sparse)]
    ones = [part for part in parts if isinstance(part, Constant) and part.shape[1] == 1]
    if len(sparse) != 1 or len(sparse) + len(ones) != len(parts) or len(ones) > 1:
        return None
    if not available() or (ones and (parts[0] is not ones[0] or ones[0].values[0] != 1)):
        return None
    return sparse[0].matrix.tocsc(), 0 if ones else None


@dataclass(eq=False)
class SparseWorking:
    """Columns that may differ from zero, see `Working`.

    Parameters
    ----------
    rows : PathRows
    matrix : scipy.sparse.csc_array of shape (n, p)
        The columns as given, without the intercept.
    first : int
        How many columns stand before them: one with an intercept, or none.
    """

    rows: PathRows
    matrix: Any
    first: int
    index: Index = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    w: Array = field(default_factory=lambda: np.empty(0))
    member: NDArray[np.bool_] = field(init=False)
    stale: bool = True
    root: Array = field(init=False)
    hat: NDArray[np.float32] = field(init=False)
    h: Array = field(init=False)
    b: Array = field(init=False)
    _asked: tuple[Any, Any, Array] = (None, None, np.empty(0))

    def __post_init__(self) -> None:
        self.member = np.zeros(self.rows.shape[1], dtype=bool)
        self.hat = np.empty(len(self.matrix.data), dtype=np.float32)

    @property
    def own(self) -> tuple[NDArray[np.bool_], Index, Array]:
        """Which of the working columns are of the matrix, where there, and their scales."""
        inside = self.index >= self.first
        return inside, self.index[inside] - self.first, self.rows.scale[self.index[inside]]

    @property
    def table(self) -> tuple[Any, Any, Any]:
        return self.matrix.data, self.matrix.indices, self.matrix.indptr

    def grow(self, new: Index, d: Array) -> None:
        self.index = np.concatenate([self.index, new])
        self.w = np.concatenate([self.w, np.zeros(len(new))])
        self.member[new] = True
        self.stale = True

    def keep(self, which: NDArray[np.bool_]) -> None:
        self.member[self.index[~which]] = False
        self.index, self.w, self.stale = self.index[which], self.w[which], True

    def refresh(self, d: Array) -> None:
        self.root = np.sqrt(np.maximum(d, FLAT * self.rows.weight))
        _, index, scale = self.own
        self.h, self.b = np.empty((2, len(index)))
        kernel.weigh(*self.table, index, scale, self.root, self.hat, self.h, self.b)
        self.stale = False

    def slopes(self, r: Array) -> Array:
        if self._asked[0] is r and self._asked[1] is self.index:
            return self._asked[2]
        inside, index, scale = self.own
        out, own = np.full(len(self.index), r.sum()), np.empty(len(index))
        kernel.pull(*self.table, index, np.ascontiguousarray(r), own)
        out[inside] = own / scale
        self._asked = r, self.index, out
        return out

    def outside(self, r: Array, index: Index) -> Array:
        """``x̃ᵀ r`` of columns that are not here: (k,)."""
        own = np.empty(len(index))
        kernel.pull(*self.table, index - self.first, np.ascontiguousarray(r), own)
        return own / self.rows.scale[index]

    def every(self, r: Array) -> Array:
        """``X̃ᵀ r`` of all columns: (n,) -> (p,)."""
        others = np.arange(self.first, self.rows.shape[1])
        return np.concatenate([np.full(self.first, r.sum()), self.outside(r, others)])

    def forward(self, change: Array) -> Array:
        inside, index, scale = self.own
        z = np.full(self.rows.shape[0], change[~inside].sum())
        kernel.push(*self.table, index, change[inside] / scale, z)
        return z

    def columns(self, which: NDArray[np.bool_]) -> Array:
        """Some of the columns, written out: (n, k)."""
        return self.rows.columns(self.index[which])


def settle(at: Position[SparseWorking], penalty: Penalty, stop: float, *, polish: bool) -> float:
    """Move `at` to the minimum over the columns; the violation left there."""
    working, before = at.working, np.inf
    last: Step | None = None
    for _ in range(MOST):
        slopes = working.slopes(at.r)
        gradient = penalty.smooth_gradient(working.w) - slopes
        violation = float(penalty.violation(working.w, gradient).max(initial=0.0))
        if violation <= stop:
            return violation
        lost = last is not None and violation > GAINED * before
        if lost and last is not None and went_back(at, penalty, last):
            before, last, working.stale = np.inf, None, True
            continue
        if working.stale or violation > RATE * before:
            working.refresh(at.d)
        tol = max(INNER * violation, 0.3 * stop)
        last, before = forward(at, penalty, slopes, tol), violation
    return violation


def forward(at: Position[SparseWorking], penalty: Penalty, slopes: Array, tol: float) -> Step:
    working = at.working
    inside, index, _ = working.own
    part = penalty.columns(np.flatnonzero(inside))
    w, own = working.w[inside], slopes[inside]
    A = np.flatnonzero((w != 0) | (np.abs(own) > part.l1))
    none = np.full(len(w), np.inf)
    low = -none if part.lower is None else part.lower
    high = none if part.upper is None else part.upper
    t = np.zeros(len(at.r), dtype=np.float32)
    total, weight = float(at.r.sum()), float((working.root**2).sum())
    new = w[A].copy()
    ends = low[A], high[A]
    table = working.hat, working.matrix.indices, working.matrix.indptr, index[A]
    model = working.h[A], working.b[A], part.l1[A], part.l2[A], *ends
    weight = weight if working.first else np.inf
    total = kernel.descend(*table, own[A], t, new, *model, total, weight, tol, EPOCHS)
    u = working.w.copy()
    u[np.flatnonzero(inside)[A]] = new
    u[~inside] += total / weight
    s = u - working.w
    step = Step(s, 0.0, working.forward(s), slopes, penalty.value(working.w))
    working.w = u
    at.go(at.z + step.dz)
    at.steps += 1
    return step
