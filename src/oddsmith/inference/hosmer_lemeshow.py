"""Hosmer and Lemeshow's test: observed and expected counts in groups of equal risk.

    1.  cut the N fitted probabilities at their quantiles k/g, k = 0 … g          (type 7)
    2.  group k is  q_{k-1} < p <= q_k,  the first with its lower end
    3.  X² = Σ_k (O_k - E_k)² / [E_k (1 - E_k / N_k)]    on  (groups made) - 2  degrees of freedom

Hosmer and Lemeshow 1980, Communications in Statistics A9; Hosmer, Lemeshow and Sturdivant 2013,
*Applied Logistic Regression*, section 5.2.2.  Equal probabilities stay together, so where they are
tied across a quantile fewer groups are made than asked for.  The result depends on g, and the test
sees lack of calibration only: read it beside a calibration curve.
"""

from dataclasses import dataclass

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.goodness import small_counts, warned
from oddsmith.inference.rows import require_maximum_likelihood, require_whole
from oddsmith.inference.scores import Scores, by_level, scores_of
from oddsmith.likelihood import is_whole
from oddsmith.losses import sigmoid


@dataclass(frozen=True, eq=False)
class HosmerLemeshow:
    """The test, and the table that it is made of.

    Attributes
    ----------
    test : ChiSquare
        On two degrees of freedom fewer than there are groups.
    trouble : str
        Why its p-value cannot be trusted; empty if it can.
    observed, expected : ndarray of shape (groups, 2)
        Failures and successes in each group, by increasing probability.
    note : str
        That ties have merged groups; empty if they have not.
    """

    test: ChiSquare
    trouble: str
    observed: Array
    expected: Array
    note: str

    def __str__(self) -> str:
        """The test, its table of groups, and what to know of them."""
        lines = [
            f"{'group':>5}  {'failures':>8}  {'expected':>8}  {'successes':>9}  {'expected':>8}"
        ]
        for k, (seen, model) in enumerate(zip(self.observed, self.expected, strict=True), 1):
            lines.append(
                f"{k:>5}  {seen[0]:>8g}  {model[0]:>8.2f}  {seen[1]:>9g}  {model[1]:>8.2f}"
            )
        said = (self.note, warned(self.trouble))
        return "\n".join([str(self.test), *lines, *(line for line in said if line)])


def hosmer_lemeshow(estimate: Estimate, groups: int = 10) -> HosmerLemeshow:
    """Test whether observed shares follow fitted probabilities, in groups of equal risk.

    Parameters
    ----------
    estimate : Estimate
        By maximum likelihood.  Weights count cases (frequencies, or numbers of trials).
    groups : int
        3 or more; 10 is usual.

    Raises
    ------
    InputError
        Weights that are not whole numbers of cases; fewer than three groups asked for, or left by
        ties; no finite maximum of the likelihood.
    NotSupportedError
        After a penalty, or for more than two classes.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> x = np.arange(12.0)
    >>> y = np.array([0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1.0])
    >>> data = InMemory(Dense(np.column_stack([np.ones(12), x])), y)
    >>> found = hosmer_lemeshow(estimate(data, 0, Penalty.none(2), to_floor=True), groups=4)
    >>> round(found.test.statistic, 4), found.test.df
    (0.8852, 2)
    """
    require_whole(groups, 3, "groups", "three or more are needed, since df is groups - 2")
    require_maximum_likelihood(estimate, "The Hosmer-Lemeshow test")
    scores = scores_of(estimate)
    if not (is_whole(scores.successes) and is_whole(scores.failures)):
        raise InputError(
            "The weights are not whole numbers of cases, and Hosmer and Lemeshow's groups count "
            "cases. Leave the weights out, or use the calibration slope."
        )
    observed, expected = counts_in_groups(scores, groups)
    made = len(observed)
    if made < 3:
        raise InputError(
            f"Only {made} group(s) could be made of {groups}, since fitted probabilities are tied; "
            "no degree of freedom is left. Compare the observed shares of the few patterns."
        )
    X2 = float(((observed - expected) ** 2 / expected).sum())
    test = ChiSquare(f"Hosmer-Lemeshow test, {made} groups", X2, made - 2)
    note = "" if made == groups else f"{made} groups instead of {groups}: probabilities are tied."
    return HosmerLemeshow(test, small_counts(expected.ravel()), observed, expected, note)


def counts_in_groups(scores: Scores, groups: int) -> tuple[Array, Array]:
    """Observed and expected failures and successes of each group: (made, 2) each."""
    z, a, b = by_level(scores)
    p = sigmoid(z)
    n = np.rint(a + b)
    group = np.searchsorted(unique_quantiles(p, n, groups)[1:-1], p, side="left")

    def table(failures: Array, successes: Array) -> Array:
        each = [np.bincount(group, values) for values in (failures, successes)]
        return np.column_stack(each)

    filled = np.bincount(group, n) > 0
    return table(b, a)[filled], table(n * sigmoid(-z), n * p)[filled]


def unique_quantiles(p: Array, n: Array, groups: int) -> Array:
    """Type-7 quantiles k/groups of values p, each there n times, both (k,); p increases.

    Position h = (N - 1) · k (1 / groups) between the sorted values, in floating point: where it is
    a whole number but for rounding, R puts the row at the cut on the side that this arithmetic
    says, and here it is put there too.

    Examples
    --------
    >>> import numpy as np
    >>> unique_quantiles(np.array([0.1, 0.2, 0.6]), np.array([1, 1, 2]), 2)
    array([0.1, 0.4, 0.6])
    """
    upto = np.cumsum(n).astype(np.int64)
    h = (upto[-1] - 1) * np.minimum(np.arange(groups + 1) * (1 / groups), 1.0)
    share = h - np.floor(h)
    below, above = (p[np.searchsorted(upto, end(h), side="right")] for end in (np.floor, np.ceil))
    between = (1 - share) * below + share * above
    return np.asarray(np.unique(np.where(below == above, below, between)))
