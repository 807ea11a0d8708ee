"""Profile likelihood: how far one coefficient can go before the others cannot make up for it.

    excess(b) = 2 [max L - max_{w : w_j = b} L(w)]            limits: excess(b) = χ²_1 quantile

The limits are the ends of the interval that the likelihood-ratio test does not reject (Venzon and
Moolgavkar 1988, Applied Statistics 37; for Firth's penalised likelihood, Heinze and Schemper 2002).
In standardised coordinates w_j = aᵀu, with a the row of the map back; for the intercept it has
entries for all columns.  The search is along the unit vector a / ‖a‖.
"""

from collections.abc import Iterable

import numpy as np

from oddsmith.design import Array
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.constrained import Peak, null_space, require_likelihood
from oddsmith.inference.firth import FirthEstimate
from oddsmith.inference.profile_ray import Ray
from oddsmith.inference.profile_root import distance, farthest


def profile_intervals(
    peak: Peak, columns: Iterable[int] | None = None, *, level: float = 0.95
) -> Array:
    """Profile-likelihood intervals of coefficients.

    Parameters
    ----------
    peak : Estimate or FirthEstimate
        For the second, of the penalised likelihood (Heinze and Schemper 2002).
    columns : iterable of int, optional
        Positions among the p columns; all where not given.
    level : float
        Coverage.

    Returns
    -------
    ndarray of shape (number of columns, 2)
        Lower and upper limit on the columns as given; infinite where the likelihood never falls to
        the level on that side; NaN for a column that was left out.

    Raises
    ------
    NotSupportedError
        The fit has an L1 or L2 penalty.
    InputError
        `level` is not between 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> rows = InMemory(Dense(np.ones((10, 1))), np.repeat([0.0, 1.0], [7, 3]))
    >>> profile_intervals(estimate(rows, 0, Penalty.none(1), to_floor=True)).round(4)
    array([[-2.382 ,  0.4328]])
    """
    require_likelihood(peak, "A profile interval")
    chosen = range(len(peak.w)) if columns is None else columns
    drop = quantile(level)
    ends = [[limit(peak, j, side, drop) for side in (-1, 1)] for j in chosen]
    return np.array(ends).reshape(-1, 2)


def infinite_ends(peak: Peak, w: Array, *, level: float = 0.95) -> Array:
    """Profile intervals of the infinite coefficients where classes are separated.

    Towards infinity the likelihood does not fall.  An undetermined coefficient (NaN) has directions
    of recession of both signs, and so one along which it keeps any value: it has no end.

    Parameters
    ----------
    peak : Estimate
        Where the solver stopped, far out.
    w : ndarray of shape (p,)
        What maximum likelihood says: finite, ±inf, or NaN.
    level : float
        Coverage.

    Returns
    -------
    ndarray of shape (p, 2)
        NaN for finite coefficients, and for columns that were left out.
    """
    ends, drop = np.full((len(w), 2), np.nan), quantile(level)
    for j in peak.kept.tolist():
        if not np.isfinite(w[j]):
            ends[j] = -np.inf, np.inf
        if np.isinf(w[j]):
            towards = int(np.sign(w[j]))
            ends[j, (1 - towards) // 2] = limit(peak, j, -towards, drop)
    return ends


def limit(peak: Peak, column: int, side: int, drop: float) -> float:
    """Where the excess of one coefficient reaches `drop`, below (-1) or above (1) its estimate."""
    here = np.flatnonzero(peak.kept == column)
    if not len(here):
        return np.nan
    a = peak.coordinates.to_raw(np.eye(len(peak.kept)))[here[0]]
    length = float(np.linalg.norm(a))
    ray = Ray(peak, side * a / length, null_space(a[None, :]))
    found = distance(ray, drop, [ray.start()])
    if isinstance(peak, FirthEstimate) and peak.separated:
        found = farthest(ray, drop, found)
    return float(peak.w[column]) + side * length * found
