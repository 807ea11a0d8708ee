"""Lesson 8: what is said of growth, directions and estimates holds."""

import re

import numpy as np
import pytest
from scipy.optimize import minimize

from oddsmith.lessons import open_lesson
from oddsmith.lessons.course.separation import AND, X
from oddsmith.lessons.course.separation_exercises import OR, two_by_two
from oddsmith.neuron import Neuron


def test_growth_settles_at_the_shortest_weights_with_margins_of_one():
    signed = np.column_stack([X, np.ones(4)]) * (2 * AND - 1)[:, None]
    margins = {"type": "ineq", "fun": lambda w: signed @ w - 1}
    shortest = minimize(lambda w: w @ w / 2, np.array([3.0, 3, -4]), constraints=margins).x
    assert shortest == pytest.approx([2, 2, -3], abs=1e-6)
    history = Neuron(1.0, 100_000, 4, loss="cross-entropy", seed=0).fit(X, AND).history
    both = np.column_stack([history.weights, history.bias])
    growth = (both[100_000] - both[10_000]) / np.log(10)
    assert growth == pytest.approx(shortest, rel=0.005)


@pytest.mark.parametrize("t", [1, 3, 10])
def test_a_direction_that_is_right_lowers_the_loss_of_every_row_for_ever(t):
    solution = open_lesson("separation").exercises[1].solution
    *v, c = solution
    z = (X @ v + c) * (2 * OR - 1)
    assert (np.logaddexp(0, -2 * t * z) < np.logaddexp(0, -t * z)).all()


@pytest.mark.parametrize(
    ("treated", "others"), [((4, 0), (1, 3)), ((5, 0), (2, 3)), ((7, 2), (1, 4)), ((0, 3), (2, 2))]
)
def test_firth_in_a_table_of_two_by_two_adds_one_half_to_each_count(treated, others):
    (a, b), (c, d) = treated, others
    expected = np.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
    assert two_by_two(treated, others) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("row", [1, 2, 3])
def test_other_rows_leave_a_line_that_parts_them(row):
    reply = open_lesson("separation").check(1, row)
    assert not reply.right
    y = np.array([int(v) for v in re.findall(r"\d", reply.message)])
    assert (y != AND).tolist() == [k == row for k in range(4)]


@pytest.mark.parametrize(
    ("exercise", "answer", "hint"),
    [
        (1, 4, "rows 0 to 3"),
        (1, 0.5, "rows 0 to 3"),
        (2, (1, 1, -1), r"Row \(0, 1\) has y = 1, and along this z does not move"),
        (2, (-1, -1, 1), r"Row \(0, 0\) has y = 0, and along this z moves away"),
        (3, 21, "its logarithm"),
        (3, -3.0445, "harms"),
        (3, 2.3026, "adds 1"),
        (3, 5, "Add ½"),
    ],
)
def test_usual_mistakes_are_named(exercise, answer, hint):
    reply = open_lesson("separation").check(exercise, answer)
    assert not reply.right
    assert re.search(hint, reply.message)
