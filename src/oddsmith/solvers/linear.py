"""Linear equations with a positive semidefinite matrix, lifted where they have no solution."""

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from oddsmith.design import Array


def factor_lifted(A: Array) -> Array:
    """Cholesky's lower factor of A, (p, p).

    Where it does not exist (curvature that has vanished, columns that repeat each other), the
    diagonal is raised, from 1e-12 of its mean by factors of 100, until it does.
    """
    mean = float(np.trace(A)) / max(len(A), 1)
    lift = 0.0
    while True:
        try:
            lifted = A + lift * np.eye(len(A)) if lift else A
            return np.asarray(cho_factor(lifted, lower=True)[0])
        except LinAlgError:
            lift = max(100 * lift, 1e-12 * mean, float(np.finfo(float).tiny))


def solve_factored(L: Array, b: Array) -> Array:
    """``(L Lᵀ)⁻¹ b``: (p, p), (p,) -> (p,)."""
    return np.asarray(cho_solve((L, True), b)) if len(b) else b


def solve_lifted(A: Array, b: Array) -> Array:
    """``A⁻¹ b``: (p, p), (p,) -> (p,), by the factor of `factor_lifted`.

    Examples
    --------
    >>> import numpy as np
    >>> solve_lifted(np.eye(2), np.array([1.0, 2.0]))
    array([1., 2.])
    """
    return solve_factored(factor_lifted(A), b) if len(b) else b
