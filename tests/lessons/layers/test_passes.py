"""Passes of a hidden layer: the gradient is the slope of the loss; neurons can change places."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.lessons.layers.passes import (
    LOSS,
    Layers,
    backward_layers,
    delta_hidden,
    forward_layers,
    mean_loss,
    start_layers,
    train_layers,
)
from oddsmith.neuron import Neuron


def problem(seed, p=3, h=4, n=6):
    random = np.random.default_rng(seed)
    layers = start_layers(p, h, seed)
    return random.normal(size=(n, p)), random.integers(0, 2, n).astype(float), layers


def gradient_at(X, y, layers):
    hidden, _, out = forward_layers(X, layers)
    return backward_layers(X, layers, hidden, LOSS.delta(out, y))


def test_forward_is_its_formula_number_by_number():
    X, _, layers = problem(0)
    hidden, z, out = forward_layers(X, layers)
    for i, k in np.ndindex(6, 4):
        sums = sum(X[i, j] * layers.W[j, k] for j in range(3)) + layers.b[k]
        assert hidden[i, k] == pytest.approx(1 / (1 + np.exp(-sums)), rel=1e-13)
    for i in range(6):
        assert z[i] == pytest.approx(hidden[i] @ layers.v + layers.c, rel=1e-13)
        assert out[i] == pytest.approx(1 / (1 + np.exp(-z[i])), rel=1e-13)


@given(st.integers(0, 1000))
def test_the_gradient_is_the_slope_of_the_mean_loss(seed):
    X, y, layers = problem(seed)
    here, h = layers.in_a_row(), 1e-6
    gradient = gradient_at(X, y, layers).in_a_row()
    for k, nudge in enumerate(h * np.eye(len(here))):
        ahead, behind = (mean_loss(X, y, layers.like(here + s * nudge)) for s in (1, -1))
        assert gradient[k] == pytest.approx((ahead - behind) / (2 * h), abs=1e-8)


def test_delta_of_one_hidden_neuron_by_hand():
    layers = Layers(np.zeros((2, 1)), np.zeros(1), np.array([3.0]), 0.0)
    assert delta_hidden(layers, np.array([[0.8]]), np.array([-0.5])) == pytest.approx(-0.24)


def test_hidden_neurons_can_change_places():
    X, y, layers = problem(1)
    turn = np.array([2, 0, 3, 1])
    other = Layers(layers.W[:, turn], layers.b[turn], layers.v[turn], layers.c)
    assert mean_loss(X, y, other) == pytest.approx(mean_loss(X, y, layers), rel=1e-14)
    here, there = gradient_at(X, y, layers), gradient_at(X, y, other)
    assert pytest.approx(here.W[:, turn], rel=1e-12, abs=1e-16) == there.W
    assert there.v == pytest.approx(here.v[turn], rel=1e-12, abs=1e-16)


def test_numbers_in_a_row_are_the_same_layers():
    _, _, layers = problem(2)
    again = layers.like(layers.in_a_row())
    for part in ("W", "b", "v", "c"):
        assert np.array_equal(getattr(again, part), getattr(layers, part))


def test_the_last_neuron_has_the_gradient_of_a_neuron_that_reads_the_hidden_outputs():
    X, y, layers = problem(3)
    hidden = forward_layers(X, layers)[0]
    neuron = Neuron(0.5, 1, 6, loss="cross-entropy", seed=0).fit(hidden, y)
    w, b = neuron.history.weights, neuron.history.bias
    gradient = gradient_at(X, y, Layers(layers.W, layers.b, w[0], b[0]))
    assert w[1] == pytest.approx(w[0] - 0.5 * gradient.v, rel=1e-13)
    assert b[1] == pytest.approx(b[0] - 0.5 * gradient.c, rel=1e-13)


def test_training_goes_against_the_gradient_from_the_start():
    X, y, layers = problem(4)
    first, second, third = islice(train_layers(X, y, layers, 0.5, 2), 3)
    assert first is layers
    for before, after in ((first, second), (second, third)):
        moved = after.in_a_row() - before.in_a_row()
        assert moved == pytest.approx(-0.5 * gradient_at(X, y, before).in_a_row(), abs=1e-15)
    assert len(list(train_layers(X, y, layers, 0.5, 7))) == 8


def test_every_start_is_uniform_and_its_seeds_own():
    rows = np.array([start_layers(2, 3, seed).in_a_row() for seed in range(200)])
    assert rows.shape == (200, 13)
    assert ((rows >= 0) & (rows < 1)).all()
    assert rows.mean() == pytest.approx(0.5, abs=0.03)
    assert len({row[0] for row in rows}) == 200
