"""Kronecker Newton: the minimum of Newton's method, in single and in double precision."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import scipy.sparse as sp

from oddsmith.data import Metered
from oddsmith.design import Sparse
from oddsmith.errors import NotSupportedError
from oddsmith.losses import CrossEntropy, Multinomial, reference_coding
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import KroneckerNewton, Newton, choose, iterate, kronecker_newton, minimise
from oddsmith.solvers.kronecker_newton import corrected, in_single
from tests.solvers.classes import start, table


@pytest.fixture(params=["double", "single"])
def precision(request, monkeypatch):
    """Whether a copy in single precision is worth while for the tables here."""
    if request.param == "single":
        monkeypatch.setattr(kronecker_newton, "ROUGH", (1, 1 << 26))
    return request.param


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("settings", [
    {}, {"weighted": True}, {"strength": 1.0}, {"strength": 1e-5}, {"correlated": 30.0},
    {"classes": 3, "p": 40}, {"n": 60, "p": 20, "strength": 1e-3},
], ids=repr)  # fmt: skip
def test_it_finds_the_minimum_of_newtons_method(settings):
    objective = table(**settings)
    newton = minimise(Newton(), objective, start(objective), to_floor=True)
    found = minimise(KroneckerNewton(), objective, start(objective), tol=1e-11)
    assert found.converged
    assert found.at.value - newton.at.value < 1e-15 * (1 + newton.at.value)
    np.testing.assert_allclose(found.w, newton.w, atol=1e-8 * np.abs(newton.w).max())


@pytest.mark.usefixtures("precision")
def test_a_minimum_without_penalty_in_a_coding_that_is_not_symmetric():
    objective = table(n=1000, p=3)
    none = np.zeros((4, 3))
    plain = replace(objective, loss=Multinomial(reference_coding(4)), penalty=Penalty(none, none))
    newton = minimise(Newton(), plain, none, to_floor=True)
    found = minimise(KroneckerNewton(), plain, none, tol=1e-11)
    np.testing.assert_allclose(found.w, newton.w, atol=1e-8)


@pytest.mark.usefixtures("precision")
def test_what_a_state_says_is_the_objective_at_its_w():
    """In single precision too: no value or gradient that is kept was rounded."""
    objective = table()
    for state in islice(iterate(KroneckerNewton(), objective, start(objective)), 6):
        at = objective(state.w)
        assert state.at.value == at.value
        np.testing.assert_array_equal(state.at.gradient, at.gradient)


@pytest.mark.usefixtures("precision")
def test_every_step_goes_down_and_moves():
    objective = table(strength=1e-4)
    states = list(islice(iterate(KroneckerNewton(), objective, start(objective)), 8))
    values = [state.at.value for state in states]
    assert (np.diff(values) <= 1e-14).all()
    assert [state.steps for state in states] == list(range(8))


@pytest.mark.usefixtures("precision")
def test_at_the_floor_of_rounding_it_stalls_within_reach_of_it():
    objective = table()
    found = minimise(KroneckerNewton(), objective, start(objective), tol=0.0, max_steps=40)
    assert found.violation < 1e-14


def test_the_corrected_objective_has_the_value_and_gradient_of_the_exact_one():
    objective = table(n=2000)
    state = KroneckerNewton().start(objective, start(objective))
    rough = in_single(objective)
    assert rough is None
    rough = replace(objective, data=objective.data.with_design(kronecker_newton.Single.of))
    evaluate = corrected(rough, state)
    here = evaluate(state.w)
    assert here.value == pytest.approx(state.at.value, rel=1e-15)
    np.testing.assert_allclose(here.gradient, state.at.gradient, atol=1e-16)
    w = state.w + 0.1
    assert evaluate(w).value == pytest.approx(objective(w).value, rel=1e-6)
    np.testing.assert_allclose(evaluate(w).gradient, objective(w).gradient, atol=1e-6)


def test_no_hessian_is_formed_and_few_sweeps_are_made():
    """Of 45 × 9 coefficients: the curvature that it forms is 46 × 46."""
    objective = table(n=1500, p=45, classes=10)
    counted = replace(objective, data=Metered(objective.data))
    found = minimise(KroneckerNewton(), counted, start(objective), tol=1e-8)
    assert found.converged
    assert found.at.hessian is None
    assert counted.data.sweeps < 60


def test_it_says_what_it_cannot_minimise():
    objective = table()
    l1 = Penalty(np.ones((9, 3)), np.zeros((9, 3)))
    with pytest.raises(NotSupportedError, match="KroneckerNewton needs a smooth"):
        KroneckerNewton().start(replace(objective, penalty=l1), start(objective))
    binary = Objective(objective.data, CrossEntropy(), Penalty.none(9))
    with pytest.raises(NotSupportedError, match="one raw prediction"):
        KroneckerNewton().start(binary, np.zeros(9))


def test_several_classes_are_given_to_it_where_newton_would_form_large_hessians():
    assert isinstance(choose(table(p=40)), KroneckerNewton)
    assert isinstance(choose(table()), Newton)
    free = table(p=40)
    none = np.zeros((41, 3))
    assert isinstance(choose(replace(free, penalty=Penalty(none, none))), Newton)
    zeros = Sparse(sp.csr_array(np.eye(300, 400)))
    each = np.ones((400, 3))
    rows = replace(free.data, X=zeros)
    sparse = replace(free, data=rows, penalty=Penalty(0 * each, each))
    assert not isinstance(choose(sparse), KroneckerNewton)
