"""Multinomial: maximum likelihood of several classes against a reference.

    log [P(y = k | x) / P(y = 0 | x)] = x · w_k,      k = 1 … K - 1        (class 0: the reference)

w is (p, m), m = K - 1.  Standard errors are from the inverse of the observed information, of w laid
out in a row (Agresti 2013, *Categorical Data Analysis*, section 8.1).  Where the columns separate
the classes, all numbers are those of the limit (`multinomial_limit`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from oddsmith.data import Data
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate, estimate
from oddsmith.existence.multinomial import SeparatedClasses
from oddsmith.inference.multinomial_coding import (
    change_of_coding,
    other_reference,
    recoded,
)
from oddsmith.inference.multinomial_columns import OnColumns, inverse_information, on_columns
from oddsmith.inference.multinomial_flat import flat_estimate
from oddsmith.inference.multinomial_limit import MultinomialLimit, limit_of_classes
from oddsmith.inference.multinomial_numbers import ClassNumbers
from oddsmith.inference.multinomial_scope import require_codes
from oddsmith.inference.rows import (
    WeightKind,
    number_of_rows,
    proves_minimum,
    require_weight_kind,
    with_curvature,
)
from oddsmith.likelihood import likelihoods
from oddsmith.losses import Multinomial, reference_coding
from oddsmith.penalties import Penalty
from oddsmith.solvers import Record
from oddsmith.sources.beginning import beginning
from oddsmith.sources.gathering import gathered


@dataclass(frozen=True, eq=False)
class MultinomialEstimate(ClassNumbers):
    """The numbers, and where they come from.

    Attributes
    ----------
    found : Estimate
        The end of the minimisation, on the rows.
    limit : MultinomialLimit or None
        What the limit says where classes are separated.
    """

    found: Estimate
    limit: MultinomialLimit | None = None

    @cached_property
    def flat(self) -> Estimate:
        """The estimate as one vector, in the order of `labels`: what tests ask for."""
        return flat_estimate(self.found.finished)

    @cached_property
    def model_covariance(self) -> Array:
        """The inverse of the observed information, whatever `covariance` is: (p m, p m)."""
        if self.limit is not None:
            return self.limit.covariance
        return maximum_of(self.found, self.predictor.coding).covariance

    def against(self, reference: object) -> tuple[Array, Array]:
        """Coefficients (p, m) and covariance (p m, p m) against another class.

        The other classes keep their order.

        Raises
        ------
        InputError
            No such class; or classes are separated, where differences of infinite coefficients say
            nothing.
        """
        if reference not in self.classes:
            raise InputError(f"{reference!r} is not a class; they are {list(self.classes)}.")
        if self.limit is not None:
            raise InputError(
                "The columns separate the classes, and the difference of two infinite coefficients "
                f"is not known from them. Fit again with reference={reference!r}."
            )
        K = len(self.classes)
        there = other_reference(K, self.classes.index(reference))
        return recoded(self.w, self.covariance, change_of_coding(reference_coding(K), there))


def multinomial(
    rows: Data,
    intercept: int | None,
    names: Sequence[str],
    classes: Sequence[object],
    *,
    response: str = "y",
    weights: WeightKind = "precision",
    tol: float = 1e-8,
    max_steps: int = 100,
    watch: Callable[[Record], None] | None = None,
    trace: bool = False,
) -> MultinomialEstimate:
    """Fit K classes by maximum likelihood.

    Parameters
    ----------
    rows : Data
        n rows, p columns; y the number of the class, 0 for the reference.
    intercept : int or None
        Position of the column of ones.
    names : sequence of p str
    classes : sequence of K labels
        The reference first.
    response : str
        Name of what is modelled, for sentences.
    weights : {"precision", "frequency"}
        What the case weights mean: with frequencies `nobs` and BIC count a row as often as it is
        repeated.
    tol, max_steps, watch, trace
        See `oddsmith.solvers.minimise`; it goes on to the floor of rounding.

    Raises
    ------
    InputError
        y is not the numbers of the classes.
    NotSupportedError
        An offset.

    Examples
    --------
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> rows = InMemory(Dense(np.ones((6, 1))), np.array([0, 0, 0, 1, 1, 2]))
    >>> found = multinomial(rows, 0, ["Intercept"], ["a", "b", "c"])
    >>> found.labels, found.w.round(4)  # the logarithms of 2/3 and 1/3
    (('b:Intercept', 'c:Intercept'), array([[-0.4055, -1.0986]]))
    """
    require_weight_kind(weights, ("precision", "frequency"))
    require_codes(rows, len(classes))
    loss = Multinomial(reference_coding(len(classes)))
    none = np.zeros((rows.shape[1], len(classes) - 1))
    found = estimate(
        rows,
        intercept,
        Penalty(none, none),
        **beginning(rows, intercept, Penalty(none, none), loss),
        loss=loss,
        tol=tol,
        max_steps=max_steps,
        to_floor=True,
        watch=watch,
        trace=trace,
        look=True,
    )
    limit = None if proves_minimum(found) else limit_of_classes(found, rows)
    best = maximum_of(found, loss.coding) if limit is None else limit
    summed = found.loss if limit is None else limit.loss
    return MultinomialEstimate(
        names=tuple(names),
        classes=tuple(classes),
        w=best.w,
        covariance=best.covariance,
        likelihoods=likelihoods(rows, intercept, summed, loss),
        nobs=number_of_rows(found, weights),
        predictor=replace(best.predictor, aliased=tuple(one.column for one in found.dependent)),
        aliased=found.aliased(names),
        separation=in_words(limit, found, rows, names, classes, response),
        certificate=found.certificate,
        verdict=found.solution.verdict,
        found=found,
        limit=limit,
    )


def maximum_of(found: Estimate, coding: Array) -> OnColumns:
    """Coefficients, covariance and predictor of a maximum that exists."""
    u, V = found.solution.w, inverse_information(with_curvature(found))
    return on_columns(u, V, found.coordinates, found.kept, len(found.w), coding)


def in_words(
    limit: MultinomialLimit | None,
    found: Estimate,
    rows: Data,
    names: Sequence[str],
    classes: Sequence[object],
    response: str,
) -> str:
    """Which columns separate which classes, and the reference that leaves most coefficients finite;
    empty where none are separated.
    """
    if limit is None:
        return ""
    held = gathered(rows)
    assert held is not None  # as for its limit
    used = held.rows(np.flatnonzero(held.whole.weights > 0))
    kept = used.with_design(lambda X: X.columns(found.kept))
    named = [names[j] for j in found.kept]
    coding = limit.predictor.coding
    words = SeparatedClasses(kept, found.coordinates, coding, named, classes, response)
    said, finite = words.describe(limit.separation), limit.finite
    best = int(finite.argmax())
    if finite[best] == finite[0]:
        return said
    return (
        f"{said} Against {classes[best]} {finite[best]} coefficients are finite, and against "
        f"{classes[0]} {finite[0] or 'none'}: reference={classes[best]!r} says more."
    )
