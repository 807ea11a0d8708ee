"""The raw prediction of any row with its standard error, and how it moves with the coefficients.

    z = (x - m)·b + offset        ∂z/∂b = x - m        V = L Lᵀ        se(z) = ‖Lᵀ (x - m)‖

b are the coefficients about the centre m of the columns, and V is their covariance.  Far from zero
the digits are in m: with a column near 1e6, x V xᵀ in the columns as given would lose twelve.

Where the classes are separated some coefficients move without bound along the directions F: a row
with x·F ≠ 0 has probability 0 or 1 if it is decided, and else none that the data could tell.

Shapes: x, m, b (p,);  L (p, r);  F (p, k).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from oddsmith.coordinates import Coordinates
from oddsmith.design import Array, Design, scaled
from oddsmith.estimate import Estimate, Predictor
from oddsmith.inference.rows import curvature_root


class Raw(NamedTuple):
    """n rows: z, and x - m, of which gradients are made."""

    z: Array
    X: Design


@dataclass(frozen=True, eq=False)
class Link:
    """Coefficients about the centre of the columns, and a root of their covariance.

    Attributes
    ----------
    predictor : Predictor
        m and b; and where classes are separated, the horizon that decides rows.
    root : ndarray of shape (p, r)
        L; zero for columns that were left out.
    aliased : tuple of int
        The columns left out.

    Examples
    --------
    >>> link = link_of(Predictor(np.zeros(1), np.array([2.0])), np.array([[9.0]]), None)
    >>> from oddsmith.design import Dense
    >>> X = Dense(np.array([[1.0], [-2.0]]))
    >>> link.raw(X).z, link.errors(link.raw(X))
    (array([ 2., -4.]), array([3., 6.]))
    """

    predictor: Predictor
    root: Array
    aliased: tuple[int, ...] = ()

    @property
    def unbounded(self) -> Array:
        """F: (p, k)."""
        horizon = self.predictor.horizon
        return np.zeros((len(self.root), 0)) if horizon is None else horizon.span

    def raw(self, X: Design, offset: Array | float = 0.0) -> Raw:
        """Z of each row, NaN where the data do not tell it, and the rows about the centre."""
        centred = scaled(X, self.predictor.center, np.ones(len(self.root)))
        return Raw(self.predictor.raw(X) + offset, centred)

    def errors(self, rows: Raw) -> Array:
        """Standard errors of z, (n,); NaN for a decided row, whose z is infinite."""
        found = np.linalg.norm(rows.X.forward(self.root), axis=1)
        return np.where(np.isfinite(rows.z), found, np.nan)


def link_of(
    predictor: Predictor, covariance: Array, intercept: int | None, aliased: Sequence[int] = ()
) -> Link:
    """The link of coefficients whose covariance is known on the columns as given.

    Its standard errors hold ``ε ‖m / s‖²`` of relative error, m and s a column's mean and deviation
    and ε = 1e-16: what the sum of a covariance at x = 0 and its way back to m leaves.

    Parameters
    ----------
    predictor : Predictor
    covariance : ndarray of shape (p, p)
        Of any kind; NaN in the rows and columns of `aliased`.
    intercept : int or None
        Position of the column of ones.
    aliased : sequence of int
        Columns left out.
    """
    p = len(covariance)
    kept = np.setdiff1d(np.arange(p), aliased)
    about = Coordinates(predictor.center, np.ones(p), intercept).columns(kept)
    V = about.from_raw(about.from_raw(covariance[np.ix_(kept, kept)]).T)
    return Link(predictor, spread(covariance_root(V), kept, p), tuple(aliased))


def link_of_estimate(estimate: Estimate) -> Link:
    """The link of an estimate, with the inverse of its curvature: no digit is lost."""
    kept = estimate.kept
    at = estimate.coordinates
    root = curvature_root(estimate) / at.scale[:, None] if len(kept) else np.zeros((0, 0))
    p = len(estimate.w)
    aliased = tuple(int(j) for j in np.setdiff1d(np.arange(p), kept))
    return Link(estimate.predictor, spread(root, kept, p), aliased)


def link_in_limit(
    predictor: Predictor,
    inner: Estimate | None,
    columns: NDArray[np.integer[Any]],
    aliased: Sequence[int] = (),
) -> Link:
    """The link of a fit whose classes are separated.

    Parameters
    ----------
    predictor : Predictor
        Of the limit, with its horizon.
    inner : Estimate or None
        Of the rows that stay undecided, on the columns at the positions `columns`.
    columns : ndarray of positions
        Among the p.
    aliased : sequence of int
        Columns left out for repeating others.
    """
    p = len(predictor.center)
    root: Array = np.zeros((p, 0))
    if inner is not None:
        root = spread(link_of_estimate(inner).root, columns, p)
    return Link(predictor, root, tuple(aliased))


def covariance_root(V: Array) -> Array:
    """L with L Lᵀ = V, (p, p), which may be singular; NaN throughout where V is not finite."""
    if not np.isfinite(V).all():
        return np.full(V.shape, np.nan)
    size = np.sqrt(np.maximum(V.diagonal(), 0))
    unit = np.where(size > 0, size, 1.0)
    values, vectors = eigh(V / np.outer(unit, unit))
    return np.asarray(unit[:, None] * vectors * np.sqrt(np.maximum(values, 0)))


def spread(values: Array, kept: NDArray[np.integer[Any]], p: int) -> Array:
    """Rows of values for the columns kept, on all p, with zeros for the others."""
    full = np.zeros((p, values.shape[1]))
    full[kept] = values
    return full
