"""Landscapes: heights are the neuron's own losses; shadows are the nearest places."""

import numpy as np
import pytest

from oddsmith.lessons import learn
from oddsmith.lessons.landscape import Plane, bends, heights, objective_of, plane_through
from oddsmith.neuron import LOSSES


@pytest.mark.parametrize("loss", ["squared", "cross-entropy"])
def test_heights_are_the_mean_losses_of_the_neuron(loss):
    task = learn("and", epochs=1).task
    plane = Plane(np.array([0.1, 0.2, 0.3]), np.array([1.0, 2, 0]), np.array([0, 0.5, 1]), "st")
    s, t = np.array([-1.0, 0.5, 2]), np.array([-3.0, 4.0])
    table = heights(objective_of(task.X, task.y, loss), plane, s, t)
    assert table.shape == (2, 3)
    for i, j in np.ndindex(2, 3):
        w = plane.origin + s[j] * plane.across + t[i] * plane.up
        mean = LOSSES[loss].value(task.X @ w[:2] + w[2], task.y).mean()
        assert table[i, j] == pytest.approx(mean, rel=1e-14)


def test_a_shadow_is_the_place_where_the_rest_is_orthogonal():
    rng = np.random.default_rng(1)
    plane = Plane(rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), ("s", "t"))
    w = rng.normal(size=(5, 4))
    rest = w - plane.at(plane.shadow(w))
    assert rest @ plane.across == pytest.approx(np.zeros(5), abs=1e-13)
    assert rest @ plane.up == pytest.approx(np.zeros(5), abs=1e-13)


def test_the_plane_through_a_flat_path_holds_it():
    rng = np.random.default_rng(2)
    w = rng.normal(size=4) + rng.normal(size=(9, 2)) @ rng.normal(size=(2, 4))
    plane = plane_through(w)
    assert plane.at(plane.shadow(w)) == pytest.approx(w, abs=1e-12)
    assert plane.shadow(w[-1:]) == pytest.approx(np.zeros((1, 2)), abs=1e-12)
    two = rng.normal(size=(3, 2))
    assert plane_through(two).shadow(two) == pytest.approx(two, abs=1e-14)


def test_any_function_of_the_weights_can_be_a_landscape():
    plane = Plane(np.ones(3), np.array([1.0, 0, 0]), np.array([0, 0, 1.0]), ("s", "t"))
    table = heights(lambda w: w[0] + 10 * w[1] + 100 * w[2], plane, np.arange(2.0), np.arange(3.0))
    assert table.tolist() == [[111, 112], [211, 212], [311, 312]]


@pytest.mark.parametrize("loss", ["squared", "cross-entropy"])
def test_value_slope_and_bend_are_those_of_the_height(loss):
    rng = np.random.default_rng(3)
    objective, w, h = (
        objective_of(rng.normal(size=(7, 2)), np.arange(7) % 2.0, loss),
        np.ones(3),
        1e-5,
    )
    value, gradient, hessian = bends(objective, w)
    assert value == objective(w, order=0).value
    moved = [[bends(objective, w + sign * h * e) for sign in (1, -1)] for e in np.eye(3)]
    assert [(a[0] - b[0]) / (2 * h) for a, b in moved] == pytest.approx(gradient, abs=1e-9)
    seen = np.array([(a[1] - b[1]) / (2 * h) for a, b in moved])
    assert seen == pytest.approx(hessian, abs=1e-9)
