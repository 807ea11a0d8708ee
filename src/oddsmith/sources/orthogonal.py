"""Orthogonal: the three-term recurrence of the polynomials that are orthogonal over all rows.

    P₀ = 1,   P_k = (x - α_{k-1}) P_{k-1} - (ν_{k-1} / ν_{k-2}) P_{k-2}

    α_k = Σ x P_k² / ν_k          ν_k = Σ P_k²

as `poly` learns them.  They follow from the moments M_l = Σ T_l(t) of Chebyshev's polynomials of
t = (x - c) / h with |t| <= 1, which are sums over rows and keep their digits: products of these
polynomials are 2 T_i T_j = T_{i+j} + T_{|i-j|}.  (Gautschi 2004, *Orthogonal Polynomials*, 2.1.7.)
"""

from functools import partial

import numpy as np
from numpy.polynomial import chebyshev

from oddsmith.design import Array
from oddsmith.sources.summary import Summary


def chebyshev_moments(x: Array, seen: Summary, degree: int) -> Array:
    """Σ T_l(t) for l from 0 to 2 `degree` + 1."""
    center, half = middle(seen)
    return np.asarray(chebyshev.chebvander((x - center) / half, 2 * degree + 1).sum(axis=0))


def middle(seen: Summary) -> tuple[float, float]:
    """Centre and half-width of the range."""
    half = (seen.largest - seen.least) / 2
    return seen.least + half, half or 1.0


def recurrence(moments: Array, seen: Summary, degree: int) -> dict[str, dict[int, float]]:
    """α and ν as `poly` keeps them, from the moments.

    Examples
    --------
    >>> from oddsmith.sources.summary import summary
    >>> x = np.array([1.0, 2.0, 3.0])
    >>> found = recurrence(chebyshev_moments(x, summary(x), 2), summary(x), 2)
    >>> {k: round(v, 12) for k, v in found["norms2"].items()}
    {0: 3.0, 1: 2.0, 2: 0.666666666667}
    """
    center, half = middle(seen)
    inner = partial(product, moments)
    alpha, norms = {}, {}
    before: Array = np.zeros(1)
    here: Array = np.ones(1)  # in Chebyshev's polynomials of t, P scaled by half^-k
    for k in range(degree + 1):
        nu = inner(here, here)
        norms[k] = nu * half ** (2 * k)
        if k == degree:
            break
        shift = inner(chebyshev.chebmulx(here), here) / nu
        alpha[k] = center + half * shift
        beta = nu / inner(before, before) if k else 0.0
        ahead = chebyshev.chebsub(chebyshev.chebmulx(here), shift * here)
        before, here = here, chebyshev.chebsub(ahead, beta * before)
    return {"alpha": alpha, "norms2": norms}


def product(moments: Array, a: Array, b: Array) -> float:
    """Σ a(t) b(t), of polynomials in Chebyshev's form."""
    both = chebyshev.chebmul(a, b)
    return float(both @ moments[: len(both)])
