"""Gradient descent, on all rows or on batches of them.

    w  <-  prox( w - learning_rate · ∇F_batch(w) )

with F_batch the mean over the batch; the prox is the identity without an L1 penalty.
Cost of an epoch: one sweep for its updates, one more to judge it when batches are smaller than all.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from math import isfinite
from typing import ClassVar

import numpy as np

from oddsmith.coordinates import moments
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.objective import Batches, Objective
from oddsmith.solvers.driver import State


@dataclass(frozen=True, eq=False)
class DescentState(State):
    """A state, the batches of its epoch, which of them comes next, and the step length."""

    batches: Batches | None = field(default=None, repr=False)
    epoch: int = 0
    batch: int = 0
    rate: float = 0.0


@dataclass(frozen=True)
class GradientDescent:
    """The update of the teaching text, for any loss.

    Parameters
    ----------
    learning_rate : float, optional
        Length of a step, per unit of gradient of the mean loss; above 0.  Where not given, 1/L for
        an upper bound L of the objective's curvature (one sweep), which never climbs on all rows.
    batch_size : int, optional
        Rows in an update; all of them where not given.
    seed : int, optional
        Shuffles the rows anew in each epoch; the order of the table where not given.

    Raises
    ------
    InputError
        The learning rate is not above 0, or the batch size is below 1.
    """

    learning_rate: float | None = None
    batch_size: int | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        rate = self.learning_rate
        if rate is not None and not (rate > 0 and isfinite(rate)):
            raise InputError(
                f"learning_rate={self.learning_rate}: the step would not go downhill. "
                "Give a number above 0."
            )
        if self.batch_size is not None and self.batch_size < 1:
            raise InputError(f"batch_size={self.batch_size}: an update needs one row or more.")

    finishes: ClassVar[bool] = True

    def start(self, objective: Objective, w: Array) -> DescentState:
        w = objective.penalty.prox(w, 0.0)  # into the bounds
        rate = safe_rate(objective) if self.learning_rate is None else self.learning_rate
        batches = self.epoch_batches(objective, 0)
        return DescentState(w, objective(w), batches=batches, rate=rate)

    def step(self, objective: Objective, state: State) -> DescentState:
        assert isinstance(state, DescentState)
        assert state.batches is not None
        whole = len(state.batches) == 1
        at = state.at if whole and state.at else state.batches[state.batch](state.w)
        assert at.gradient is not None
        w = objective.penalty.prox(state.w - state.rate * at.gradient, state.rate)
        after = replace(state, w=w, at=None, steps=state.steps + 1, step_size=state.rate)
        if state.batch + 1 < len(state.batches):
            return replace(after, batch=state.batch + 1)
        epoch = state.epoch + 1
        batches = state.batches if self.seed is None else self.epoch_batches(objective, epoch)
        return replace(after, at=objective(w), batches=batches, epoch=epoch, batch=0)

    def epoch_batches(self, objective: Objective, epoch: int) -> Batches:
        return objective.batches(self.batch_size, None if self.seed is None else self.seed + epoch)


def safe_rate(objective: Objective) -> float:
    """``1 / L``, L = steepest · Σ_j mean(x_j²) + max l2, above which no curvature lies."""
    p = objective.data.shape[1]
    around_zero = partial(moments, center=np.zeros(p), scale=np.ones(p))
    mean_square = objective.data.total(around_zero).mean_square
    bound = objective.loss.steepest * float(mean_square.sum()) + float(
        objective.penalty.l2.max(initial=0.0)
    )
    return 1 / max(bound, float(np.finfo(float).tiny))
