"""Lesson 7: the line with the bias is where out = 0.5, and what is said of it is so."""

import re

import numpy as np
import pytest

from oddsmith.lessons import load_task, open_lesson
from oddsmith.lessons.course.three_classes import both_lines, names, petals, rows_right, species
from oddsmith.neuron import Neuron, forward


@pytest.fixture(scope="module")
def panel():
    return both_lines().panels[1]


def test_the_right_line_gives_one_half_and_the_other_one_the_bias(panel):
    task = load_task("iris")
    neuron = Neuron(0.01, 2000, seed=0).fit(task.X, task.y)
    w, b = neuron.weights, neuron.bias
    end = panel.frames[0][-1]
    right, wrong = (np.array([end[k]["x"], end[k]["y"]]).T for k in (2, len(panel.traces) - 1))
    assert forward(right, w, b)[1] == pytest.approx([0.5, 0.5], abs=1e-4)
    assert wrong @ w + b == pytest.approx([b, b], abs=1e-4)
    assert abs(b) > 0.5


def test_the_wrong_line_is_told_apart_without_colours(panel):
    assert panel.traces[-1]["line"]["dash"] != panel.traces[2]["line"].get("dash", "solid")
    assert panel.traces[-1]["name"] == "without b"


def test_rows_are_counted_on_either_line():
    X, y = np.array([[1.0, 0], [2, 0], [3, 0]]), np.array([0, 1, 1])
    said = rows_right(X, y, np.array([1.0, 0]), -1.5)
    assert said == "3 of 3 rows right, without b 2"


def test_the_flowers_are_the_published_ones():
    assert names.tolist() == ["setosa", "versicolor", "virginica"]
    assert np.bincount(species).tolist() == [50, 50, 50]
    assert petals[0].tolist() == [1.4, 0.2]
    assert petals.mean(axis=0) == pytest.approx([3.758, 1.199333], abs=1e-6)


@pytest.mark.parametrize(
    ("exercise", "answer", "hint"),
    [
        (1, 3, "without the bias"),
        (1, -3.5, "Which sign"),
        (1, -17.5, "Divide by w2"),
        (1, 9, "solve for x2"),
        (2, 0.7311, "two classes"),
        (2, 2.7183, "sum of all three"),
        (2, 1, "exp comes first"),
        (2, 0.3333, "three decimals"),
        (3, (-0.2, 0.3, -0.1), "y - p"),
        (3, (0.2, 0.7, 0.1), "probabilities"),
        (3, (0, 0, 0), "add to 0"),
    ],
)
def test_usual_mistakes_are_named(exercise, answer, hint):
    reply = open_lesson("three-classes").check(exercise, answer)
    assert not reply.right
    assert re.search(hint, reply.message)
