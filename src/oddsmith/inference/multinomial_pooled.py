"""Pooled: the mean loss of rows that can each be of some classes only.

    F(w) = Σ_g (Σ_{i in g} c_i / Σ c_i) F_g(w)

A group g are the rows of one set S of possible classes; F_g is the multinomial loss whose coding is
the rows S of A.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oddsmith.coordinates import Coordinates
from oddsmith.data import InMemory
from oddsmith.design import Array
from oddsmith.losses import Multinomial
from oddsmith.objective import Evaluation, Objective
from oddsmith.penalties import Penalty


@dataclass(frozen=True, eq=False)
class Pooled(Objective):
    """The mean loss over groups of rows, each with a loss of its own.

    Parameters
    ----------
    groups : sequence of Objective
        Of one w, without a penalty; `data` and `loss` are those of the first.
    """

    groups: tuple[Objective, ...] = field(kw_only=True)

    @classmethod
    def of(
        cls, rows: InMemory, possible: NDArray[np.bool_], coordinates: Coordinates, coding: Array
    ) -> "Pooled":
        """Of rows that can be of some classes only: possible (n, K), a group for each set."""
        sets, which = np.unique(possible, axis=0, return_inverse=True)
        none = np.zeros((rows.shape[1], coding.shape[1]))
        groups = []
        for k, classes in enumerate(sets):
            here = rows.rows(np.flatnonzero(which.ravel() == k))
            y = (np.cumsum(classes) - 1)[here.y.astype(np.intp)]
            data = coordinates.apply(InMemory(here.X, y, here.case_weight))
            groups.append(Objective(data, Multinomial(coding[classes]), Penalty(none, none)))
        return cls(groups[0].data, groups[0].loss, groups[0].penalty, groups=tuple(groups))

    def __call__(self, w: Array, order: int = 1) -> Evaluation:
        parts = [group(w, order) for group in self.groups]
        weights = np.array([part.case_weight for part in parts])
        share = weights / weights.sum()
        loss = float(share @ [part.loss for part in parts])
        gradient = mean(share, [part.gradient for part in parts])
        hessian = mean(share, [part.hessian for part in parts])
        return Evaluation(loss, loss, float(weights.sum()), gradient, hessian)

    def reach(self, s: Array) -> float:
        return max(group.reach(s) for group in self.groups)


def mean(share: Array, values: list[Array | None]) -> Array | None:
    known = [s * value for s, value in zip(share, values, strict=True) if value is not None]
    return np.asarray(np.add.reduce(known)) if known else None
