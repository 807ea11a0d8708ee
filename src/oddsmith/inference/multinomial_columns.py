"""Columns: what was found in standardised coordinates of some columns, on all columns as given.

    w = T u        cov(w) = (T ⊗ I) V (T ⊗ I)ᵀ        V = H⁻¹ / Σ c, the inverse of the information

and for predictions B = u / s on x - c, which loses no digits where a column is far from zero.
u (r, m), V (r m, r m); w (p, m), NaN for the columns that are not among the r.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from oddsmith.coordinates import Coordinates
from oddsmith.design import Array
from oddsmith.inference.link import covariance_root
from oddsmith.inference.multinomial_flat import FlatCoordinates
from oddsmith.inference.multinomial_predict import ClassPredictor
from oddsmith.objective import Evaluation


class OnColumns(NamedTuple):
    """Coefficients (p, m), their covariance (p m, p m), and the predictor."""

    w: Array
    covariance: Array
    predictor: ClassPredictor


def on_columns(
    u: Array,
    V: Array,
    coordinates: Coordinates,
    kept: NDArray[np.integer[Any]],
    p: int,
    coding: Array,
) -> OnColumns:
    """Take coefficients u and their covariance V to all p columns; `kept` are the r positions."""
    m, center, scale = u.shape[1], coordinates.center, coordinates.scale
    raw = FlatCoordinates(center, scale, coordinates.intercept)
    each = np.repeat(scale, m)
    flat = (kept[:, None] * m + np.arange(m)).ravel()
    square = np.ix_(flat, flat)
    w, covariance = np.full((p, m), np.nan), np.full((p * m, p * m), np.nan)
    w[kept], covariance[square] = coordinates.to_raw(u), raw.covariance_to_raw(V)
    c, B, C = np.zeros(p), np.zeros((p, m)), np.zeros((p * m, p * m))
    c[kept], B[kept], C[square] = center, u / scale[:, None], V / each / each[:, None]
    return OnColumns(w, covariance, ClassPredictor(c, B, C, coding))


def with_covariance(
    predictor: ClassPredictor, covariance: Array, intercept: int | None
) -> ClassPredictor:
    """The predictor with errors from another covariance of the coefficients.

    Parameters
    ----------
    predictor : ClassPredictor
    covariance : ndarray of shape (p m, p m)
        Of any kind, on the columns as given; NaN for columns left out.
    intercept : int or None
        Position of the column of ones.
    """
    p, m = predictor.coefficients.shape
    there = np.repeat(~np.isin(np.arange(p), predictor.aliased), m)
    V = np.where(np.logical_and.outer(there, there), covariance, 0.0)
    about = FlatCoordinates(predictor.center, np.ones(p), intercept)
    root = about.from_raw(covariance_root(V))
    return replace(predictor, covariance=root @ root.T)


def inverse_information(at: Evaluation) -> Array:
    """``H⁻¹ / Σ c`` of an evaluation of the mean loss: (s, s); NaN where H is singular."""
    assert at.hessian is not None
    s = len(at.hessian)
    try:
        inverse: Array = cho_solve(cho_factor(at.hessian), np.eye(s)) / at.case_weight
    except LinAlgError:
        return np.full((s, s), np.nan)
    return inverse
