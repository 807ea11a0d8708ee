"""Predictions: probabilities of K classes, with errors and intervals.

    f = z Aᵀ,   z = (x - c) B          p_k = exp f_k / Σ_l exp f_l
    logit p_k = f_k - log Σ_{l≠k} exp f_l

    q_k = ∂ logit p_k / ∂z = A_k - Σ_{l≠k} π_l A_l,        π_l = p_l / (1 - p_k)
    se(logit p_k)² = q_kᵀ Σ q_k,    Σ = cov(z)             se(p_k) = p_k (1 - p_k) se(logit p_k)

This is the delta method (Agresti 2013, *Categorical Data Analysis*, section 16.1).  The interval is
that of logit p_k, transformed back, so that it stays within (0, 1).  B are coefficients on columns
shifted by c.  What a direction of recession decides has no error (NaN); what the data do not tell
where classes are separated has no probability either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logsumexp, softmax

from oddsmith.data import Block, InMemory, PerRow
from oddsmith.design import Array, Design, scaled
from oddsmith.existence.horizon import DECIDED, Horizon, without_rounding
from oddsmith.inference.delta import intervals

Mask = NDArray[np.bool_]


class ClassProbabilities(NamedTuple):
    """Probabilities of n rows, their standard errors, and limits of intervals: (n, K) each."""

    p: Array
    se: Array
    lower: Array
    upper: Array


class Fate(NamedTuple):
    """Which classes of n rows have probability zero, (n, K); and rows that no data tell, (n,)."""

    impossible: Mask
    untold: Mask


@dataclass(frozen=True, eq=False)
class Infinity:
    """Where separated classes send the logits of K classes.

    Attributes
    ----------
    horizon : Horizon
        Of coefficients laid out in a row, (p m,).
    coding : ndarray of shape (K, m)
    """

    horizon: Horizon
    coding: Array

    def moves(self, X: Design) -> Array:
        """What the direction, and each vector of the span, do to each logit: (n, K, 1 + d)."""
        m = self.coding.shape[1]
        V = np.column_stack([self.horizon.direction, self.horizon.span])
        p, k = len(V) // m, V.shape[1]
        moved = self.coding @ X.forward(V.reshape(p, m * k)).reshape(-1, m, k)
        squares = X.squared().forward((V**2).reshape(p, m, k).sum(axis=1))
        return without_rounding(moved, squares[:, None])

    def fate(self, X: Design) -> Fate:
        """What becomes of each class: held against the one that the direction favours most."""
        moves = self.moves(X)
        n, K, k = moves.shape
        best = moves[np.arange(n), np.nan_to_num(moves[:, :, 0]).argmax(axis=1)]
        behind = best[:, None] - moves
        behind = np.where(np.abs(behind) <= DECIDED * np.abs(moves).max(axis=1)[:, None], 0, behind)
        flat = behind.reshape(n * K, k)
        sign = self.horizon.signs(flat[:, 0], flat[:, 1:]).reshape(n, K)
        return Fate(np.asarray(sign > 0), np.asarray(np.isnan(sign).any(axis=1)))

    def parts(self, change: Design, impossible: Mask) -> Mask:
        """Rows, (n,), whose change moves classes that stay possible apart."""
        moves = self.moves(change)[:, :, 1:]
        first = moves[np.arange(len(moves)), impossible.argmin(axis=1)]
        return np.asarray(((moves != first[:, None]) & ~impossible[:, :, None]).any(axis=(1, 2)))


@dataclass(frozen=True, eq=False)
class ClassPredictor:
    """Logits of new rows, in coordinates that lose no digits far from zero.

    Attributes
    ----------
    center : ndarray of shape (p,)
        c; zero for the intercept.
    coefficients : ndarray of shape (p, m)
        B; zero for columns left out.
    covariance : ndarray of shape (p m, p m)
        Of B laid out in a row.
    coding : ndarray of shape (K, m)
        A.
    infinity : Infinity or None
        Where classes are separated.
    aliased : tuple of int
        Positions of the columns left out.
    """

    center: Array
    coefficients: Array
    covariance: Array
    coding: Array
    infinity: Infinity | None = None
    aliased: tuple[int, ...] = ()

    def logits(self, X: Design) -> Array:
        """Logits f of each row, -inf for a class that is not possible: (n, K).

        NaN in rows where the data do not tell the share of each class.
        """
        f: Array = self.centred(X).forward(self.coefficients) @ self.coding.T
        if self.infinity is None:
            return f
        fate = self.infinity.fate(X)
        return np.where(fate.untold[:, None], np.nan, np.where(fate.impossible, -np.inf, f))

    def probabilities(self, X: Design) -> Array:
        """Probability of each class: (n, K).

        Examples
        --------
        >>> from oddsmith.design import Dense
        >>> from oddsmith.losses import reference_coding
        >>> B = np.log([[1.0, 2.0]])
        >>> even = ClassPredictor(np.zeros(1), B, np.zeros((2, 2)), reference_coding(3))
        >>> even.probabilities(Dense(np.ones((1, 1))))
        array([[0.25, 0.25, 0.5 ]])
        """
        return self._by_block(X, lambda block: np.asarray(softmax(self.logits(block.X), axis=1)))

    def with_errors(self, X: Design, level: float = 0.95) -> ClassProbabilities:
        """Probability of each class, with standard errors and intervals.

        Raises
        ------
        InputError
            `level` is not between 0 and 1.
        """
        found = self._by_block(X, self._logit_and_error)
        logit, error = found[:, 0], found[:, 1]
        lower, upper = intervals(logit, error, level)
        se = expit(logit) * expit(-logit) * error
        return ClassProbabilities(expit(logit), se, expit(lower), expit(upper))

    def _logit_and_error(self, block: Block) -> Array:
        """Logit p and its standard error: (n, 2, K)."""
        f, spread = self.logits(block.X), self.spread(block.X)
        found = np.empty((len(f), 2, f.shape[1]))
        for k in range(f.shape[1]):
            others, A = np.delete(f, k, axis=1), np.delete(self.coding, k, axis=0)
            logit = f[:, k] - logsumexp(others, axis=1)
            sure = np.isinf(logit)
            share = softmax(np.where(sure[:, None], 0.0, others), axis=1)
            q = self.coding[k] - share @ A
            variance = np.einsum("na,nab,nb->n", q, spread, q)
            found[:, 0, k] = logit
            found[:, 1, k] = np.where(sure, np.nan, np.sqrt(np.maximum(variance, 0.0)))
        return found

    def spread(self, X: Design) -> Array:
        """Σ of each row, the covariance of z: (n, m, m)."""
        p, m = self.coefficients.shape
        rows, C = self.centred(X).toarray(), self.covariance.reshape(p, m, p, m)
        found = np.empty((len(rows), m, m))
        for a, b in zip(*np.triu_indices(m), strict=True):
            found[:, a, b] = found[:, b, a] = ((rows @ C[:, a, :, b]) * rows).sum(axis=1)
        return found

    def centred(self, X: Design) -> Design:
        """The columns shifted by c."""
        return scaled(X, self.center, np.ones(len(self.center)))

    def _by_block(self, X: Design, values: Callable[[Block], Array]) -> Array:
        rows = InMemory(X, np.zeros(X.shape[0]))
        return rows.total(lambda block: PerRow(values(block))).values
