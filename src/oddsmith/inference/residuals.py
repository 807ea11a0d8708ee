"""Residuals and leverages of a binary fit, as R's glm has them.

    response        y - p
    working         (y - p) / v
    pearson         √c (y - p) / √v
    deviance        sign(y - p) √(2 c [ℓ(z, y) - ℓ_sat(y)])

    standardized_…  the last two over √(1 - h)                    (R's rstandard)
    studentized     sign(y - p) √(deviance² + h pearson² / (1 - h))    (R's rstudent; Williams 1987,
                                                                  Applied Statistics 36, 181-191)

All of shape (n,).  With e = exp(z/2),  (y - p)/√v = y/e - (1 - y) e,  which does not cancel.
After an L2 penalty h is a diagonal element of the penalised smoother; the h add to its effective
degrees of freedom.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy.special import entr

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.inference.rows import (
    RowValues,
    WeightKind,
    curvature_root,
    leverage_at,
    per_row,
    require_binary,
    require_smooth,
    require_weight_kind,
)
from oddsmith.losses import CrossEntropy

ResidualKind = Literal[
    "response",
    "working",
    "pearson",
    "deviance",
    "standardized_pearson",
    "standardized_deviance",
    "studentized",
]


def working(at: RowValues) -> Array:
    return np.asarray(at.y * (1 + np.exp(-at.z)) - (1 - at.y) * (1 + np.exp(at.z)))


def pearson(at: RowValues) -> Array:
    e = np.exp(at.z / 2)
    return np.asarray(np.sqrt(at.precision) * (at.y / e - (1 - at.y) * e))


def deviance(at: RowValues) -> Array:
    of_row = CrossEntropy().at(at.z, at.y, 0).value - entr(at.y) - entr(1 - at.y)
    size = np.sqrt(2 * at.precision * np.maximum(of_row, 0))
    return np.asarray(np.sign(at.residual) * size)


def standardized(residual: Array, h: Array) -> Array:
    """``residual / √(1 - h)``; NaN where h is one."""
    return residual / np.sqrt(np.where(h < 1, 1 - h, np.nan))


def studentized(at: RowValues, h: Array) -> Array:
    square = deviance(at) ** 2 + h * standardized(pearson(at), h) ** 2
    return np.asarray(np.sign(at.residual) * np.sqrt(square))


PLAIN: dict[str, Callable[[RowValues], Array]] = {
    "response": lambda at: at.residual,
    "working": working,
    "pearson": pearson,
    "deviance": deviance,
}
WITH_LEVERAGE: dict[str, Callable[[RowValues, Array], Array]] = {
    "standardized_pearson": lambda at, h: standardized(pearson(at), h),
    "standardized_deviance": lambda at, h: standardized(deviance(at), h),
    "studentized": studentized,
}


def residuals(
    estimate: Estimate, kind: ResidualKind = "deviance", *, weights: WeightKind = "precision"
) -> Array:
    """Residuals of one kind: (n,).

    Parameters
    ----------
    estimate : Estimate
        Of a binary response.
    kind : str
        One of the module's formulas.
    weights : {"precision", "frequency", "sampling"}
        What the case weights mean: with frequencies a row's residual is that of one of its repeats.

    Raises
    ------
    InputError
        Unknown kind.
    NotSupportedError
        More than two classes; a kind that needs leverages after an L1 penalty.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> y = np.array([0.0, 0.0, 0.0, 1.0])
    >>> found = estimate(InMemory(Dense(np.ones((4, 1))), y), 0, Penalty.none(1), to_floor=True)
    >>> residuals(found, "pearson").round(4)
    array([-0.5774, -0.5774, -0.5774,  1.7321])
    """
    require_weight_kind(weights)
    require_binary(estimate, "Residuals")
    if kind in PLAIN:
        return per_row(estimate, lambda at, _: PLAIN[kind](at), weights)
    if kind not in WITH_LEVERAGE:
        raise InputError(
            f"kind={kind!r}: the kinds are {', '.join(map(repr, [*PLAIN, *WITH_LEVERAGE]))}."
        )
    require_smooth(estimate, "Leverages")
    R = curvature_root(estimate)

    def of_block(at: RowValues, block: Block) -> Array:
        return WITH_LEVERAGE[kind](at, leverage_at(at, block, R))

    return per_row(estimate, of_block, weights)


def leverages(estimate: Estimate, *, weights: WeightKind = "precision") -> Array:
    """Leverages h, (n,): between zero and one; without a penalty they add to the rank.

    Raises
    ------
    NotSupportedError
        More than two classes, or an L1 penalty.
    """
    require_weight_kind(weights)
    require_smooth(estimate, "Leverages")
    R = curvature_root(estimate)
    return per_row(estimate, lambda at, block: leverage_at(at, block, R), weights)
