"""Lesson 6: the count over all lines is complete, and what is said of trainings is so."""

import re
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from oddsmith.lessons import open_lesson
from oddsmith.lessons.course.hidden_layer import X, lines, y
from oddsmith.lessons.layers.passes import (
    LOSS,
    backward_layers,
    forward_layers,
    start_layers,
    train_layers,
)


def answered_by_a_line(way):
    """Whether a line gives these answers with room to spare, by a linear programme."""
    signed = np.column_stack([X, np.ones(4)]) * (2 * np.array(way) - 1)[:, None]
    ends = linprog(np.zeros(3), A_ub=-signed, b_ub=-np.ones(4), bounds=[(None, None)] * 3)
    return ends.status == 0


def test_the_lines_give_every_answer_that_a_line_can_give():
    seen = {tuple((X @ w + b >= 0).astype(int).tolist()) for w, b in lines()}
    assert seen == {way for way in product([0, 1], repeat=4) if answered_by_a_line(way)}
    assert len(seen) == 14
    assert {0, 4}.isdisjoint(int((np.array(way) == y).sum()) for way in seen)


def test_no_line_at_random_answers_otherwise():
    seen = {tuple((X @ w + b >= 0).tolist()) for w, b in lines()}
    random = np.random.default_rng(0)
    for w, b in zip(random.normal(size=(2000, 2)), random.normal(size=2000), strict=True):
        assert tuple((X @ w + b >= 0).tolist()) in seen


def test_the_figure_of_lines_shows_each_answer_once_and_the_best_last():
    panel = open_lesson("hidden-layer").figures[0].panels[0]
    right = [int(caption[0]) for caption in panel.captions[0]]
    assert len(right) == 14
    assert right == sorted(right)
    assert right[-1] == 3


def test_starts_that_do_not_learn_are_at_rest_with_shared_outputs():
    for seed in (11, 14):
        *_, layers = train_layers(X, y, start_layers(2, 2, seed), 1.0, 2000)
        hidden, _, out = forward_layers(X, layers)
        gradient = backward_layers(X, layers, hidden, LOSS.delta(out, y))
        assert np.linalg.norm(gradient.in_a_row()) < 0.01
        assert np.diff(np.sort(out)).min() < 0.02
        assert not ((out >= 0.5) == y).all()


@pytest.mark.parametrize(
    ("exercise", "answer", "hint"),
    [
        (1, (1, 1, 0, -0.5), r"Row \(1, 1\) should be 0"),
        (1, (1, 1, -2, 0.5), r"Row \(0, 0\) should be 0"),
        (2, (1, 1, -0.5), r"Row \(0, 0\) should be 0"),
        (2, (1, 0, -0.5), r"Row \(1, 1\) should be 0"),
        (3, 0.24, "sign"),
        (3, -1.5, "slope in h"),
        (3, -0.08, "How much does z change"),
        (3, -0.4, "slope in v"),
        (3, 7, "Put the numbers"),
    ],
)
def test_usual_mistakes_are_named(exercise, answer, hint):
    reply = open_lesson("hidden-layer").check(exercise, answer)
    assert not reply.right
    assert re.search(hint, reply.message)


@pytest.mark.parametrize("answer", [(2, 2, -5, -1), (-3, -3, 5, 2.5), (10, 10, -20, -5)])
def test_what_a_neuron_computes_decides(answer):
    w, b = np.array(answer[:3]), answer[3]
    z = np.column_stack([X, X.prod(axis=1)]) @ w + b
    assert open_lesson("hidden-layer").check(1, answer).right == (((z >= 0) == y).all())
