"""Subject: what a report is about: a fit with its rows, or a fit judged on the rows of a table.

A table is that of the fit if it has as many rows and the same fit comes out of it again; a model
from a file has its rows back then, and everything that needs them.
"""

import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.errors import InputError, NotSupportedError, OddsmithWarning
from oddsmith.fitting import fit as fit_again
from oddsmith.frame import read_table
from oddsmith.result import ARRAY, Fit, MultinomialFit
from oddsmith.result.covariances import HC

SAME = 1e-6  # coefficients so near, relative to their size, are those of the same fit


@dataclass(frozen=True, eq=False)
class Subject:
    """A fit, and the rows that it is judged on.

    Attributes
    ----------
    fit : Fit or MultinomialFit
    table : DataFrame or None
        The table that was given.
    own : bool
        Whether the rows are those of the fit.
    source : str
        The table's path, where it was given as one.
    """

    fit: Fit | MultinomialFit
    table: pd.DataFrame | None
    own: bool
    source: str = ""

    @property
    def judged(self) -> pd.DataFrame | None:
        """The table to judge on; None for the fit's own rows."""
        return None if self.own else self.table


def subject_of(fit: Fit | MultinomialFit, data: Any) -> Subject:
    """The fit with its rows back where the table is its own.

    Raises
    ------
    InputError
        The table lacks columns; no table, and the rows are gone.
    """
    if data is None:
        fit._workings("A report without data= (or give the table)")
        return Subject(fit, None, True)
    table = read_table(data)
    require_columns(fit, table)
    source = str(data) if not hasattr(data, "columns") and not isinstance(data, dict) else ""
    sample = fit.sample
    if len(table) != sample.rows + sample.dropped + sample.zero_weight:
        return Subject(fit, table, False, source)
    there = fit.workings is not None and len(fit.workings.table) > 0  # not read piece by piece
    again = fit if there else with_rows(fit, table)
    return Subject(again or fit, table, again is not None, source)


def require_columns(fit: Fit | MultinomialFit, table: pd.DataFrame) -> None:
    """Say which columns a table lacks, all at once."""
    sample = fit.sample
    roles = [sample.weights, sample.offset, sample.trials, *sample.clusters]
    named = [name for name in roles if name not in (None, ARRAY)]
    needed = dict.fromkeys([*fit.response.variables, *fit.terms.variables, *named])
    absent = [str(name) for name in needed if name not in table.columns]
    if absent:
        raise InputError(
            f"The table is not one for this model, whose formula is {fit.formula!r}: it has no "
            f"column {', '.join(map(repr, absent[:10]))}"
            f"{f' and {len(absent) - 10} more' if len(absent) > 10 else ''}. Its columns are: "
            f"{', '.join(map(str, table.columns[:20]))}."
        )


def with_rows(fit: Fit | MultinomialFit, table: pd.DataFrame) -> Fit | MultinomialFit | None:
    """A fit from a file with its rows back; None where another fit comes out of them."""
    if ARRAY in (fit.sample.weights, fit.sample.offset, *fit.sample.clusters):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddsmithWarning)
            again = fit_again(fit.formula, table, **settings_of(fit))
            if not same(fit, again):
                return None
            if isinstance(fit, Fit):
                assert isinstance(again, Fit)
                return replace(fit, workings=again.workings)
            return again.with_errors(fit.errors.kind) if fit.errors.kind in HC else again
    except (InputError, NotSupportedError):
        return None


def settings_of(fit: Fit | MultinomialFit) -> dict[str, Any]:
    """What `oddsmith.fit` was asked beside formula and table, where that was not the default."""
    sample, response = fit.sample, fit.response
    asked = {
        "event": response.event,
        "reference": response.reference if response.kind == "classes" else None,
        "weights": sample.weights,
        "weight_kind": None if sample.weight_kind == "precision" else sample.weight_kind,
        "offset": sample.offset,
        "cluster": list(sample.clusters) or None,
        "method": None if fit.method == "ml" else fit.method,
        "penalty": fit.penalty or None,
        "l1_ratio": getattr(fit, "l1_ratio", 0.0) or None,
        "missing": "drop" if sample.dropped else None,
    }
    if sample.trials:
        asked["weights"] = None
    return {name: value for name, value in asked.items() if value is not None}


def same(fit: Fit | MultinomialFit, again: Fit | MultinomialFit) -> bool:
    """Whether both have the same names and coefficients, the missing and infinite ones too."""
    if type(fit) is not type(again) or fit.names != again.names:
        return False
    w, v = (np.asarray(one.params, dtype=float) for one in (fit, again))
    return bool(
        w.shape == v.shape and np.allclose(w, v, rtol=SAME, atol=SAME * 1e-6, equal_nan=True)
    )
