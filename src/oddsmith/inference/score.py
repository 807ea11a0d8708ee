"""Score and likelihood ratio: tests that refit under the hypothesis R w = r.

    score (Rao 1948)       S = gᵀ H⁻¹ g                     gradient and curvature of Σ c ℓ, at the
                                                            estimate under the hypothesis
    likelihood ratio       LR = 2 [L(ŵ) - L(w̃)]             w̃ the estimate under the hypothesis

Both ~ χ²_q.  With Jeffreys' prior the second is the penalised likelihood-ratio test of Heinze and
Schemper (2002, *Statistics in Medicine* 21): the prior is that of all columns, also under R w = r.
"""

from math import isnan, nan

from scipy.linalg import LinAlgError, cho_factor, cho_solve

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.constrained import Fitted, Peak, fit_under, require_likelihood
from oddsmith.inference.hypotheses import Hypothesis
from oddsmith.inference.jeffreys import Jeffreys


def likelihood_ratio_test(peak: Peak, hypothesis: Hypothesis) -> ChiSquare:
    """Likelihood-ratio test of a linear hypothesis; penalised likelihood for a Firth estimate.

    Parameters
    ----------
    peak : Estimate or FirthEstimate
    hypothesis : Hypothesis

    Raises
    ------
    NotSupportedError
        The fit has an L1 or L2 penalty.
    InputError
        The hypothesis is about a column that was left out.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.inference.hypotheses import linear_hypothesis
    >>> from oddsmith.penalties import Penalty
    >>> X = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]])
    >>> y = np.array([0.0, 0, 0, 1, 0, 1, 1, 1])
    >>> found = estimate(InMemory(Dense(X), y), 0, Penalty.none(2), to_floor=True)
    >>> nothing = linear_hypothesis("x = 0", ["Intercept", "x"])
    >>> round(likelihood_ratio_test(found, nothing).statistic, 6)  # 16 (log 2 - entropy of ¼)
    2.092993
    """
    require_likelihood(peak, "A likelihood-ratio test")
    return ratio(peak, hypothesis, fit_under(peak, hypothesis))


def score_test(peak: Peak, hypothesis: Hypothesis) -> ChiSquare:
    """Score test of a linear hypothesis: nothing at the unrestricted estimate is used.

    Parameters, errors and usage are those of `likelihood_ratio_test`; a Firth estimate is refused,
    and so is a hypothesis under which the columns still separate the classes.
    """
    require_score(peak)
    found = score(hypothesis, fit_under(peak, hypothesis))
    if isnan(found.statistic):
        raise InputError(
            f"A score test of '{hypothesis}': under it the columns still separate the classes, and "
            "the curvature of the likelihood is singular. method='lr' holds."
        )
    return found


def require_score(peak: Peak) -> None:
    require_likelihood(peak, "A score test")
    if isinstance(peak.objective, Jeffreys):
        raise NotSupportedError(
            "A score test is that of the likelihood, and a Firth estimate maximises another "
            "function. Use the penalised likelihood-ratio test."
        )


def ratio(peak: Peak, hypothesis: Hypothesis, refit: Fitted) -> ChiSquare:
    penalised = isinstance(peak.objective, Jeffreys)
    method = "Penalised likelihood-ratio test" if penalised else "Likelihood-ratio test"
    best = peak.solution.at
    excess = 2 * best.case_weight * (refit.at.value - best.value)
    return ChiSquare(method, max(excess, 0.0) if hypothesis.df else 0.0, hypothesis.df)


def score(hypothesis: Hypothesis, refit: Fitted) -> ChiSquare:
    """The score statistic; NaN where the curvature under the hypothesis is singular."""
    g, H = refit.at.gradient, refit.at.hessian
    assert g is not None
    assert H is not None
    try:
        statistic = refit.at.case_weight * float(g @ cho_solve(cho_factor(H), g))
    except LinAlgError:
        statistic = nan
    return ChiSquare("Score test", statistic if hypothesis.df else 0.0, hypothesis.df)
