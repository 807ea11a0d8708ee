"""The shared curvature: exact where rows differ by a factor alone, and positive everywhere."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.losses import Multinomial
from oddsmith.penalties import Penalty
from oddsmith.solvers.kronecker import kronecker, kronecker_at
from tests.solvers.classes import start, table


@given(
    st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 4), st.sampled_from([0.0, 1e-3, 10.0])
)
def test_it_solves_the_kronecker_product(seed, p, m, strength):
    rng = np.random.default_rng(seed)
    half, turn = rng.standard_normal((p + 3, p)), rng.standard_normal((m + 3, m))
    A, S, l2 = half.T @ half, turn.T @ turn, strength * rng.integers(0, 2, p)
    G = rng.standard_normal((p, m))
    H = np.kron(A, S) + np.kron(np.diag(l2), np.eye(m))
    found = kronecker(A, S, l2).solve(G)
    size = np.linalg.cond(H) * np.abs(found).max()
    np.testing.assert_allclose(found.ravel(), np.linalg.solve(H, G.ravel()), atol=1e-12 * size)


def test_it_is_the_hessian_where_all_rows_have_the_same_probabilities():
    """At w = 0, whatever their weights are."""
    objective = table(weighted=True)
    w = start(objective)
    at = objective(w, order=2)
    found = kronecker_at(objective, w, at.case_weight).solve(at.gradient)
    exact = np.linalg.solve(at.hessian, at.gradient.ravel())
    np.testing.assert_allclose(found.ravel(), exact, rtol=1e-10, atol=1e-13)


@given(st.integers(0, 10**6), st.floats(0, 30))
def test_it_goes_downhill_from_anywhere(seed, far):
    objective = table(n=60, p=3, seed=seed % 50)
    rng = np.random.default_rng(seed)
    w = far * rng.standard_normal(objective.penalty.l2.shape)
    g = rng.standard_normal(w.shape)
    assert (g * kronecker_at(objective, w, 60.0).solve(g)).sum() > 0


def test_a_shift_of_all_classes_has_no_curvature_and_the_inverse_exists():
    """In the full coding, without a penalty: S has an eigenvalue of zero."""
    objective = table()
    none = np.zeros((9, 4))
    full = replace(objective, loss=Multinomial(np.eye(4)), penalty=Penalty(none, none))
    at = full(none)
    step = kronecker_at(full, none, at.case_weight).solve(at.gradient)
    assert np.isfinite(step).all()
    np.testing.assert_allclose(step.sum(axis=1), 0, atol=1e-8)
