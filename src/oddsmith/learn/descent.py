"""diagnose_descent: what the losses of a gradient descent say of its learning rate.

    fall_t = loss_(t-1) - loss_t        ratio of each fall to the one before

A loss that grows, or goes up and down, has steps beyond 2/L.  One whose falls hardly shrink, so
that much is left and will be for long, has steps far below 1/L, or columns of very different size.
"""

from dataclasses import dataclass
from enum import Enum
from math import inf, log
from typing import Any

import numpy as np

from oddsmith.errors import InputError
from oddsmith.learn.learning_rate import suggest_learning_rate
from oddsmith.learn.page import wrapped
from oddsmith.neuron import Array, History, Neuron

LAST = 20  # steps that are looked at
OFTEN = 0.2  # share of these that rise in a zigzag
GROWS = 1.05  # between the halves of these, in a zigzag that diverges
ROUNDING = 1e-13  # of the largest loss: changes that mean nothing
MANY = 10  # times the steps taken: too many for what is left
LITTLE = 0.01  # of what was gained: not worth more steps


class Course(Enum):
    """How a descent goes, as a sentence for its reader."""

    DIVERGES = "The loss grows: the steps are too long, and each lands higher than it started."
    ZIGZAGS = (
        "The loss goes up and down: the steps are too long in some direction, and cross the valley "
        "again and again."
    )
    CRAWLS = (
        "The loss falls, but hardly: the steps are far too short, at least for the flattest "
        "direction."
    )
    RESTS = (
        "The loss no longer changes: it is at its minimum, where the gradient is zero, or the "
        "steps are too short to be seen."
    )
    DESCENDS = "The loss falls as it should."


@dataclass(frozen=True)
class Descent:
    """What became of a descent.

    Attributes
    ----------
    course : Course
    step : int
        Where that begins: the first loss that rose, was not finite or no longer changed; for one
        that falls, the last.
    steps_left : float
        For one that falls, steps until nine tenths of what seems left are gone; else ``inf``, and
        0 at rest.
    advice : str
        What to do.
    """

    course: Course
    step: int
    steps_left: float
    advice: str

    def __str__(self) -> str:
        return wrapped(f"Step {self.step:,}. {self.course.value} {self.advice}")


def diagnose_descent(losses: Any) -> Descent:
    """Tell divergence, zigzag and crawl from a descent that goes well.

    Parameters
    ----------
    losses : array-like of shape (steps + 1,), DataFrame, list of Record, History or Neuron
        The loss before the first step and after each; or a fit's ``history``, an estimator's
        ``history_``, or a trained neuron or its ``history``, whose losses are taken after each
        epoch.

    Raises
    ------
    InputError
        Fewer than three losses, or the first is not finite.

    Examples
    --------
    >>> diagnose_descent([0.69, 0.71, 0.75, 0.83]).course.name
    'DIVERGES'
    >>> diagnose_descent([0.69, 0.50, 0.42, 0.38]).course.name
    'DESCENDS'
    """
    history = losses.history if isinstance(losses, Neuron) else losses
    values = as_losses(history)
    course, step, left = course_of(values)
    return Descent(course, step, left, advice(course, left, history))


def as_losses(given: Any) -> Array:
    if isinstance(given, History):
        values = given.mean_losses()
    else:
        try:
            rows = given["objective"] if hasattr(given, "columns") else given
            plain = [getattr(one, "value", one) for one in rows]
            values = np.asarray(plain, dtype=np.float64)
        except (TypeError, ValueError, KeyError):
            raise InputError(
                "losses are numbers, one before the first step and after each."
            ) from None
    if values.ndim != 1 or len(values) < 3:
        raise InputError(
            f"losses has shape {values.shape}: three or more in a row are needed to see where they "
            "go, the first before any step."
        )
    if not np.isfinite(values[0]):
        raise InputError(
            f"The first loss is {values[0]}, before any step: oddsmith.learn.explain_nan(X, y, w) "
            "finds out why."
        )
    return values


def course_of(values: Array) -> tuple[Course, int, float]:
    """The course, where it begins, and the steps left."""
    lost = np.flatnonzero(~np.isfinite(values))
    if len(lost):
        return Course.DIVERGES, int(lost[0]), inf
    moves, nothing = np.diff(values), ROUNDING * float(np.abs(values).max())
    rises = moves > nothing
    if values[-1] > values[0] + nothing or (len(rises) > 2 and rises[-3:].all()):
        return Course.DIVERGES, first(rises), inf
    if rises[-LAST:].mean() >= OFTEN:
        return (Course.DIVERGES if widens(moves[-LAST:]) else Course.ZIGZAGS), first(rises), inf
    if abs(moves[-1]) <= nothing:
        return Course.RESTS, int(np.flatnonzero(np.append(True, np.abs(moves) > nothing))[-1]), 0.0
    steps, left = what_is_left(values, -moves, nothing)
    slow = steps > MANY * max(len(moves), LAST) and left > LITTLE * (values[0] - values[-1])
    return (Course.CRAWLS if slow else Course.DESCENDS), len(moves), steps


def first(rises: Any) -> int:
    return int(np.flatnonzero(rises)[0]) + 1


def widens(moves: Array) -> bool:
    """Whether ups and downs grow."""
    before, after = np.array_split(np.abs(moves), 2)
    return bool(after.max() > GROWS * before.max())


def what_is_left(values: Array, falls: Array, nothing: float) -> tuple[float, float]:
    """Steps until nine tenths of what is left are gone, and what is left.

    Falls that shrink by a ratio have a sum; a loss is at least 0, also where they do not shrink.
    """
    back = min(len(falls) // 3 + 1, LAST // 2)
    fall = max(float(falls[-1]), nothing)
    ratio = (fall / max(float(falls[-1 - back]), nothing)) ** (1 / back)
    whole = float(values[-1])
    steps, left = 0.9 * whole / fall, whole
    if ratio < 1:
        left = min(left, fall * ratio / (1 - ratio))
        steps = min(steps, log(10) / -log(ratio))
    return steps, left


def advice(course: Course, left: float, history: Any) -> str:
    """What to do, with numbers where the table is known."""
    if course is Course.RESTS:
        return ""
    if course is Course.DESCENDS:
        return f"About {left:,.0f} more steps take nine tenths of what seems left."
    if not isinstance(history, History):
        return "oddsmith.learn.suggest_learning_rate(X) says which step is right, and why."
    found = suggest_learning_rate(history.X, loss=history.loss)  # type: ignore[arg-type]
    safe = f"learning_rate={found.rate:.3g} with batch_size={len(history.y)} surely goes downhill"
    if course is Course.CRAWLS:
        return (
            f"{safe}; with columns scaled to mean 0 and standard deviation 1 it is "
            f"{found.scaled_rate:.3g}, and the flattest direction is {found.scaled_condition:.3g} "
            f"times flatter than the steepest instead of {found.condition:.3g} times."
        )
    return f"{safe}: that is 1/L."
