"""Diagnosis: which of the usual faults explains what a gradient function returned, or raised.

Each fault's formula is computed at the same points; the one that agrees with the answers there, in
every number and to 1e-6 of the largest, is the fault.  If none does, pairs of them are tried, and
then a third with sign and scale both wrong.
Numbers that no fault explains stay unexplained.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np

from oddsmith.learn.answer import Answer
from oddsmith.learn.faults import Fault, penalty_fault, usual_faults
from oddsmith.learn.kinds import Kind
from oddsmith.learn.steps import RIGHT, Problem, gradient
from oddsmith.neuron import Array

AGREES = 1e-6
NOISE = 1e-6  # of a row's size, for each row: sums that cancel leave so much
SURE = 2  # weights, without which any one number could be a penalty's
MANY = 60  # rows from which a fault is told


class Point(NamedTuple):
    """Where a gradient is looked at: w (p,) and b."""

    w: Array
    b: float


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """The faults found: alternatives that the data cannot tell apart, each one fault or two."""

    alternatives: tuple[tuple[Fault, ...], ...] = ()

    @property
    def name(self) -> str | None:
        """The names, as in ``"sign flipped and 1/n missing"``; None where nothing was found."""
        told: dict[frozenset[Kind], str] = {}  # those that differ in place alone count once
        for some in self.alternatives:
            name = " and ".join({fault.name: 0 for fault in some})
            told.setdefault(frozenset(fault.kind for fault in some), name)
        return " or ".join(told.values()) or None

    def describe(self, problem: Problem) -> list[str]:
        """A line for each fault: what is wrong, and what to write instead."""
        faults = [fault for some in self.alternatives for fault in some]
        return list(dict.fromkeys(fault.describe(problem) for fault in faults))


def diagnose(
    problem: Problem, points: Sequence[Point], answers: Sequence[Answer], tolerance: float = AGREES
) -> Diagnosis:
    """The faults that give these answers at these points, to this share of the largest number."""
    faults = [*usual_faults(problem), *unasked(problem, points, answers)]

    def agree(some: tuple[Fault, ...]) -> bool:
        return all(
            agrees(problem, point, answer, some, tolerance)
            for point, answer in zip(points, answers, strict=True)
        )

    for some in ([(fault,) for fault in faults], compatible(faults), with_sign_and_scale(faults)):
        found = [each for each in some if agree(each)]
        if found:
            return Diagnosis(tuple(found))
    return Diagnosis()


def compatible(faults: list[Fault]) -> Iterator[tuple[Fault, ...]]:
    """Pairs that replace different steps."""
    for one, other in combinations(faults, 2):
        if not one.changes.keys() & other.changes.keys():
            yield one, other


def with_sign_and_scale(faults: list[Fault]) -> Iterator[tuple[Fault, ...]]:
    """Each fault of another kind beside a sign and a factor of all numbers, both wrong."""
    (sign,) = (one for one in faults if one.kind is Kind.SIGN and not one.where)
    scales = [one for one in faults if "factor" in one.changes and not one.where]
    for scale, other in product(scales, faults):
        if not other.changes.keys() & {"sign", "factor"}:
            yield other, sign, scale


def agrees(
    problem: Problem, point: Point, answer: Answer, some: tuple[Fault, ...], tolerance: float
) -> bool:
    changes = {step: change for fault in some for step, change in fault.changes.items()}
    try:
        dw, db = gradient(problem, *point, replace(RIGHT, **changes))
    except (ValueError, IndexError):  # shapes that do not meet
        return False
    largest = float(np.abs(per_unit(np.asarray(dw), problem)).max(initial=0.0))
    noise = NOISE * problem.n * problem.rows
    if not alike(answer.dw, dw, problem, tolerance * (largest + noise)):
        return False
    if not problem.bias or answer.db is None or db is None:
        return not problem.bias or (answer.db is None) == (db is None)
    largest = max(largest, float(np.max(np.abs(db))))
    return alike(answer.db, db, problem, tolerance * (largest + noise))


def alike(got: Any, expected: Any, problem: Problem, limit: float) -> bool:
    """Whether all numbers agree, whatever axes of length one, and in either order of two axes."""
    want = np.squeeze(np.asarray(expected))
    given = np.squeeze(got)
    return any(
        one.shape == want.shape and bool((np.abs(per_unit(one - want, problem)) <= limit).all())
        for one in (given, given.T)
    )


def per_unit(values: Array, problem: Problem) -> Array:
    """Values of the p columns, along the first axis, in units of their column."""
    if values.shape[:1] != (problem.p,):
        return values
    return np.asarray((values.T / problem.units).T)


def unasked(
    problem: Problem, points: Sequence[Point], answers: Sequence[Answer]
) -> Iterator[Fault]:
    """A penalty that nobody asked for, of the strength that the last answer has."""
    (w, b), got = points[-1], answers[-1].dw
    kept = problem.penalised(w)
    seen = sum(np.count_nonzero(problem.penalised(point.w)) for point in points)
    if problem.penalty or got.size != problem.p or not kept.any() or seen < SURE:
        return
    beyond = got.ravel() - gradient(problem, w, b)[0]
    strength = float(beyond @ kept / (kept @ kept))
    yield penalty_fault(Kind.UNASKED, strength)
    yield penalty_fault(Kind.UNASKED, strength, bias=1)
