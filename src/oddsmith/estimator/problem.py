"""Problem: from an estimator's arguments and rows to what the core minimises, and back.

scikit-learn's ``C Σ s ℓ + r ‖w‖₁ + ½ (1 - r) ‖w‖²`` divided by C Σ s is the package's own scale: a
mean loss, and a penalty of strength λ = 1 / (C Σ s).  The intercept is a column of ones without
penalty; liblinear's is a column of `intercept_scaling` with the penalty of every other.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import Data, InMemory
from oddsmith.design import Array, Beside, Constant, Design
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.estimator.arguments import Wanted
from oddsmith.estimator.inputs import as_design
from oddsmith.losses import CrossEntropy, Loss, Multinomial, symmetric_coding
from oddsmith.penalties import Penalty
from oddsmith.trace import Trace

STRONGEST = 1e300  # a penalty beyond which no coefficient differs from zero; C near 0 overflows


@dataclass(frozen=True, eq=False)
class Problem:
    """Rows, loss and penalty; `constant` is the value of the intercept's column, or None."""

    rows: Data
    loss: Loss
    penalty: Penalty
    constant: float | None
    free_intercept: bool

    @property
    def intercept(self) -> int | None:
        """Position of the free intercept."""
        return 0 if self.free_intercept else None

    @property
    def free_columns(self) -> NDArray[np.bool_]:
        """Columns with neither penalty nor bounds: (p,)."""
        penalty = self.penalty
        held = penalty.l1 + penalty.l2 > 0
        for bound in (penalty.lower, penalty.upper):
            held |= False if bound is None else np.isfinite(bound)
        return np.asarray(~(held if held.ndim == 1 else held.any(axis=1)))

    def unpack(self, w: Array) -> tuple[Array, Array]:
        """Coefficients (1, p) or (K, p), and intercepts (1,) or (K,)."""
        w = np.nan_to_num(w)
        w = w[:, None] if w.ndim == 1 else w @ coding(self.loss).T
        if w.shape[1] > 1:
            free = self.free_columns
            w[free] -= w[free].mean(axis=1, keepdims=True)  # a shift of all changes nothing
        if self.constant is None:
            return w.T, np.zeros(w.shape[1])
        return w[1:].T, w[0] * self.constant

    def trace(self, found: Estimate, names: list[str], classes: NDArray[Any]) -> Trace | None:
        """Every step, if they were kept, with coefficients as `unpack` gives them."""
        labels = names if self.constant is None else ["Intercept", *names]
        if len(classes) > 2:
            labels = [f"{label}:{name}" for label in classes for name in labels]

        def report(w: Array) -> Array:
            coefficients, intercepts = self.unpack(w)
            first = [] if self.constant is None else [intercepts]
            return np.column_stack([*first, coefficients]).ravel()

        return found.trace(labels, report)

    def pack(self, coefficients: Array, intercepts: Array) -> Array:
        """The inverse of `unpack`, for a warm start."""
        w = coefficients.T
        if self.constant is not None:
            w = np.vstack([intercepts / self.constant, w])
        if isinstance(self.loss, Multinomial):
            return np.asarray(w @ np.linalg.pinv(coding(self.loss)).T)
        return np.array(w[:, 0], dtype=np.float64)


def coding(loss: Loss) -> Array:
    assert isinstance(loss, Multinomial)
    return loss.coding


def build(
    X: Any, codes: NDArray[np.integer[Any]], weight: Array, offset: Array | None, goal: "Goal"
) -> Problem:
    """The problem of n rows, p columns, and class codes (n,)."""
    y, offset = goal.targets(codes, offset)
    rows = InMemory(goal.design(X), y, None if (weight == 1).all() else weight, offset)
    used = weight > 0
    return goal.problem(rows if used.all() else rows.rows(np.flatnonzero(used)))


@dataclass(frozen=True, eq=False)
class Goal:
    """What is to be minimised, whatever the rows; `constant` is as for `Problem`."""

    loss: Loss
    penalty: Penalty
    constant: float | None
    free_intercept: bool

    @classmethod
    def of(
        cls,
        classes: int,
        total: float,
        wanted: Wanted,
        factors: Array,
        bounds: tuple[Array, Array] | None,
        constant: float | None,
    ) -> "Goal":
        """For so many classes, and rows of the total weight."""
        constant = None if constant is None else float(constant)
        free = constant is not None and not wanted.penalised_intercept
        penalty = column_penalty(wanted, factors, bounds, total, constant, free)
        if classes <= 2:
            return cls(CrossEntropy(), penalty, constant, free)
        loss = Multinomial(symmetric_coding(classes) if penalty.smooth else np.eye(classes))
        return cls(loss, for_each(penalty, loss.coding.shape[1]), constant, free)

    def design(self, X: Any) -> Design:
        """X, and the intercept's column before it."""
        if self.constant is None:
            return as_design(X)
        return Beside([Constant(X.shape[0], np.array([self.constant])), as_design(X)])

    def targets(
        self, codes: NDArray[np.integer[Any]], offset: Array | None
    ) -> tuple[Any, Array | None]:
        """The targets, (n,), and the offset of each raw prediction, as the loss has them."""
        if not isinstance(self.loss, Multinomial):
            return codes.astype(np.float64), offset
        return codes, None if offset is None else offset @ np.linalg.pinv(self.loss.coding).T

    def problem(self, rows: Data) -> Problem:
        return Problem(rows, self.loss, self.penalty, self.constant, self.free_intercept)


def column_penalty(
    wanted: Wanted,
    factors: Array,
    bounds: tuple[Array, Array] | None,
    total: float,
    constant: float | None,
    free: bool,
) -> Penalty:
    """The penalty of each column, the intercept's first: (p,), or (p + 1,)."""
    with np.errstate(over="ignore"):
        strength = float(min(1 / np.float64(wanted.C) / total, STRONGEST))
    out = np.isinf(factors)
    each = strength * np.where(out, 0.0, factors)
    low, high = bounds if bounds is not None else (None, None)
    if out.any():
        if bounds is not None and ((bounds[0] > 0) | (bounds[1] < 0))[out].any():
            raise InputError(
                "a penalty factor of infinity leaves a column out, and its bounds exclude 0."
            )
        low = np.where(out, 0.0, -np.inf if low is None else low)
        high = np.where(out, 0.0, np.inf if high is None else high)
    if constant is not None:
        each = np.concatenate([[0.0 if free else strength], each])
        low = None if low is None else np.r_[-np.inf, low]
        high = None if high is None else np.r_[np.inf, high]
    return Penalty(each * wanted.l1_ratio, each * (1 - wanted.l1_ratio), low, high)


def for_each(penalty: Penalty, m: int) -> Penalty:
    """The same penalty for each of m raw predictions: (p,) -> (p, m)."""
    parts = (penalty.l1, penalty.l2, penalty.lower, penalty.upper)
    l1, l2, low, high = (None if x is None else np.repeat(x[:, None], m, axis=1) for x in parts)
    assert l1 is not None
    assert l2 is not None
    return Penalty(l1, l2, low, high)
