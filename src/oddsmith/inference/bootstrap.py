"""Bootstrap: refit on rows drawn with replacement.

    V = Σ_b (w_b - w̄)(w_b - w̄)ᵀ / (B' - 1)            over the B' resamples that have an estimate

Efron and Tibshirani 1993, *An Introduction to the Bootstrap*, chapters 6 and 9.  A resample is a
count for each row, so that a refit is a weighted fit of the same rows, from the estimate on: a few
Newton steps.  Resamples of one class, or whose likelihood has no finite maximum (separated classes,
a column that has become constant), have no estimate.  They are counted and left out, and said so: V
is then the spread given that there is an estimate, and smaller than the truth.

The rows are held in memory.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from oddsmith.certificate import bound_gap
from oddsmith.data import InMemory
from oddsmith.design import Array
from oddsmith.errors import InputError, OddsmithWarning
from oddsmith.estimate import Estimate
from oddsmith.inference.rows import (
    WeightKind,
    require_smooth,
    require_weight_kind,
    require_whole,
    spread_coefficients,
)
from oddsmith.solvers import choose, minimise

ONE_CLASS = "hold one class only"
NO_MAXIMUM = "have no finite maximum (separated classes, or a constant column)"
UNCONVERGED = "did not converge"


@dataclass(frozen=True, eq=False)
class Resample:
    """One draw: how much each row counts, (n,), and the refit, (rank,), or why there is none."""

    case_weight: Array
    u: Array | None
    failure: str = ""


@dataclass(frozen=True, eq=False)
class Replicates:
    """Coefficients of the resamples that have an estimate.

    Attributes
    ----------
    coefficients : ndarray of shape (used, p)
        On the columns as given; NaN where a column was left out.
    asked : int
        Resamples drawn.
    failures : dict of str to int
        How many have no estimate, by reason.
    """

    coefficients: Array
    asked: int
    failures: dict[str, int]

    @property
    def used(self) -> int:
        return len(self.coefficients)

    @property
    def covariance(self) -> Array:
        """Of the coefficients over the resamples used: (p, p)."""
        away = self.coefficients - self.coefficients.mean(axis=0)
        return np.asarray(away.T @ away / (self.used - 1))

    @property
    def rank(self) -> int:
        """The largest rank that the covariance can have."""
        return self.used - 1

    def describe(self) -> str:
        """What was drawn and what was left out, for a summary."""
        return describe_draws(self.used, self.asked, self.failures)


def bootstrap(
    estimate: Estimate,
    replicates: int = 1000,
    *,
    seed: int,
    weights: WeightKind = "precision",
) -> Replicates:
    """Refit on resamples of the rows.

    Parameters
    ----------
    estimate : Estimate
        By maximum likelihood, or with an L2 penalty: what varies then is the penalised estimate,
        about its own biased mean.
    replicates : int
        Resamples to draw, two or more.
    seed : int
        Same seed, same numbers.
    weights : {"precision", "frequency", "sampling"}
        What the case weights mean.  Rows are drawn with their weights; with frequencies their
        repeats are drawn singly.

    Raises
    ------
    InputError
        Fewer than two resamples asked for, or with an estimate; frequencies that are not whole.
    NotSupportedError
        More than two classes; an L1 penalty or bounds, for which the bootstrap is not consistent
        (Chatterjee and Lahiri 2010).

    Warns
    -----
    OddsmithWarning
        Some resamples have no estimate.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> y = np.repeat([0.0, 1.0], [60, 40])
    >>> found = estimate(InMemory(Dense(np.ones((100, 1))), y), 0, Penalty.none(1), to_floor=True)
    >>> drawn = bootstrap(found, 200, seed=1)
    >>> print(drawn.describe(), f"Error {drawn.covariance[0, 0] ** 0.5:.2f}")
    200 resamples. Error 0.21
    """
    found: list[Array] = []
    failures: dict[str, int] = {}
    for resample in resamples(estimate, replicates, seed, weights):
        if resample.u is None:
            failures[resample.failure] = failures.get(resample.failure, 0) + 1
        else:
            found.append(resample.u)
    require_enough(len(found), replicates, failures)
    return Replicates(spread_coefficients(estimate, np.array(found)), replicates, failures)


def resamples(
    estimate: Estimate, replicates: int, seed: int, weights: WeightKind
) -> Iterator[Resample]:
    """Draw and refit, `replicates` times."""
    require_weight_kind(weights)
    require_smooth(estimate, "The bootstrap")
    require_whole(replicates, 2, "replicates", "a spread needs two resamples or more")
    require_whole(seed, 0, "seed", "random numbers start from a whole number")
    rows = in_memory(estimate)
    rng = np.random.default_rng(seed)
    for _ in range(replicates):
        yield refit(estimate, rows, draw(rows, rng, weights))


def in_memory(estimate: Estimate) -> InMemory:
    """All rows of the estimate, standardised, each with a weight."""
    data = estimate.objective.data
    rows = data.sample(data.shape[0], seed=0)  # all of them, in their order
    return rows if rows.case_weight is not None else replace(rows, case_weight=np.ones(len(rows.y)))


def draw(rows: InMemory, rng: np.random.Generator, weights: WeightKind) -> Array:
    """Case weights of one resample: (n,)."""
    c = rows.case_weight
    assert c is not None
    if weights != "frequency":
        used = np.flatnonzero(c > 0)
        drawn = used[rng.integers(len(used), size=len(used))]
        return np.asarray(c * np.bincount(drawn, minlength=len(c)))
    cases = np.rint(c)
    if not (cases == c).all():
        raise InputError("Frequencies that are not whole numbers of rows cannot be drawn from.")
    return rng.multinomial(int(cases.sum()), cases / cases.sum()).astype(np.float64)


def refit(estimate: Estimate, rows: InMemory, case_weight: Array) -> Resample:
    """The estimate for these weights, if there is one."""
    successes = float(case_weight @ rows.y)
    if not 0 < successes < float(case_weight.sum()):
        return Resample(case_weight, None, ONE_CLASS)
    objective = replace(estimate.objective, data=replace(rows, case_weight=case_weight))
    solution = minimise(choose(objective), objective, estimate.solution.w)
    at = solution.at if solution.at.hessian is not None else objective(solution.w, order=2)
    if not bound_gap(objective, solution.w, at) < np.inf:
        return Resample(case_weight, None, NO_MAXIMUM)
    if not solution.converged:
        return Resample(case_weight, None, UNCONVERGED)
    return Resample(case_weight, solution.w)


def require_enough(used: int, asked: int, failures: dict[str, int]) -> None:
    """Refuse a spread of fewer than two, and say what was left out."""
    said = describe_draws(used, asked, failures)
    if used < 2:
        raise InputError(
            f"{said} No spread can be had from the rest. The rows are too few for their columns: "
            "use fewer columns, or a penalty."
        )
    if failures:
        warnings.warn(
            f"{said} Numbers are those given that there is an estimate, and look too good; a "
            'penalty or method="firth" has one for every resample.',
            OddsmithWarning,
            stacklevel=3,
        )


def describe_draws(used: int, asked: int, failures: dict[str, int]) -> str:
    if not failures:
        return f"{asked:,} resamples."
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in failures.items())
    return f"{used:,} of {asked:,} resamples; the others are left out: {reasons}."
