"""Likelihood: log-likelihood and deviance of rows with weights, as R's glm states them.

    deviance        D = 2 Σ c_i [ℓ(z_i, y_i) - ℓ_sat(y_i)],   ℓ_sat(y) = -y log y - (1-y) log(1-y)
    log-likelihood  L = -Σ c_i ℓ(z_i, y_i)  +  Σ log binom(c_i, c_i y_i)

The last sum is there when the weights are numbers of trials: y holds proportions and every c and
c y is whole.  It does not depend on the coefficients, and is zero for a y of zeros and ones.
(With weights that are not whole R rounds them in its log-likelihood, and warns; here nothing is
rounded.)

Of K classes y is a whole number, 0 to K - 1, and a row is one class: ℓ_sat = 0, and L = -D / 2, as
nnet's multinom states them.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import gammaln, xlogy

from oddsmith.data import Block, Data
from oddsmith.design import Array
from oddsmith.losses import CrossEntropy, Loss
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, minimise

NEVER = 1e-9  # the share from which a class without weight starts
WHOLE = 1e-8  # how far a number of trials or successes may be from a whole number


@dataclass(frozen=True)
class Saturated:
    """Sums over rows that depend on y and the weights alone: adds."""

    loss: float = 0.0  # Σ c ℓ_sat
    log_binomial: float = 0.0  # Σ log binom(c, c y)
    whole: bool = True  # whether every c and c y is whole

    def __add__(self, other: "Saturated") -> "Saturated":
        return Saturated(
            self.loss + other.loss,
            self.log_binomial + other.log_binomial,
            self.whole and other.whole,
        )

    @property
    def constant(self) -> float:
        """What the log-likelihood adds to -Σ c ℓ."""
        return self.log_binomial if self.whole else 0.0


def saturated(block: Block) -> Saturated:
    """The sums of one block.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.design import Dense
    >>> two_of_three = Block(Dense(np.ones((1, 1))), np.array([2 / 3]), np.array([3.0]))
    >>> round(np.exp(saturated(two_of_three).constant))
    3
    """
    y = block.y
    if y.dtype.kind in "iu":  # the class's number
        return Saturated()
    c = block.weights
    loss = float(-(c * (xlogy(y, y) + xlogy(1 - y, 1 - y))).sum())
    successes = c * y
    if not (is_whole(c) and is_whole(successes)):
        return Saturated(loss, 0.0, whole=False)
    failures = c - successes
    ways = gammaln(c + 1) - gammaln(successes + 1) - gammaln(failures + 1)
    return Saturated(loss, float(np.where((y > 0) & (y < 1), ways, 0.0).sum()))


def is_whole(values: Array) -> bool:
    return bool((np.abs(values - np.round(values)) <= WHOLE).all())


@dataclass(frozen=True)
class Likelihoods:
    """Log-likelihood and deviance of the model, and of the model with an intercept alone.

    Where the model has no intercept, that other model has no column: all log-odds are the offset,
    and without one all classes have the same probability.
    """

    model: float
    null: float
    deviance: float
    null_deviance: float


def likelihoods(
    data: Data, intercept: int | None, loss: float, of: Loss | None = None
) -> Likelihoods:
    """Of a model whose ``Σ c ℓ`` is `loss`; `of` is its ℓ, cross-entropy where not given."""
    null, best = null_loss(data, intercept, of), data.total(saturated)
    return Likelihoods(
        model=best.constant - loss,
        null=best.constant - null,
        deviance=2 * (loss - best.loss),
        null_deviance=2 * (null - best.loss),
    )


def null_loss(data: Data, intercept: int | None, of: Loss | None = None) -> float:
    """``Σ c ℓ`` of the model without columns: an intercept if there is one, and the offset."""
    loss = CrossEntropy() if of is None else of
    sums = data.total(partial(target_sums, loss))
    if not sums.shifted:
        return loss_of_mean(sums, loss, intercept is not None)
    only = np.array([] if intercept is None else [intercept], dtype=int)
    start = null_start(data, intercept, loss)[only]
    none = Penalty(np.zeros_like(start), np.zeros_like(start))
    objective = Objective(data.with_design(lambda X: X.columns(only)), loss, none)
    at = minimise(Newton(), objective, start, to_floor=True).at
    return at.loss * at.case_weight


def loss_of_mean(sums: "Sums", loss: Loss, intercept: bool) -> float:
    """``Σ c ℓ`` where all log-odds are those of the mean, or zero without an intercept.

    ℓ is linear in y, so that it is the sum over classes of what falls to each.
    """
    totals = np.atleast_1d(sums.targets)
    if totals.size == 1:
        totals = np.array([sums.case_weight - totals[0], totals[0]])
    share = totals / sums.case_weight if intercept else np.full(len(totals), 1 / len(totals))
    seen = totals > 0
    return float(-(totals[seen] @ np.log(share[seen])))


def null_start(data: Data, intercept: int | None, loss: Loss) -> Array:
    """The intercept that fits the mean at the mean offset, zero for every other column.

    Of shape (p,), or (p, m).
    """
    sums = data.total(partial(target_sums, loss))
    mean = np.clip(sums.targets / sums.case_weight, NEVER, 1 - NEVER)
    at_mean = loss.link(mean) - sums.offset / sums.case_weight
    start = np.zeros((data.shape[1], *np.shape(at_mean)))
    if intercept is not None:
        start[intercept] = at_mean
    return start


@dataclass(frozen=True, eq=False)
class Sums:
    """Σ c, Σ c y (for each class) and Σ c offset, and whether any offset is not zero: adds."""

    case_weight: float
    targets: Array
    offset: Array | float
    shifted: bool = False

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.case_weight + other.case_weight,
            self.targets + other.targets,
            self.offset + other.offset,
            self.shifted or other.shifted,
        )


def target_sums(loss: Loss, block: Block) -> Sums:
    y = loss.indicators(block.y)
    c = block.weights
    if block.offset is None:
        return Sums(float(c.sum()), c @ y, 0.0)
    return Sums(float(c.sum()), c @ y, c @ block.offset, bool(block.offset.any()))
