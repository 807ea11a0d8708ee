"""Linear programmes over directions, and the spaces that rows of numbers span."""

from typing import Any

import numpy as np
from scipy.linalg import svd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from oddsmith.design import Array
from oddsmith.errors import OddsmithError
from oddsmith.existence.cone import ON_PLANE, triangular

FEASIBLE = 1e-10  # HiGHS's smallest tolerance


def split_space(R: Array) -> tuple[Array, Array]:
    """Orthonormal bases of row space and null space of R, (q, s): (s, r), (s, s - r)."""
    square = triangular(R) if len(R) > R.shape[1] else R  # a tall R has many left vectors
    _, values, Vt = svd(np.vstack([square, np.zeros((1, R.shape[1]))]))
    rank = int((values > ON_PLANE * values.max(initial=0.0)).sum())
    return Vt[:rank].T, Vt[rank:].T


def solve(cost: Array, rows: Array, **more: Any) -> Array:
    """``argmin cost · a`` over rows a >= 0 and, where not said otherwise, -1 <= a <= 1."""
    tight = {"primal_feasibility_tolerance": FEASIBLE, "dual_feasibility_tolerance": FEASIBLE}
    problem = {"A_ub": -csr_array(rows), "b_ub": np.zeros(len(rows)), "bounds": (-1, 1), **more}
    found: Any = None
    for last in ({"method": "highs-ds", "options": tight}, {"method": "highs-ds"}, {}):
        found = linprog(cost, **problem, **last)
        if found.x is not None:
            return np.asarray(found.x)
    raise OddsmithError(
        f"HiGHS did not solve a linear programme of {rows.shape[0]} rows and {rows.shape[1]} "
        f"columns ({found.message}), so whether the classes are separated is not known. Columns "
        "of very different size inside one table are the usual cause: rescale or drop some."
    )
