"""Binned residuals: what came true less what was predicted, on average in bins of a variable.

    bin k of rows in the order of x:   r̄_k = Σ c (y - p) / Σ c
                                       se_k = √[Σ c v] / Σ c,  v = p (1 - p)

A row of weight c is c cases of their own, so that Var[c (y - p)] = c v where the model is right; a
bin's r̄ then lies within ± 2 se in about 95 of 100 cases.  Gelman and Hill 2007, *Data Analysis
Using Regression*, section 5.6.  Raw residuals of 0 and 1 show two bands and nothing else.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.inference.scores import Scores
from oddsmith.losses import sigmoid


@dataclass(frozen=True, eq=False)
class BinnedResiduals:
    """k bins.

    Attributes
    ----------
    x : ndarray of shape (k,)
        Mean of the variable in the bin.
    low, high : ndarray of shape (k,)
        Its least and largest value there.
    residual, error : ndarray of shape (k,)
        r̄ and its standard error under the model.
    observed, predicted : ndarray of shape (k,)
        Shares: what came true, what was predicted.
    cases : ndarray of shape (k,)
    """

    x: Array
    low: Array
    high: Array
    residual: Array
    error: Array
    observed: Array
    predicted: Array
    cases: Array


def binned_residuals(
    scores: Scores, x: Array | None = None, bins: int | None = None
) -> BinnedResiduals:
    """Average residuals in bins of equal size.

    Parameters
    ----------
    scores : Scores
    x : ndarray of shape (n,), optional
        The variable; the predicted probability where not given.
    bins : int, optional
        At most so many; the square root of the number of rows, from 5 to 50, where not given.

    Examples
    --------
    >>> scores = Scores(np.zeros(8), np.tile([0.0, 1.0], 4), np.ones(8))
    >>> found = binned_residuals(scores, np.arange(8.0), 2)
    >>> found.residual, found.error
    (array([0., 0.]), array([0.25, 0.25]))
    """
    p = sigmoid(scores.z)
    x = p if x is None else np.asarray(x, dtype=float)
    count = int(np.clip(np.sqrt(len(x)), 5, 50)) if bins is None else bins
    return in_groups(scores, x, groups_of(x, scores.case_weight, count))


def groups_of(x: Array, weight: Array, count: int) -> NDArray[np.intp]:
    """The bin of each row, from 0 without gaps, (n,); equal values stay together.

    A value goes where the middle of its cases is, of all cases in order.

    Examples
    --------
    >>> groups_of(np.array([5.0, 1.0, 2.0, 2.0]), np.ones(4), 2)
    array([1, 0, 1, 1])
    """
    place, _ = pd.factorize(x, sort=True)
    cases = np.bincount(place, weights=weight)
    middle = (np.cumsum(cases) - cases / 2) / cases.sum()
    bins = np.minimum((count * middle).astype(np.intp), count - 1)
    return np.asarray(pd.factorize(bins[place], sort=True)[0], dtype=np.intp)


def in_groups(scores: Scores, x: Array, group: NDArray[np.intp]) -> BinnedResiduals:
    """The same in groups that are given, numbered from 0: (n,)."""
    p, q = sigmoid(scores.z), sigmoid(-scores.z)
    c = scores.case_weight
    k = int(group.max()) + 1

    def total(values: Array) -> Array:
        return np.asarray(np.bincount(group, weights=values, minlength=k), dtype=float)

    cases = total(c)
    low, high = np.full(k, np.inf), np.full(k, -np.inf)
    np.minimum.at(low, group, x)
    np.maximum.at(high, group, x)
    observed, predicted = total(scores.successes) / cases, total(c * p) / cases
    return BinnedResiduals(
        total(c * x) / cases,
        low,
        high,
        total(scores.successes * q - scores.failures * p) / cases,
        np.sqrt(total(c * p * q)) / cases,
        observed,
        predicted,
        cases,
    )
