"""Factors and solutions against NumPy's, and what is not positive definite."""

import numpy as np
import pytest
from scipy.linalg import LinAlgError

from oddsmith.design import Bordered
from oddsmith.solvers.linear import (
    cholesky_factor,
    factor_lifted,
    inverse,
    solve_factored,
    solve_lifted,
)

rng = np.random.default_rng(0)
ROOT = rng.standard_normal((6, 6))
A, B = ROOT @ ROOT.T, rng.standard_normal(6)


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_factor_is_numpys_and_the_matrix_stays_as_it_was(order):
    given = np.array(A, order=order)
    np.testing.assert_allclose(cholesky_factor(given), np.linalg.cholesky(A), rtol=1e-12)
    np.testing.assert_array_equal(given, A)


@pytest.mark.parametrize("solve", [solve_lifted, lambda A, b: solve_factored(factor_lifted(A), b)])
def test_solutions_solve(solve):
    np.testing.assert_allclose(A @ solve(A, B), B, rtol=1e-10)
    assert solve_lifted(np.empty((0, 0)), np.empty(0)).shape == (0,)


@pytest.mark.parametrize("broken", [-1.0, 0.0, np.nan, np.inf])
@pytest.mark.parametrize("j", [0, 5])
def test_no_factor_of_what_is_not_positive_definite(broken, j):
    given = A.copy()
    given[j, j] = broken
    with pytest.raises(LinAlgError):
        cholesky_factor(given)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_nothing_is_lifted_that_holds_no_numbers(broken):
    given = A.copy()
    given[3, 3] = broken
    with pytest.raises(ValueError, match="NaN or infinite"):
        factor_lifted(given)


@pytest.mark.parametrize("scale", [1.0, 1e-200, 0.0])
def test_a_lifted_solution_ascends_where_columns_repeat_each_other(scale):
    """A = v vᵀ has rank one; along v the lift of 1e-12 of the mean changes next to nothing."""
    v = np.arange(1.0, 5.0)
    L = factor_lifted(scale * np.outer(v, v))
    assert np.isfinite(L).all()
    assert (L.diagonal() > 0).all()
    if scale == 1:
        np.testing.assert_allclose(solve_factored(L, v), v / (v @ v), rtol=1e-3)


def test_a_bordered_matrix_is_solved_and_inverted_as_its_full_form():
    D, inner = A.diagonal()[:4] + 5, A[4:, 4:] + 5 * np.eye(2)
    H = Bordered(0, D, A[:4, 4:], inner)
    np.testing.assert_allclose(solve_lifted(H, B), solve_lifted(H.toarray(), B), rtol=1e-12)
    np.testing.assert_allclose(inverse(H), np.linalg.inv(H.toarray()), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(inverse(A), np.linalg.inv(A), rtol=1e-9)


def test_a_bordered_matrix_is_lifted_as_its_full_form():
    H = Bordered(0, np.array([1.0, 0.0]), np.zeros((2, 1)), np.array([[2.0]]))
    b = np.ones(3)
    np.testing.assert_allclose(solve_lifted(H, b), solve_lifted(H.toarray(), b), rtol=1e-9)
    with pytest.raises(ValueError, match="NaN or infinite"):
        solve_lifted(H / np.nan, b)
