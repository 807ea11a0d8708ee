"""Lesson 4: the bound holds, the courses are what they are called, scaling keeps the model."""

import re

import numpy as np
import pytest

from oddsmith.learn import suggest_learning_rate
from oddsmith.learn.convergence import optimum
from oddsmith.lessons.course import learning_rate as lesson
from oddsmith.lessons.excerpt import printed
from oddsmith.lessons.landscape import bends, objective_of
from oddsmith.lessons.record import walk
from oddsmith.solvers import GradientDescent

TABLES = {"as given": lesson.AS_GIVEN, "hundreds": lesson.HUNDREDS, "scaled": lesson.SCALED}


@pytest.mark.parametrize("name", TABLES)
def test_no_loss_bends_more_than_l_and_none_climbs_below_two_over_l(name):
    X = TABLES[name]
    L = float(re.search(r"L = (\S+),", printed(lesson.the_bound))[1])
    found, objective = suggest_learning_rate(X), objective_of(X, lesson.y)
    if name == "as given":
        assert pytest.approx(L, rel=1e-3) == found.curvature
    rng = np.random.default_rng(0)
    unit = np.append(1 / np.sqrt((X**2).mean(axis=0)), 1.0)
    for start in 3 * rng.normal(size=(10, 3)) * unit:
        assert np.linalg.eigvalsh(bends(objective, start)[2])[-1] <= found.curvature
        losses = walk(GradientDescent(1.99 / found.curvature), objective, start, 5).value
        assert (np.diff(losses) <= 1e-15).all()


def test_the_factors_are_those_of_the_last_steps():
    made = lesson.descend(lesson.HUNDREDS, 1, 120)
    steps = np.linalg.norm(np.diff(made.w, axis=0), axis=1)
    row = next(line for line in printed(lesson.factors).splitlines() if "rate    1" in line)
    slowest = float(row.split()[-1])
    assert steps[60] / steps[59] == pytest.approx(slowest, abs=2e-3)


def test_the_courses_are_called_what_the_text_says():
    courses = re.findall(r"rate (\S+) / L: (\w+)", printed(lesson.courses))
    assert courses == [
        ("1", "crawls"),
        ("1", "descends"),
        ("2.3", "descends"),
        ("2.48", "zigzags"),
        ("3", "diverges"),
    ]
    weight = lesson.descend(lesson.HUNDREDS, 2.3, 40).w[:, 0]
    assert (np.diff(weight[:-1]) * np.diff(weight[1:]) < 0).all()  # it crosses with every step


def test_the_scaled_weights_are_those_of_the_columns_as_given():
    said = re.search(r"as given \[(.*)\]", printed(lesson.the_same_model))[1]
    best = optimum(lesson.AS_GIVEN, lesson.y).at
    assert [float(value) for value in said.split()] == pytest.approx(best, abs=5.1e-5)


def test_batches_start_quickly_and_do_not_arrive():
    table = {}
    for rate, size, ends in re.findall(r"rate (\S+), +(\d+) rows: +(.*)", printed(lesson.batches)):
        table[float(rate), int(size)] = [float(end) for end in ends.split()]
    longest, quarter, twentieth, _ = sorted({rate for rate, _ in table}, reverse=True)
    assert table[quarter, 20][1] < table[quarter, 400][5]
    assert table[longest, 400][5] < table[longest, 20][5] < table[longest, 1][5]
    assert table[twentieth, 20][5] < table[quarter, 20][5]
