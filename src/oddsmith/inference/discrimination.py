"""Discrimination: how well a score ranks successes above failures.

With a_k successes and b_k failures at the k-th distinct score, A = Σ a_k and B = Σ b_k:

    U_k = [Σ_{l<k} b_l + b_k / 2] / B         share of failures that a success there outranks
    V_k = [Σ_{l>k} a_l + a_k / 2] / A         share of successes that outrank a failure there

    AUC = Σ a_k U_k / A
    var = Σ a_k (U_k - AUC)² / [A (A - 1)]  +  Σ b_k (V_k - AUC)² / [B (B - 1)]

DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44, equations 3 to 5; by one sort, n log n
(Sun and Xu 2014, IEEE Signal Processing Letters 21).
"""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.scores import Scores, by_level, require_both
from oddsmith.likelihood import is_whole


@dataclass(frozen=True)
class Area:
    """Area under the ROC curve.

    Attributes
    ----------
    auc : float
        Probability that a success scores above a failure, ties counting one half.
    variance : float
        DeLong's; NaN where successes or failures are not whole numbers (weights that are no
        counts), or where there is only one of them.
    successes, failures : float
        Their totals.
    within : float
        How far `auc` can be off because scores were put into bins; zero where each was ranked.
    """

    auc: float
    variance: float
    successes: float
    failures: float
    within: float = 0.0

    def __str__(self) -> str:
        said = f"Area under the ROC curve {self.auc:.4f}"
        if self.within:
            said += f" (by bins, within {self.within:.1g})"
        if np.isnan(self.variance):
            return f"{said}; its variance is not defined"
        low, high = self.conf_int()
        return f"{said}, 95 % interval {low:.4f} to {high:.4f} (DeLong)"

    def conf_int(self, level: float = 0.95) -> tuple[float, float]:
        """``auc ± z √variance``, cut at 0 and 1.

        Raises
        ------
        InputError
            `level` is not between 0 and 1, or the variance is not defined.
        """
        if np.isnan(self.variance):
            raise InputError(
                f"With {self.successes:g} successes and {self.failures:g} failures DeLong's "
                "variance is not defined: it counts cases, so weights must be whole numbers of "
                "cases, two or more of each class. The area itself can be used."
            )
        half = sqrt(quantile(level) * self.variance)
        return max(self.auc - half, 0.0), min(self.auc + half, 1.0)


def area(scores: Scores) -> Area:
    """Area under the ROC curve, and its variance.

    Raises
    ------
    InputError
        All rows are successes, or all failures.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([0.0, 0.0, 1.0, 1.0])
    >>> found = area(Scores(np.array([0.1, 0.4, 0.35, 0.8]), y, np.ones(4)))
    >>> found.auc, found.variance
    (0.75, 0.125)
    """
    require_both(scores)
    _, a, b = by_level(scores)
    A, B = float(a.sum()), float(b.sum())
    U = (np.cumsum(b) - b / 2) / B
    V = (A - np.cumsum(a) + a / 2) / A
    auc = float(a @ U / A)
    whole = is_whole(scores.successes) and is_whole(scores.failures)
    variance = spread(a, U, auc) + spread(b, V, auc) if whole else nan
    return Area(auc, variance, A, B)


def spread(count: Array, share: Array, auc: float) -> float:
    """``Σ n_k (share_k - auc)² / [N (N - 1)]``; NaN for a single case."""
    N = float(count.sum())
    return float(count @ (share - auc) ** 2 / (N * (N - 1))) if N > 1 else nan
