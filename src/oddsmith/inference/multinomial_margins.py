"""Effects on the probabilities of several classes: marginal effects, contrasts, predictions.

The questions are those of `margins`; each has an answer for every class, and the answers add to
zero (effects) or to one (probabilities).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from oddsmith.frame import Terms
from oddsmith.inference.delta import probability_columns, wald_columns
from oddsmith.inference.effects import Effect
from oddsmith.inference.link import covariance_root
from oddsmith.inference.margins import SLOPE, average_of, beside, movable
from oddsmith.inference.multinomial_effects import (
    ClassContrasts,
    ClassPrediction,
    ClassSlopes,
)
from oddsmith.inference.multinomial_predict import ClassPredictor
from oddsmith.inference.scenarios import Variable, rows_at, settings, variables_of
from oddsmith.inference.table_rows import TableRows


def class_effects(
    predictor: ClassPredictor,
    classes: Sequence[object],
    terms: Terms,
    rows: TableRows,
    variables: str | Sequence[str] | None = None,
    *,
    at: Any = "overall",
    level: float = 0.95,
) -> pd.DataFrame:
    """What a change of a variable does to the probability of each class.

    Parameters
    ----------
    predictor : ClassPredictor
    classes : sequence of K labels
        The reference first.
    terms, rows, variables, at, level
        As for `marginal_effects`.

    Returns
    -------
    DataFrame
        As that of `marginal_effects`, with a column ``class``.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.inference.table_rows import table_rows
    >>> from oddsmith.losses import reference_coding
    >>> table = pd.DataFrame({"x": [-1.0, 1.0]})
    >>> terms = Terms.learn("x", table)
    >>> B = np.array([[0.0, 0.0], [1.0, -1.0]])
    >>> predictor = ClassPredictor(np.zeros(2), B, np.eye(4) / 100, reference_coding(3))
    >>> found = class_effects(predictor, "abc", terms, table_rows(terms, table))
    >>> found[["variable", "contrast", "class", "estimate"]].round(4)
      variable contrast class  estimate
    0        x    dP/dx     a    0.0000
    1        x    dP/dx     b    0.2122
    2        x    dP/dx     c   -0.2122
    """
    known = variables_of(terms, rows.columns(terms.variables))
    rows, grid = rows_at(at, rows, known)
    moved = movable(terms, known, variables, grid[0])
    asked = [(setting, variable) for setting in grid for variable in moved]
    effects = [effect_of(variable, setting) for setting, variable in asked]
    average = average_of(effects, predictor, terms, rows)
    found = wald_columns(
        average.values, average.errors(covariance_root(predictor.covariance)), level
    )
    cells = [
        (setting, variable.name, contrast, label)
        for setting, variable in asked
        for contrast in contrasts_of(variable)
        for label in classes
    ]
    head: dict[str, list[Any]] = {
        "variable": [name for _, name, _, _ in cells],
        "contrast": [contrast for _, _, contrast, _ in cells],
        "class": [label for *_, label in cells],
    }
    return beside(head, [setting for setting, *_ in cells], found)


def effect_of(variable: Variable, setting: dict[str, Any]) -> Effect[ClassPredictor]:
    if not variable.levels:
        return ClassSlopes(setting, variable.name)
    return ClassContrasts(setting, variable.name, variable.levels)


def contrasts_of(variable: Variable) -> list[str]:
    """What the effects of a variable compare."""
    if not variable.levels:
        return [SLOPE]
    first, *others = variable.levels
    return [f"{other} - {first}" for other in others]


def class_predictions_at(
    predictor: ClassPredictor,
    classes: Sequence[object],
    terms: Terms,
    rows: TableRows,
    at: Mapping[str, Any],
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Average probabilities with variables set to chosen values in all rows.

    Parameters
    ----------
    predictor, classes, terms, rows, level
        As for `class_effects`.
    at : dict
        As for `predict_at`.

    Returns
    -------
    DataFrame
        As that of `predict_at`, with a column ``class``.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.inference.table_rows import table_rows
    >>> from oddsmith.losses import reference_coding
    >>> table = pd.DataFrame({"x": [-1.0, 1.0]})
    >>> terms = Terms.learn("x", table)
    >>> B = np.array([[0.0, 0.0], [1.0, -1.0]])
    >>> predictor = ClassPredictor(np.zeros(2), B, np.eye(4) / 100, reference_coding(3))
    >>> found = class_predictions_at(predictor, "abc", terms, table_rows(terms, table), {"x": 0.0})
    >>> found[["x", "class", "estimate", "std_error"]].round(4)
         x class  estimate  std_error
    0  0.0     a    0.3333     0.0157
    1  0.0     b    0.3333     0.0248
    2  0.0     c    0.3333     0.0248
    """
    grid = settings(at, variables_of(terms, rows.columns(terms.variables)))
    average = average_of([ClassPrediction(setting) for setting in grid], predictor, terms, rows)
    root = covariance_root(predictor.covariance)
    found = probability_columns(average.values, average.errors(root), level)
    held = [setting for setting in grid for _ in classes]
    return beside({"class": [*classes] * len(grid)}, held, found)
