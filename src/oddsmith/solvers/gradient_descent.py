"""Gradient descent, on all rows or on batches of them.

    w  <-  prox( w - learning_rate · ∇F_batch(w) )

with F_batch the mean over the batch; the prox is the identity without an L1 penalty.
Cost of an epoch: one sweep for its updates, one more to judge it when batches are smaller than all.
"""

from dataclasses import dataclass, field, replace
from math import isfinite

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.objective import Batches, Objective
from oddsmith.solvers.driver import State


@dataclass(frozen=True, eq=False)
class DescentState(State):
    """A state, the batches of its epoch, and which of them comes next."""

    batches: Batches | None = field(default=None, repr=False)
    epoch: int = 0
    batch: int = 0


@dataclass(frozen=True)
class GradientDescent:
    """The update of the teaching text, for any loss.

    Parameters
    ----------
    learning_rate : float
        Length of a step, per unit of gradient of the mean loss; above 0.
    batch_size : int, optional
        Rows in an update; all of them where not given.
    seed : int, optional
        Shuffles the rows anew in each epoch; the order of the table where not given.

    Raises
    ------
    InputError
        The learning rate is not above 0, or the batch size is below 1.
    """

    learning_rate: float
    batch_size: int | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        if not (self.learning_rate > 0 and isfinite(self.learning_rate)):
            raise InputError(
                f"learning_rate={self.learning_rate}: the step would not go downhill. "
                "Give a number above 0."
            )
        if self.batch_size is not None and self.batch_size < 1:
            raise InputError(f"batch_size={self.batch_size}: an update needs one row or more.")

    def start(self, objective: Objective, w: Array) -> DescentState:
        return DescentState(w, objective(w), batches=self.epoch_batches(objective, 0))

    def step(self, objective: Objective, state: State) -> DescentState:
        assert isinstance(state, DescentState)
        assert state.batches is not None
        whole = len(state.batches) == 1
        at = state.at if whole and state.at else state.batches[state.batch](state.w)
        assert at.gradient is not None
        w = state.w - self.learning_rate * at.gradient
        w = objective.penalty.prox(w, self.learning_rate)
        after = replace(state, w=w, at=None, steps=state.steps + 1, step_size=self.learning_rate)
        if state.batch + 1 < len(state.batches):
            return replace(after, batch=state.batch + 1)
        epoch = state.epoch + 1
        batches = state.batches if self.seed is None else self.epoch_batches(objective, epoch)
        return replace(after, at=objective(w), batches=batches, epoch=epoch, batch=0)

    def epoch_batches(self, objective: Objective, epoch: int) -> Batches:
        return objective.batches(self.batch_size, None if self.seed is None else self.seed + epoch)
