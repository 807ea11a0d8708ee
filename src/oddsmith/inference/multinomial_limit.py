"""Limit: what maximum likelihood says of several classes that the columns separate.

Along a direction of recession from inside the cone each row keeps the classes S_i that stay
possible (`existence.separation`), and the likelihood tends to its supremum,

    Σ c_i [log Σ_{k in S_i} exp f_ik - f_iy],           f_i = A Vᵀ x_i,

which has a maximum (`multinomial_pooled`).  It is unique but for the span of the cone, so it is
looked for on the coefficients that are identified, V = E b.  In coordinates u = T⁻¹V, standardised
on the rows that are left,

    T⁻¹E = N R (QR),      u = N v,      b = R⁻¹ v,      cov(u) = N (NᵀHN)⁻¹ Nᵀ

and those b that every direction of the cone leaves alone are the finite estimates of the model.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from oddsmith.coordinates import Coordinates, standardising
from oddsmith.data import Data, InMemory
from oddsmith.design import Array
from oddsmith.estimate import Estimate
from oddsmith.existence.cone import Cone
from oddsmith.existence.separation import Separation, find_separation, limit_problem
from oddsmith.existence.signs import FIXED
from oddsmith.inference.constrained import Constrained
from oddsmith.inference.multinomial_columns import OnColumns, inverse_information, on_columns
from oddsmith.inference.multinomial_flat import FlatCoordinates, FlatObjective
from oddsmith.inference.multinomial_pooled import Pooled
from oddsmith.inference.multinomial_predict import ClassPredictor, Infinity
from oddsmith.losses import Multinomial
from oddsmith.solvers import Newton, Solution, minimise
from oddsmith.sources.gathering import gathered, require_overlap


@dataclass(frozen=True, eq=False)
class Triangular(Coordinates):
    """``b = R⁻¹ v``; center and scale are those of the columns and take no part."""

    R: Array

    def to_raw(self, u: Array) -> Array:
        return np.asarray(solve_triangular(self.R, u))


@dataclass(frozen=True, eq=False)
class Inner:
    """The maximum of the limit as a `constrained.Peak`, for profiles of finite coefficients.

    w (p m,) holds the identified coefficients, at the positions `kept`; objective and solution are
    in v.
    """

    w: Array
    kept: NDArray[np.integer[Any]]
    coordinates: Coordinates
    objective: Constrained
    solution: Solution


@dataclass(frozen=True, eq=False)
class MultinomialLimit:
    """The limit of a fit whose classes are separated.

    Attributes
    ----------
    separation : Separation
        Of the columns kept.
    w : ndarray of shape (p, m)
        On the columns as given: finite, ±inf, or NaN where undetermined or left out.
    covariance : ndarray of shape (p m, p m)
        Of the finite coefficients; NaN elsewhere.
    loss : float
        Σ c ℓ in the limit.
    predictor : ClassPredictor
        Of new rows.
    finite : ndarray of shape (K,)
        How many coefficients would be finite against each class.
    inner : Inner or None
        The maximum; None where every row is decided.
    """

    separation: Separation
    w: Array
    covariance: Array
    loss: float
    predictor: ClassPredictor
    finite: NDArray[np.intp]
    inner: Inner | None = None


def limit_of_classes(found: Estimate, rows: Data) -> MultinomialLimit | None:
    """The limit of a maximum-likelihood fit of K classes; None if they are not separated.

    Parameters
    ----------
    found : Estimate
        Of w (p, m), whose minimum is not proven to exist.
    rows : Data
        On the columns as given.

    Examples
    --------
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.losses import reference_coding
    >>> from oddsmith.penalties import Penalty
    >>> X = np.array([[1.0, 0], [1, 0], [1, 0], [1, 0], [1, 1], [1, 1]])
    >>> rows = InMemory(Dense(X), np.array([0, 0, 1, 2, 0, 1]))  # no row of class 2 where x = 1
    >>> none = Penalty(np.zeros((2, 2)), np.zeros((2, 2)))
    >>> found = estimate(rows, 0, none, loss=Multinomial(reference_coding(3)), max_steps=30)
    >>> limit_of_classes(found, rows).w.round(4)
    array([[-0.6931, -0.6931],
           [ 0.6931,    -inf]])
    """
    loss = found.objective.loss
    assert isinstance(loss, Multinomial)
    held = gathered(rows)
    if held is None:
        cone = Cone.of(found.objective.data, loss.coding)
        require_overlap(cone, found.solution.w.reshape(-1), found.recession)
        return None
    kept = held.with_design(lambda X: X.columns(found.kept))
    separation = find_separation(
        kept,
        found.coordinates,
        coding=loss.coding,
        direction=found.solution.w,
        found=found.recession,
    )
    if separation is None:
        return None
    p, m = found.w.shape
    limits = np.full((p, m), np.nan)
    limits[found.kept] = separation.limits
    flat = (found.kept[:, None] * m + np.arange(m)).ravel()
    far = Infinity(separation.horizon.on(flat, p * m), loss.coding)
    span = separation.horizon.span.reshape(len(found.kept), m, -1)
    known = finite_against(span, found.coordinates, loss.coding)
    if not separation.identified.any():
        C = np.zeros((p * m, p * m))
        predictor = ClassPredictor(np.zeros(p), np.zeros((p, m)), C, loss.coding, far)
        return MultinomialLimit(separation, limits, np.full_like(C, np.nan), 0.0, predictor, known)
    inner, whole = maximum(kept, separation, loss.coding, found.kept, p)
    finite, at = limits == 0, inner.solution.at
    both = np.multiply.outer(finite.ravel(), finite.ravel())
    return MultinomialLimit(
        separation,
        np.where(finite, inner.w.reshape(p, m), limits),
        np.where(both, whole.covariance, np.nan),
        at.loss * at.case_weight,
        replace(whole.predictor, infinity=far),
        known,
        inner,
    )


def maximum(
    rows: InMemory,
    separation: Separation,
    coding: Array,
    among: NDArray[np.integer[Any]],
    p: int,
) -> tuple[Inner, OnColumns]:
    """The maximum of the limit, and its numbers on all p columns; `among` are those of `rows`."""
    problem, m = limit_problem(separation), coding.shape[1]
    columns = np.unique(problem.columns // m)
    place = np.flatnonzero(columns == separation.intercept)
    part = rows.with_design(lambda X: X.columns(columns)).rows(problem.rows)
    at = standardising(part, int(place[0]) if len(place) else None)
    E = np.eye(len(columns) * m)[:, separation.identified[columns].ravel()]
    N, R = np.linalg.qr(FlatCoordinates(at.center, at.scale, at.intercept).from_raw(E))
    pooled = Pooled.of(part, separation.possible[problem.rows], at, coding)
    objective = Constrained.of(FlatObjective.of(pooled), np.zeros(len(N)), N)
    solution = minimise(Newton(), objective, np.zeros(N.shape[1]), to_floor=True)
    V = N @ inverse_information(solution.at) @ N.T
    u = (N @ solution.w).reshape(len(columns), m)
    kept = among[problem.columns // m] * m + problem.columns % m
    b = Triangular(at.center, at.scale, at.intercept, R)
    w = np.full(p * m, np.nan)
    w[kept] = b.to_raw(solution.w)
    whole = on_columns(u, V, at, among[columns], p, coding)
    return Inner(w, kept, b, objective, solution), whole


def finite_against(span: Array, coordinates: Coordinates, coding: Array) -> NDArray[np.intp]:
    """How many coefficients the span, (r, m, d), leaves alone, against each class: (K,)."""
    unit = np.linalg.norm(coordinates.to_raw(np.eye(len(span))), axis=1)
    moves = coding @ (span / unit[:, None, None])
    apart = (np.linalg.norm(moves - moves[:, [k]], axis=2) for k in range(len(coding)))
    return np.array([(far <= FIXED).sum() - len(span) for far in apart])
