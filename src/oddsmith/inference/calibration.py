"""Calibration: whether predicted log-odds are as large as they should be.

    logit P(y = 1) = α + β z          slope β and intercept α, one where z is right, and zero
    logit P(y = 1) = α₀ + z           calibration in the large α₀, zero where the mean is right

Cox 1958, Biometrika 45; Steyerberg 2019, Clinical Prediction Models, section 15.3.  β < 1 is what
fitting too closely does.  On its own rows an unpenalised fit with an intercept has β = 1,
α = α₀ = 0, whatever its worth: these numbers are for new rows, or corrected by `optimism`.
"""

from dataclasses import dataclass

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate, estimate
from oddsmith.inference.scores import Scores, require_both
from oddsmith.penalties import Penalty


@dataclass(frozen=True)
class Calibration:
    """Slope and intercept together, and the intercept at slope one.

    The slope is NaN where all z are the same, and the intercept then stands alone.
    """

    intercept: float
    slope: float
    in_the_large: float

    def __str__(self) -> str:
        return (
            f"Calibration slope {self.slope:.4f}, intercept {self.intercept:.4f}; "
            f"intercept at slope one {self.in_the_large:.4f}"
        )


def calibration(scores: Scores) -> Calibration:
    """Refit what came true on the predicted log-odds.

    Raises
    ------
    InputError
        One class only, or z separates the classes, so that no finite slope exists.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    >>> timid = Scores(np.array([-0.1, -0.1, -0.1, 0.1, 0.1, 0.1]), y, np.ones(6))
    >>> round(calibration(timid).slope, 4)
    6.9315
    """
    require_both(scores)
    ones = np.ones_like(scores.z)
    y, c = scores.y, scores.case_weight
    together = refit(InMemory(Dense(np.column_stack([ones, scores.z])), y, c))
    alone = refit(InMemory(Dense(ones[:, None]), y, c, offset=scores.z))
    intercept, slope = map(float, together.w)
    return Calibration(intercept, slope, float(alone.w[0]))


def refit(data: InMemory) -> Estimate:
    found = estimate(data, 0, Penalty.none(data.shape[1]), to_floor=True)
    if not found.certificate.proves_minimum:
        raise InputError(
            "The predicted log-odds separate the classes, so that the calibration slope is "
            "infinite. More rows are needed to say how well the probabilities are calibrated."
        )
    return found
