"""How near two fits of the same rows have to be."""

import numpy as np


def require_same(got, want, errors=1e-8):
    """The same numbers of two fits, coefficients in units of their standard errors."""
    error = np.sqrt(np.diag(want.covariance))
    assert list(got.names) == list(want.names)
    assert got.sample.rows == want.sample.rows
    assert np.abs((got.coefficients - want.coefficients) / error).max() < errors
    np.testing.assert_allclose(
        got.covariance / np.outer(error, error), want.covariance / np.outer(error, error), atol=1e-8
    )
    np.testing.assert_allclose(got.deviance, want.deviance, rtol=1e-12)
    np.testing.assert_allclose(got.likelihoods.null, want.likelihoods.null, rtol=1e-12)
