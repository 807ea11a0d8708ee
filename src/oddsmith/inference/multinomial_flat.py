"""Flat: an estimate of several classes as one vector, so that what holds for vectors holds for it.

    w (p, m)  ->  (p m,)          coefficient j against the reference, of class k, at j m + k - 1

Wald, score and likelihood-ratio tests, nested models and profiles ask for a vector w, its
covariance, and an objective around it (`constrained.Peak`).  Nothing is computed twice: each
question goes to the objective of the matrix.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from oddsmith.coordinates import Coordinates
from oddsmith.design import Array
from oddsmith.estimate import Estimate
from oddsmith.existence.rank import Dependence
from oddsmith.objective import Evaluation, Objective
from oddsmith.penalties import Penalty


@dataclass(frozen=True, eq=False)
class FlatCoordinates(Coordinates):
    """Coordinates of p columns, for coefficients (p, m) laid out in a row."""

    def to_raw(self, u: Array) -> Array:
        """``w = T u`` for each class: (p m,) -> (p m,), or (p m, k) -> (p m, k)."""
        return super().to_raw(self._by_column(u)).reshape(u.shape)

    def from_raw(self, w: Array) -> Array:
        """``u = T⁻¹ w`` for each class: (p m,) -> (p m,), or (p m, k) -> (p m, k)."""
        return super().from_raw(self._by_column(w)).reshape(w.shape)

    def _by_column(self, values: Array) -> Array:
        p = len(self.scale)
        return values.reshape(p, values.size // max(p, 1))


@dataclass(frozen=True, eq=False)
class FlatObjective(Objective):
    """``F(w)`` as a function of w laid out in a row.

    Parameters
    ----------
    whole : Objective
        F, of w (p, m).
    """

    whole: Objective = field(kw_only=True)

    @classmethod
    def of(cls, whole: Objective) -> "FlatObjective":
        penalty = Penalty(whole.penalty.l1.ravel(), whole.penalty.l2.ravel())
        return cls(whole.data, whole.loss, penalty, whole=whole)

    def __call__(self, w: Array, order: int = 1) -> Evaluation:
        return flat_evaluation(self.whole(self.matrix(w), order))

    def product(self, w: Array, v: Array, case_weight: float) -> Array:
        return self.whole.product(self.matrix(w), self.matrix(v), case_weight).ravel()

    def diagonal(self, w: Array, case_weight: float) -> Array:
        return self.whole.diagonal(self.matrix(w), case_weight).ravel()

    def reach(self, s: Array) -> float:
        return self.whole.reach(self.matrix(s))

    def matrix(self, w: Array) -> Array:
        """(p m,) -> (p, m)."""
        return w.reshape(self.whole.penalty.l2.shape)


def flat_evaluation(at: Evaluation) -> Evaluation:
    return replace(at, gradient=None if at.gradient is None else at.gradient.ravel())


def flat_estimate(found: Estimate) -> Estimate:
    """The estimate of w (p, m) as one of p m coefficients; its covariance is (p m, p m).

    Examples
    --------
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.losses import Multinomial, reference_coding
    >>> rows = InMemory(Dense(np.ones((6, 1))), np.array([0, 0, 0, 1, 1, 2]))
    >>> none = Penalty(np.zeros((1, 2)), np.zeros((1, 2)))
    >>> found = flat_estimate(estimate(rows, 0, none, loss=Multinomial(reference_coding(3))))
    >>> found.w.round(4), found.covariance.round(4)  # log of ratios; 1/n_0 + 1/n_k
    (array([-0.4055, -1.0986]), array([[0.8333, 0.3333],
           [0.3333, 1.3333]]))
    """
    m, at = found.w.shape[1], found.coordinates
    dependent = [
        Dependence(one.column * m + k, tuple(j * m + k for j in one.on))
        for one in found.dependent
        for k in range(m)
    ]
    solution = replace(
        found.solution,
        w=found.solution.w.ravel(),
        at=flat_evaluation(found.solution.at),
        history=[],
    )
    return Estimate(
        found.w.ravel(),
        FlatObjective.of(found.objective),
        dependent,
        (found.kept[:, None] * m + np.arange(m)).ravel(),
        FlatCoordinates(at.center, at.scale, at.intercept),
        solution,
        found.certificate,
    )
