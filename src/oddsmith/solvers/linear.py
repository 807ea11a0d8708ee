"""Linear equations with a positive semidefinite matrix, lifted where they have no solution."""

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from oddsmith.design import Array


def solve_lifted(A: Array, b: Array) -> Array:
    """``A⁻¹ b``: (p, p), (p,) -> (p,), by Cholesky's factor.

    Where the factor does not exist (curvature that has vanished, columns that repeat each other),
    the diagonal is raised, from 1e-12 of its mean by factors of 100, until it does.

    Examples
    --------
    >>> import numpy as np
    >>> solve_lifted(np.eye(2), np.array([1.0, 2.0]))
    array([1., 2.])
    """
    if not len(b):
        return b
    mean = float(np.trace(A)) / len(b)
    lift = 0.0
    while True:
        try:
            return np.asarray(cho_solve(cho_factor(A + lift * np.eye(len(b)), lower=True), b))
        except LinAlgError:
            lift = max(100 * lift, 1e-12 * mean, float(np.finfo(float).tiny))
