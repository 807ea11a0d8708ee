"""Lesson 5: four steps are worth ten thousand, and curvature vanishes where it is said to."""

import re

import numpy as np
import pytest

from oddsmith.learn.convergence import optimum
from oddsmith.lessons.course import newton as lesson
from oddsmith.lessons.excerpt import printed
from oddsmith.lessons.gates import gate
from oddsmith.lessons.landscape import bends, objective_of
from oddsmith.lessons.record import walk
from oddsmith.solvers import Newton


def floats(text):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d*)?(?:e[-+]\d+)?", text)]


def test_loops_product_and_package_give_the_same_curvature():
    arrays = [floats(a) for a in re.findall(r"\[\[.*\n.*\]\]", printed(lesson.curvature_pass))]
    assert len(arrays) == 3
    assert arrays[0] == arrays[1] == arrays[2]


def test_four_steps_end_at_the_optimum_and_the_slope_gets_ever_shorter():
    rows = re.findall(r"w = \[(.*)\], loss \S+, \|g\| (\S+)", printed(lesson.four_steps))
    best = optimum(lesson.gpa[:, None], lesson.y).at
    assert floats(rows[-1][0]) == pytest.approx(best, abs=1e-8)
    zeros = -np.log10([float(slope) for _, slope in rows])
    assert (np.diff(zeros[1:]) > 0.7 * zeros[1:-1]).all()


def test_ten_thousand_steps_do_less_than_three_of_newtons():
    said = printed(lesson.many_steps)
    above = [float(value) for value in re.findall(r"\], (\S+) above", said)]
    assert (np.diff(above) <= 0).all()
    assert "after 3 steps" in said
    excess = walk(Newton(), lesson.OBJECTIVE, np.zeros(2), 4).value
    assert excess[3] - excess[4] < above[-1] < excess[2] - excess[4]


def test_full_steps_from_far_away_lose_all_curvature_and_halved_ones_arrive():
    said = printed(lesson.too_far)
    curvature = [float(value) for value in re.findall(r"largest of H (\S+)", said)]
    assert curvature[-1] == 0
    assert (np.diff(curvature) < 0).all()
    assert said.endswith("LinAlgError: Singular matrix")
    best = optimum(lesson.gpa[:, None], lesson.y).at
    last = re.search(r"w = \[(.*)\]", printed(lesson.halved).splitlines()[-1])[1]
    assert floats(last) == pytest.approx(best, abs=1e-6)


def test_each_step_on_and_divides_loss_and_curvature_by_e():
    task = gate("and")
    objective = objective_of(task.X, task.y)
    made = walk(Newton(), objective, np.zeros(3), 25)
    largest = np.array([np.linalg.eigvalsh(bends(objective, w)[2]) for w in made.w])
    assert made.value[20] / made.value[21] == pytest.approx(np.e, rel=1e-6)
    assert largest[20] / largest[21] == pytest.approx(np.full(3, np.e), rel=1e-6)
    assert made.w[21] - made.w[20] == pytest.approx(made.w[20] - made.w[19], rel=1e-6)
    assert "Classes separated" in printed(lesson.for_ever)
