"""Probabilities of a table's rows by a fitted model, without a word about rows that have none."""

from typing import TypeAlias

import pandas as pd

from oddsmith.design import Array
from oddsmith.losses import sigmoid
from oddsmith.result import Fit, MultinomialFit

Model: TypeAlias = Fit | MultinomialFit
COLUMN = "probability"


def log_odds(model: Fit, table: pd.DataFrame) -> Array:
    """Of the level that is modelled, offset included: (n,), NaN where a value is missing."""
    shift = model._offset(table, None)
    z = model.predictor.raw(model.terms.design(table))
    return z if shift is None else z + shift


def class_probabilities(model: MultinomialFit, table: pd.DataFrame) -> Array:
    """Of each class: (n, K), NaN where a value is missing."""
    return model.found.predictor.probabilities(model.terms.design(table))


def probabilities(model: Model, table: pd.DataFrame) -> dict[str, Array]:
    """``probability``, or ``probability:class`` for each of several classes, (n,) each.

    Examples
    --------
    >>> import oddsmith
    >>> fit = oddsmith.fit("y ~ 1", {"y": [0, 1, 1, 1]})
    >>> probabilities(fit, pd.DataFrame({"y": [0, 1]}))["probability"].round(2)
    array([0.75, 0.75])
    """
    if isinstance(model, Fit):
        return {COLUMN: sigmoid(log_odds(model, table))}
    p = class_probabilities(model, table)
    return {f"{COLUMN}:{name}": p[:, k] for k, name in enumerate(model.classes)}


def names_of(model: Model) -> list[str]:
    """The names of the columns that `probabilities` gives."""
    if isinstance(model, Fit):
        return [COLUMN]
    return [f"{COLUMN}:{name}" for name in model.classes]


def variables_of(model: Model) -> tuple[str, ...]:
    """The columns that a prediction needs."""
    offset = model.sample.offset
    return tuple(dict.fromkeys([*model.terms.variables, *([offset] if offset else [])]))
