"""Quasi-Newton: the minimum of Newton's method, from gradients alone."""

from itertools import islice

import numpy as np
import pytest
import scipy.sparse as sp

from oddsmith.data import InMemory, Metered
from oddsmith.design import Beside, Constant, Dense, Sparse
from oddsmith.errors import NotSupportedError
from oddsmith.losses import CrossEntropy, Multinomial, SquaredError, symmetric_coding
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, QuasiNewton, choose, iterate, minimise
from oddsmith.solvers.quasi_newton import PATIENCE, PairedState, centred
from oddsmith.testing import check_solver


def text(n=400, p=60, strength=1e-3, seed=0):
    """Rows of counts, none negative, and an intercept without penalty."""
    rng = np.random.default_rng(seed)
    X = rng.poisson(rng.gamma(0.5, 0.5, p), (n, p)).astype(float)
    y = (rng.random(n) < 1 / (1 + np.exp(2 - X @ rng.standard_normal(p) / 3))).astype(float)
    design = Beside([Constant(n, np.ones(1)), Sparse(sp.csr_array(X))])
    penalty = Penalty.elastic_net(p + 1, strength, free=[0])
    return Objective(Metered(InMemory(design, y)), CrossEntropy(), penalty)


def test_it_finds_a_chosen_minimum():
    check_solver(QuasiNewton())


@pytest.mark.parametrize("strength", [1.0, 1e-3, 1e-6])
def test_it_finds_the_minimum_of_newtons_method(strength):
    objective = text(strength=strength)
    start = np.zeros(61)
    newton = minimise(Newton(), objective, start, to_floor=True)
    found = minimise(QuasiNewton(), objective, start, tol=1e-11, max_steps=200)
    assert found.converged
    np.testing.assert_allclose(found.w, newton.w, rtol=0, atol=1e-8 * np.abs(newton.w).max())


def test_gradients_are_all_that_it_asks_for():
    """One sweep a step, and one for each H₀: the first, and at most one before each doubling."""
    objective = text()
    state = next(islice(iterate(QuasiNewton(), objective, np.zeros(61)), 12, None))
    assert state.step_size == 1
    assert objective.data.sweeps <= 1 + 12 + 3


def test_what_the_intercept_shares_with_every_column_is_taken_out():
    """H₀ is exact for columns that do not meet each other in any row."""
    n = 90
    columns = (np.arange(n)[:, None] % 3 == np.arange(3)) * np.array([1.0, 5.0, 0.2])
    design = Beside([Constant(n, np.ones(1)), Dense(columns[:, :2])])
    y = np.random.default_rng(0).random(n).round()
    objective = Objective(
        InMemory(design, y), CrossEntropy(), Penalty.elastic_net(3, 0.1, free=[0])
    )
    w = np.array([0.3, -0.2, 0.5])
    H = objective(w, 2).hessian
    T = np.eye(3)
    T[0, 1:] = -H[0, 1:] / H[0, 0]
    D = (T.T @ H @ T).diagonal()
    inverse = centred(objective, w, float(n))
    assert inverse.at == 0
    for g in np.eye(3):
        np.testing.assert_allclose(inverse(g), T @ (T.T @ g / D), rtol=1e-12, atol=1e-14)


def test_without_a_column_that_is_free_the_diagonal_is_as_it_is():
    objective = text()
    held = Objective(objective.data, objective.loss, Penalty.elastic_net(61, 0.1))
    w = np.full(61, 0.1)
    inverse = centred(held, w, 400.0)
    assert inverse.at is None
    np.testing.assert_allclose(1 / inverse(np.ones(61)), held(w, 2).hessian.diagonal(), rtol=1e-12)


def test_several_classes():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((300, 8))
    y = (X @ rng.standard_normal((8, 3)) + rng.gumbel(size=(300, 3))).argmax(axis=1)
    penalty = Penalty(np.zeros((8, 2)), np.full((8, 2), 1e-2))
    objective = Objective(InMemory(Dense(X), y), Multinomial(symmetric_coding(3)), penalty)
    newton = minimise(Newton(), objective, np.zeros((8, 2)), to_floor=True)
    found = minimise(QuasiNewton(), objective, np.zeros((8, 2)), tol=1e-11)
    np.testing.assert_allclose(found.w, newton.w, atol=1e-9)


def test_a_badly_conditioned_problem_goes_on_with_newtons_steps():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((200, 40)) @ (np.eye(40) * 1e-3 + np.ones((40, 40)))
    y = (rng.random(200) < 0.5).astype(float)
    objective = Objective(InMemory(Dense(X), y), CrossEntropy(), Penalty.elastic_net(40, 1e-9))
    states = list(islice(iterate(QuasiNewton(), objective, np.zeros(40)), PATIENCE + 3))
    assert isinstance(states[PATIENCE], PairedState)
    assert not isinstance(states[PATIENCE + 1], PairedState)
    newton = minimise(Newton(), objective, np.zeros(40), to_floor=True)
    found = minimise(QuasiNewton(), objective, np.zeros(40), tol=1e-9, max_steps=200)
    assert found.converged
    assert found.at.value == pytest.approx(newton.at.value, rel=1e-12)


def test_it_is_chosen_for_very_many_columns():
    rows = sp.random_array((50, 4000), density=0.01, format="csr", rng=np.random.default_rng(0))
    data = InMemory(Sparse(rows), np.arange(50) % 2.0)
    objective = Objective(data, CrossEntropy(), Penalty.elastic_net(4000, 0.1))
    assert isinstance(choose(objective), QuasiNewton)


@pytest.mark.parametrize(("loss", "l1"), [(SquaredError(), 0.0), (CrossEntropy(), 0.1)])
def test_it_refuses_what_it_cannot_minimise(loss, l1):
    objective = text()
    penalty = Penalty(np.full(61, l1), np.ones(61))
    with pytest.raises(NotSupportedError, match="QuasiNewton"):
        QuasiNewton().start(Objective(objective.data, loss, penalty), np.zeros(61))
