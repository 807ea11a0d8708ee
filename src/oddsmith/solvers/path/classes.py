"""Classes: paths of K classes, whose coefficients are penalised one by one, or a column's together.

Each point is found from the last one by a Newton method with the penalty in its model.  Its gap is
bounded by a dual point, as for two classes: θ = c (e_y - p), of sum zero in each row, is brought to

    1.  Zᵀθ = 0 for the columns Z without penalty: Newton's step along them, seen from the residuals
    2.  e_y - θ/c >= 0, by mixing with the residual of the model of Z alone
    3.  |x_jᵀθ_k| <= l1_j, or ‖x_jᵀθ‖ <= l1_j, by division, where there is no L2 part

and then  P(w) - min P  <=  P(w) - [Σ c h(e_y - θ/c) - Σ o θ - ω*(X̃ᵀθ)],  h a row's entropy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.special import xlogy

from oddsmith.data import InMemory
from oddsmith.design import Array, scaled
from oddsmith.losses import Multinomial
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers.choose import FEW, choose
from oddsmith.solvers.driver import Solution, Solver, minimise
from oddsmith.solvers.grouped import GroupedNewton, GroupPenalty
from oddsmith.solvers.newton import Newton
from oddsmith.solvers.path.follow import LEAST, RELATIVE
from oddsmith.solvers.path.gap import EPS
from oddsmith.solvers.path.rows import Index, PathRows
from oddsmith.solvers.path.shape import Shape
from oddsmith.solvers.working_set import WorkingSet

STEPS = 200


@dataclass(frozen=True, eq=False)
class ClassesPoint:
    """The minimum at one λ: standardised coefficients w (p, K); for the others see `Point`."""

    strength: float
    w: Array
    loss: float
    violation: float
    gap: float
    steps: int
    converged: bool


@dataclass(eq=False)
class ClassesFollower:
    """A path in the making.

    Parameters
    ----------
    rows : PathRows
        With y the numbers of the classes, from 0; an offset has shape (n, K).
    shape : Shape
        Columns are left out by bounds of zero; there are no other bounds.
    classes : int
        K.
    grouped : bool
        Whether a column's K coefficients are penalised by their common length.
    tol : float

    Attributes
    ----------
    slopes : ndarray of shape (p,)
        How steeply each column pulls at the start: the largest of its classes, or their length.
    """

    rows: PathRows
    shape: Shape
    classes: int
    grouped: bool
    tol: float
    w: Array = field(init=False)
    slopes: Array = field(init=False)
    null_violation: float = field(init=False)
    null_loss: float = field(init=False)

    def __post_init__(self) -> None:
        self.w = np.zeros((self.rows.shape[1], self.classes))
        free = np.flatnonzero(self.shape.free & ~self.shape.out)
        none = np.zeros((len(free), self.classes))
        null = self._objective(Penalty(none, none), free)
        found = minimise(Newton(), null, none, tol=1e-12, max_steps=STEPS, to_floor=True)
        self.w[free] = found.w
        self.null_violation, self.null_loss = found.violation, found.at.loss
        self._free, self._null = self.rows.columns(free), self.raw(self.w)
        steep = steepness(self.rows.backward(self.residual(self._null)), self.grouped)
        self.slopes = steep.max(axis=1)

    @cached_property
    def loss(self) -> Multinomial:
        return Multinomial(np.eye(self.classes))

    @cached_property
    def _kept(self) -> Index:
        return np.flatnonzero(~self.shape.out)

    def _objective(self, penalty: Penalty, index: Index) -> Objective:
        center, scale = self.rows.center[index], self.rows.scale[index]
        data: InMemory = self.rows.data.with_design(
            lambda X: scaled(X.columns(index), center, scale)
        )
        return Objective(data, self.loss, penalty)

    def penalty(self, strength: float) -> Penalty:
        """Of the columns kept, at λ: (k, K)."""
        l1, l2 = (
            np.repeat(strength * each[self._kept, None], self.classes, axis=1)
            for each in (self.shape.l1, self.shape.l2)
        )
        return GroupPenalty(l1, l2) if self.grouped else Penalty(l1, l2)

    def raw(self, w: Array) -> Array:
        """``X̃ w + offset``: (p, K) -> (n, K)."""
        offset = self.rows.data.offset
        columns = np.column_stack([self.rows.products(column) for column in w.T])
        return columns if offset is None else columns + offset

    def residual(self, z: Array) -> Array:
        """``c (e_y - p)`` at z: (n, K)."""
        at = self.loss.at(z, self.rows.data.y)
        assert at.residual is not None
        return np.asarray(-at.residual * self.rows.weight[:, None])

    def along(self, strengths: Sequence[float]) -> Iterator[ClassesPoint]:
        """The points of λ's that do not increase, one by one."""
        weights = self.shape.l1[self.shape.l1 > 0]
        for strength in strengths:
            penalty = self.penalty(strength)
            objective = self._objective(penalty, self._kept)
            relative = RELATIVE * strength * weights.min(initial=np.inf)
            stop = max(min(self.tol, relative), LEAST)
            solver = self._solver(objective)
            start = self.w[self._kept]
            found = minimise(
                solver, objective, start, tol=stop, max_steps=STEPS, to_floor=solver.finishes
            )
            self.w[self._kept] = found.w
            yield self._point(strength, found, penalty)

    def _solver(self, objective: Objective) -> Solver:
        if not self.grouped or objective.penalty.smooth:
            return choose(objective)
        few = objective.penalty.l1.size <= FEW
        return GroupedNewton() if few else WorkingSet(GroupedNewton())

    def _point(self, strength: float, found: Solution, penalty: Penalty) -> ClassesPoint:
        w = self.w.copy()
        free = self.shape.free
        w[free] -= w[free].mean(axis=1, keepdims=True)  # a shift of all classes changes nothing
        return ClassesPoint(
            strength,
            w,
            found.at.loss,
            found.violation,
            self.gap(found.at.value, penalty),
            found.steps,
            found.converged,
        )

    def _without(self, z: Array) -> Array:
        """Residuals at z, brought to Zᵀθ = 0: (n, K)."""
        c, y, Z = self.rows.weight[:, None], self.rows.data.y, self._free
        theta = self.residual(z)
        d = self.loss.at(z, y, order=2).curvature
        assert d is not None
        H = np.einsum("ni,nkl,nj->ikjl", Z * c, d, Z, optimize=True)
        H = H.reshape(Z.shape[1] * self.classes, -1)
        for _ in range(2 if Z.shape[1] else 0):
            step = np.linalg.lstsq(H, (Z.T @ theta).ravel(), rcond=1e-10)[0]
            moved = Z @ step.reshape(-1, self.classes)
            theta = theta - c * self.loss.product(z, y, moved)
        return theta

    def gap(self, value: float, penalty: Penalty) -> float:
        """A bound of P(w) - min P at the present w, where P(w) is `value`."""
        c, y = self.rows.weight, self.loss.indicators(self.rows.data.y)
        theta, inside = (self._without(z) for z in (self.raw(self.w), self._null))
        a, b = y - theta / c[:, None], y - inside / c[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (-a / (b - a))[a < 0].max(initial=0.0)
        theta = (1 - share) * theta + share * inside
        slopes = self.rows.backward(theta)[self._kept]
        slopes[self.shape.free[self._kept]] = 0.0  # step 1: zero but for rounding
        top = max(1.0, excess_of(slopes, penalty))
        theta, slopes = theta / top, slopes / top
        a = np.maximum(y - theta / c[:, None], 0.0)
        offset = 0.0 if self.rows.data.offset is None else (theta * self.rows.data.offset).sum()
        dual = -c @ xlogy(a, a).sum(axis=1) - offset - conjugate_of(slopes, penalty)
        return max(float(value - dual), 0.0) + 8 * EPS * (1 + abs(value))


def steepness(slopes: Array, grouped: bool) -> Array:
    """``|v|`` of each coefficient, or ``‖v_j‖`` of each row in one column."""
    if grouped:
        return np.asarray(np.linalg.norm(slopes, axis=1)[:, None])
    return np.abs(slopes)


def excess_of(slopes: Array, penalty: Penalty) -> float:
    """The largest ratio to the L1 weight where there is no L2 part."""
    steep = steepness(slopes, isinstance(penalty, GroupPenalty))
    l1, l2 = penalty.l1[:, : steep.shape[1]], penalty.l2[:, : steep.shape[1]]
    alone = (l1 > 0) & (l2 == 0)
    return float((steep[alone] / l1[alone]).max(initial=0.0))


def conjugate_of(slopes: Array, penalty: Penalty) -> float:
    """``Σ max(|v| - l1, 0)² / (2 l2)``, v by coefficient or by row."""
    steep = steepness(slopes, isinstance(penalty, GroupPenalty))
    l1, l2 = penalty.l1[:, : steep.shape[1]], penalty.l2[:, : steep.shape[1]]
    over = np.maximum(steep - l1 * (1 + 4 * EPS), 0.0)
    return float((over[over > 0] ** 2 / (2 * l2[over > 0])).sum())
