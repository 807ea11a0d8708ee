"""Against arithmetic by hand in the columns as given, and refusals that say why."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.estimate import estimate
from oddsmith.inference.residuals import leverages
from oddsmith.inference.rows import (
    curvature_root,
    leverage_at,
    number_of_rows,
    per_row,
    require_maximum_likelihood,
    row_values,
    spread_coefficients,
    spread_covariance,
)
from oddsmith.losses import Multinomial, reference_coding
from oddsmith.penalties import Penalty
from oddsmith.solvers import NewtonCG
from tests.inference.fits import by_hand, counted, fit, noisy, separated


@given(st.integers(0, 10**6))
def test_the_root_is_that_of_the_covariance(seed):
    found = fit(*noisy(seed))
    R = curvature_root(found)
    np.testing.assert_allclose(spread_covariance(found, R @ R.T), found.covariance, rtol=1e-10)
    np.testing.assert_array_equal(R, np.triu(R))


def test_rows_and_leverages_by_hand():
    X, y, c = counted()
    offset = np.linspace(-1, 1, len(y))
    found = fit(X, y, c, offset)
    _, score, d, V = by_hand(X, y, found.w, c, offset)
    at = row_values(found, found.objective.data.data.whole)
    np.testing.assert_allclose(at.z, X @ found.w + offset, atol=1e-12)
    np.testing.assert_allclose(at.precision * at.residual, score, atol=1e-12)
    np.testing.assert_allclose(at.precision * at.curvature, d, atol=1e-12)
    np.testing.assert_array_equal(at.repeats, 1)
    h = d * np.einsum("ij,jk,ik->i", X, V, X)
    R = curvature_root(found)
    np.testing.assert_allclose(
        per_row(found, lambda at, block: leverage_at(at, block, R)), h, atol=1e-12
    )
    assert h.sum() == pytest.approx(found.rank)


def test_a_weight_is_a_precision_or_a_number_of_repeats():
    X, y, c = counted()
    found = fit(X, y, c)
    whole = found.objective.data.data.whole
    once, often = row_values(found, whole), row_values(found, whole, "frequency")
    np.testing.assert_array_equal(once.precision, often.repeats)
    np.testing.assert_array_equal(once.repeats, often.precision)
    assert number_of_rows(found) == len(y)
    assert number_of_rows(found, "frequency") == c.sum()


def test_rows_without_weight_are_not_counted():
    X, y = noisy()
    c = np.ones(len(y))
    c[:7] = 0
    assert number_of_rows(fit(X, y, c)) == len(y) - 7


def test_a_row_fitted_by_its_own_coefficient_has_leverage_one():
    X = np.column_stack([np.ones(4), [1.0, 0, 0, 0]])
    found = fit(X, np.array([0.3, 0.2, 0.4, 0.6]), np.full(4, 10.0))
    assert leverages(found)[0] == 1
    np.testing.assert_allclose(leverages(found).sum(), 2, rtol=1e-12)


def test_results_go_back_to_the_columns_given_and_leave_out_the_rest():
    X, y = noisy()
    found = fit(np.column_stack([X, X[:, 1] * 2]), y)
    change = spread_coefficients(found, np.eye(4))
    assert np.isnan(change[:, 4]).all()
    one_more = spread_coefficients(found, found.solution.w[None, :])[0]
    np.testing.assert_array_equal(one_more, found.w)
    V = spread_covariance(found, np.eye(4))
    assert np.isnan(V[4]).all()
    assert np.isfinite(V[:4, :4]).all()


def test_what_has_no_maximum_likelihood_is_refused():
    X, y = noisy()
    for refused, penalty in ((fit(X, y, l2=0.1), "after"), (fit(X, y, l1=0.01), "carries")):
        with pytest.raises(NotSupportedError, match=f"Errors: .* {penalty} an L[12] penalty"):
            require_maximum_likelihood(refused, "Errors")
    with pytest.raises(InputError, match="no finite maximum"):
        require_maximum_likelihood(fit(*separated()), "Errors")
    require_maximum_likelihood(fit(X, y), "Errors")


def test_a_solver_without_curvature_is_enough():
    X, y = noisy()
    data = InMemory(Dense(X), y)
    found = estimate(data, 0, Penalty.none(4), solver=NewtonCG(), tol=1e-12)
    assert found.solution.at.hessian is None
    require_maximum_likelihood(found, "Errors")
    np.testing.assert_allclose(leverages(found), leverages(fit(X, y)), rtol=1e-8)
    apart = InMemory(Dense(separated()[0]), separated()[1])
    with pytest.raises(InputError, match="no finite maximum"):
        require_maximum_likelihood(estimate(apart, 0, Penalty.none(2), solver=NewtonCG()), "Errors")


def test_an_estimate_without_certificate_is_looked_at():
    """A value far out leaves the curvature too near singular for a proof; the classes are mixed."""
    X, y = noisy()
    X[0, 1] = 1e5
    found = fit(X, y)
    assert not found.certificate.proves_minimum
    require_maximum_likelihood(found, "Errors")
    np.testing.assert_allclose(leverages(found).sum(), 4, rtol=1e-8)


def test_more_than_two_classes_are_refused():
    X, _ = noisy()
    y = np.arange(len(X)) % 3
    found = estimate(
        InMemory(Dense(X), y),
        0,
        Penalty(np.zeros((4, 2)), np.zeros((4, 2))),
        loss=Multinomial(reference_coding(3)),
    )
    with pytest.raises(NotSupportedError, match="more than two classes"):
        require_maximum_likelihood(found, "Errors")


def test_a_model_without_columns_has_no_curvature():
    y = np.array([0.0, 1.0, 1.0])
    found = estimate(InMemory(Dense(np.zeros((3, 1))), y), None, Penalty.none(1))
    assert found.rank == 0
    with pytest.raises(InputError, match="no coefficient"):
        curvature_root(found)
