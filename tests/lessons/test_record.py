"""Records: every number is that of the passes, and of the solver."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.lessons import learn
from oddsmith.lessons.landscape import objective_of
from oddsmith.lessons.record import log_spaced, record, spaced, walk
from oddsmith.solvers import GradientDescent, iterate


@given(st.integers(1, 100_000), st.integers(1, 80), st.integers(0, 20))
def test_spaced_goes_from_the_start_to_the_end_and_shows_the_first(total, most, each):
    numbers = spaced(total, most, each)
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (0, total)
    assert set(range(min(each, total) + 1)) <= set(numbers)
    assert len(numbers) <= most + each + 2


@pytest.mark.parametrize("loss", ["squared", "cross-entropy"])
@pytest.mark.parametrize("batch_size", [1, 3])
def test_a_step_holds_what_the_history_and_the_objective_say(loss, batch_size):
    outcome = learn("and", loss=loss, batch_size=batch_size, epochs=5)
    history, X, y = outcome.neuron.history, outcome.task.X, outcome.task.y
    objective = objective_of(X, y, loss)
    steps = record(history)
    assert [step.number for step in steps] == list(range(len(history) + 1))
    for step in steps:
        at = objective(np.append(step.weights, step.bias))
        assert step.loss.mean() == pytest.approx(at.value, rel=1e-14)
        gradient = np.append(step.delta @ X, step.delta.sum()) / 4
        assert gradient == pytest.approx(at.gradient, rel=1e-13, abs=1e-16)
    for step, update in zip(steps, history, strict=False):
        rows = list(update.rows)
        assert step.z[rows] == pytest.approx(update.z, rel=1e-14, abs=1e-16)
        assert step.loss[rows] == pytest.approx(update.loss, rel=1e-14)
    assert steps[-1].update is None
    assert steps[-1].weights.tolist() == outcome.neuron.weights.tolist()


def test_a_walk_is_what_the_solver_does():
    task = learn("or", epochs=1).task
    objective, start = objective_of(task.X, task.y), np.zeros(3)
    solver = GradientDescent(0.5, batch_size=3)
    path = walk(solver, objective, start, 5)
    states = list(islice(iterate(solver, objective, start), 6))
    assert path.w.tolist() == [state.w.tolist() for state in states]
    assert path.steps.tolist() == [0, 1, 2, 3, 4, 5]
    assert path.value.tolist() == [objective(state.w).value for state in states]


@given(st.integers(1, 1_000_000), st.integers(1, 60))
def test_log_spaced_goes_from_one_to_the_end_by_growing_steps(total, most):
    numbers = log_spaced(total, most)
    assert (numbers[0], numbers[-1]) == (1, total)
    assert numbers == sorted(set(numbers))
    assert len(numbers) <= most + 1
