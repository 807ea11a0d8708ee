"""The estimates of a report: odds ratios with intervals, and average effects on probabilities."""

from typing import Any

import numpy as np
import pandas as pd

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.scenarios import variable_of
from oddsmith.report.document.subject import Subject
from oddsmith.report.plain import records
from oddsmith.result import Fit, MultinomialFit

TERMS, EFFECTS, LEVELS = 200, 25, 30  # shown at most; variables with more levels have no effects
COLUMNS = 2_000  # beyond which effects, whose errors need a root of the covariance, are left out


def odds_ratios(fit: Fit | MultinomialFit, level: float) -> dict[str, Any]:
    """A row for each term, those of the largest ratios where there are very many."""
    table = tidy(fit, level)
    size = np.abs(table["log_odds"].to_numpy())
    size = np.where(np.isnan(size), -1.0, size)
    kept = np.sort(np.argsort(-size, kind="stable")[:TERMS])
    return {"rows": records(table.iloc[kept]), "left_out": len(table) - len(kept)}


def tidy(fit: Fit | MultinomialFit, level: float) -> pd.DataFrame:
    """Log-odds, errors, ratios, intervals and p-values under one name each."""
    bare = isinstance(fit, Fit) and not fit.has_errors
    a, b = (
        (fit.bare(exponentiate=e) if bare else fit.tidy(exponentiate=e, level=level))  # type: ignore[union-attr]
        for e in (False, True)
    )
    found = pd.DataFrame(
        {
            "term": a["term"],
            "log_odds": a["estimate"],
            "std_error": a["std_error"],
            "odds_ratio": b["estimate"],
            "lower": b["conf_low"],
            "upper": b["conf_high"],
            "p_value": a["p_value"],
        }
    )
    if "class" in a:
        found.insert(0, "class", a["class"].astype(str))
    return found


def effects(subject: Subject, level: float) -> dict[str, Any]:
    """Average marginal effects on the rows of the fit, or why there are none."""
    fit = subject.fit
    if not subject.own:
        return {"rows": [], "note": "They are averages over the rows of the fit, not of others."}
    if len(fit.names) > COLUMNS:
        return {"rows": [], "note": f"Not computed for {len(fit.names):,} columns."}
    try:
        names, left_out = movable(fit)
        rows = records(fit.marginal_effects(names, level=level)) if names else []
    except (InputError, NotSupportedError) as error:
        return {"rows": [], "note": str(error)}
    note = ""
    if left_out:
        note = (
            f"{left_out:,} of {left_out + len(names):,} variables are left out here: they have "
            f"more than {LEVELS} levels, or come after the first {EFFECTS}."
        )
    return {"rows": rows, "note": note}


def movable(fit: Fit | MultinomialFit) -> tuple[list[str], int]:
    """The variables whose effects are shown, and how many are left out."""
    columns = fit._rows(None).columns(fit.terms.variables)
    few = [
        name
        for name, values in columns.items()
        if len(variable_of(fit.terms, name, values).levels) <= LEVELS
    ]
    return few[:EFFECTS], len(columns) - len(few[:EFFECTS])
