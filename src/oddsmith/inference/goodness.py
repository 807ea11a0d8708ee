"""Goodness of fit: Pearson's and the deviance's test, and when they mean something.

    X² = Σ m pearson²           D = Σ m deviance²           both about χ²(n - p)

if every row is a group of trials with counts large enough: n fixed while the trials grow
(McCullagh and Nelder 1989, *Generalized Linear Models*, section 4.4.5).  For rows of single trials
that is never so: D then is a function of the fitted values alone and says nothing of the fit.

Cochran's rule (1954, Biometrics 10): at most one expected count in five below 5, none below 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.estimate import Estimate
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.residuals import PLAIN, ResidualKind
from oddsmith.inference.rows import (
    RowValues,
    WeightKind,
    number_of_rows,
    require_binary,
    require_maximum_likelihood,
    require_weight_kind,
    row_values,
)
from oddsmith.likelihood import is_whole
from oddsmith.losses import sigmoid


@dataclass(frozen=True)
class GoodnessTest:
    """A test of fit.

    Attributes
    ----------
    test : ChiSquare
        Its p-value is NaN where no degrees of freedom are left.
    trouble : str
        Why the p-value cannot be trusted; empty if it can.
    """

    test: ChiSquare
    trouble: str

    @property
    def valid(self) -> bool:
        """Whether the p-value can be trusted."""
        return not self.trouble

    def __str__(self) -> str:
        return f"{self.test}  {warned(self.trouble)}".rstrip()


def warned(trouble: str) -> str:
    """A warning to print beside a p-value."""
    return f"Do not trust its p-value: {trouble}" if trouble else ""


def pearson_test(estimate: Estimate, *, weights: WeightKind = "precision") -> GoodnessTest:
    """Pearson's X² on n - p degrees of freedom.

    Raises
    ------
    InputError
        No finite maximum of the likelihood; sampling weights.
    NotSupportedError
        After a penalty, or for more than two classes.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> y, trials = np.array([0.3, 0.4, 0.5]), np.array([20.0, 20.0, 20.0])
    >>> data = InMemory(Dense(np.ones((3, 1))), y, trials)
    >>> found = pearson_test(estimate(data, 0, Penalty.none(1), to_floor=True))
    >>> round(found.test.statistic, 4), found.test.df, round(found.test.pvalue, 4), found.valid
    (1.6667, 2, 0.4346, True)
    """
    return sum_of_squares(estimate, "pearson", "Pearson's test of fit", weights)


def deviance_test(estimate: Estimate, *, weights: WeightKind = "precision") -> GoodnessTest:
    """The deviance on n - p degrees of freedom; otherwise as `pearson_test`."""
    return sum_of_squares(estimate, "deviance", "Deviance test of fit", weights)


def sum_of_squares(
    estimate: Estimate, kind: ResidualKind, method: str, weights: WeightKind
) -> GoodnessTest:
    require_weight_kind(weights, ("precision", "frequency"))
    require_binary(estimate, "Tests of fit")
    require_maximum_likelihood(estimate, "Tests of fit")
    kernel = partial(squares_and_counts, estimate, PLAIN[kind], weights)
    statistic, *counts = map(float, estimate.objective.data.total(kernel))
    df = max(round(number_of_rows(estimate, weights)) - estimate.rank, 0)
    return GoodnessTest(ChiSquare(method, statistic, df), trouble_with(*counts))


def squares_and_counts(
    estimate: Estimate,
    residual: Callable[[RowValues], Array],
    weights: WeightKind,
    block: Block,
) -> Array:
    """Of a block: Σ m residual², and what `trouble_with` has to know, (6,)."""
    at = row_values(estimate, block, weights)
    trials = at.precision
    whole = is_whole(trials) and is_whole(trials * at.y)
    z, some = at.z[trials > 0], trials[trials > 0]
    expected = np.concatenate([some * sigmoid(z), some * sigmoid(-z)])
    small = [(expected < 1).sum(), (expected < 5).sum()]
    squares = at.repeats @ residual(at) ** 2
    return np.array([squares, not whole, (trials > 1).sum(), len(expected), *small])


def trouble_with(
    fractional: float, grouped: float, cells: float, below_one: float, below_five: float
) -> str:
    """Why sums of squares over rows are not χ²; empty if they are.

    Parameters
    ----------
    fractional, grouped : float
        Whether some weights are not numbers of trials; rows of more than one trial.
    cells, below_one, below_five : float
        Expected counts, and how many of them are small.
    """
    if fractional:
        return "The weights are not numbers of trials, so nothing says how far rows should vary."
    if not grouped:
        return (
            "Each row is a single 0/1 response, for which this statistic does not follow χ², "
            "however many rows there are. Use the Hosmer-Lemeshow test, or group equal rows."
        )
    return cochran(int(cells), int(below_one), int(below_five))


def small_counts(expected: Array) -> str:
    """Cochran's rule, as a sentence; empty where it holds."""
    return cochran(len(expected), int((expected < 1).sum()), int((expected < 5).sum()))


def cochran(cells: int, below_one: int, below_five: int) -> str:
    if not below_one and below_five <= cells / 5:
        return ""
    return (
        f"Of {cells:,} expected counts {below_five:,} are below 5 and {below_one:,} below "
        "1, too small for the χ² distribution."
    )
