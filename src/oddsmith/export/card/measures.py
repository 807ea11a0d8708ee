"""Measures of rows: rates, calibration and ranking, of two classes or of one against the rest.

observed    Σ c y / Σ c                     with Wilson's interval (1927, JASA 22)
predicted   Σ c p / Σ c
in the large   the shift of the log-odds that would make both equal; 0 is right
"""

from dataclasses import dataclass
from math import nan, sqrt

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference.calibration import calibration
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.discrimination import area
from oddsmith.inference.scores import Scores
from oddsmith.losses import CrossEntropy

FEW = 10  # rows of either class: fewer say little


@dataclass(frozen=True)
class Measures:
    """How well some rows are predicted; NaN where that cannot be said.

    Attributes
    ----------
    rows : int
    events, others : float
        By weight.
    observed, low, high : float
        Share of events, and its 95 % interval; NaN where weights are no counts.
    predicted : float
        Mean probability.
    log_loss, brier, auc : float
    in_the_large, slope : float
        Calibration.
    chosen, true_positive, false_positive : float
        At the threshold: share of rows chosen, of the events, of the others.
    """

    rows: int
    events: float
    others: float
    observed: float
    low: float
    high: float
    predicted: float
    log_loss: float
    brier: float
    auc: float
    in_the_large: float
    slope: float
    chosen: float
    true_positive: float
    false_positive: float

    @property
    def few(self) -> bool:
        """Whether there are too few events, or others, for these numbers to be sure."""
        return min(self.events, self.others) < FEW


def measure(z: Array, p: Array, y: Array, weight: Array, threshold: float = 0.5) -> Measures:
    """Measures of n rows: z, p, y and weight are (n,).

    Examples
    --------
    >>> import numpy as np
    >>> z = np.array([-1.0, 0.5, 1.0, -0.5])
    >>> found = measure(z, 1 / (1 + np.exp(-z)), np.array([0.0, 1.0, 1.0, 0.0]), np.ones(4))
    >>> found.observed, round(found.predicted, 4), found.auc, found.true_positive
    (0.5, 0.5, 1.0, 1.0)
    """
    scores = Scores(z, y, weight)
    total, events = float(weight.sum()), float(scores.successes.sum())
    others, chosen = total - events, p >= threshold
    low, high = wilson(events, total) if (weight == weight.round()).all() else (nan, nan)
    both = events > 0 and others > 1e-12 * total
    in_the_large, slope = calibrated(scores) if both else (nan, nan)
    return Measures(
        rows=len(y),
        events=events,
        others=others,
        observed=events / total,
        low=low,
        high=high,
        predicted=float(weight @ p) / total,
        log_loss=float(CrossEntropy().at(z, y, 0).value @ weight) / total,
        brier=scores.brier,
        auc=area(scores).auc if both else nan,
        in_the_large=in_the_large,
        slope=slope,
        chosen=float(weight @ chosen) / total,
        true_positive=float(scores.successes @ chosen) / events if events else nan,
        false_positive=float(scores.failures @ chosen) / others if others else nan,
    )


def calibrated(scores: Scores) -> tuple[float, float]:
    """Intercept at slope one, and slope; NaN where the predictions separate the classes."""
    try:
        found = calibration(scores)
    except InputError:
        return nan, nan
    return found.in_the_large, found.slope


def wilson(events: float, total: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(0, 10)]
    [0.0, 0.2775]
    """
    square = quantile(level)
    share, middle = events / total, (events + square / 2) / (total + square)
    half = sqrt(square * (share * (1 - share) / total + square / (4 * total**2)))
    half /= 1 + square / total
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    return (low if events else 0.0), (high if events < total else 1.0)
