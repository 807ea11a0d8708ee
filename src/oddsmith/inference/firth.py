"""Firth: estimates without the bias of first order, finite also where classes are separated.

    ŵ = argmax  l(w) + ½ log det I(w)        (Firth 1993, Biometrika 80; Heinze and Schemper 2002)
    covariance  I(ŵ)⁻¹                       the Fisher information at the estimate

Weights are those of the likelihood, so that a row of m trials counts as m rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from oddsmith.certificate import Certificate
from oddsmith.coordinates import Coordinates
from oddsmith.data import Block, Data, Metered
from oddsmith.design import Array
from oddsmith.estimate import Optimum, estimate
from oddsmith.inference.jeffreys import Jeffreys
from oddsmith.likelihood import target_sums
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Evaluation, Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, Record, minimise

SEPARATED = (
    "The columns separate the two classes completely: these estimates are finite only because of "
    "Firth's penalty, and their standard errors and Wald tests say little. Use the intervals and "
    "tests of the penalised likelihood."
)


@dataclass(frozen=True, eq=False)
class FirthEstimate(Optimum):
    """Coefficients that maximise the penalised likelihood, and what is known about them."""

    objective: Jeffreys

    @property
    def likelihood(self) -> Objective:
        """The objective without the prior."""
        return Objective(self.objective.data, self.objective.loss, self.objective.penalty)

    @cached_property
    def plain(self) -> Evaluation:
        """The likelihood alone at the estimate; its hessian is the mean information."""
        return self.likelihood(self.solution.w, order=2)

    @cached_property
    def covariance(self) -> Array:
        """Inverse of the Fisher information at the estimate, (p, p); NaN for columns left out."""
        return raw_covariance(self.plain, self.coordinates, self.kept, len(self.w))

    @property
    def loglik(self) -> float:
        """``-Σ c ℓ`` at the estimate, without the prior and without binomial coefficients."""
        return -self.plain.loss * self.plain.case_weight

    @property
    def penalized_loglik(self) -> float:
        """``l + ½ log det I``, I on the columns as given and kept."""
        at = self.solution.at
        return -(at.value + self._shift) * at.case_weight

    @property
    def _shift(self) -> float:
        """``log det T / Σ c``: the information of w is that of u times T⁻¹ on both sides."""
        return -float(np.log(self.coordinates.scale).sum()) / self.solution.at.case_weight

    @cached_property
    def separated(self) -> bool:
        """Whether these coefficients predict every row rightly: complete separation, proven."""
        u = self.solution.w
        return bool(self.objective.data.total(lambda block: np.array([wrong(block, u)]))[0] == 0)

    @property
    def caveat(self) -> str | None:
        """What a reader of standard errors must know, if anything."""
        return SEPARATED if self.separated else None


def wrong(block: Block, u: Array) -> int:
    """Rows that ``X u`` does not put on the side of their response."""
    z = block.X.forward(u)
    return int(((2 * block.y - 1) * z <= 0).sum()) + int(((block.y > 0) & (block.y < 1)).sum())


def raw_covariance(
    at: Evaluation, coordinates: Coordinates, kept: NDArray[np.integer[Any]], p: int
) -> Array:
    """Inverse of the summed curvature, on the columns as given: (p, p)."""
    assert at.hessian is not None
    inverse = cho_solve(cho_factor(at.hessian), np.eye(len(kept))) / at.case_weight
    full = np.full((p, p), np.nan)
    full[np.ix_(kept, kept)] = coordinates.covariance_to_raw(inverse)
    return full


def null_start(rows: Data, intercept: int | None) -> Array:
    """``log((s + ½) / (f + ½))`` as the intercept, from successes and failures; else zero: (p,)."""
    start = np.zeros(rows.shape[1])
    if intercept is not None:
        sums = rows.total(partial(target_sums, CrossEntropy()))
        successes = float(sums.targets)
        start[intercept] = np.log((successes + 0.5) / (sums.case_weight - successes + 0.5))
    return start


def firth(
    rows: Data,
    intercept: int | None,
    *,
    tol: float = 1e-8,
    max_steps: int = 200,
    watch: Callable[[Record], None] | None = None,
    trace: bool = False,
) -> FirthEstimate:
    """Fit by Firth's penalised likelihood.

    Parameters
    ----------
    rows : Data
        n rows, p columns, y in [0, 1]; it may be the same in all rows.
    intercept : int or None
        Position of the column of ones; it is part of the prior like any column.
    tol, max_steps, watch, trace
        See `oddsmith.solvers.minimise`; the fit goes on to the floor of rounding.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> X = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    >>> found = firth(InMemory(Dense(X), np.array([0.0, 0, 1, 1, 1, 1])), 0)
    >>> np.exp(found.w[1]).round(6)  # (3 + ½)(2 + ½) / (½ (1 + ½)): no infinite odds ratio
    np.float64(11.666667)
    """
    p, metered = rows.shape[1], Metered(rows)
    ready = estimate(  # for coordinates and rank
        metered,
        intercept,
        Penalty.none(p),
        start=null_start(rows, intercept),
        solver=Newton(),
        max_steps=0,
    )
    objective = Jeffreys(ready.objective.data, ready.objective.loss, ready.objective.penalty)
    solution = minimise(
        Newton(),
        objective,
        ready.solution.w,
        tol=tol,
        max_steps=max_steps,
        to_floor=True,
        watch=watch,
        trace=trace,
    )
    w = np.full(p, np.nan)
    w[ready.kept] = ready.coordinates.to_raw(solution.w)
    known = Certificate(solution.violation, np.inf, metered.sweeps)
    return FirthEstimate(
        w, objective, ready.dependent, ready.kept, ready.coordinates, solution, known
    )
