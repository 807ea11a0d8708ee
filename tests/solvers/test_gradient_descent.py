"""Gradient descent: its update, epochs, shuffling, and an L1 penalty."""

from itertools import islice

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent, iterate, minimise


def regression(n=12, loss=None, l1=0.0):
    rng = np.random.default_rng(4)
    X = np.column_stack([np.ones(n), rng.standard_normal((n, 2))])
    y = (rng.random(n) < 0.5).astype(float)
    penalty = Penalty(np.array([0.0, l1, l1]), np.zeros(3))
    return Objective(InMemory(Dense(X), y), loss or CrossEntropy(), penalty)


@pytest.mark.parametrize("loss", [CrossEntropy(), SquaredError()], ids=repr)
def test_an_update_is_the_formula(loss):
    objective, rate = regression(loss=loss), 0.3
    X, y = objective.data.X.array, objective.data.y
    states = list(islice(iterate(GradientDescent(rate, batch_size=5), objective, np.zeros(3)), 8))
    w = np.zeros(3)
    batches = [slice(0, 5), slice(5, 10), slice(10, 12)]
    for state, rows in zip(states[1:], batches * 3, strict=False):
        delta = loss.at(X[rows] @ w, y[rows]).residual
        w = w - rate * X[rows].T @ delta / len(delta)
        np.testing.assert_allclose(state.w, w, rtol=1e-14, atol=1e-16)


def test_the_objective_is_known_at_the_end_of_an_epoch_only():
    objective = regression()
    states = list(islice(iterate(GradientDescent(0.1, batch_size=5), objective, np.zeros(3)), 7))
    assert [k for k, state in enumerate(states) if state.at is not None] == [0, 3, 6]
    assert states[3].at.value == objective(states[3].w).value


def test_a_seed_shuffles_each_epoch_anew_and_repeats():
    objective = regression()

    def walk(seed):
        return [
            s.w for s in islice(iterate(GradientDescent(0.1, 1, seed), objective, np.zeros(3)), 25)
        ]

    np.testing.assert_array_equal(walk(1), walk(1))
    assert not np.allclose(walk(1)[1:], walk(2)[1:])
    first, second = (walk(1)[k : k + 12] for k in (1, 13))
    assert not np.allclose(np.diff(first, axis=0), np.diff(second, axis=0), atol=1e-3)


def test_an_l1_penalty_is_carried_to_exact_zeros():
    objective = regression(l1=0.5)
    found = minimise(GradientDescent(0.5), objective, np.ones(3), tol=1e-10, max_steps=5000)
    assert found.converged
    assert found.w[1:].tolist() == [0.0, 0.0]
    y = objective.data.y.mean()
    assert found.w[0] == pytest.approx(np.log(y / (1 - y)), abs=1e-8)


def test_a_limit_inside_an_epoch_still_judges():
    found = minimise(GradientDescent(0.1, batch_size=5), regression(), np.zeros(3), max_steps=4)
    assert found.steps == 4
    assert found.at.value == regression()(found.w).value


@pytest.mark.parametrize("rate", [0.0, -0.1, float("nan"), float("inf")])
def test_bad_learning_rates(rate):
    with pytest.raises(InputError, match="learning_rate"):
        GradientDescent(rate)


def test_bad_batch_size():
    with pytest.raises(InputError, match="batch_size=0"):
        GradientDescent(0.1, batch_size=0)


def test_without_a_learning_rate_the_step_never_climbs():
    objective = regression(l1=0.01)
    values = [
        state.at.value for state in islice(iterate(GradientDescent(), objective, np.ones(3)), 50)
    ]
    assert (np.diff(values) <= 0).all()
    assert values[-1] < values[0]
