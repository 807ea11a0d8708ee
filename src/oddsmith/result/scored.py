"""Scored: what a fit predicts of the rows of a table, beside what came true there.

two classes        z the log-odds of the modelled level, y whether it came true
one of several     z = log [p_k / (1 - p_k)], y whether the class is k; all others are the rest
"""

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import logit

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame import read_numbers, read_table
from oddsmith.inference.scores import Scores
from oddsmith.result.diagnostics import FARTHEST
from oddsmith.result.fit import Fit
from oddsmith.result.fitted import in_memory
from oddsmith.result.multinomial import MultinomialFit


def scores_on(fit: Fit | MultinomialFit, data: Any = None, event: Any = None) -> Scores:
    """Predictions and what came true, of the fit's own rows or of a table's.

    Parameters
    ----------
    fit : Fit or MultinomialFit
    data : table, optional
        With the response and the columns of the formula; the rows of the fit where not given.
        Rows that lack either are left out.
    event : label, optional
        Of several classes, the one that is held against the rest.

    Raises
    ------
    InputError
        No row of the table can be used; `event` is no class, or is given where there are two.
    NotSupportedError
        The rows are gone and no table is given.
    """
    if isinstance(fit, MultinomialFit):
        return of_class(fit, data, event)
    if event is not None:
        raise InputError(
            f"event={event!r}: the fit models {fit.response.describe()}, and has no other. It is "
            "for fits of several classes."
        )
    if data is None:
        return relative(fit, fit._scores())
    table = read_table(data)
    shift = fit._offset(table, None)
    z = fit.predictor.raw(fit.terms.design(table)) + (0.0 if shift is None else shift)
    counts = fit.sample.trials or fit.sample.weights
    known = counts is not None and counts in table.columns
    weight = read_numbers(counts, table, "weights") if known else np.ones(len(z))
    return relative(fit, usable(z, fit.response.encode(table), weight))


def relative(fit: Fit, scores: Scores) -> Scores:
    """With sampling weights, which count no cases, weights of mean one.

    They are then whole numbers only where all are equal, and only then do intervals count cases.
    """
    if fit.weight_kind != "sampling":
        return scores
    return replace(scores, case_weight=scores.case_weight / scores.case_weight.mean())


def of_class(fit: MultinomialFit, data: Any, event: Any) -> Scores:
    """One class against the rest."""
    if event not in fit.classes:
        known = ", ".join(map(repr, fit.classes))
        raise InputError(f"event={event!r}: name one of the classes, {known}.")
    k = fit.classes.index(event)
    if data is None:
        what = "Scores of the fit's own rows"
        rows = in_memory(fit._workings(what).rows, what).whole
        p, codes, weight = fit.found.predictor.probabilities(rows.X), rows.y, rows.weights
    else:
        table = read_table(data)
        p = fit.found.predictor.probabilities(fit.terms.design(table))
        codes, weight = fit.response.encode(table), np.ones(len(table))
    y = np.where(np.isnan(codes), np.nan, codes == k)
    return usable(logit(p[:, k]), y, weight)


def usable(z: Array, y: Array, weight: Array) -> Scores:
    """The rows that have all three."""
    there = ~(np.isnan(z) | np.isnan(y) | np.isnan(weight)) & (weight > 0)
    if not there.any():
        raise InputError(
            f"None of the {len(z):,} rows can be used: in each the response or a column of the "
            "formula is missing, or its weight is zero."
        )
    return Scores(np.clip(z, -FARTHEST, FARTHEST)[there], y[there], weight[there])
