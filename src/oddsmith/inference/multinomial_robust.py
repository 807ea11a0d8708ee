"""Robust covariances for several classes: the spread of the scores between two curvatures.

    V = H⁻¹ M H⁻¹,      s_i = c_i r_i ⊗ x_i,   r_i = ∂ℓ/∂z (m,)        H the observed information

    HC0         M = Σ s sᵀ                          (White 1982, Econometrica 50: any likelihood)
    HC1         HC0 · n / (n - k)
    sampling    HC0 · n / (n - 1)                   (Binder 1983, Int. Statistical Review 51)
    cluster     as `cluster`, with S_g the sums of s over clusters, and k for p

k counts the coefficients estimated in all m equations, as R's `sandwich` does.  HC2 and HC3 divide
by 1 - h, and of several classes h is a matrix: they are refused.
"""

from typing import Any

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.cluster import codes_of, from_sums, sums_of_ways
from oddsmith.inference.covariance import Robust
from oddsmith.inference.multinomial import MultinomialEstimate
from oddsmith.inference.rows import (
    RowValues,
    WeightKind,
    curvature_root,
    number_of_rows,
    per_row,
    require_weight_kind,
    row_values,
    spread_covariance,
)


def robust_classes(
    found: MultinomialEstimate, kind: str = "HC0", *, weights: WeightKind = "precision"
) -> Robust:
    """Heteroscedasticity-consistent covariance, or that for sampling weights.

    Parameters
    ----------
    found : MultinomialEstimate
    kind : {"HC0", "HC1", "sampling"}
        See the module's formulas.
    weights : {"precision", "frequency"}
        What the case weights mean; of sampling weights any total gives the same.

    Returns
    -------
    Robust
        Of the coefficients laid out in a row, (p m, p m).

    Raises
    ------
    InputError
        Unknown kind; separated classes; too few rows.
    NotSupportedError
        HC2 and HC3.

    Examples
    --------
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.inference.multinomial import multinomial
    >>> rows = InMemory(Dense(np.ones((6, 1))), np.array([0, 0, 0, 1, 1, 2]))
    >>> found = multinomial(rows, 0, ["Intercept"], ["a", "b", "c"])
    >>> robust = robust_classes(found, "HC1")
    >>> robust.covariance.round(4), robust.factor
    (array([[1.25, 0.5 ],
           [0.5 , 2.  ]]), 'n / (n - k) = 6 / 4')
    """
    if kind in ("HC2", "HC3"):
        raise NotSupportedError(
            f"kind={kind!r} divides by 1 - h, one number for each row, and of several classes the "
            'leverage is a matrix. Use "HC0", "HC1" or clusters.'
        )
    if kind not in ("HC0", "HC1", "sampling"):
        raise InputError(f'kind={kind!r}: for several classes it is "HC0", "HC1" or "sampling".')
    require_weight_kind(weights, ("precision", "frequency"))
    require_estimate(found)
    one, n, k = found.found, number_of_rows(found.found, weights), found.rank
    less = {"HC0": 0, "HC1": k, "sampling": 1}[kind]
    if n <= less:
        raise InputError(f"{kind} divides by n - {less}, and here n = {n:g}. Use HC0.")
    R = curvature_root(one)

    def spread(block: Block) -> Array:
        at = row_values(one, block, weights)
        S = scores(block, at, np.sqrt(at.repeats) * at.precision) @ R
        return np.asarray(S.T @ S)

    V = spread_covariance(found.flat, R @ one.objective.data.total(spread) @ R.T)
    stated = f"n / (n - {'k' if kind == 'HC1' else 1}) = {n:.15g} / {n - less:.15g}"
    return Robust(V * (n / (n - less)), kind, stated if less else "1")


def cluster_classes(
    found: MultinomialEstimate, *clusters: Any, weights: WeightKind = "precision"
) -> Robust:
    """Covariance that allows rows of one cluster to depend on each other.

    Parameters, errors and factors are those of `cluster_covariance`; the covariance, (p m, p m), is
    of the coefficients laid out in a row.
    """
    require_weight_kind(weights)
    require_estimate(found)
    most = 1 if weights == "sampling" else 2
    if not 1 <= len(clusters) <= most:
        raise InputError(
            f"{len(clusters)} ways to cluster were given; one can be used, or two where the "
            "weights are not sampling weights."
        )
    one, R = found.found, curvature_root(found.found)
    S = per_row(one, lambda at, block: scores(block, at, at.repeats * at.precision) @ R, weights)
    used = per_row(one, lambda at, _: at.precision * at.repeats, weights) > 0
    sums = sums_of_ways([codes_of(ids, used) for ids in clusters], S[used])
    n = number_of_rows(one, weights)
    return from_sums(sums, lambda M: spread_covariance(found.flat, R @ M @ R.T), n, R, weights)


def scores(block: Block, at: RowValues, weight: Array) -> Array:
    """``weight · r ⊗ x`` of each row, laid out as the coefficients: (n, r m)."""
    X, r = block.X.toarray(), at.residual * weight[:, None]
    return np.asarray((X[:, :, None] * r[:, None, :]).reshape(len(X), -1))


def require_estimate(found: MultinomialEstimate) -> None:
    if found.limit is not None:
        raise InputError(
            "The columns separate the classes, so that no finite estimate exists to be robust "
            "about. The model's own errors are those of the limit."
        )
