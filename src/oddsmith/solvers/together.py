"""Together: minima for several weightings of the same rows, along strengths of an L2 penalty.

    w_f(λ)  minimises  Σ_i c_if ℓ(x_iᵀ w, y_i) + ½ Σ_j l2_jf w_j²,       f = 1 … F,   l2 ∝ λ

are, for example, the fits of F folds.  One table serves all of them: z = X W is one product.

    1.  from the last λ along the path, half of Euler's step:  dw/dlog λ = -H_f⁻¹ (l2_f ∘ w_f)
    2.  w_f <- w_f - H_f⁻¹ g_f,  halfway back where the objective rose
    3.  H_f = Xᵀ diag(c_f d) X + diag(l2_f) is made anew where a step left more than `RATE` of g

Half, because coefficients that grow along the path grow ever more slowly, and the whole step would
overshoot where values of λ lie far apart.  Steps with an old curvature cost next to nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from oddsmith.design import Array
from oddsmith.losses import CrossEntropy
from oddsmith.losses.binary import logit
from oddsmith.penalties import Penalty
from oddsmith.solvers.linear import factor_lifted, solve_factored

RATE = 0.1  # share of the gradient that a step with an old curvature may leave
AHEAD = 0.5  # of Euler's step
SETTLED = 1e-9  # of the coefficients: what is left after such a step is a share of `RATE` of it
ROUNDING = 1e-14  # of the objective


@dataclass(frozen=True, eq=False)
class Shared:
    """Rows in several weightings.

    Attributes
    ----------
    X : ndarray of shape (n, p)
        Standardised columns.
    y : ndarray of shape (n,)
        Targets in [0, 1].
    c : ndarray of shape (n, F)
        Weights, of sum 1 in each column.
    """

    X: Array
    y: Array
    c: Array

    def at(self, w: Array, penalty: Penalty) -> tuple[Array, Array, Array]:
        """Objectives (F,), gradients (p, F) and the rows' curvatures (n, F), at w (p, F)."""
        row = CrossEntropy().at(self.X @ w, self.y[:, None], order=2)
        assert row.residual is not None
        assert row.curvature is not None
        values = (self.c * row.value).sum(axis=0) + (penalty.l2 * w * w).sum(axis=0) / 2
        gradient = self.X.T @ (self.c * row.residual) + penalty.smooth_gradient(w)
        return values, gradient, self.c * row.curvature

    def factors(self, d: Array, penalty: Penalty) -> list[Array]:
        """Cholesky's factor of each H_f."""
        found = []
        for each, l2 in zip(d.T, penalty.l2.T, strict=True):
            H = self.X.T @ (self.X * each[:, None])
            H.flat[:: len(H) + 1] += l2
            found.append(factor_lifted(H))
        return found


def solved(factors: Sequence[Array], right: Array) -> Array:
    """``H_f⁻¹ right_f`` for each column f: (p, F) -> (p, F)."""
    pairs = zip(factors, right.T, strict=True)
    return np.column_stack([solve_factored(L, each) for L, each in pairs])


@dataclass(frozen=True, eq=False)
class Minima:
    """Minima of F objectives: w (p, F), violations (F,), steps, and whether each was reached."""

    w: Array
    violation: Array
    steps: int
    reached: Array


@dataclass(eq=False)
class Together:
    """A walk along strengths.

    Parameters
    ----------
    rows : Shared
    intercept : int or None
        Position of the column of ones, which has no penalty.
    tol : float
        Largest violation.
    most : int
        Steps for one strength.
    """

    rows: Shared
    intercept: int | None
    tol: float
    most: int

    def along(self, l2: Array, strengths: Sequence[float]) -> Iterator[Minima]:
        """The minima for ``strength · l2``, l2 (p, F), one strength after another."""
        w: Array = np.zeros(l2.shape)
        before = 0.0
        if self.intercept is not None:
            w[self.intercept] = logit(self.rows.y @ self.rows.c)
        factors: list[Array] = []
        for strength in strengths:
            if factors:
                ahead = AHEAD * np.log(strength / before)
                w = w - ahead * solved(factors, before * l2 * w)
            found, factors = self._settle(w, Penalty(np.zeros(l2.shape), strength * l2))
            yield found
            w, before = found.w, strength

    def _settle(self, w: Array, penalty: Penalty) -> tuple[Minima, list[Array]]:
        s: Array = np.zeros(w.shape)
        last: Array = np.full(w.shape[1], np.inf)
        before = 0.0
        factors: list[Array] = []
        for step in range(self.most + 1):
            values, gradient, d = self.rows.at(w, penalty)
            violation = np.abs(gradient).max(axis=0)
            small = np.abs(s).max(axis=0) <= SETTLED * np.maximum(1.0, np.abs(w).max(axis=0))
            reached = (violation <= self.tol) & small & (step > 0)
            if reached.all() or step == self.most:
                break
            rose = values > last + ROUNDING * (1 + np.abs(values))
            if rose.any():
                s = np.where(rose, s / 2, s)
                w, before = w - np.where(rose, s, 0.0), 0.0
                continue
            if not factors or violation.max() > RATE * before:
                factors = self.rows.factors(d, penalty)
            s = -solved(factors, gradient)
            w, last, before = w + s, values, float(violation.max())
        return Minima(w, violation, step, reached), factors
