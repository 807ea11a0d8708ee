"""Effects on the probability: marginal effects, contrasts, and predictions at chosen values.

    average marginal effect      Σ c_i ∂p(x_i)/∂v / Σ c_i
    contrast of a category       Σ c_i [p(x_i | v = level) - p(x_i | v = reference)] / Σ c_i
    prediction at a value        Σ c_i p(x_i | v = value) / Σ c_i

A variable is a column of the *table*: in ``gpa + I(gpa**2) + gpa:C(rank)`` gpa counts through all
its terms, by the chain rule through the formula (`frame.derivative`).  Standard errors are by the
delta method (`delta`): the rows are taken as given.

Sums over rows only: a sweep for all effects together, of a block of rows at a time.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.inference.delta import Average, probability_columns, wald_columns
from oddsmith.inference.effects import Contrasts, Effect, Prediction, Slopes
from oddsmith.inference.link import Link
from oddsmith.inference.scenarios import Variable, chosen, rows_at, settings, variables_of
from oddsmith.inference.table_rows import TableRows

SLOPE = "dP/dx"
M = TypeVar("M")


def marginal_effects(
    link: Link,
    terms: Terms,
    rows: TableRows,
    variables: str | Sequence[str] | None = None,
    *,
    at: Any = "overall",
    level: float = 0.95,
) -> pd.DataFrame:
    """What a change of a variable does to the probability.

    Parameters
    ----------
    link : Link
        The coefficients and their covariance.
    terms : Terms
        The right-hand side as learned.
    rows : TableRows
        To average over, with their weights and offsets.
    variables : str or list of str, optional
        Columns of the table; all that the formula uses where not given, but for those that `at`
        sets to a value and that are categories.
    at : "overall", "mean", or dict
        Average over the rows as they are; at the mean of numbers and the commonest level of
        categories; or with variables set to values in all rows: ``{"gpa": [3.0, 3.5]}``, every
        combination of them.
    level : float
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        A row for each effect: ``variable``, ``contrast`` (``"dP/dx"``, or the two levels), the
        values of `at`, and ``estimate, std_error, z, p_value, lower, upper``.  NaN where the
        estimate does not tell the effect (see `effects`).

    Raises
    ------
    InputError
        An unknown variable or value, a variable that goes in steps, or a level outside 0 and 1.
    UnseenLevelError
        A level in `at` that training did not hold.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.estimate import Predictor
    >>> from oddsmith.inference.link import link_of
    >>> from oddsmith.inference.table_rows import table_rows
    >>> table = pd.DataFrame({"x": [-1.0, 1.0]})
    >>> terms = Terms.learn("x", table)
    >>> link = link_of(Predictor(np.zeros(2), np.array([0.0, 2.0])), np.eye(2) / 100, 0)
    >>> found = marginal_effects(link, terms, table_rows(terms, table))
    >>> found[["variable", "contrast", "estimate", "std_error"]].round(4)
      variable contrast  estimate  std_error
    0        x    dP/dx      0.21     0.0055
    """
    known = variables_of(terms, rows.columns(terms.variables))
    rows, grid = rows_at(at, rows, known)
    moved = movable(terms, known, variables, grid[0])
    labels: list[tuple[int, int, str]] = []
    effects: list[Effect[Link]] = []
    numbers = [variable for variable in moved if not variable.levels]
    for s, setting in enumerate(grid):
        if numbers:
            effects.append(Slopes(setting, tuple(variable.name for variable in numbers)))
            labels += [(s, moved.index(variable), SLOPE) for variable in numbers]
        for v, variable in enumerate(moved):
            if len(variable.levels) > 1:
                effects.append(Contrasts(setting, variable.name, variable.levels))
                first, *others = variable.levels
                labels += [(s, v, f"{other} - {first}") for other in others]
    average = average_of(effects, link, terms, rows)
    found = wald_columns(average.values, average.errors(link.root), level)
    head = {
        "variable": [moved[v].name for _, v, _ in labels],
        "contrast": [contrast for _, _, contrast in labels],
    }
    held = [grid[s] for s, _, _ in labels]
    order = sorted(range(len(labels)), key=lambda i: labels[i][:2])
    return beside(head, held, found).iloc[order].reset_index(drop=True)


def movable(
    terms: Terms,
    known: Mapping[str, Variable],
    names: str | Sequence[str] | None,
    setting: Mapping[str, Any],
) -> list[Variable]:
    """The variables whose effects are asked for."""
    if names is None:
        ones = None if terms.intercept is None else terms.names[terms.intercept]
        moved = [v for v in known.values() if not (v.levels and v.name in setting)]
        moved = [v for v in moved if v.name != ones and len(v.levels) != 1]
        if not moved:
            raise InputError("No variable is left to move: the model has none, or `at` sets all.")
        return moved
    moved = chosen(known, names)
    for variable in moved:
        if variable.levels and variable.name in setting:
            raise InputError(
                f"at= sets {variable.name!r} to a value, and its levels are to be compared: leave "
                "it out of one of the two."
            )
        if len(variable.levels) == 1:
            raise InputError(
                f"{variable.name!r} is {variable.levels[0]!r} in all rows, so there is nothing to "
                "compare it with. Name other variables."
            )
    return moved


def predict_at(
    link: Link, terms: Terms, rows: TableRows, at: Mapping[str, Any], *, level: float = 0.95
) -> pd.DataFrame:
    """Average predictions with variables set to chosen values in all rows.

    Parameters
    ----------
    link, terms, rows, level
        As for `marginal_effects`.
    at : dict
        Values for variables, one or several each: ``{"rank": [1, 2, 3, 4]}``; every combination.
        An empty dict asks for the rows as they are.

    Returns
    -------
    DataFrame
        A row for each combination: the values, and ``estimate, std_error, lower, upper``.  The
        interval is Wald's of the logit of the average, so that it stays inside 0 and 1.

    Raises
    ------
    InputError, UnseenLevelError
        As for `marginal_effects`.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.estimate import Predictor
    >>> from oddsmith.inference.link import link_of
    >>> from oddsmith.inference.table_rows import table_rows
    >>> table = pd.DataFrame({"x": [-1.0, 1.0]})
    >>> terms = Terms.learn("x", table)
    >>> link = link_of(Predictor(np.zeros(2), np.array([0.0, 2.0])), np.eye(2) / 100, 0)
    >>> predict_at(link, terms, table_rows(terms, table), {"x": [0.0, 0.5]}).round(4)
         x  estimate  std_error   lower   upper
    0  0.0    0.5000      0.025  0.4512  0.5488
    1  0.5    0.7311      0.022  0.6859  0.7719
    """
    grid = settings(at, variables_of(terms, rows.columns(terms.variables)))
    average = average_of([Prediction(setting) for setting in grid], link, terms, rows)
    found = probability_columns(average.values, average.errors(link.root), level)
    return beside({}, grid, found)


def beside(
    head: Mapping[str, list[Any]], held: list[dict[str, Any]], found: Mapping[str, Any]
) -> pd.DataFrame:
    """A table of what was asked and what was found; columns may share a name."""
    parts = [pd.DataFrame(part, index=range(len(held))) for part in (head, held, found)]
    return pd.concat(parts, axis=1)


def average_of(effects: Sequence[Effect[M]], model: M, terms: Terms, rows: TableRows) -> Average:
    """The averages of all effects, with their gradients, in one sweep."""

    def kernel(part: TableRows) -> Average:
        sums = [effect.sums(model, terms, part) for effect in effects]
        return Average(
            float(part.weights.sum()),
            np.concatenate([each.values for each in sums]),
            np.vstack([each.gradients for each in sums]),
        )

    return rows.total(kernel, len(terms.names))
