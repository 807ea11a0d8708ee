"""Unbiased: Firth's estimates with predicted probabilities whose mean is the observed one.

Firth's prior pulls predicted probabilities towards one half.  Puhr, Heinze, Nold, Lusa and
Geroldinger (2017, *Statistics in Medicine* 36, 2302-2317) give two corrections:

    FLIC    slopes of Firth; the intercept refitted by maximum likelihood
    FLAC    maximum likelihood on the rows and, in a group g of their own, on the rows again with
            response ½ and weight h_i, the leverages of Firth's fit;  z = X w + γ g, γ not reported

(½ with weight h is y and 1 - y with weight h/2 each, as the paper has it: the loss is linear in y.)
"""

from dataclasses import dataclass, replace

import numpy as np

from oddsmith.data import Block, InMemory
from oddsmith.design import Array, Beside, Dense
from oddsmith.errors import InputError
from oddsmith.estimate import Optimum, Predictor, estimate, predictor_at
from oddsmith.inference.constrained import Constrained
from oddsmith.inference.firth import FirthEstimate, raw_covariance
from oddsmith.inference.jeffreys import leverages
from oddsmith.losses import CrossEntropy
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, Record, minimise


@dataclass(frozen=True, eq=False)
class Unbiased:
    """Corrected coefficients.

    Attributes
    ----------
    w : ndarray of shape (p,)
        On the columns as given; NaN where a column was left out.
    covariance : ndarray of shape (p, p)
        FLIC: inverse Fisher information at w; FLAC: that of the augmented rows.
    loss : float
        ``Σ c ℓ`` of the rows at w.
    predictor : Predictor
        Raw predictions of new rows.
    optimum : Optimum
        The minimisation whose steps end at w.  FLIC: Firth's, and the correction as one step more;
        FLAC: that on the augmented rows, with γ as the last coefficient.
    """

    w: Array
    covariance: Array
    loss: float
    predictor: Predictor
    optimum: Optimum


def flic(found: FirthEstimate) -> Unbiased:
    """Firth's estimate with its intercept corrected.

    Raises
    ------
    InputError
        The model has no intercept.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.inference.firth import firth
    >>> rows = InMemory(Dense(np.ones((4, 1))), np.array([0.0, 0.0, 0.0, 1.0]))
    >>> flic(firth(rows, 0)).w  # log(1/3): the intercept of maximum likelihood
    array([-1.09861229])
    """
    at = require_intercept(found, "FLIC")
    one = np.eye(found.rank)[:, [at]]
    problem = Constrained.of(found.likelihood, found.solution.w, one)
    u = problem.point(minimise(Newton(), problem, np.zeros(1), to_floor=True).w)
    w = found.w.copy()
    w[found.kept] = found.coordinates.to_raw(u)
    plain = found.likelihood(u, order=2)
    return Unbiased(
        w,
        raw_covariance(plain, found.coordinates, found.kept, len(w)),
        plain.loss * plain.case_weight,
        predictor_at(u, w, found.kept, found.coordinates),
        with_step_to(u, found),
    )


def with_step_to(u: Array, found: FirthEstimate) -> FirthEstimate:
    """The same minimisation with one step more, to u, if its steps were kept."""
    solution = found.solution
    if not solution.history:
        return found
    at = found.objective(u)
    step = Record(solution.steps + 1, at.value, found.objective.violation(u, at), 1.0, u)
    return replace(found, solution=replace(solution, history=[*solution.history, step]))


def flac(rows: InMemory, intercept: int | None, found: FirthEstimate) -> Unbiased:
    """Firth's estimate by data augmentation with a covariate for the added rows.

    Parameters
    ----------
    rows, intercept
        As given to `firth`.
    found : FirthEstimate

    Raises
    ------
    InputError
        The model has no intercept.
    """
    require_intercept(found, "FLAC")
    p = rows.shape[1]
    augmented = augment(rows, leverages(found.objective, found.solution.w))
    fitted = estimate(
        augmented,
        intercept,
        Penalty.none(p + 1),
        solver=Newton(),
        to_floor=True,
        trace=bool(found.solution.history),
    )
    predictor = without_group(fitted.predictor, intercept)
    covariance = fitted.covariance[:p, :p]
    return Unbiased(fitted.w[:p], covariance, loss_of(rows, predictor), predictor, fitted)


def without_group(found: Predictor, intercept: int | None) -> Predictor:
    """The predictor of rows whose group is zero."""
    center, coefficients = found.center[:-1], found.coefficients[:-1].copy()
    assert intercept is not None
    coefficients[intercept] -= found.center[-1] * found.coefficients[-1]
    return Predictor(center, coefficients)


def loss_of(rows: InMemory, predictor: Predictor) -> float:
    """``Σ c ℓ`` of the rows."""

    def here(block: Block) -> float:
        z = predictor.raw(block.X) + (0.0 if block.offset is None else block.offset)
        return float(block.weights @ CrossEntropy().at(z, block.y, 0).value)

    return rows.total(here)


def augment(rows: InMemory, h: Array) -> InMemory:
    """The rows, and again with response ½, weight h and a one in a new last column."""
    n = len(rows.y)
    twice = rows.rows(np.tile(np.arange(n), 2))
    group = np.repeat([0.0, 1.0], n)
    c = np.ones(n) if rows.case_weight is None else rows.case_weight
    X = Beside([twice.X, Dense(group[:, None])])
    return InMemory(X, np.where(group, 0.5, twice.y), np.concatenate([c, h]), twice.offset)


def require_intercept(found: FirthEstimate, what: str) -> int:
    """The intercept's position among the columns kept."""
    at = found.coordinates.intercept
    if at is None:
        raise InputError(
            f"{what} corrects the intercept, and this model has none: use method='firth', or put "
            "the intercept back into the formula."
        )
    return at
