"""Newton's method where it is easy to go wrong."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, minimise
from oddsmith.solvers.linear import solve_lifted


@given(st.integers(0, 10**6), st.floats(-30, 30))
def test_from_any_start_to_the_same_minimum(seed, far):
    """With a ridge there is one minimum, and the objective falls at every step on the way."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(30), rng.standard_normal((30, 2))])
    data = InMemory(Dense(X), (rng.random(30) < 0.4).astype(float))
    objective = Objective(data, CrossEntropy(), Penalty(np.zeros(3), np.full(3, 0.01)))
    near = minimise(Newton(), objective, np.zeros(3), to_floor=True)
    away = minimise(Newton(), objective, np.full(3, far), to_floor=True, trace=True)
    assert near.converged
    assert away.converged
    np.testing.assert_allclose(away.w, near.w, rtol=1e-10, atol=1e-12)
    values = np.array([record.value for record in away.history])
    assert (np.diff(values) <= 1e-14 * (1 + np.abs(values[:-1]))).all()


def test_a_direction_exists_where_the_curvature_has_vanished():
    s = -solve_lifted(np.diag([1.0, 0.0]), np.array([1.0, 1e-3]))
    assert np.isfinite(s).all()
    assert s @ np.array([1.0, 1e-3]) < 0
    assert np.isfinite(solve_lifted(np.zeros((1, 1)), np.ones(1))).all()


def test_no_columns():
    data = InMemory(Dense(np.empty((4, 0))), np.array([0.0, 1, 1, 1]))
    found = minimise(Newton(), Objective(data, CrossEntropy(), Penalty.none(0)), np.zeros(0))
    assert found.converged
    assert found.at.value == np.log(2)
