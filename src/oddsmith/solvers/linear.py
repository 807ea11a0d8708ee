"""Linear equations with a positive semidefinite matrix, lifted where they have no solution."""

from collections.abc import Callable
from math import isfinite
from typing import TypeVar

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.linalg.lapack import dpotrf, dpotrs

from oddsmith.design import Array, Bordered
from oddsmith.design.bordered import BorderedFactor

T = TypeVar("T")


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

    def raised(lift: float) -> Array:
        return cholesky_factor(A + lift * np.eye(len(A)) if lift else A)

    return first_that_is(raised, A.diagonal(), lambda: bool(np.isfinite(A).all()))


def first_that_is(
    factor: Callable[[float], T], diagonal: Array, is_finite: Callable[[], bool]
) -> T:
    """The factor of the least lift that has one: of none, or of 1e-12, 1e-10, … of the mean."""
    try:
        return factor(0.0)
    except LinAlgError:
        if not is_finite():
            raise ValueError("the curvature holds NaN or infinite values") from None
    lift = max(1e-12 * float(diagonal.mean()), float(np.finfo(float).tiny))
    while True:
        try:
            return factor(lift)
        except LinAlgError:
            lift = 100 * lift


def solve_factored(L: Array, b: Array) -> Array:
    """``(L Lᵀ)⁻¹ b``: (p, p), (p,) -> (p,)."""
    return np.asarray(dpotrs(L, b, lower=1)[0]) if len(b) else b


def solve_lifted(A: Array | Bordered, b: Array) -> Array:
    """``A⁻¹ b``: (p, p), (p,) -> (p,), by the factor of A, which is lifted as `factor_lifted` does.

    Examples
    --------
    >>> import numpy as np
    >>> solve_lifted(np.eye(2), np.array([1.0, 2.0]))
    array([1., 2.])
    """
    if not len(b):
        return b
    if not isinstance(A, Bordered):
        return solve_factored(factor_lifted(A), b)

    def raised(lift: float) -> BorderedFactor:
        return A.plus_diagonal(np.full(len(A), lift)).factor()

    return first_that_is(raised, A.diagonal(), A.is_finite).solve(b)


def inverse(A: Array | Bordered) -> Array:
    """``A⁻¹``: (p, p).

    Raises
    ------
    LinAlgError
        A is not positive definite.
    """
    if isinstance(A, Bordered):
        return A.factor().inverse()
    return np.asarray(cho_solve(cho_factor(A), np.eye(len(A))))
