"""Explained: why a row has its probability: what each term adds to its log-odds, as a table."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.frame import read_table
from oddsmith.inference.contributions import contributions

if TYPE_CHECKING:
    from oddsmith.result.fit import Fit
    from oddsmith.result.multinomial import MultinomialFit

BASE, OFFSET, TOTAL = "base", "offset", "log_odds"


def explained(fit: "Fit", data: Any, offset: Any) -> pd.DataFrame:
    """A row for each row of the table, a column for each part of its log-odds."""
    table, terms, by = read_table(data), fit.terms, fit.predictor
    X, shift = terms.design(table), fit._offset(table, offset)
    parts = contributions(X, by.center, by.coefficients, terms.slices, terms.intercept)
    z = by.raw(X) + (0.0 if shift is None else shift)
    columns = added(parts.names, parts.terms, z)
    between = {} if shift is None else {OFFSET: shift}
    return pd.DataFrame({BASE: float(parts.base), **columns, **between, TOTAL: z}, table.index)


def explained_classes(fit: "MultinomialFit", data: Any) -> pd.DataFrame:
    """The same for each class against the reference: columns (class, part)."""
    table, terms, by = read_table(data), fit.terms, fit.found.predictor
    X = terms.design(table)
    b = by.coefficients @ (by.coding[1:] - by.coding[0]).T
    parts = contributions(X, by.center, b, terms.slices, terms.intercept)
    logits = by.logits(X)
    with np.errstate(invalid="ignore"):  # where neither class is possible
        z = logits[:, 1:] - logits[:, :1]
    columns = {
        (label, name): values
        for k, label in enumerate(fit.classes[1:])
        for name, values in {
            BASE: np.full(len(z), parts.base[k]),
            **added(parts.names, parts.terms[:, :, k], z[:, k]),
            TOTAL: z[:, k],
        }.items()
    }
    names = pd.MultiIndex.from_tuples(list(columns))
    values = np.column_stack([*columns.values()])
    return pd.DataFrame(values, index=table.index, columns=names)


def added(names: tuple[str, ...], terms: Array, z: Array) -> dict[str, Array]:
    """What each term adds; NaN where z is not finite, and there is no sum."""
    finite = np.where(np.isfinite(z)[:, None], terms, np.nan)
    return dict(zip(names, finite.T, strict=True))
