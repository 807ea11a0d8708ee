"""Descents of known learning rates are told apart."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith import Neuron
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError, NotConvergedWarning
from oddsmith.learn import Course, diagnose_descent, suggest_learning_rate
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent, Newton, iterate, minimise

AND = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]


def losses(X, y, rate, steps, start=None):
    A = np.column_stack([X, np.ones(len(X))])
    objective = Objective(InMemory(Dense(A), y), CrossEntropy(), Penalty.none(len(A.T)))
    start = np.zeros(len(A.T)) if start is None else start
    states = iterate(GradientDescent(rate), objective, start)
    return [state.at.value for state in islice(states, steps + 1)]


def hard(seed):
    """Columns of any size, and labels that nothing predicts: all probabilities near one half."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(400, 3)) * 10.0 ** rng.integers(-2, 5, size=3)
    return X, np.tile([0.0, 1.0], 200)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_a_step_over_the_bound_diverges_within_twenty_steps(seed):
    X, y = hard(seed)
    rate = 1.1 * suggest_learning_rate(X).bound
    A = np.column_stack([X, np.ones(400)])
    steepest = np.linalg.eigh(A.T @ A)[1][:, -1]
    start = 0.1 * steepest / np.abs(A @ steepest).max()
    found = diagnose_descent(losses(X, y, rate, 20, start))
    assert found.course is Course.DIVERGES, str(found)
    assert "steps are too long" in str(found)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), share=st.sampled_from([0.3, 0.5, 0.9]))
def test_a_step_below_the_bound_never_diverges(seed, share):
    X, y = hard(seed)
    values = losses(X, y, share * suggest_learning_rate(X).bound, 60)
    found = diagnose_descent(values).course
    assert found not in (Course.DIVERGES, Course.ZIGZAGS)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), steps=st.integers(2, 100))
def test_a_ten_thousandth_of_it_crawls(seed, steps):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(50, 3))
    y = (X[:, 0] + rng.normal(size=50) > 0).astype(float)
    found = diagnose_descent(losses(X, y, 1e-4 * suggest_learning_rate(X).rate, steps))
    assert found.course is Course.CRAWLS
    assert found.step == steps


def test_columns_of_very_different_size_crawl():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(300, 2)) * [1, 100]
    y = (X[:, 0] > rng.normal(size=300)).astype(float)
    values = losses(X, y, suggest_learning_rate(X).rate, 50)
    assert diagnose_descent(values).course is Course.CRAWLS


def test_losses_written_down():
    course = {
        Course.DIVERGES: [0.69, 0.71, 0.75, 0.83],
        Course.ZIGZAGS: [1.0, 0.8, 0.9, 0.75, 0.85, 0.72, 0.82, 0.7, 0.8, 0.69],
        Course.RESTS: [0.69, 0.5, 0.4, 0.4, 0.4],
        Course.DESCENDS: [0.69, 0.5, 0.42, 0.38],
        Course.CRAWLS: [0.69 - 1e-6 * t for t in range(30)],
    }
    for expected, values in course.items():
        assert diagnose_descent(values).course is expected
        assert diagnose_descent(np.array(values)).course is expected
    widening = [1 - 0.01 * t + 0.001 * (-1.3) ** t for t in range(20)]
    assert diagnose_descent(widening).course is Course.DIVERGES
    assert diagnose_descent([0.69, 0.5, 0.4, 0.41, 0.43, 0.46]).course is Course.DIVERGES


def test_where_it_begins():
    assert diagnose_descent([0.69, 0.6, 0.5, np.nan, np.nan]).step == 3
    assert diagnose_descent([0.69, 0.6, 0.9, 1.5]).step == 2
    assert diagnose_descent([0.69, 0.5, 0.4, 0.4, 0.4]).step == 2
    assert diagnose_descent([0.5, 0.5, 0.5]).step == 0
    assert diagnose_descent([0.69, 0.5, 0.42, 0.38]).step == 3


def test_steps_left_of_a_geometric_descent():
    values = 0.3 + 0.4 * 0.9 ** np.arange(30)
    found = diagnose_descent(values)
    assert found.course is Course.DESCENDS
    assert found.steps_left == pytest.approx(np.log(10) / -np.log(0.9), rel=1e-6)
    assert f"About {found.steps_left:,.0f} more steps" in str(found)


def test_a_history_a_neuron_and_records_of_a_solver():
    neuron = Neuron(0.5, 50, 4, "cross-entropy", seed=0).fit(*AND)
    found = diagnose_descent(neuron)
    assert found == diagnose_descent(neuron.history)
    assert found == diagnose_descent(neuron.history.mean_losses())
    rng = np.random.default_rng(0)
    A = np.column_stack([rng.normal(size=(80, 2)), np.ones(80)])
    y = (rng.random(80) < 0.5).astype(float)
    objective = Objective(InMemory(Dense(A), y), CrossEntropy(), Penalty.none(3))
    trace = minimise(Newton(), objective, np.zeros(3), tol=0.0, max_steps=8, trace=True).history
    assert diagnose_descent(trace).course in (Course.RESTS, Course.DESCENDS)


def test_advice_for_a_known_table_has_the_rate_that_works():
    rate = suggest_learning_rate(AND[0]).rate
    with pytest.warns(NotConvergedWarning):
        wild = Neuron(100.0, 10, 4, "cross-entropy", seed=0).fit(AND[0], [0, 1, 1, 0])
    assert f"learning_rate={rate:.3g} with batch_size=4 surely" in diagnose_descent(wild).advice
    slow = Neuron(1e-6, 30, 4, "cross-entropy", seed=0).fit(*AND)
    found = diagnose_descent(slow)
    assert found.course is Course.CRAWLS
    assert f"learning_rate={rate:.3g}" in found.advice
    assert "times flatter" in found.advice
    fast = Neuron(rate, 30, 4, "cross-entropy", seed=0).fit(*AND)
    assert diagnose_descent(fast).course is Course.DESCENDS
    assert "suggest_learning_rate(X)" in diagnose_descent([1.0, 2.0, 3.0]).advice


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([0.5, 0.4], "three or more"),
        ([[0.5, 0.4, 0.3]], r"shape \(1, 3\)"),
        ([np.nan, 0.5, 0.4], "The first loss is nan"),
        (["a", "b", "c"], "losses are numbers"),
        (3.0, "losses are numbers"),
    ],
)
def test_bad_arguments_are_refused(given, says):
    with pytest.raises(InputError, match=says):
        diagnose_descent(given)
