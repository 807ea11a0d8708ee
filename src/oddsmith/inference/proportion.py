"""Intervals of a proportion by Wilson's score test.

    centre = (p + q²/2n) / (1 + q²/n)       half = q √[p (1 - p)/n + q²/4n²] / (1 + q²/n)

for p of n cases, q the normal quantile: all π that the score test does not reject (Wilson 1927,
JASA 22).  The ends lie inside 0 and 1, also for p = 0 and 1.  NaN for no cases.
"""

from math import sqrt

import numpy as np

from oddsmith.design import Array
from oddsmith.inference.chi_square import quantile


def wilson(successes: Array, cases: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Lower and upper ends, of the shape given.

    Examples
    --------
    >>> low, high = wilson(np.array([0.0, 5.0]), np.array([10.0, 10.0]))
    >>> low.round(4), high.round(4)
    (array([0.    , 0.2366]), array([0.2775, 0.7634]))
    """
    q = sqrt(quantile(level))
    n = np.where(cases > 0, cases, np.nan)
    p = successes / n
    scale = 1 + q * q / n
    centre = (p + q * q / (2 * n)) / scale
    half = q * np.sqrt(np.maximum(p * (1 - p), 0) / n + (q / (2 * n)) ** 2) / scale
    low = np.where(p == 0, p, np.maximum(centre - half, 0.0))
    return low, np.where(p == 1, p, np.minimum(centre + half, 1.0))
