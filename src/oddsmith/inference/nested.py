"""Nested: models of the same rows, each with columns that the one before it does not have.

LR_k = 2 (L_k - L_{k-1})  ~  χ² with rank_k - rank_{k-1} degrees of freedom      (Wilks 1938)
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from oddsmith.data import Block, PerRow
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.constrained import require_likelihood

ROUNDING = 1e-10  # of the log-likelihood: below it a larger model that fits worse may be rounding


def compare_nested(models: Sequence[Estimate]) -> list[ChiSquare]:
    """Likelihood-ratio test of each model against the one before it.

    Parameters
    ----------
    models : sequence of Estimate
        From the smallest to the largest, by maximum likelihood on the same rows.

    Raises
    ------
    InputError
        Fewer than two models, other rows, responses or weights, or models that are not nested, as
        far as their ranks and likelihoods show it.
    NotSupportedError
        A fit has a penalty.
    """
    if len(models) < 2:
        raise InputError("A comparison needs two models at least: the smaller one first.")
    for model in models:
        require_likelihood(model, "A comparison of nested models")
    for earlier, later in pairwise(models):
        require_same_rows(earlier, later)
    return [compare(earlier, later) for earlier, later in pairwise(models)]


def compare(smaller: Estimate, larger: Estimate) -> ChiSquare:
    a, b = smaller.solution.at, larger.solution.at
    df = larger.rank - smaller.rank
    fall = 2 * (a.loss * a.case_weight - b.loss * b.case_weight)
    slack = ROUNDING * (1 + b.loss * b.case_weight)
    if df < 0 or fall < -slack or (df == 0 and fall > slack):
        raise InputError(
            f"Models of ranks {smaller.rank} and {larger.rank}, the second with a deviance lower "
            f"by {fall:.6g}: the first is not a part of the second, so the difference has no "
            "chi-square distribution. Give the smaller model first, and only nested ones."
        )
    return ChiSquare("Likelihood-ratio test", max(fall, 0.0) if df else 0.0, df)


def require_same_rows(a: Estimate, b: Estimate) -> None:
    one, other = (model.objective.data.total(observed).values for model in (a, b))
    if one.shape != other.shape:
        raise InputError(
            f"The models were fitted to {len(one):,} and {len(other):,} rows, and likelihoods of "
            "different rows cannot be compared. Missing values in the columns of one of them? Fit "
            "both to the rows that both can use."
        )
    differing = int((one != other).any(axis=1).sum())
    if differing:
        raise InputError(
            f"The models have the same number of rows, but {differing:,} of {len(one):,} differ in "
            "their response or weight, and likelihoods of different rows cannot be compared."
        )


def observed(block: Block) -> PerRow:
    """Response and weight of each row: (n, 2)."""
    c: Array = block.weights
    return PerRow(np.column_stack([block.y, c]))
