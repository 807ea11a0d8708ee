"""Linear equations with a positive semidefinite matrix, lifted where they have no solution."""

from math import isfinite

import numpy as np
from scipy.linalg import LinAlgError
from scipy.linalg.lapack import dpotrf, dpotrs

from oddsmith.design import Array


def cholesky_factor(A: Array) -> Array:
    """The lower L of ``A = L Lᵀ``: (p, p) -> (p, p), by LAPACK alone, whose wrappers cost more.

    Raises
    ------
    LinAlgError
        A is not positive definite, to rounding, or holds NaN or infinity.

    Examples
    --------
    >>> import numpy as np
    >>> cholesky_factor(np.array([[4.0, 2.0], [2.0, 5.0]]))
    array([[2., 0.],
           [1., 2.]])
    """
    L, info = dpotrf(A, lower=1)
    if info or not isfinite(L.trace()):
        raise LinAlgError("the matrix is not positive definite")
    return np.asarray(L)


def factor_lifted(A: Array) -> Array:
    """`cholesky_factor` of A, (p, p).

    Where it does not exist (curvature that has vanished, columns that repeat each other), the
    diagonal is raised, from 1e-12 of its mean by factors of 100, until it does.

    Raises
    ------
    ValueError
        A holds NaN or infinity.
    """
    try:
        return cholesky_factor(A)
    except LinAlgError:
        if not np.isfinite(A).all():
            raise ValueError("the curvature holds NaN or infinite values") from None
    lift = max(1e-12 * float(np.trace(A)) / len(A), float(np.finfo(float).tiny))
    while True:
        try:
            return cholesky_factor(A + lift * np.eye(len(A)))
        except LinAlgError:
            lift = 100 * lift


def solve_factored(L: Array, b: Array) -> Array:
    """``(L Lᵀ)⁻¹ b``: (p, p), (p,) -> (p,)."""
    return np.asarray(dpotrs(L, b, lower=1)[0]) if len(b) else b


def solve_lifted(A: Array, b: Array) -> Array:
    """``A⁻¹ b``: (p, p), (p,) -> (p,), by the factor of `factor_lifted`.

    Examples
    --------
    >>> import numpy as np
    >>> solve_lifted(np.eye(2), np.array([1.0, 2.0]))
    array([1., 2.])
    """
    return solve_factored(factor_lifted(A), b) if len(b) else b
