"""Predictions with intervals.

    z ± q se(z)   on the scale of the log-odds,   sigmoid(z ± q se(z))   on that of the probability

so that the interval lies inside 0 and 1, and covers as often on either scale.  se(p) = p q se(z) is
the delta method's.  These are intervals of the probability, not of a single outcome.
"""

from typing import NamedTuple

import numpy as np

from oddsmith.design import Array
from oddsmith.frame import Terms
from oddsmith.inference.delta import intervals
from oddsmith.inference.effects import curve
from oddsmith.inference.link import Link
from oddsmith.inference.table_rows import TableRows
from oddsmith.losses import sigmoid
from oddsmith.threads import one_blas_thread


class Predicted(NamedTuple):
    """n rows: raw prediction and probability, their standard errors, the probability's interval.

    A row with a missing value is NaN.  Where classes are separated, a row that is decided has
    z = ±inf, probability 0 or 1, and neither error nor interval; one that stays open is NaN.
    """

    z: Array
    z_error: Array
    probability: Array
    std_error: Array
    lower: Array
    upper: Array


def predict(link: Link, terms: Terms, rows: TableRows, *, level: float = 0.95) -> Predicted:
    """Predictions of the rows of a table, with standard errors and intervals.

    Parameters
    ----------
    link : Link
        The coefficients and their covariance.
    terms : Terms
        The right-hand side as learned.
    rows : TableRows
        n rows; values may be missing.  Case weights have no part in it.
    level : float
        Coverage of the intervals.

    Raises
    ------
    InputError
        The level is not between 0 and 1, or the table lacks a column.
    UnseenLevelError
        A level that training did not hold.

    Examples
    --------
    >>> import pandas as pd
    >>> from oddsmith.estimate import Predictor
    >>> from oddsmith.inference.link import link_of
    >>> table = pd.DataFrame({"x": [0.0, 1.0]})
    >>> terms = Terms.learn("x", table)
    >>> link = link_of(Predictor(np.zeros(2), np.array([0.0, 2.0])), np.eye(2) / 4, 0)
    >>> found = predict(link, terms, TableRows(table))
    >>> found.z_error.round(4), found.lower.round(4), found.upper.round(4)
    (array([0.5   , 0.7071]), array([0.2729, 0.6489]), array([0.7271, 0.9673]))
    """
    found = np.empty((6, len(rows.table)))
    with one_blas_thread():
        for here in rows.blocks(len(link.root)):
            part = rows.rows(here)
            at = link.raw(terms.design(part.table), part.shift)
            error, p = link.errors(at), curve(at.z)
            lower, upper = (sigmoid(end) for end in intervals(at.z, error, level))
            found[:, here] = at.z, error, p.p, p.first * error, lower, upper
    return Predicted(*found)
