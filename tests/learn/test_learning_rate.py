"""1/L by its closed form, and the steps it takes by taking them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError
from oddsmith.learn import suggest_learning_rate
from oddsmith.learn.convergence import optimum, steps_left
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent, iterate
from tests.learn.gradients import sigmoid, table


def eigenvalues(X):
    A = np.column_stack([X, np.ones(len(X))])
    return np.linalg.eigvalsh(A.T @ A / len(X))


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), n=st.integers(6, 40), p=st.integers(1, 4))
def test_rate_and_condition_are_those_of_the_eigenvalues(seed, n, p):
    X, _, _ = table(seed, n, p)
    found = suggest_learning_rate(X)
    values = eigenvalues(X)
    assert found.rate == pytest.approx(4 / values[-1], rel=1e-12)
    assert found.bound == 2 * found.rate
    assert found.curvature == pytest.approx(values[-1] / 4, rel=1e-12)
    assert found.condition == pytest.approx(values[-1] / values[0], rel=1e-8)
    scaled = eigenvalues((X - X.mean(axis=0)) / X.std(axis=0))
    assert found.scaled_rate == pytest.approx(4 / scaled[-1], rel=1e-10)
    assert found.scaled_condition == pytest.approx(scaled[-1] / scaled[0], rel=1e-8)
    assert found.steps is found.scaled_steps is None


def test_columns_of_size_1_100_and_10_000():
    rng = np.random.default_rng(0)
    X = rng.choice([-1.0, 1.0], size=(1000, 3)) * [1, 100, 1e4]
    found = suggest_learning_rate(X)
    assert found.bound == pytest.approx(8e-8, rel=1e-3)  # 8 / 1e8
    assert found.condition > 9e7
    assert found.scaled_condition < 1.5
    assert f"{found.bound:.3g}" in str(found)


def test_a_column_of_ones_is_the_bias_and_not_another():
    X, y, _ = table(1, 30, 3)
    with_ones = np.column_stack([X[:, :1], np.ones(30), X[:, 1:]])
    assert suggest_learning_rate(with_ones, y) == suggest_learning_rate(X, y)


def test_other_losses_and_batches():
    X, _, _ = table(1, 30, 3)
    squared, plain = suggest_learning_rate(X, loss="squared"), suggest_learning_rate(X)
    assert squared.rate / plain.rate == pytest.approx(0.25 / 0.0770293, rel=1e-6)
    single = suggest_learning_rate(X, batch_size=1)
    assert single.rate == pytest.approx(4 / (1 + (X**2).sum(axis=1).max()))


def test_columns_that_repeat_and_constant_ones():
    X, y, _ = table(1, 30, 2)
    twice = np.column_stack([X, X[:, 0]])
    found = suggest_learning_rate(twice, y)
    assert found.condition == found.scaled_condition == np.inf
    assert np.isfinite(found.steps)
    constant = np.column_stack([X, np.full(30, 7.0)])
    assert suggest_learning_rate(constant).condition == np.inf
    assert suggest_learning_rate(constant).scaled_condition == pytest.approx(
        suggest_learning_rate(X).scaled_condition
    )
    assert suggest_learning_rate(X[:2]).condition == np.inf


@pytest.mark.parametrize("seed", range(5))
def test_so_many_steps_are_needed(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(300, 2)) * [1, 4]
    y = (rng.random(300) < sigmoid(X @ [0.5, -0.2] + 0.3)).astype(float)
    found = suggest_learning_rate(X, y)
    best = optimum(X, y).at
    A = np.column_stack([X, np.ones(300)])
    H = A.T @ (A * (sigmoid(A @ best) * (1 - sigmoid(A @ best)))[:, None]) / 300
    unit = np.sqrt(np.diag(H))
    objective = Objective(InMemory(Dense(A), y), CrossEntropy(), Penalty.none(3))
    goal = 1e-3 * np.linalg.norm(unit * best)
    for state in iterate(GradientDescent(found.rate), objective, np.zeros(3)):
        if np.linalg.norm(unit * (state.w - best)) <= goal:
            break
    assert found.steps == pytest.approx(state.steps, rel=0.15)


def test_separated_classes_have_no_end():
    found = suggest_learning_rate([[0.0], [1.0]], [0, 1])
    assert found.steps == np.inf
    assert "grow for ever" in str(found)
    alike = suggest_learning_rate([[0.0], [1.0]], [1, 1])
    assert alike.steps == np.inf


def test_steps_left_closed_forms():
    H = np.diag([1.0, 0.01])
    assert steps_left(H, np.array([1.0, 0.0]), 0.5, 2.0**-20) == 20
    slow = steps_left(H, np.array([0.0, 1.0]), 1.0, 0.1 * 1e-3)  # 0.99^t <= 1e-3
    assert slow == np.ceil(np.log(1e-3) / np.log(0.99))
    assert steps_left(H, np.zeros(2), 1.0, 1e-9) == 0
    assert steps_left(np.diag([1.0, 0.0]), np.array([0.0, 5.0]), 1.0, 1e-9) == 0
    assert steps_left(np.diag([1.0, 1e-12]), np.array([0.0, 1.0]), 1e-9, 1e-9) == np.inf


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"loss": "hinge"}, "loss='hinge'"),
        ({"batch_size": 0}, "batch_size=0"),
        ({"batch_size": 2.5}, "batch_size=2.5"),
        ({"y": [0, 1], "loss": "squared"}, "number of steps is known for cross-entropy"),
        ({"y": [0, 1], "batch_size": 1}, "number of steps is known"),
        ({"y": [0, 1, 1]}, r"y has shape \(3,\)"),
        ({"X": [[np.nan], [1]]}, "missing"),
    ],
)
def test_bad_arguments_are_refused(arguments, says):
    with pytest.raises(InputError, match=says):
        suggest_learning_rate(**({"X": [[0.0], [1.0]]} | arguments))
