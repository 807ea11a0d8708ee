"""Wald: how far an estimate is from a hypothesis, in units of its covariance.

    W = (R w - r)ᵀ (R V Rᵀ)⁻¹ (R w - r)   ~   χ²_q           (Wald 1943)

V is any covariance of w: model-based, robust, clustered, bootstrapped.

Type II tests of terms (Fox 2016, *Applied Regression Analysis*, section 8.2.5): a term T is tested
in the model without the terms that contain it, C.  By the conditional normal distribution,

    w_T | w_C = 0   has mean   w_T - V_TC V_CC⁻¹ w_C,     so     R = E_T - V_TC V_CC⁻¹ E_C,

with E_T the rows of the identity that belong to T.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import nan

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.hypotheses import Hypothesis, on_estimated, zero_hypothesis


def wald_test(
    w: Array, covariance: Array, hypothesis: Hypothesis, rank: int | None = None
) -> ChiSquare:
    """Wald test of a linear hypothesis.

    Parameters
    ----------
    w : ndarray of shape (p,)
        Estimates; NaN where a column was left out.
    covariance : ndarray of shape (p, p)
        Of any kind, on the same columns.
    hypothesis : Hypothesis
    rank : int, optional
        The largest rank that the covariance can have.

    Raises
    ------
    InputError
        The hypothesis is about a column left out, or the covariance of R w is singular.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.inference.hypotheses import linear_hypothesis
    >>> nothing = linear_hypothesis("a = 0", ["a", "b"])
    >>> round(wald_test(np.array([2.0, 1.0]), np.diag([4.0, 1.0]), nothing).pvalue, 6)
    0.317311
    """
    kept = np.flatnonzero(~np.isnan(w))
    R = on_estimated(hypothesis, kept)
    require_rank(hypothesis, rank)
    V = R @ covariance[np.ix_(kept, kept)] @ R.T
    size = np.sqrt(V.diagonal())
    distance = (R @ w[kept] - hypothesis.r) / size
    if not hypothesis.df:
        return ChiSquare("Wald test", 0.0, 0)
    try:
        factor = cho_factor(V / np.outer(size, size))
    except (LinAlgError, ValueError) as error:
        raise InputError(
            f"The covariance of '{hypothesis}' is singular or not finite, so that distances cannot "
            "be measured in it: test fewer equations at once, or use another covariance."
        ) from error
    return ChiSquare("Wald test", float(distance @ cho_solve(factor, distance)), hypothesis.df)


def require_rank(hypothesis: Hypothesis, rank: int | None) -> None:
    """Refuse more equations than the covariance has dimensions: rounding would answer."""
    if rank is not None and hypothesis.df > rank:
        raise InputError(
            f"'{hypothesis}' are {hypothesis.df} equations, and the covariance, which clusters or "
            f"resamples make, has {rank} dimension{'s' * (rank != 1)} at most: in the others it "
            "says nothing. Test fewer equations at once, or use errors of another kind."
        )


def wald_terms_type2(
    w: Array,
    covariance: Array,
    terms: Mapping[str, slice],
    factors: Mapping[str, frozenset[str]],
    names: Sequence[str],
    rank: int | None = None,
) -> dict[str, ChiSquare]:
    """Type II Wald test of each term.

    Parameters
    ----------
    w, covariance
        As for `wald_test`.
    terms : mapping of str to slice
        The columns of each term to test.
    factors : mapping of str to frozenset
        The factors of each term: ``{"a:b": {"a", "b"}, …}``; a term is contained in those that have
        all of its factors and more.
    names : sequence of str
        The p columns.
    rank : int, optional
        The largest rank that the covariance can have; the statistic of a term that with those that
        contain it has more columns is NaN.
    """
    kept = np.flatnonzero(~np.isnan(w))
    columns = {term: np.intersect1d(np.arange(len(w))[here], kept) for term, here in terms.items()}
    found = {}
    for term, own in columns.items():
        above = [columns[other] for other in terms if factors[term] < factors[other]]
        containing = np.concatenate([np.zeros(0, dtype=int), *above])
        if rank is not None and len(own) + len(containing) > rank:
            found[term] = ChiSquare("Wald test", nan, len(own))
            continue
        found[term] = wald_test(w, covariance, adjusted(covariance, own, containing, names))
    return found


def adjusted(
    covariance: Array, own: NDArray[np.intp], containing: NDArray[np.intp], names: Sequence[str]
) -> Hypothesis:
    """Zero coefficients of `own`, given that those of `containing` are zero."""
    plain = zero_hypothesis(own, names)
    V = covariance[np.ix_(containing, containing)]
    size = np.sqrt(V.diagonal())
    share = np.linalg.solve(
        V / np.outer(size, size), covariance[np.ix_(containing, own)] / size[:, None]
    )
    R = plain.R.copy()
    R[:, containing] -= (share / size[:, None]).T
    return replace(plain, R=R)
