"""From standardised coordinates to the columns as given, for coefficients and for predictions."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.coordinates import Coordinates
from oddsmith.design import Dense
from oddsmith.inference.multinomial_columns import (
    inverse_information,
    on_columns,
    with_covariance,
)
from oddsmith.losses import reference_coding
from oddsmith.objective import Evaluation


@given(st.integers(0, 10**6))
def test_both_say_the_same_of_a_row(seed):
    """z and its covariance from w and cov(w), and from the predictor's coordinates."""
    rng = np.random.default_rng(seed)
    at = Coordinates(np.r_[0.0, rng.standard_normal(2)], np.r_[1.0, rng.uniform(0.5, 3, 2)], 0)
    root = rng.standard_normal((6, 6))
    kept, V, u = np.array([0, 2, 3]), root @ root.T, rng.standard_normal((3, 2))
    w, C, predictor = on_columns(u, V, at, kept, 5, reference_coding(3))
    assert np.isnan(w[[1, 4]]).all()
    assert np.isnan(C.reshape(5, 2, 5, 2)[[1, 4]]).all()
    x = np.r_[1.0, rng.standard_normal(4)]
    row = Dense(x[None])
    z = x[kept] @ w[kept]
    np.testing.assert_allclose(predictor.logits(row)[0], np.r_[0, z], rtol=1e-11, atol=1e-11)
    J = np.kron(x, np.eye(2))
    flat = np.array([0, 1, 4, 5, 6, 7])
    spread = J[:, flat] @ C[np.ix_(flat, flat)] @ J[:, flat].T
    np.testing.assert_allclose(predictor.spread(row)[0], spread, rtol=1e-9, atol=1e-9)
    own = with_covariance(replace(predictor, aliased=(1, 4)), C, 0)
    np.testing.assert_allclose(own.covariance, predictor.covariance, rtol=1e-8, atol=1e-8)
    again = with_covariance(replace(predictor, aliased=(1, 4)), 4 * C, 0)
    np.testing.assert_allclose(again.spread(row)[0], 4 * spread, rtol=1e-8, atol=1e-8)


def test_the_inverse_of_what_is_singular_is_not_a_number():
    at = Evaluation(0.0, 0.0, 4.0, None, np.diag([2.0, 0.5]))
    np.testing.assert_allclose(inverse_information(at), np.diag([0.125, 0.5]))
    singular = Evaluation(0.0, 0.0, 4.0, None, np.zeros((2, 2)))
    assert np.isnan(inverse_information(singular)).all()
