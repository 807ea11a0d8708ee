"""Scorer: a fitted model as inputs and log-odds, ready to be printed in any language.

z_k = log [P(class k) / P(reference)] of each class but the reference
p_k = exp(z_k) / Σ_l exp(z_l),  z of the reference 0;         of two classes p = 1 / (1 + e^-z)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.export.scoring.expression import (
    Basis,
    Category,
    Column,
    Expr,
    Factor,
    Kind,
    total,
)
from oddsmith.export.scoring.terms import Factors, parts_of, read_factors
from oddsmith.frame import Terms
from oddsmith.frame.coding import Level
from oddsmith.result import ARRAY, Fit, MultinomialFit


@dataclass(frozen=True)
class Scorer:
    """What computes the probabilities of a row.

    Attributes
    ----------
    about : str
        What is predicted, as in ``P(admit = 1)``.
    columns : dict of str to kind
        The columns of the table, and what each is used as.
    numbers, categories, bases : dict by the factor's name
    logits : tuple of Expr
        z of each class but the reference; one of two classes.
    classes : tuple of labels
        The reference first; empty for two classes.
    """

    about: str
    columns: Mapping[str, Kind]
    numbers: Mapping[str, Expr]
    categories: Mapping[str, Category]
    bases: Mapping[str, Basis]
    logits: tuple[Expr, ...]
    classes: tuple[Level, ...] = ()


def scorer_of(model: Any, offset: str | None = None) -> Scorer:
    """The scorer of a fit or of a fitted estimator.

    Parameters
    ----------
    model : Fit, MultinomialFit, or a fitted estimator of this package
    offset : str, optional
        The column of the offset, where the model was fitted with an array.

    Raises
    ------
    NotSupportedError
        The classes are separated, or the formula holds what no other language knows.
    InputError
        The model needs an offset whose column is not known, or has none.
    """
    if isinstance(model, MultinomialFit):
        return of_several(model, offset)
    if isinstance(model, Fit):
        return of_two(model, offset)
    from oddsmith.export.scoring.linear import of_estimator

    return of_estimator(model, offset)


def of_two(fit: Fit, offset: str | None) -> Scorer:
    predictor = fit.predictor
    refuse_separated(predictor.horizon is not None, fit.separation)
    column = offset_column(fit.sample.offset, offset)
    w = np.asarray(predictor.coefficients, dtype=np.float64)[:, None]
    return assemble(fit.response.describe(), fit.terms, w, predictor.center, column)


def of_several(fit: MultinomialFit, offset: str | None) -> Scorer:
    predictor = fit.found.predictor
    refuse_separated(predictor.infinity is not None, fit.separation)
    column = offset_column(fit.sample.offset, offset)
    W = predictor.coefficients @ predictor.coding.T
    about = f"P({fit.response.expression}) of each class"
    against = W[:, 1:] - W[:, :1]
    classes: Any = fit.classes
    return assemble(about, fit.terms, against, predictor.center, column, classes)


def assemble(
    about: str,
    terms: Terms,
    W: Array,
    center: Array,
    offset: str | None,
    classes: tuple[Level, ...] = (),
) -> Scorer:
    """The scorer of a right-hand side with coefficients W, (p, classes but the reference)."""
    found = read_factors(terms)
    more = offset_part(found, offset)
    logits = [total([*parts_of(terms, found, w, center), *more]) for w in W.T]
    return Scorer(
        about,
        {name: found.kinds[name] for name in dict.fromkeys([*terms.variables, *found.kinds])},
        found.numbers,
        found.categories,
        found.bases,
        tuple(logits),
        classes,
    )


def offset_part(found: Factors, offset: str | None) -> list[Expr]:
    if offset is None:
        return []
    if found.kinds.get(offset) == "text":
        raise InputError(f"the offset {offset!r} is a column of text in the model.")
    found.kinds[offset] = "number"
    name = "offset" if offset in found.categories else offset
    found.numbers[name] = Column(offset, "number")
    return [Factor(name)]


def refuse_separated(separated: bool, said: str) -> None:
    if separated:
        raise NotSupportedError(
            f"{said} Predictions of such a fit are 0, 1 or not told, which takes more than a "
            "formula: keep it as JSON, or fit with method='firth' or an L2 penalty and export that."
        )


def offset_column(fitted: str | None, given: str | None) -> str | None:
    """The column that holds the offset.

    Raises
    ------
    InputError
        The fit had an array, whose column nobody has named; or no offset at all.
    """
    if fitted is None and given is not None:
        raise InputError(f"offset={given!r}: the model was fitted without an offset.")
    if given is None and fitted == ARRAY:
        raise InputError(
            "The model was fitted with an offset given as an array, so new rows need theirs: "
            'say which column holds it, offset="its column".'
        )
    return fitted if given is None else given
