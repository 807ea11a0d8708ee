"""Hypotheses about several classes: of a column in all equations, of a term, of any equations.

Coefficients are named by class and column, ``"general:gpa"``, and laid out in a row (`flat`); then
Wald, score and likelihood-ratio tests are those of any likelihood.  A term of q columns has
q (K - 1) degrees of freedom.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.constrained import Peak
from oddsmith.inference.drop_one import Added, Dropped, drop_one, estimated, sequential
from oddsmith.inference.hypotheses import Hypothesis, linear_hypothesis, without, zero_hypothesis
from oddsmith.inference.multinomial import MultinomialEstimate
from oddsmith.inference.multinomial_numbers import ClassNumbers
from oddsmith.inference.nested import compare_nested
from oddsmith.inference.profile import infinite_ends, profile_intervals
from oddsmith.inference.score import likelihood_ratio_test, score_test
from oddsmith.inference.wald import wald_terms_type2, wald_test

Method = Literal["wald", "lr", "score"]
Mask = NDArray[np.bool_]


def class_hypothesis(found: ClassNumbers, text: str) -> Hypothesis:
    """Read equations between coefficients such as ``"general:gpa = vocation:gpa"``.

    Raises
    ------
    InputError
        See `linear_hypothesis`; or two coefficients have the same name.

    Examples
    --------
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.inference.multinomial import multinomial
    >>> rows = InMemory(Dense(np.ones((6, 1))), np.array([0, 0, 0, 1, 1, 2]))
    >>> found = multinomial(rows, 0, ["Intercept"], ["a", "b", "c"])
    >>> same = class_hypothesis(found, "b:Intercept = c:Intercept")
    >>> print(classes_test(found, same, "wald"))  # log(2)² / (1/2 + 1)
    Wald test: χ² = 0.320302 on 1 df, p = 0.5714
    """
    named = found.labels
    twice = sorted({label for label in named if named.count(label) > 1})
    if twice:
        raise InputError(
            f"{twice[0]!r} is the name of two coefficients, so equations between them cannot be "
            "read. Rename a column or a class, such that no name holds a colon."
        )
    return linear_hypothesis(text, named)


def term_hypothesis(found: ClassNumbers, columns: slice) -> Hypothesis:
    """Zero coefficients of these columns in all equations; columns left out are not counted."""
    named = found.labels
    here = range(len(named))[flat_columns(found, columns)]
    return without(zero_hypothesis(here, named), found.left_out)


def flat_columns(found: ClassNumbers, columns: slice) -> slice:
    """Positions of the coefficients of adjacent columns."""
    m = found.w.shape[1]
    here = range(len(found.names))[columns]
    return slice(here.start * m, here.stop * m)


def classes_test(
    found: MultinomialEstimate,
    hypothesis: Hypothesis,
    method: Method = "wald",
    rank: int | None = None,
) -> ChiSquare:
    """Test of a hypothesis by Wald's, the likelihood-ratio or the score test.

    `rank` is the largest that the covariance can have, where it is known to be small.

    Raises
    ------
    InputError
        Unknown method; a Wald test of coefficients that are not finite.
    """
    if method == "wald":
        return classes_wald(found, hypothesis, rank)
    if method == "lr":
        return likelihood_ratio_test(peak_for(found, hypothesis), hypothesis)
    if method == "score":
        return score_test(peak_for(found, hypothesis), hypothesis)
    raise InputError(f'method={method!r}: tests are by "wald", "lr" or "score".')


def peak_for(found: MultinomialEstimate, hypothesis: Hypothesis) -> Peak:
    """The maximum to compare with: for finite coefficients of separated classes, the limit's."""
    limit, about = found.limit, hypothesis.R.any(axis=0)
    if limit is None or limit.inner is None or not np.isfinite(found.w.ravel()[about]).all():
        return found.flat
    return limit.inner


def classes_wald(found: ClassNumbers, hypothesis: Hypothesis, rank: int | None = None) -> ChiSquare:
    """Wald's test, from the numbers alone."""
    require_finite(found, np.asarray(hypothesis.R.any(axis=0)))
    w = found.w.ravel()
    return wald_test(np.where(np.isfinite(w), w, np.nan), found.covariance, hypothesis, rank)


def require_finite(found: ClassNumbers, used: Mask) -> None:
    """Refuse what uses coefficients that are not finite."""
    kept = np.setdiff1d(np.flatnonzero(used), found.left_out)
    lost = kept[~np.isfinite(found.w.ravel()[kept])]
    if len(lost):
        raise InputError(
            f"A Wald test of {', '.join(repr(found.labels[k]) for k in lost)}: the columns "
            "separate the classes, so the estimate is infinite and has no standard error. Use "
            "method='lr', which holds."
        )


def profile_classes(found: MultinomialEstimate, level: float = 0.95) -> Array:
    """Profile-likelihood intervals of all coefficients: (p, m, 2).

    NaN for columns left out, infinite where there is no end.  Where classes are separated, those of
    the finite coefficients are of the limit.
    """
    w, limit = found.w.ravel(), found.limit
    if limit is None:
        ends = profile_intervals(found.flat, level=level)
    else:
        ends = infinite_ends(found.flat, w, level=level)
        if limit.inner is not None:
            inside = np.flatnonzero(np.isfinite(w))
            ends[inside] = profile_intervals(limit.inner, inside, level=level)
    return ends.reshape(*found.w.shape, 2)


def drop_terms(found: MultinomialEstimate, terms: Mapping[str, slice]) -> dict[str, Dropped]:
    """Test each term by leaving it out: likelihood-ratio and score, as `drop_one`.

    Parameters
    ----------
    terms : mapping of str to slice
        The columns of each term.
    """
    flat = {}
    for term, columns in terms.items():
        own = estimated(found.found, term, columns, found.names)
        flat[term] = flat_columns(found, columns) if len(own) else slice(0, 0)
    return drop_one(found.flat, flat, found.labels)


def add_terms(found: MultinomialEstimate, terms: Mapping[str, slice]) -> dict[str, Added]:
    """Add terms one after the other, in the order of their columns, as `sequential`."""
    flat = {term: flat_columns(found, columns) for term, columns in terms.items()}
    return sequential(found.flat, flat, found.labels)


def wald_terms(
    found: ClassNumbers,
    terms: Mapping[str, slice],
    factors: Mapping[str, frozenset[str]],
    rank: int | None = None,
) -> dict[str, ChiSquare]:
    """Type II Wald test of each term, as `wald_terms_type2`."""
    require_finite(found, np.ones(found.w.size, dtype=bool))
    flat = {term: flat_columns(found, columns) for term, columns in terms.items()}
    return wald_terms_type2(found.w.ravel(), found.covariance, flat, factors, found.labels, rank)


def compare_classes(models: Sequence[MultinomialEstimate]) -> list[ChiSquare]:
    """Likelihood-ratio test of each model against the one before it, as `compare_nested`.

    Raises
    ------
    InputError
        Other classes or another reference, other rows, or models that are not nested.
    """
    for model in models[1:]:
        if model.classes != models[0].classes:
            raise InputError(
                f"The models are of the classes {list(models[0].classes)} and "
                f"{list(model.classes)}: nested models have the same classes and the same "
                "reference. Fit them with one reference=."
            )
    return compare_nested([model.flat for model in models])
