"""The faults' formulas are wrong, differ from each other, and each kind has one."""

from dataclasses import replace

import numpy as np
import pytest

from oddsmith.learn.answer import Answer
from oddsmith.learn.diagnosis import Point, diagnose
from oddsmith.learn.faults import usual_faults
from oddsmith.learn.kinds import Kind
from oddsmith.learn.steps import RIGHT, Problem, gradient
from tests.learn.gradients import table


def problems(n, p):
    X, y, w = table(11, n, p)
    ones = X.copy()
    ones[:, 0] = 1.0
    for loss, reduction, labels in (
        ("cross-entropy", "mean", y),
        ("cross-entropy", "sum", 2 * y - 1),
        ("squared", "mean", y),
    ):
        for bias, A in ((True, X), (False, ones)):
            yield Problem(A, y, labels, loss, reduction, 0.2, bias), w


def answer(problem, point, fault):
    try:
        dw, db = gradient(problem, *point, replace(RIGHT, **fault.changes))
    except ValueError:
        return None
    kept = problem.bias and db is not None
    return Answer(np.asarray(dw), np.asarray(db) if kept else None)


def sets(n, p):
    for problem, w in problems(n, p):
        points = [Point(w, 0.3 * problem.bias), Point(-0.7 * w, -0.9 * problem.bias)]
        yield problem, points


@pytest.mark.parametrize("shape", [(11, 4), (5, 5)])
def test_each_fault_is_told_from_every_other(shape):
    for problem, points in sets(*shape):
        for fault in usual_faults(problem):
            answers = [answer(problem, point, fault) for point in points]
            if None not in answers:
                assert diagnose(problem, points, answers).name == fault.name


def test_the_right_gradient_is_no_fault_and_no_two_of_them():
    for problem, points in sets(11, 4):
        answers = []
        for point in points:
            dw, db = gradient(problem, *point)
            answers.append(Answer(dw, np.asarray(db) if problem.bias else None))
        assert diagnose(problem, points, answers).name is None


def test_every_kind_has_a_fault_and_an_advice():
    every = [*sets(11, 4), *sets(5, 5)]
    seen = {fault.kind for problem, _ in every for fault in usual_faults(problem)}
    assert seen == set(Kind) - {Kind.UNASKED}  # whose strength is found from an answer
    for kind in Kind:
        assert kind.advice.format(n=100, p=3, strength=0.1)
    assert len({kind.title for kind in Kind}) == len(Kind)
