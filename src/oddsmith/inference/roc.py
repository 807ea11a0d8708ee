"""ROC curve: sensitivity against the share of false alarms, at every threshold.

    with a_k successes and b_k failures at the k-th distinct score from above, A = Σ a, B = Σ b:

    sensitivity_k = Σ_{l<=k} a_l / A        false_alarms_k = Σ_{l<=k} b_l / B

Fawcett 2006, Pattern Recognition Letters 27.  At one threshold sensitivity is a proportion of the
successes and false alarms one of the failures, and each has Wilson's interval; the interval of the
area is DeLong's (`discrimination`).
"""

from dataclasses import dataclass

import numpy as np

from oddsmith.design import Array
from oddsmith.inference.discrimination import Area, area
from oddsmith.inference.proportion import wilson
from oddsmith.inference.scores import Scores, by_level
from oddsmith.likelihood import is_whole
from oddsmith.losses import sigmoid


@dataclass(frozen=True, eq=False)
class RocCurve:
    """k + 1 points from (0, 0) to (1, 1), and the area.

    Attributes
    ----------
    thresholds : ndarray of shape (k + 1,)
        Rows of this probability or more are called; infinite at the first point.
    sensitivity, false_alarms : ndarray of shape (k + 1,)
    lower, upper : ndarray of shape (k + 1,)
        Interval of the sensitivity at each threshold; NaN where weights do not count cases.
    area : Area
    level : float
    """

    thresholds: Array
    sensitivity: Array
    false_alarms: Array
    lower: Array
    upper: Array
    area: Area
    level: float


def roc_curve(scores: Scores, level: float = 0.95) -> RocCurve:
    """The curve of all thresholds.

    Raises
    ------
    InputError
        All rows are successes, or all failures.

    Examples
    --------
    >>> y = np.array([0.0, 0.0, 1.0, 1.0])
    >>> found = roc_curve(Scores(np.array([-2.0, 0.5, 0.1, 2.0]), y, np.ones(4)))
    >>> found.false_alarms, found.sensitivity
    (array([0. , 0. , 0.5, 0.5, 1. ]), array([0. , 0.5, 0.5, 1. , 1. ]))
    """
    found = area(scores)
    z, a, b = by_level(scores)
    hits, alarms = np.r_[0.0, a[::-1].cumsum()], np.r_[0.0, b[::-1].cumsum()]
    lower, upper = wilson(hits, np.full_like(hits, hits[-1]), level)
    if not (is_whole(scores.successes) and is_whole(scores.failures)):
        lower = upper = np.full_like(hits, np.nan)
    thresholds = np.r_[np.inf, sigmoid(z[::-1])]
    sensitivity, share = hits / hits[-1], alarms / alarms[-1]
    return RocCurve(thresholds, sensitivity, share, lower, upper, found, level)
