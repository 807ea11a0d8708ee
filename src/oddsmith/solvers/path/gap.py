"""Gap: how far a point of a path can be from the minimum, proven by a dual point.

    P(w) = Σ c ℓ(o + X w, y) + Σ_j ω_j(w_j)   >=   D(θ) = Σ c h(y - θ/c) - θᵀo - Σ_j ω*_j(x_jᵀθ)

for every θ, with h the entropy -a log a - (1 - a) log(1 - a) and ω* the conjugate of the penalty:
P(w) - D(θ) bounds P(w) - min P.  At the minimum θ is the residual r = c (y - p).  Elsewhere r is
not feasible, and is made so:

    1.  columns Z without penalty ask for Zᵀθ = 0:   θ = r - D Z (ZᵀDZ)⁻¹ Zᵀr,  D = c p (1 - p)
    2.  0 <= y - θ/c <= 1, which 1 nearly keeps: mix with the residual of Z's own model, inside
    3.  |x_jᵀθ| <= l1_j where there is neither L2 nor a bound: divide by the largest ratio

(Ndiaye, Fercoq, Gramfort and Salmon 2017, JMLR 18, section 2; the treatment of Z is ours.)
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlog1py, xlogy

from oddsmith.design import Array
from oddsmith.penalties import Penalty
from oddsmith.solvers.linear import solve_lifted
from oddsmith.solvers.path.rows import PathRows

EPS = float(np.finfo(float).eps)


class Columns(Protocol):
    """Columns of a working set, in any form, and their coefficients."""

    w: Array

    def columns(self, which: NDArray[np.bool_]) -> Array: ...

    def slopes(self, r: Array) -> Array: ...


@dataclass(frozen=True, eq=False)
class Dual:
    """What a gap is computed from.

    Attributes
    ----------
    rows : PathRows
    null : ndarray of shape (n,)
        The raw predictions of the model of the columns without penalty alone.
    """

    rows: PathRows
    null: Array

    def gap(
        self,
        z: Array,
        r: Array,
        working: Columns,
        penalty: Penalty,
        outside: tuple[Array, Penalty],
    ) -> float:
        """A bound of P(w) - min P.

        Parameters
        ----------
        z, r : ndarray of shape (n,)
            Raw predictions and residuals at w.
        working, penalty
            Columns of the working set with their coefficients, and their penalty.
        outside : bounds of the pulls (`Shape.pull`) of the other columns, which are at zero; their
            penalty
        """
        slopes, rest = outside
        inside = untouched(working.w, penalty)
        theta = self._feasible(z, working.columns(inside))
        slack = float(np.sqrt(((theta - r) ** 2 / self.rows.weight).sum()))
        at, beyond = working.slopes(theta), slopes + slack
        top = max(1.0, excess_ratio(at, penalty), excess_ratio(beyond, rest, sided=False))
        at = np.where(inside, 0.0, at / top)  # step 1: zero but for rounding
        held = conjugate(at, penalty).sum() + conjugate_of_bound(beyond / top, rest).sum()
        return self._between(z, penalty.value(working.w), theta / top, float(held))

    def smooth_gap(self, z: Array, w: Array, free: Array, penalty: Penalty) -> float:
        """The same without an L1 part: coefficients and penalty of all p columns, `free` those of
        no penalty, (n, f).
        """
        theta = self._feasible(z, free)
        v = np.where(untouched(w, penalty), 0.0, self.rows.backward(theta))
        held = conjugate(v, penalty).sum()
        return self._between(z, penalty.value(w), theta, float(held))

    def _between(self, z: Array, paid: float, theta: Array, held: float) -> float:
        """``P - D`` and an allowance for rounding."""
        primal = self.rows.loss(z) + paid
        a = np.clip(self.rows.data.y - theta / self.rows.weight, 0.0, 1.0)
        dual = (
            self.rows.weight @ -(xlogy(a, a) + xlog1py(1 - a, -a)) - theta @ self.rows.start - held
        )
        return max(float(primal - dual), 0.0) + 8 * EPS * (1 + abs(primal))

    def _feasible(self, z: Array, Z: Array) -> Array:
        """Steps 1 and 2: (n,) and the free columns (n, f) -> (n,)."""
        c, y = self.rows.weight, self.rows.data.y
        theta = without(*self.rows.at(z), Z)
        a = y - theta / c
        if a.min() >= 0 and a.max() <= 1:
            return np.asarray(theta)
        inside = without(*self.rows.at(self.null), Z)
        b = y - inside / c
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = -a / (b - a), (a - 1) / (a - b)
        share = max(low[a < 0].max(initial=0.0), high[a > 1].max(initial=0.0))
        return np.asarray((1 - share) * theta + share * inside)


def untouched(w: Array, penalty: Penalty) -> NDArray[np.bool_]:
    """Columns whose dual constraint is an equality: no penalty, and inside their bounds."""
    free = np.asarray((penalty.l1 == 0) & (penalty.l2 == 0))
    if penalty.lower is None or penalty.upper is None:
        return free
    return np.asarray(free & (w > penalty.lower) & (w < penalty.upper))


def without(r: Array, d: Array, Z: Array) -> Array:
    """``r - D Z (ZᵀDZ)⁻¹ Zᵀ r``: Newton's step along Z, seen from the residuals."""
    for _ in range(2 if Z.shape[1] else 0):
        r = r - d * (Z @ solve_lifted((Z.T * d) @ Z, Z.T @ r))
    return r


def excess_ratio(slopes: Array, penalty: Penalty, *, sided: bool = True) -> float:
    """The largest ``|x_jᵀθ| / l1_j`` where nothing but the L1 weight holds a coefficient."""
    alone = (penalty.l2 == 0) & (penalty.l1 > 0)
    if not alone.any():
        return 0.0
    up = down = alone
    if penalty.lower is not None and penalty.upper is not None:
        up, down = alone & np.isinf(penalty.upper), alone & np.isinf(penalty.lower)
        if not sided:
            up = down = up | down
    signed = slopes[up], -slopes[down] if sided else slopes[down]
    return max(
        float((value / penalty.l1[where]).max(initial=0.0))
        for value, where in zip(signed, (up, down), strict=True)
    )


def conjugate(v: Array, penalty: Penalty) -> Array:
    """``ω*(v) = max_w v w - l1 |w| - ½ l2 w²`` within the bounds, of each column."""
    low = np.full(len(v), -np.inf) if penalty.lower is None else penalty.lower
    high = np.full(len(v), np.inf) if penalty.upper is None else penalty.upper
    pull = np.sign(v) * np.maximum(np.abs(v) - penalty.l1 * (1 + 4 * EPS), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        best = np.where(pull == 0, 0.0, pull / penalty.l2)
    best = np.minimum(np.maximum(best, low), high)
    with np.errstate(invalid="ignore"):
        value = v * best - penalty.l1 * np.abs(best) - penalty.l2 * best * best / 2
    return np.where(np.isinf(best), np.inf, value)


def conjugate_of_bound(bound: Array, penalty: Penalty) -> Array:
    """The conjugate at its worst over ``|v| <= bound``, of the columns where it is not zero."""
    over = np.flatnonzero(bound > penalty.l1)
    penalty, bound = penalty.columns(over), bound[over]
    return np.maximum(conjugate(bound, penalty), conjugate(-bound, penalty))
