"""The loop, its stopping rule and its verdicts."""

from itertools import islice

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent, Newton, Verdict, iterate, minimise
from oddsmith.testing import check_solver

ALL = [Newton(), GradientDescent(1.0)]


def coin(successes=1, failures=3, loss=None, l1=0.0):
    y = np.r_[np.ones(successes), np.zeros(failures)]
    data = InMemory(Dense(np.ones((len(y), 1))), y)
    return Objective(data, loss or CrossEntropy(), Penalty(np.array([l1]), np.zeros(1)))


@pytest.mark.parametrize("solver", ALL, ids=repr)
def test_conforms(solver):
    check_solver(solver, tol=1e-7, max_steps=5000)


@pytest.mark.parametrize("solver", ALL, ids=repr)
def test_the_intercept_alone_is_the_log_odds(solver):
    found = minimise(solver, coin(), np.zeros(1), tol=1e-12, max_steps=1000)
    assert found.converged
    assert found.w[0] == pytest.approx(np.log(1 / 3), rel=1e-10)


def test_newton_goes_on_to_the_floor_of_rounding():
    found = minimise(Newton(), coin(2, 5), np.zeros(1), tol=1e-3, to_floor=True)
    assert found.violation < 1e-15
    assert found.w[0] == pytest.approx(np.log(2 / 5), rel=1e-15)


def test_minimise_takes_the_steps_of_iterate():
    solver, objective = GradientDescent(0.5), coin()
    found = minimise(solver, objective, np.zeros(1), tol=0, max_steps=6, trace=True)
    steps = [state.w[0] for state in islice(iterate(solver, objective, np.zeros(1)), 7)]
    assert [record.w[0] for record in found.history] == steps
    assert [record.step for record in found.history] == list(range(7))


def test_a_limit_of_steps_is_said():
    found = minimise(GradientDescent(0.1), coin(), np.zeros(1), max_steps=3)
    assert found.verdict is Verdict.STEP_LIMIT
    assert not found.converged
    assert found.steps == 3


def test_no_steps_judge_the_start():
    assert minimise(Newton(), coin(2, 2), np.zeros(1), max_steps=0).converged


def test_growth_is_said():
    X = np.array([[30.0], [-20.0], [25.0]])
    objective = Objective(
        InMemory(Dense(X), np.array([1.0, 1.0, 0.0])), CrossEntropy(), Penalty.none(1)
    )
    found = minimise(GradientDescent(10.0), objective, np.zeros(1), max_steps=50)
    assert found.verdict is Verdict.DIVERGED


def test_a_start_at_the_minimum_needs_no_step():
    found = minimise(Newton(), coin(), np.log([1 / 3]))
    assert found.steps == 0


def test_watch_sees_every_record():
    seen = []
    found = minimise(Newton(), coin(), np.zeros(1), watch=seen.append, trace=True)
    assert seen == found.history


@pytest.mark.parametrize("solver", ALL, ids=repr)
def test_nothing_is_kept_that_was_not_asked_for(solver):
    settings = {"tol": 1e-9, "max_steps": 500, "to_floor": True}
    traced = minimise(solver, coin(), np.zeros(1), **settings, trace=True)
    plain = minimise(solver, coin(), np.zeros(1), **settings)
    assert plain.history == []
    assert (plain.w[0], plain.steps, plain.verdict) == (traced.w[0], traced.steps, traced.verdict)
    assert traced.history[-1].w[0] == traced.w[0]
    assert traced.history[-1].violation == traced.violation


@pytest.mark.parametrize(("tol", "max_steps"), [(-1.0, 5), (float("nan"), 5), (1e-8, -1)])
def test_bad_limits(tol, max_steps):
    with pytest.raises(InputError, match="tolerance"):
        minimise(Newton(), coin(), np.zeros(1), tol=tol, max_steps=max_steps)


def test_newton_names_what_it_lacks():
    with pytest.raises(NotSupportedError, match="SquaredError is not convex"):
        minimise(Newton(), coin(loss=SquaredError()), np.zeros(1))


def test_every_verdict_is_a_sentence():
    assert all(verdict.value.endswith(".") for verdict in Verdict)
