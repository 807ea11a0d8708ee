"""Look: a gradient function's answer at one place, beside the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from oddsmith.errors import InputError
from oddsmith.learn.answer import Answer
from oddsmith.learn.calling import Call
from oddsmith.learn.diagnosis import AGREES, MANY, Diagnosis, Point, diagnose
from oddsmith.learn.given import Given
from oddsmith.learn.judging import (
    Precision,
    allowed,
    flat,
    precision_of,
    relative_difference,
    right_gradient,
    slopes,
)
from oddsmith.learn.own_loss import OwnLoss, own_loss
from oddsmith.learn.shapes import fault_of
from oddsmith.learn.steps import Problem
from oddsmith.neuron import Array


@dataclass(frozen=True, eq=False)
class Look:
    """A function's answer at one place, beside the truth."""

    call: Call
    problem: Problem
    at: Given

    @cached_property
    def answer(self) -> Answer | Exception:
        try:
            return self.call(self.at.w, self.at.b, self.at.X, self.at.y)
        except InputError:
            raise
        except Exception as error:
            return error

    @property
    def place(self) -> Point:
        return Point(self.at.weights, self.at.b)

    @cached_property
    def precision(self) -> Precision:
        made = np.empty(0, np.result_type(self.at.X, self.at.w))
        if isinstance(self.answer, Exception):
            return precision_of(made)
        return precision_of(made, self.answer.dw, self.answer.db)

    @cached_property
    def numbers(self) -> Array | None:
        """A number for each coefficient, where the answer has that."""
        return None if isinstance(self.answer, Exception) else flat(self.answer, self.problem)

    @cached_property
    def right(self) -> Array:
        return right_gradient(self.problem, *self.place)

    @cached_property
    def slopes(self) -> Array:
        return slopes(self.problem, *self.place)

    @cached_property
    def wrong(self) -> NDArray[np.bool_]:
        """Which numbers differ."""
        if self.numbers is None:
            return np.ones(len(self.right), dtype=bool)
        limit = allowed(self.problem, *self.place, self.precision)
        return ~(np.abs(self.numbers - self.right) <= limit)

    @property
    def ok(self) -> bool:
        return not self.wrong.any()

    @property
    def relative_difference(self) -> float:
        if self.numbers is None:
            return inf
        units = np.append(self.problem.units, 1.0)[: len(self.right)]
        return relative_difference(self.numbers, self.slopes, units)

    @cached_property
    def own_loss(self) -> OwnLoss | None:
        """The answer's own loss, if there is one and a gradient to compare it with."""
        if isinstance(self.answer, Exception) or self.answer.loss is None or self.numbers is None:
            return None
        return own_loss(self.call, self.problem, self.at, self.numbers, self.precision)


def elsewhere(given: Given, problem: Problem) -> Given:
    """Weights, and a bias where there is one, none of them zero, with most |z| about one."""
    rng = np.random.default_rng(0)
    size = rng.uniform(0.5, 1.5, problem.p) * rng.choice([-1, 1], problem.p)
    return given.at(size / problem.units / np.sqrt(problem.p), 0.5 * problem.bias)


def explain(call: Call, problem: Problem, looks: Sequence[Look]) -> Diagnosis:
    """The usual faults that explain the answers; of many rows only some are looked at."""
    raised = [one.answer for one in looks if isinstance(one.answer, Exception)]
    if raised:
        fault = fault_of(raised[0], problem)
        return Diagnosis() if fault is None else Diagnosis(((fault,),))
    n, few = problem.n, MANY + (problem.p == MANY)  # a table that is not square stays so
    if n > few:
        index = np.unique(np.linspace(0, n - 1, few).astype(int))
        problem = problem.take(index)
        looks = [Look(call, problem, one.at.take(index)) for one in looks]
    answers = [one.answer for one in looks if isinstance(one.answer, Answer)]
    if len(answers) < len(looks) or all(one.ok for one in looks):
        return Diagnosis()
    tolerance = max(AGREES, *(one.precision.limit for one in looks))
    return diagnose(problem, [one.place for one in looks], answers, tolerance)
