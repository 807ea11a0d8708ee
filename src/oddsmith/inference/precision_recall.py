"""Precision–recall curve: how many of those called are successes, against how many are found.

    with a_k successes and b_k failures at the k-th distinct score from above, A = Σ a:

    precision_k = Σ_{l<=k} a_l / Σ_{l<=k} (a_l + b_l)        recall_k = Σ_{l<=k} a_l / A
    AP = Σ_k (recall_k - recall_{k-1}) precision_k           (average precision)
    interval of AP: logit AP ± q / √[A AP (1 - AP)], back on the scale of AP

Boyd, Eng and Page 2013 (ECML PKDD), "Area under the precision-recall curve: point estimates and
confidence intervals": the logit interval, whose coverage they found close to its level.  At one
threshold precision is a proportion of those called, and has Wilson's interval.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import expit, logit

from oddsmith.design import Array
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.proportion import wilson
from oddsmith.inference.scores import Scores, by_level, require_both
from oddsmith.likelihood import is_whole
from oddsmith.losses import sigmoid


@dataclass(frozen=True, eq=False)
class PrecisionRecall:
    """k points from the highest threshold down, and the average precision.

    Attributes
    ----------
    thresholds, precision, recall : ndarray of shape (k,)
    lower, upper : ndarray of shape (k,)
        Interval of the precision at each threshold; NaN where weights do not count cases.
    average : float
        Average precision; `prevalence` is that of calling at random.
    interval : tuple of two float
        Of the average precision.
    prevalence : float
    level : float
    """

    thresholds: Array
    precision: Array
    recall: Array
    lower: Array
    upper: Array
    average: float
    interval: tuple[float, float]
    prevalence: float
    level: float


def precision_recall(scores: Scores, level: float = 0.95) -> PrecisionRecall:
    """The curve of all thresholds.

    Raises
    ------
    InputError
        All rows are successes, or all failures.

    Examples
    --------
    >>> y = np.array([0.0, 0.0, 1.0, 1.0])
    >>> found = precision_recall(Scores(np.array([-2.0, 0.5, 0.1, 2.0]), y, np.ones(4)))
    >>> round(found.average, 4), found.recall
    (0.8333, array([0.5, 0.5, 1. , 1. ]))
    """
    require_both(scores)
    z, a, b = by_level(scores)
    hits, called = a[::-1].cumsum(), (a + b)[::-1].cumsum()
    recall, precision = hits / hits[-1], hits / called
    average = float(np.diff(recall, prepend=0.0) @ precision)
    lower, upper = wilson(hits, called, level)
    interval = of_average(average, float(hits[-1]), level)
    if not (is_whole(scores.successes) and is_whole(scores.failures)):
        lower = upper = np.full_like(hits, np.nan)
        interval = (np.nan, np.nan)
    return PrecisionRecall(
        sigmoid(z[::-1]), precision, recall, lower, upper, average, interval,
        float(hits[-1] / called[-1]), level,
    )  # fmt: skip


def of_average(average: float, successes: float, level: float) -> tuple[float, float]:
    """The logit interval; an average of one has one as both ends."""
    q = sqrt(quantile(level))
    if not 0 < average < 1:
        return average, average
    half = q / sqrt(successes * average * (1 - average))
    return float(expit(logit(average) - half)), float(expit(logit(average) + half))
