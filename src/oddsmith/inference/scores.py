"""Scores: raw predictions beside what came true, and the plainest measures of them.

    z  log-odds, p = sigmoid(z)       a = c y  successes       b = c (1 - y)  failures

    Brier   [Σ a (1 - p)² + b p²] / Σ c                     (Brier 1950, Monthly Weather Review 78)
    Tjur    Σ a p / Σ a  -  Σ b p / Σ b                     (Tjur 2009, American Statistician 63)

A row of weight c and proportion y counts as c y successes and c (1 - y) failures, so that grouped
rows give what the single ones give.  Shapes: z, y, c, a, b, p (n,).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from oddsmith.data import Block, PerRow
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.inference.rows import require_binary
from oddsmith.losses import sigmoid
from oddsmith.sweep import raw_prediction

TIED = 1e-12  # log-odds so near to each other, relative to their size, differ by rounding only


@dataclass(frozen=True, eq=False)
class Scores:
    """Predictions of n rows, of the fit itself or of new rows.

    Parameters
    ----------
    z : ndarray of shape (n,)
        Predicted log-odds, offset included.
    y : ndarray of shape (n,)
        What came true, in [0, 1].
    case_weight : ndarray of shape (n,)
        How much each row counts.

    Examples
    --------
    >>> import numpy as np
    >>> scores = Scores(np.array([-1.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0]), np.ones(3))
    >>> round(scores.brier, 4), round(scores.tjur, 4)
    (0.1316, 0.3466)
    """

    z: Array
    y: Array
    case_weight: Array

    @cached_property
    def successes(self) -> Array:
        return self.case_weight * self.y

    @cached_property
    def failures(self) -> Array:
        return self.case_weight * (1 - self.y)

    @property
    def brier(self) -> float:
        """Mean squared distance of the probability from what came true."""
        error = self.successes @ sigmoid(-self.z) ** 2 + self.failures @ sigmoid(self.z) ** 2
        return float(error / self.case_weight.sum())

    @property
    def tjur(self) -> float:
        """Mean probability of the successes less that of the failures."""
        return tjur(self.seen_and_foretold)

    @property
    def seen_and_foretold(self) -> Array:
        """Σ a, Σ b, Σ a p, Σ b p: all that Tjur's measure needs."""
        p, a, b = sigmoid(self.z), self.successes, self.failures
        return np.array([a.sum(), b.sum(), a @ p, b @ p])


def scores_of(estimate: Estimate) -> Scores:
    """The rows that the estimate was made from, predicted by it.

    Raises
    ------
    NotSupportedError
        More than two classes.
    """
    require_binary(estimate, "Scores")

    def columns(block: Block) -> PerRow:
        here = scores_of_block(estimate.solution.w, block)
        return PerRow(np.column_stack([here.z, here.y, here.case_weight]))

    z, y, c = estimate.objective.data.total(columns).values.T
    return Scores(z, y, c)


def tjur(sums: Array) -> float:
    """Of `Scores.seen_and_foretold`, which may be added over blocks."""
    successes, failures, in_successes, in_failures = map(float, sums)
    require_some(successes, failures)
    return in_successes / successes - in_failures / failures


def scores_of_block(w: Array, block: Block) -> Scores:
    """A block's rows, predicted by w."""
    return Scores(raw_prediction(block, w), block.y, block.weights)


def require_both(scores: Scores) -> None:
    """Refuse rows of one class, which tell nothing about ranking them."""
    require_some(float(scores.successes.sum()), float(scores.failures.sum()))


def require_some(successes: float, failures: float) -> None:
    if not (successes > 0 and failures > 0):
        raise InputError(
            f"The rows hold {successes:g} successes and {failures:g} failures; to compare them, "
            "some of both are needed."
        )


def by_level(scores: Scores) -> tuple[Array, Array, Array]:
    """Distinct z in order, and the successes and failures at each: (k,) each.

    What differs by rounding alone is tied: the same row may be summed in another order elsewhere.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([1.0, 0.0, 0.0])
    >>> by_level(Scores(np.array([2.0, -1.0, 2.0 + 1e-15]), y, np.ones(3)))
    (array([-1.,  2.]), array([0., 1.]), array([1., 1.]))
    """
    order = np.argsort(scores.z, kind="stable")
    z = scores.z[order]
    first = np.flatnonzero(np.diff(z, prepend=-np.inf) > TIED * np.maximum(1, np.abs(z)))
    successes = np.add.reduceat(scores.successes[order], first)
    failures = np.add.reduceat(scores.failures[order], first)
    return z[first], successes, failures
