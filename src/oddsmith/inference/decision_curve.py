"""Decision curve: what acting on the model is worth, by how a reader weighs the two errors.

    t               probability from which one would act; t / (1 - t) is what a needless act costs,
                    in units of what a needed one gains
    b_i(t) = [p_i >= t] {y_i - (1 - y_i) t / (1 - t)}
    net benefit     B(t) = Σ c_i b_i / Σ c_i          of the model, in needed acts per row
    act on all      π - (1 - π) t / (1 - t)           on none: 0
    error           √[Σ a (1 - B)² + Σ f (cost + B)² + Σ c B²] / Σ c     a successes and f failures
                    that are acted on, and c cases that are not, where weights count cases
                    √[Σ c_i² (b_i - B)²] / Σ c_i      where they do not, and a row is one case

Vickers and Elkin 2006, Medical Decision Making 26.  B is a mean over cases, so its error is that of
a mean.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.scores import Scores
from oddsmith.likelihood import is_whole
from oddsmith.losses import sigmoid

THRESHOLDS = np.linspace(0.01, 0.99, 99)


@dataclass(frozen=True, eq=False)
class DecisionCurve:
    """Net benefit at k thresholds.

    Attributes
    ----------
    thresholds, benefit, lower, upper : ndarray of shape (k,)
        Of acting on the model, with its interval at each threshold.
    act_on_all : ndarray of shape (k,)
    level : float
    """

    thresholds: Array
    benefit: Array
    lower: Array
    upper: Array
    act_on_all: Array
    level: float


def decision_curve(
    scores: Scores, thresholds: Array | None = None, level: float = 0.95
) -> DecisionCurve:
    """Net benefit of acting where the probability is at least t.

    Parameters
    ----------
    scores : Scores
    thresholds : array of shape (k,), optional
        Between 0 and 1; from 0.01 to 0.99 where not given.
    level : float
        Coverage of the interval at each threshold.

    Raises
    ------
    InputError
        A threshold that is not between 0 and 1.

    Examples
    --------
    >>> y = np.array([0.0, 0.0, 1.0, 1.0])
    >>> scores = Scores(np.array([-2.0, 0.5, 0.1, 2.0]), y, np.ones(4))
    >>> found = decision_curve(scores, np.array([0.2, 0.5]))
    >>> found.benefit.round(4), found.act_on_all.round(4)
    (array([0.4375, 0.25  ]), array([0.375, 0.   ]))
    """
    t = THRESHOLDS if thresholds is None else np.atleast_1d(np.asarray(thresholds, dtype=float))
    if not ((t > 0) & (t < 1)).all():
        raise InputError("thresholds= are probabilities between 0 and 1, the ends left out.")
    p, c, total = sigmoid(scores.z), scores.case_weight, float(scores.case_weight.sum())
    share = float(scores.successes.sum()) / total
    whole = is_whole(scores.successes) and is_whole(scores.failures)
    benefit, error = np.empty_like(t), np.empty_like(t)
    for k, cost in enumerate(t / (1 - t)):
        acted = p >= t[k]
        b = np.where(acted, scores.y - (1 - scores.y) * cost, 0.0)
        B = benefit[k] = c @ b / total
        if whole:
            hits, alarms = float(scores.successes[acted].sum()), float(scores.failures[acted].sum())
            rest = total - hits - alarms
            error[k] = sqrt(hits * (1 - B) ** 2 + alarms * (cost + B) ** 2 + rest * B**2) / total
        else:
            error[k] = np.linalg.norm(c * (b - B)) / total
    half = sqrt(quantile(level)) * error
    return DecisionCurve(
        t, benefit, benefit - half, benefit + half, share - (1 - share) * t / (1 - t), level
    )
