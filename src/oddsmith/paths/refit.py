"""Refit: a point of a path as an ordinary `Fit`, which says that its columns were selected.

    chosen     the point itself: its penalty, no standard errors
    relaxed    maximum likelihood on the columns that the point selected (Meinshausen 2007,
               Computational Statistics & Data Analysis 52, with φ = 0)

Errors of columns that the same rows selected would be too small (Berk, Brown, Buja, Zhang and Zhao
2013, Annals of Statistics 41), so a relaxed fit has none; `debiased` and `stability` are the
ways to say how sure one can be.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.estimate import estimate
from oddsmith.estimator.as_fit import plain_terms
from oddsmith.paths.units import units_of
from oddsmith.penalties import Penalty
from oddsmith.result import ARRAY, Fit, Sample
from oddsmith.result.assemble import Asked as FitAsked
from oddsmith.result.assemble import fit_of
from oddsmith.result.fitted import SELECTED, StandardErrors
from oddsmith.solvers.path.rows import Index

if TYPE_CHECKING:
    from oddsmith.paths.result import Path


def chosen(path: "Path", k: int) -> Fit:
    """The k-th point, with its penalty."""
    units, strength = units_of(path.asked, path.wanted, tell=False), float(path.penalties[k])
    s, shape = units.coordinates.scale, units.shape.at(strength)
    raw = shape.rescaled(1 / s)
    keep = columns_kept(path, k)
    found = estimate(
        path.asked.data.with_design(lambda X: X.columns(keep)),
        path.asked.intercept,
        raw.columns(keep),
        start=path.on_columns[keep, k],
        to_floor=True,
    )
    fit = fit_of(asked_of(path, k, keep, strength), found)
    return fit if path.l1_ratio else fit.with_notes(said_of_ridge(path, k))


def relaxed(path: "Path", k: int) -> Fit:
    """Maximum likelihood on the columns of the k-th point."""
    keep = columns_kept(path, k)
    inside = path.on_columns[keep, k] != 0
    if path.asked.intercept is not None:
        inside[path.asked.intercept] = True
    lower, upper = (np.where(inside, end[keep], 0.0) for end in bounds_of(path))
    zero = np.zeros(len(keep))
    bounded = np.isfinite(lower).any() or np.isfinite(upper).any()
    penalty = Penalty(zero, zero, lower, upper) if bounded else Penalty(zero, zero)
    rows = path.asked.data.with_design(lambda X: X.columns(keep))
    found = estimate(rows, path.asked.intercept, penalty, to_floor=True, look=not bounded)
    fit = fit_of(asked_of(path, k, keep, 0.0), found)
    said = "none: the same rows selected the columns"
    nothing = np.full_like(fit.covariance, np.nan)
    return fit.with_covariance(nothing, StandardErrors(SELECTED, said))


def bounds_of(path: "Path") -> tuple[Array, Array]:
    """Of all columns of the design, the intercept's infinite."""
    at, wanted = path.asked.intercept, path.wanted
    if at is None:
        return wanted.lower, wanted.upper
    return np.insert(wanted.lower, at, -np.inf), np.insert(wanted.upper, at, np.inf)


def columns_kept(path: "Path", k: int) -> Index:
    """Positions of the columns that the fit has: of an array those not zero, of a formula all."""
    p = path.asked.data.shape[1]
    if path.asked.of_formula:
        return np.arange(p)
    inside = path.on_columns[:, k] != 0
    if path.asked.intercept is not None:
        inside[path.asked.intercept] = True
    return np.flatnonzero(inside)


def asked_of(path: "Path", k: int, keep: Index, strength: float) -> FitAsked:
    asked = path.asked
    terms, formula, table = asked.terms, asked.formula, asked.source
    if not asked.of_formula:
        at = asked.intercept
        features = keep if at is None else keep[keep != at] - (keep[keep != at] > at)
        terms = plain_terms([asked.names[j] for j in features], at is not None)
        formula, table = f"y ~ {terms.formula or '1'}", pd.DataFrame(index=range(len(asked.data.y)))
    data = asked.data
    return FitAsked(
        formula=formula,
        terms=terms,
        response=asked.response,
        sample=Sample(
            rows=len(data.y),
            dropped=0,
            zero_weight=0,
            total_weight=path.total_weight,
            weights=None if data.case_weight is None else ARRAY,
            offset=None if data.offset is None else ARRAY,
        ),
        rows=data.with_design(lambda X: X.columns(keep)),
        table=table,
        penalty=strength,
        l1_ratio=path.l1_ratio if strength else 0.0,
        notes=(said_of_selection(path, k, strength),),
    )


def said_of_selection(path: "Path", k: int, strength: float) -> str:
    how = (
        "penalised there as the path was"
        + (", its columns standardised" if path.standardize else "")
        + ("" if (path.wanted.factors == 1).all() else ", with a factor of its own for each column")
        if strength
        else "then fitted without a penalty"
    )
    return (
        f"{path.n_nonzero[k]} of {len(path.names)} columns were selected by these rows, at penalty "
        f"{path.penalties[k]:.6g} of a path of {len(path)}, {how}. Tests and intervals that take "
        "the columns as given would be too sure: see Path.debiased and Path.stability."
    )


def said_of_ridge(path: "Path", k: int) -> str:
    return "No column was selected by an L2 penalty, but its strength was chosen from a path."
