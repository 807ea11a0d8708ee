"""Collinearity: how much wider a coefficient's interval is because other terms say the same.

    R the correlation matrix of the estimates, intercept left out; term t has the rows T of R

    GVIF_t = det R_TT · det R_UU / det R        U the rows of all other terms
    inflation_t = GVIF_t^(1 / 2 df)             df coefficients: how often wider an interval is

Fox and Monette 1992, JASA 87 (R's ``car::vif``); of one coefficient GVIF is the variance inflation
factor, and the square of `inflation`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from oddsmith.design import Array

WIDE = 10**0.5  # a variance inflation of ten, the usual bound


@dataclass(frozen=True)
class Inflation:
    """Of one term.

    Attributes
    ----------
    term : str
    gvif, df, inflation : float, int, float
        Inflation is infinite where the others say all that the term says.
    partner : str
        The term whose estimates are most correlated with this one's; empty where it is alone.
    """

    term: str
    gvif: float
    df: int
    inflation: float
    partner: str


def collinearity(
    V: Array, terms: Mapping[str, Sequence[int]], intercept: int | None
) -> list[Inflation]:
    """The inflation of each term, in the order given.

    Parameters
    ----------
    V : ndarray of shape (p, p)
        Covariance of the estimates; NaN for columns left out, which take no part.
    terms : dict of str to positions
        The columns of each term.
    intercept : int or None

    Examples
    --------
    >>> V = np.linalg.inv(np.array([[1.0, 0.9], [0.9, 1.0]]))
    >>> found = collinearity(V, {"a": [0], "b": [1]}, None)
    >>> round(found[0].gvif, 4), found[0].partner
    (5.2632, 'b')
    """
    known = np.isfinite(V.diagonal()) & (V.diagonal() > 0)
    own = {
        name: [j for j in positions if j != intercept and known[j]]
        for name, positions in terms.items()
    }
    own = {name: positions for name, positions in own.items() if positions}
    at = [j for positions in own.values() for j in positions]
    deviation = np.sqrt(V.diagonal()[at])
    R = V[np.ix_(at, at)] / np.outer(deviation, deviation)
    edges = np.r_[0, np.cumsum([len(positions) for positions in own.values()])]
    parts = [np.arange(a, b) for a, b in pairwise(edges)]
    return [inflation(R, list(own), parts, k) for k in range(len(parts))]


def inflation(R: Array, names: Sequence[str], parts: Sequence[Array], k: int) -> Inflation:
    T = parts[k]
    U = np.setdiff1d(np.arange(len(R)), T)
    logs = [np.linalg.slogdet(R[np.ix_(index, index)])[1] for index in (T, U, np.arange(len(R)))]
    gvif = float(np.exp(logs[0] + logs[1] - logs[2]))
    others = [m for m in range(len(parts)) if m != k]
    nearest = max(others, key=lambda m: float(np.abs(R[np.ix_(T, parts[m])]).max()), default=None)
    partner = "" if nearest is None else names[nearest]
    return Inflation(names[k], gvif, len(T), gvif ** (1 / (2 * len(T))), partner)
