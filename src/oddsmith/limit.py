"""Limit: what maximum likelihood says where the columns separate the classes.

The supremum of the likelihood is approached as w goes to infinity along a direction v: rows with
x·v ≠ 0 reach probability 0 or 1, the others keep a maximum of their own.  Their coefficients,
standard errors and log-likelihood are those of the limit; what follows v is infinite, or
undetermined where not all directions agree on its sign (`existence.separation`).
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import Data
from oddsmith.design import Array
from oddsmith.estimate import Estimate, Predictor, estimate
from oddsmith.existence.cone import Cone
from oddsmith.existence.separation import Separation, find_separation, limit_problem
from oddsmith.penalties import Penalty
from oddsmith.sources.gathering import gathered, require_overlap


@dataclass(frozen=True, eq=False)
class Limit:
    """The limit of a fit whose classes are separated.

    Attributes
    ----------
    separation : Separation
        Which columns separate which rows.
    w : ndarray of shape (p,)
        On the columns as given: finite, ±inf, or NaN where undetermined or left out.
    covariance : ndarray of shape (p, p)
        Of the finite coefficients; NaN elsewhere.
    loss : float
        Σ c ℓ in the limit.
    predictor : Predictor
        Of new rows.
    inner : Estimate or None
        Of the rows that stay undecided, on the columns at the positions `columns`; None where all
        rows are decided.
    columns : ndarray of positions
        Its columns among the p.
    """

    separation: Separation
    w: Array
    covariance: Array
    loss: float
    predictor: Predictor
    inner: Estimate | None = None
    columns: NDArray[np.integer[Any]] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))


def limit_of(found: Estimate, rows: Data) -> Limit | None:
    """The limit of a maximum-likelihood fit of two classes; None if they are not separated.

    Costs nothing where the certificate proves that the estimate exists.

    Raises
    ------
    InputError
        They are separated, and rows that are streamed are too many to be held for the limit.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> X = np.array([[1.0, 0], [1, 0], [1, 0], [1, 1], [1, 1]])
    >>> rows = InMemory(Dense(X), np.array([0.0, 0, 1, 1, 1]))
    >>> limit_of(estimate(rows, 0, Penalty.none(2), max_steps=30), rows).w.round(4)
    array([-0.6931,     inf])
    """
    if found.certificate.proves_minimum or found.penalised or found.w.ndim > 1:
        return None
    held = gathered(rows)
    if held is None:
        require_overlap(Cone.of(found.objective.data), found.solution.w, found.recession)
        return None
    kept = held.with_design(lambda X: X.columns(found.kept))
    separation = find_separation(
        kept, found.coordinates, direction=found.solution.w, found=found.recession
    )
    if separation is None:
        return None
    p = len(found.w)
    w, covariance, base = np.full(p, np.nan), np.full((p, p), np.nan), np.zeros(p)
    w[found.kept] = separation.limits
    center = np.zeros(p)
    problem, loss, inner = limit_problem(separation), 0.0, None
    at = found.kept[problem.columns]
    if len(at):
        part = kept.with_design(lambda X: X.columns(problem.columns)).rows(problem.rows)
        none = Penalty.none(len(problem.columns))
        inner = estimate(part, problem.intercept, none, to_floor=True)
        sure = at[problem.finite]
        w[sure] = inner.w[problem.finite]
        covariance[np.ix_(sure, sure)] = inner.covariance[np.ix_(problem.finite, problem.finite)]
        center[at], base[at] = inner.predictor.center, inner.predictor.coefficients
        loss = inner.loss
    predictor = Predictor(center, base, separation.horizon.on(found.kept, p))
    return Limit(separation, w, covariance, loss, predictor, inner, at)
