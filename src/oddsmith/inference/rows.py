"""Rows: what an estimate says of each row, and the root of its curvature.

    p = sigmoid(z)        r = y - p        v = p (1 - p)        H = Σ m c v x xᵀ = L Lᵀ

    R = L⁻ᵀ, so that H⁻¹ = R Rᵀ           h = c v ‖Rᵀ x‖²       (leverage)

c is the precision of a row and m the number of times that it is there.  A case weight is one or the
other: as a precision (R's meaning) m = 1, as a frequency c = 1.  x, L and R are in the standardised
coordinates of the columns kept, where the arithmetic is good; results go back to the columns given.

Shapes: z, y, r, v, c, m, h (n,);  R (rank, rank);  X R (n, rank).
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
from scipy.linalg import LinAlgError, cholesky, solve_triangular

from oddsmith.certificate import bound_gap
from oddsmith.data import Block, PerRow
from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.estimate import Estimate
from oddsmith.existence.cone import Cone
from oddsmith.existence.recession import recession
from oddsmith.objective import Evaluation
from oddsmith.sweep import raw_prediction

WeightKind = Literal["precision", "frequency", "sampling"]
WEIGHT_KINDS = ("precision", "frequency", "sampling")
TOUCHES = 1e-10  # a leverage so near to one is one: a coefficient of its own fits the row


class RowValues(NamedTuple):
    """n rows at the estimate: z, y, r, v, precision c and repeats m, each (n,)."""

    z: Array
    y: Array
    residual: Array
    curvature: Array
    precision: Array
    repeats: Array


def row_values(estimate: Estimate, block: Block, weights: WeightKind = "precision") -> RowValues:
    """The values of one block's rows."""
    z = raw_prediction(block, estimate.solution.w)
    at = estimate.objective.loss.at(z, block.y, order=2)
    assert at.residual is not None
    assert at.curvature is not None
    one = np.ones(len(block.y))
    weight = one if block.case_weight is None else block.case_weight
    c, m = (one, weight) if weights == "frequency" else (weight, one)
    return RowValues(z, block.y, -at.residual, at.curvature, c, m)


def per_row(
    estimate: Estimate,
    function: Callable[[RowValues, Block], Array],
    weights: WeightKind = "precision",
) -> Array:
    """``function(values, block)`` of every block, in the order of the rows: (n,) or (n, k)."""
    data = estimate.objective.data
    return data.total(
        lambda block: PerRow(function(row_values(estimate, block, weights), block))
    ).values


def number_of_rows(estimate: Estimate, weights: WeightKind = "precision") -> float:
    """Rows of positive weight, each counted as often as it is repeated."""

    def here(block: Block) -> float:
        at = row_values(estimate, block, weights)
        return float(at.repeats[at.precision * at.repeats > 0].sum())

    return estimate.objective.data.total(here)


def with_curvature(estimate: Estimate) -> Evaluation:
    """The objective at the estimate, with its curvature, which not every solver forms."""
    at = estimate.solution.at
    return estimate.objective(estimate.solution.w, order=2) if at.curvature is None else at


def proves_minimum(estimate: Estimate) -> bool:
    """Whether the curvature proves that a finite maximum of the likelihood exists."""
    if estimate.certificate.proves_minimum:
        return True
    if estimate.solution.at.curvature is not None:
        return False
    return bound_gap(estimate.objective, estimate.solution.w, with_curvature(estimate)) < np.inf


def separated(estimate: Estimate) -> bool:
    """Whether some direction separates the two classes: a linear programme decides."""
    if estimate.recession is not None:
        return True
    return recession(Cone.of(estimate.objective.data), estimate.solution.w) is not None


def curvature_root(estimate: Estimate) -> Array:
    """R, (rank, rank), in standardised coordinates; upper triangular.

    Raises
    ------
    InputError
        There is no coefficient, or the curvature is not positive definite.
    """
    at = with_curvature(estimate)
    assert at.hessian is not None
    if not estimate.rank:
        raise InputError("The model has no coefficient, so there is no curvature to invert.")
    try:
        L = cholesky(at.hessian * at.case_weight, lower=True)
    except LinAlgError:
        raise InputError(
            "The curvature of the likelihood is singular at the estimate, so its inverse, and with "
            "it leverages and standard errors, do not exist. Look for separated classes."
        ) from None
    return np.asarray(solve_triangular(L, np.eye(len(L)), lower=True).T)


def leverage_at(at: RowValues, block: Block, R: Array) -> Array:
    """Leverages h of one block's rows, (n,); at most one."""
    rows = block.X.forward(R)
    h = at.precision * at.curvature * (rows * rows).sum(axis=1)
    return np.where(h > 1 - TOUCHES, 1.0, h)


def spread_covariance(estimate: Estimate, V: Array) -> Array:
    """V of the kept columns, standardised, on all columns as given: (p, p), NaN where left out."""
    p = len(estimate.w)
    full = np.full((p, p), np.nan)
    full[np.ix_(estimate.kept, estimate.kept)] = estimate.coordinates.covariance_to_raw(V)
    return full


def spread_coefficients(estimate: Estimate, U: Array) -> Array:
    """A row of standardised coefficients each, on all columns as given: (k, rank) -> (k, p)."""
    full = np.full((len(U), len(estimate.w)), np.nan)
    full[:, estimate.kept] = estimate.coordinates.to_raw(U.T).T
    return full


def require_binary(estimate: Estimate, what: str) -> None:
    if estimate.w.ndim != 1:
        raise NotSupportedError(
            f"{what}: the estimate has {estimate.w.shape[1]} coefficients for each column "
            "(more than two classes), and only binary responses have one."
        )


def require_smooth(estimate: Estimate, what: str) -> None:
    """Refuse an L1 penalty and bounds, where the curvature says nothing of the zeros."""
    require_binary(estimate, what)
    if not estimate.objective.penalty.smooth:
        raise NotSupportedError(
            f"{what}: the estimate carries an L1 penalty or bounds, whose zeros no curvature "
            "describes. Fit without them."
        )


def require_maximum_likelihood(estimate: Estimate, what: str) -> None:
    """Refuse a penalty, and classes that are separated: no finite maximum exists."""
    require_smooth(estimate, what)
    if estimate.objective.penalty.l2.any():
        raise NotSupportedError(
            f"{what}: not known after an L2 penalty, which draws the estimate towards zero. Fit "
            "without a penalty."
        )
    if not proves_minimum(estimate) and separated(estimate):
        raise InputError(
            f"{what}: the columns separate the classes, so that no finite maximum of the "
            "likelihood exists, and numbers here would depend on where the solver stopped. "
            "Likelihood-ratio tests and profile intervals hold."
        )


def require_whole(value: Any, least: int, name: str, why: str) -> None:
    """Refuse what is not a whole number, `least` or more."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not (whole and value >= least):
        raise InputError(f"{name}={value!r}: {why}.")


def require_weight_kind(weights: str, allowed: tuple[str, ...] = WEIGHT_KINDS) -> None:
    if weights not in allowed:
        raise InputError(
            f"weights={weights!r}: what a weight means decides the number; here it is one of "
            f"{', '.join(map(repr, allowed))}."
        )
