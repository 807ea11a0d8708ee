"""Robust covariances: the curvature between two copies of the scores' spread.

    V = H⁻¹ M H⁻¹,      M = Σ m ω x xᵀ,      s = c r

    HC0         ω = s²                      (White 1980, Econometrica 48)
    HC1         ω = s² n / (n - p)          (MacKinnon and White 1985, J. of Econometrics 29,
    HC2         ω = s² / (1 - h)            section 2; HC3 as Long and Ervin 2000 write it)
    HC3         ω = s² / (1 - h)²
    sampling    ω = s² n / (n - 1)          (Binder 1983, International Statistical Review 51)

n counts the rows of positive weight (as often as they are repeated), p the coefficients estimated.
These are the definitions of R's `sandwich::vcovHC`; "sampling" is `survey::svyglm`'s, for weights
that say how many of the population a row stands for: its scores add to zero, so that their mean
need not be taken off.

Cost: one sweep with curvature; HC2 and HC3 as much again for the leverages.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.inference.rows import (
    WeightKind,
    curvature_root,
    leverage_at,
    number_of_rows,
    require_maximum_likelihood,
    require_weight_kind,
    row_values,
    spread_covariance,
)

HCKind = Literal["HC0", "HC1", "HC2", "HC3"]
POWER = {"HC0": 0, "HC1": 0, "HC2": 1, "HC3": 2}  # of 1 / (1 - h)


@dataclass(frozen=True, eq=False)
class Robust:
    """A covariance that does not lean on the model's variance.

    Attributes
    ----------
    covariance : ndarray of shape (p, p)
        On the columns as given; NaN where a column was left out.
    kind : str
        ``"HC0"`` to ``"HC3"``, ``"cluster"`` or ``"sampling"``.
    factor : str
        The small-sample factor, as a formula with its numbers; a line for a summary.
    clusters : tuple of int
        Number of clusters each way; empty where there are none.
    rank : int or None
        The largest rank that the covariance can have, where that is known to be small.
    """

    covariance: Array
    kind: str
    factor: str
    clusters: tuple[int, ...] = ()
    rank: int | None = None


def hc_covariance(
    estimate: Estimate, kind: HCKind = "HC1", *, weights: WeightKind = "precision"
) -> Robust:
    """Heteroscedasticity-consistent covariance, HC0 to HC3.

    Parameters
    ----------
    estimate : Estimate
        By maximum likelihood.
    kind : {"HC0", "HC1", "HC2", "HC3"}
        See the module's formulas.
    weights : {"precision", "frequency"}
        What the case weights mean; with frequencies all is as if rows were repeated.

    Raises
    ------
    InputError
        Unknown kind; no finite maximum; HC1 with n <= p; HC2 and HC3 with a leverage of one.
    NotSupportedError
        After a penalty, or for more than two classes.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> y = np.array([0.0, 0.0, 0.0, 1.0])
    >>> found = estimate(InMemory(Dense(np.ones((4, 1))), y), 0, Penalty.none(1), to_floor=True)
    >>> robust = hc_covariance(found, "HC1")
    >>> robust.covariance.round(4), robust.factor
    (array([[1.7778]]), 'n / (n - p) = 4 / 3')
    """
    if kind not in POWER:
        raise InputError(f"kind={kind!r}: the kinds are {', '.join(map(repr, POWER))}.")
    require_weight_kind(weights, ("precision", "frequency"))
    require_maximum_likelihood(estimate, "Robust standard errors")
    V = sandwich(estimate, POWER[kind], weights)
    if kind != "HC1":
        factor = {"HC2": "1 / (1 - h), row by row", "HC3": "1 / (1 - h)², row by row"}
        return Robust(V, kind, factor.get(kind, "1"))
    n, p = number_of_rows(estimate, weights), estimate.rank
    if n <= p:
        raise InputError(f"HC1 divides by n - p, and here n = {n:g} and p = {p}. Use HC0.")
    return Robust(V * (n / (n - p)), kind, f"n / (n - p) = {n:.15g} / {n - p:.15g}")


def sampling_covariance(estimate: Estimate) -> Robust:
    """Covariance for sampling weights, linearised: HC0 · n / (n - 1), as ``svyglm``.

    Weights of any total give the same.  With clusters see `cluster_covariance`.

    Raises
    ------
    InputError
        Fewer than two rows; no finite maximum.
    NotSupportedError
        After a penalty, or for more than two classes.
    """
    require_maximum_likelihood(estimate, "Standard errors for sampling weights")
    n = number_of_rows(estimate)
    if n < 2:
        raise InputError("One row has no spread: sampling weights need two rows or more.")
    V = sandwich(estimate, 0, "sampling") * (n / (n - 1))
    return Robust(V, "sampling", f"n / (n - 1) = {n:.15g} / {n - 1:.15g}")


def sandwich(estimate: Estimate, power: int, weights: WeightKind) -> Array:
    """``H⁻¹ [Σ m s² / (1 - h)^power x xᵀ] H⁻¹`` on the columns as given: (p, p)."""
    R = curvature_root(estimate)

    def spread(block: Block) -> Array:
        at = row_values(estimate, block, weights)
        omega = at.repeats * (at.precision * at.residual) ** 2
        if power:
            omega /= distance_from_one(leverage_at(at, block, R)) ** power
        return block.X.curvature(omega)

    M: Array = estimate.objective.data.total(spread)
    return spread_covariance(estimate, R @ (R.T @ M @ R) @ R.T)


def distance_from_one(h: Array) -> Array:
    """``1 - h``, where it is not zero."""
    if (h == 1).any():
        raise InputError(
            f"{np.count_nonzero(h == 1):,} rows have leverage 1 (a coefficient of their own fits "
            "them), and HC2 and HC3 divide by 1 - h. Use HC0 or HC1."
        )
    return 1 - h
