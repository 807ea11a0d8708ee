"""Drop one: each term tested by leaving it out, and the terms added one after the other.

    drop-one      model without T  against  model              LR and score, df = columns of T
    sequential    terms 1 … k-1    against  terms 1 … k        LR,           df = columns of T_k

Deviances D, AIC = -2 L + 2 rank.  As R's `drop1` and `anova` of one model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oddsmith.errors import NotSupportedError
from oddsmith.estimate import Estimate
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.constrained import fit_under, require_likelihood
from oddsmith.inference.hypotheses import zero_hypothesis
from oddsmith.inference.score import ratio, require_score, score
from oddsmith.likelihood import Saturated, saturated


@dataclass(frozen=True)
class Dropped:
    """The model without a term.

    Attributes
    ----------
    deviance, aic : float
        Of the model without the term.
    ratio, score : ChiSquare
        Tests of the term; the score is NaN where the other columns still separate the classes.
    """

    deviance: float
    aic: float
    ratio: ChiSquare
    score: ChiSquare


@dataclass(frozen=True)
class Added:
    """The model with the terms up to this one.

    Attributes
    ----------
    deviance : float
        Of that model.
    ratio : ChiSquare
        Against the model without this term: its statistic is the fall of the deviance.
    """

    deviance: float
    ratio: ChiSquare


def droppable(factors: Mapping[str, frozenset[str]]) -> list[str]:
    """Terms that no other term contains: R's scope of `drop1`.

    Examples
    --------
    >>> droppable({"a": frozenset("a"), "b": frozenset("b"), "c": frozenset("c"),
    ...            "a:b": frozenset("ab")})
    ['c', 'a:b']
    """
    return [
        term for term in factors if not any(factors[term] < other for other in factors.values())
    ]


def drop_one(
    found: Estimate, terms: Mapping[str, slice], names: Sequence[str]
) -> dict[str, Dropped]:
    """Test each term by leaving it out.

    Parameters
    ----------
    found : Estimate
        Of the whole model, by maximum likelihood.
    terms : mapping of str to slice
        The columns of each term to leave out; see `droppable`.
    names : sequence of str
        The p columns.

    Raises
    ------
    NotSupportedError
        The fit has a penalty; or a term of several columns is one that a left-out column repeats,
        so that the column would come back in its place.
    """
    require_score(found)
    best = found.objective.data.total(saturated)
    table = {}
    for term, here in terms.items():
        columns = estimated(found, term, here, names)
        zeros = zero_hypothesis(columns, names)
        refit = fit_under(found, zeros)
        deviance, loglik = fitness(refit.at.value * refit.at.case_weight, best)
        table[term] = Dropped(
            deviance,
            -2 * loglik + 2 * (found.rank - len(columns)),
            ratio(found, zeros, refit),
            score(zeros, refit),
        )
    return table


def estimated(found: Estimate, term: str, here: slice, names: Sequence[str]) -> NDArray[np.intp]:
    """The columns of a term that have a coefficient, and whose loss would be felt."""
    own = np.intersect1d(np.arange(len(found.w))[here], found.kept)
    everywhere = set(range(len(found.w))[here])
    back = [one for one in found.dependent if one.column not in everywhere and set(one.on) & {*own}]
    if not back:
        return own
    if len(own) == 1:  # what repeats it takes its place: nothing changes
        return own[:0]
    listed = ", ".join(repr(names[one.column]) for one in back)
    raise NotSupportedError(
        f"Without {term!r} the model would take back {listed}, left out because it repeats columns "
        f"of {term!r}, so the test would not be of {term!r} alone. Leave {listed} out of the model."
    )


def fitness(loss: float, best: Saturated) -> tuple[float, float]:
    """Deviance and log-likelihood of a model with this summed loss."""
    return 2 * (loss - best.loss), best.constant - loss


def sequential(
    found: Estimate, terms: Mapping[str, slice], names: Sequence[str]
) -> dict[str, Added]:
    """Add terms one after the other, in the order of their columns.

    Parameters
    ----------
    found : Estimate
        Of the whole model, by maximum likelihood.
    terms : mapping of str to slice
        The columns of each term, in order; columns of none of them (the intercept) are in all
        models.
    names : sequence of str
        The p columns.
    """
    require_likelihood(found, "A sequence of likelihood-ratio tests")
    best = found.objective.data.total(saturated)
    own = [np.intersect1d(np.arange(len(names))[here], found.kept) for here in terms.values()]
    losses = [
        summed_loss(found, np.concatenate([np.zeros(0, dtype=int), *own[k:]]), names)
        for k in range(len(own) + 1)
    ]
    table = {}
    for k, term in enumerate(terms):
        fall = 2 * max(losses[k] - losses[k + 1], 0.0) if len(own[k]) else 0.0
        test = ChiSquare("Likelihood-ratio test", fall, len(own[k]))
        table[term] = Added(fitness(losses[k + 1], best)[0], test)
    return table


def summed_loss(found: Estimate, zero: NDArray[np.intp], names: Sequence[str]) -> float:
    """``Σ c ℓ`` of the model without the columns `zero`."""
    at = fit_under(found, zero_hypothesis(zero, names)).at if len(zero) else found.solution.at
    return at.value * at.case_weight
