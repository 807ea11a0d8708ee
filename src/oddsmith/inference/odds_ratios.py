"""Odds ratios: what the odds are multiplied by when a column moves by one step.

    exp(h w)        interval  [exp(h lower), exp(h upper)],  lower and upper on the log-odds

with h the step (`steps`).  An exponential keeps the coverage of its interval, which is not
symmetric about the ratio.  In the intercept's row are the odds where all columns are zero.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.inference.steps import Steps


def odds_ratios(
    names: Sequence[str], w: Array, lower: Array, upper: Array, steps: Steps
) -> pd.DataFrame:
    """Odds ratios of the columns of a model.

    Parameters
    ----------
    names : sequence of p str
    w : ndarray of shape (p,)
        Estimates on the log-odds: NaN for a column left out, ±inf for one that separates.
    lower, upper : ndarray of shape (p,)
        Ends of any interval for w.
    steps : Steps
        How far each column moves.

    Returns
    -------
    DataFrame
        Columns ``odds_ratio, lower, upper``; ``step``, in units of the column; and ``per``, what
        the step is: ``"unit"``, ``"sd"``, ``"iqr"``, or ``"odds at 0"`` for the intercept.  NaN
        where the step is zero.

    Examples
    --------
    >>> steps = Steps(np.array([1.0, 0.5]), ("odds at 0", "sd"))
    >>> w = np.array([0.0, 2.0])
    >>> odds_ratios(["Intercept", "x"], w, w - 1, w + 1, steps).round(4)
               odds_ratio   lower   upper  step        per
    Intercept      1.0000  0.3679  2.7183   1.0  odds at 0
    x              2.7183  1.6487  4.4817   0.5         sd
    """
    moved = np.where(steps.sizes > 0, steps.sizes, np.nan)
    return pd.DataFrame(
        {
            "odds_ratio": exponential(moved * w),
            "lower": exponential(moved * lower),
            "upper": exponential(moved * upper),
            "step": steps.sizes,
            "per": list(steps.kinds),
        },
        index=list(names),
    )


def exponential(values: Array) -> Array:
    """``exp``, infinite beyond the largest number.

    Examples
    --------
    >>> exponential(np.array([-np.inf, 0.0, 1000.0]))
    array([ 0.,  1., inf])
    """
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(values))
