"""What a block of rows adds to average effects on the probabilities of K classes.

    prediction    f_k = p_k                     ∂p_k/∂f_l = p_k (δ_kl - p_l) = J_kl
    contrast      p_k(a) - p_k(r)
    slope         f_k = Σ_l J_kl a_l = p_k (a_k - ā)         a = A ż,   ż = ẋ B,   ā = Σ_l p_l a_l

    gradient by B, (p, m)    prediction    x ⊗ (J A)_k
                             slope         x ⊗ (G A)_k + ẋ ⊗ (J A)_k
                             G_kl = J_kl (a_k - ā) - p_k p_l (a_l - ā)

ẋ = ∂x/∂v for a variable v of the table.  As `effects` says: NaN where the estimate does not tell an
effect, and the gradient where a row is decided.

Shapes for a block: sums (K,), or (q K,) for q contrasts; gradients of as many rows by p m.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import softmax

from oddsmith.design import Array, Dense, Design
from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.frame.derivative import derivative
from oddsmith.inference.effects import Sums
from oddsmith.inference.multinomial_predict import ClassPredictor, Mask
from oddsmith.inference.table_rows import TableRows


@dataclass(frozen=True)
class ClassPrediction:
    """The average probability of each class with variables set to values."""

    setting: dict[str, Any] = field(default_factory=dict)

    def sums(self, predictor: ClassPredictor, terms: Terms, rows: TableRows) -> Sums:
        X = terms.design(rows.setting(self.setting).table)
        found = predicted(predictor, X, rows.weights)
        if differ(X, terms.design(rows.table), predictor):
            return Sums(np.full_like(found.values, np.nan), found.gradients)
        return found


@dataclass(frozen=True)
class ClassContrasts:
    """Average differences between levels of a variable and the first of them."""

    setting: dict[str, Any]
    variable: str
    levels: tuple[Any, ...]

    def sums(self, predictor: ClassPredictor, terms: Terms, rows: TableRows) -> Sums:
        first, *others = (
            terms.design(rows.setting({**self.setting, self.variable: level}).table)
            for level in self.levels
        )
        base = predicted(predictor, first, rows.weights)
        values, gradients = [], []
        for X in others:
            there = predicted(predictor, X, rows.weights)
            lost = np.nan if differ(X, first, predictor) else 0.0
            values.append(there.values - base.values + lost)
            gradients.append(there.gradients - base.gradients)
        return Sums(np.concatenate(values), np.vstack(gradients))


@dataclass(frozen=True)
class ClassSlopes:
    """Average derivatives with respect to a variable."""

    setting: dict[str, Any]
    variable: str

    def sums(self, predictor: ClassPredictor, terms: Terms, rows: TableRows) -> Sums:
        moved = rows.setting(self.setting)
        X = terms.design(moved.table)
        positions, D = derivative(terms, moved.columns(terms.variables), self.variable)
        if terms.intercept is not None and terms.intercept in positions:
            raise InputError(
                f"{self.variable!r} makes the column of ones, which is the same in all rows, so "
                "nothing says what its change would do. Name other variables."
            )
        change = np.zeros(X.shape)
        change[:, positions] = D
        return sloped(predictor, X, change, rows.weights)


def predicted(predictor: ClassPredictor, X: Design, weights: Array) -> Sums:
    """Σ c p, (K,), and its gradient, (K, p m)."""
    p = softmax(predictor.logits(X), axis=1)
    return Sums(weights @ p, gradient(predictor, X, p, weights, jacobian(p)))


def sloped(predictor: ClassPredictor, X: Design, change: Array, weights: Array) -> Sums:
    """Σ c s for the slopes s along a change of each row, (n, p); and the gradient."""
    logits, dx = predictor.logits(X), Dense(change)
    p = softmax(logits, axis=1)
    a = dx.forward(predictor.coefficients) @ predictor.coding.T
    excess = a - (p * a).sum(axis=1, keepdims=True)
    J = jacobian(p)
    G = J * excess[:, :, None] - p[:, :, None] * (p * excess)[:, None, :]
    impossible: Mask = np.isneginf(logits)
    lost = untold(predictor, change, impossible)
    slopes = np.where(lost[:, None] & ~impossible, np.nan, p * excess)
    by_change = outer_sums(dx, weights[:, None, None] * (J @ predictor.coding))
    return Sums(weights @ slopes, gradient(predictor, X, p, weights, G) + by_change)


def jacobian(p: Array) -> Array:
    """``∂p_k/∂f_l``: (n, K, K)."""
    J: Array = -p[:, :, None] * p[:, None, :]
    k = np.arange(p.shape[1])
    J[:, k, k] = p * (1 - p)
    return J


def gradient(predictor: ClassPredictor, X: Design, p: Array, weights: Array, by_f: Array) -> Array:
    """Σ c (x - center) ⊗ (∂/∂f A)_k: (K, p m); NaN if a row is decided."""
    lost = np.nan if ((p == 0) | (p == 1)).any() and predictor.infinity is not None else 0.0
    toward_z = weights[:, None, None] * (by_f @ predictor.coding)
    return outer_sums(predictor.centred(X), toward_z) + lost


def outer_sums(X: Design, r: Array) -> Array:
    """``Σ_i x_i ⊗ r_ik`` for each k: (n, p), (n, K, m) -> (K, p m)."""
    n, K, m = r.shape
    sums = X.backward(r.reshape(n, K * m)).reshape(-1, K, m)
    return np.asarray(sums.transpose(1, 0, 2).reshape(K, -1))


def differ(X: Design, other: Design, predictor: ClassPredictor) -> bool:
    """Whether two designs differ in a column that was left out of the model."""
    out = np.array(predictor.aliased, dtype=int)
    return bool((X.columns(out).toarray() != other.columns(out).toarray()).any())


def untold(predictor: ClassPredictor, change: Array, impossible: Mask) -> Mask:
    """Rows, (n,), whose change moves a column left out, or classes that stay possible apart along
    an unbounded direction.
    """
    lost = (change[:, list(predictor.aliased)] != 0).any(axis=1)
    if predictor.infinity is None:
        return np.asarray(lost)
    return np.asarray(lost | predictor.infinity.parts(Dense(change), impossible))
