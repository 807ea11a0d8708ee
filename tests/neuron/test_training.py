"""Loops, vectors and the solver are one calculation."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.neuron import (
    LOSSES,
    Neuron,
    train_loops,
    train_vectors,
)
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent, iterate
from tests.neuron.tables import AND, X, both_losses, table


@both_losses
@pytest.mark.parametrize("batch_size", [1, 3, 4])
def test_loops_equal_vectors_at_every_update_on_and(loss, batch_size):
    neuron = Neuron(batch_size=batch_size, loss=loss)
    w, b = np.array([0.6, 0.3]), 0.04
    pairs = zip(
        train_loops(neuron, X.tolist(), AND.tolist(), w.tolist(), b),
        train_vectors(neuron, X, AND, w, b),
        strict=True,
    )
    count = 0
    for (w_loops, b_loops), (w_vectors, b_vectors) in pairs:
        assert np.abs(np.array(w_loops) - w_vectors).max() <= 1e-12
        assert abs(b_loops - b_vectors) <= 1e-12
        count += 1
    assert count == 1000 * {1: 4, 3: 2, 4: 1}[batch_size]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), batch_size=st.integers(1, 9), loss=st.sampled_from([*LOSSES]))
def test_loops_equal_vectors_on_any_table(seed, batch_size, loss):
    A, y = table(seed)
    neuron = Neuron(0.5, 20, batch_size, loss)
    for (w, b), (v, c) in zip(
        train_loops(neuron, A, y, np.zeros(3), 0.0),
        train_vectors(neuron, A, y, np.zeros(3), 0.0),
        strict=True,
    ):
        assert np.array([*w, b]) == pytest.approx(np.array([*v, c]), abs=1e-12)


@pytest.mark.parametrize("batch_size", [1, 3, 4])
@pytest.mark.parametrize(
    ("loss", "same"), [("squared", SquaredError), ("cross-entropy", CrossEntropy)]
)
def test_every_update_is_the_solvers(loss, same, batch_size):
    history = Neuron(batch_size=batch_size, loss=loss, seed=0).fit(X, AND).history
    with_ones = np.column_stack([X, np.ones(4)])
    data = InMemory(Dense(with_ones), AND.astype(float))
    objective = Objective(data, same(), Penalty.none(3))
    ours = np.column_stack([history.weights, history.bias])
    states = iterate(GradientDescent(0.1, batch_size=batch_size), objective, ours[0])
    theirs = np.array([state.w for state in islice(states, len(ours))])
    assert np.abs(ours - theirs).max() <= 1e-12
    assert LOSSES[loss].steepest == pytest.approx(same.steepest, abs=1e-7)
