"""Quantile residuals: for 0/1 responses, residuals that are normal where the model is right.

    u ~ uniform on (F(y-), F(y)),  F the distribution of the response under the model
    r = Φ⁻¹(u)                     standard normal, whatever p is

    y = 0:  u = q V,  r = Φ⁻¹(q V)          y = 1:  1 - u = p V,  r = -Φ⁻¹(p V)       V uniform

For c trials F is the binomial's.  Dunn and Smyth 1996, Journal of Computational and Graphical
Statistics 5.  They hold random numbers: another seed gives others.

    band of the k-th of n in order:  Φ⁻¹ of the quantiles of Beta(k, n - k + 1)
"""

import numpy as np
from scipy.special import betaincinv, gammaln, ndtri
from scipy.stats import binom

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference.scores import Scores
from oddsmith.likelihood import is_whole
from oddsmith.losses import sigmoid


def quantile_residuals(scores: Scores, *, seed: int) -> Array:
    """Residuals of n rows, (n,), with random numbers of the seed.

    Raises
    ------
    InputError
        Weights that are not whole numbers of trials.

    Examples
    --------
    >>> scores = Scores(np.zeros(3), np.array([0.0, 1.0, 1.0]), np.ones(3))
    >>> r = quantile_residuals(scores, seed=0)
    >>> bool(r[0] < 0 < min(r[1], r[2]))
    True
    """
    if not (is_whole(scores.case_weight) and is_whole(scores.successes)):
        raise InputError(
            "The weights are not whole numbers of trials, so the response has no distribution to "
            "take quantiles of. Leave the weights out."
        )
    V = np.random.default_rng(seed).uniform(np.finfo(float).tiny, 1, len(scores.z))
    k, n = np.rint(scores.successes), np.rint(scores.case_weight)
    p, q = sigmoid(scores.z), sigmoid(-scores.z)
    here = np.exp(log_choose(n, k) - k * softplus(-scores.z) - (n - k) * softplus(scores.z))
    lower = binom.cdf(k - 1, n, p) + V * here
    upper = binom.cdf(n - k - 1, n, q) + (1 - V) * here
    return np.asarray(np.where(lower < 0.5, ndtri(lower), -ndtri(upper)))


def log_choose(n: Array, k: Array) -> Array:
    """``log [n! / k! (n - k)!]``."""
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def softplus(z: Array) -> Array:
    """``log(1 + exp z)``: minus the logarithm of ``sigmoid(-z)``."""
    return np.logaddexp(0, z)


def normal_band(n: int, level: float = 0.95) -> tuple[Array, Array, Array]:
    """Of n ordered standard normal numbers: the medians, and the ends of each one's interval.

    Examples
    --------
    >>> median, low, high = normal_band(3)
    >>> median.round(4)
    array([-0.8193,  0.    ,  0.8193])
    """
    k = np.arange(1, n + 1)
    tail = (1 - level) / 2
    median, low, high = (ndtri(betaincinv(k, n - k + 1, u)) for u in (0.5, tail, 1 - tail))
    return median, low, high
