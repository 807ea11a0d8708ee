"""Own loss: the slopes of the loss that a learner's function returns beside its gradient."""

from dataclasses import dataclass

import numpy as np

from oddsmith.learn.calling import Call
from oddsmith.learn.given import Given
from oddsmith.learn.judging import Precision, relative_difference
from oddsmith.learn.steps import Problem
from oddsmith.neuron import Array

FIRST = 100  # coefficients whose slope is taken, at two calls each
LOOSER = 10  # a loss written by hand rounds more than one that is written not to


@dataclass(frozen=True, eq=False)
class OwnLoss:
    """Slopes of the returned loss, (p,) or (p + 1,), NaN beyond the first hundred.

    `relative_difference` is that of the returned gradient from them.
    """

    slopes: Array
    relative_difference: float
    limit: float

    @property
    def agrees(self) -> bool:
        """Whether the gradient is that of this loss."""
        return self.relative_difference <= self.limit


def own_loss(
    call: Call, problem: Problem, at: Given, numbers: Array, precision: Precision
) -> OwnLoss:
    """Central differences of the loss returned beside the gradient `numbers`."""
    slopes = np.full(len(numbers), np.nan)
    units = np.append(problem.units, 1.0)[: len(numbers)]
    for k in range(min(len(numbers), FIRST)):
        step = np.zeros(problem.p + 1)
        step[k] = precision.step / units[k]
        slopes[k] = slope_along(call, at, step)
    seen = slice(FIRST)
    difference = relative_difference(numbers[seen], slopes[seen], units[seen])
    return OwnLoss(slopes, difference, LOOSER * precision.limit)


def slope_along(call: Call, at: Given, step: Array) -> float:
    """The slope of the returned loss along a step of w and b, as far as these can be written."""
    ends = [at.at(at.weights + s * step[:-1], at.b + s * step[-1]) for s in (1, -1)]
    over, under = (call(end.w, end.b, end.X, end.y).loss for end in ends)
    way = float(np.abs(ends[0].weights - ends[1].weights).sum() + abs(ends[0].b - ends[1].b))
    return np.nan if over is None or under is None else (over - under) / way
