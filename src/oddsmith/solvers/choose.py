"""Which solver for which objective: a table of rules."""

import numpy as np

from oddsmith.design import Array
from oddsmith.kernels import wide_part
from oddsmith.objective import Objective
from oddsmith.solvers.driver import Solver
from oddsmith.solvers.kronecker_newton import KroneckerNewton
from oddsmith.solvers.newton import Newton
from oddsmith.solvers.newton_cg import NewtonCG
from oddsmith.solvers.quasi_newton import QuasiNewton
from oddsmith.solvers.sampled_newton import SampledNewton
from oddsmith.solvers.working_set import WorkingSet

FEW = 1000  # coefficients whose curvature is formed and factored: 8 MB, and under 0.1 s
FACTORED = 3000  # coefficients whose curvature is factored once in a fit: 72 MB, 0.1 s
COUPLED = 100  # coefficients of several classes from where on one curvature for all is faster
LONG = 2e9  # multiplications n p² of one curvature, 20 ms: from here on Newton's steps are dear


def choose(objective: Objective) -> Solver:
    """The solver that reaches the optimum of a convex objective soonest."""
    n, p = objective.data.shape
    one = objective.penalty.smooth and objective.penalty.l1.ndim == 1
    full = objective.data.row_size > p / 2  # else a sweep is cheap, and a curvature is not
    if one and full and n * p**2 >= LONG and p <= FACTORED:
        return SampledNewton()  # 1,000,000 × 100: 13 readings, Newton 50
    if objective.penalty.smooth and not one and full and coupled(objective.penalty.l2):
        return KroneckerNewton()  # 2,000 × 20 and 10 classes: 39 ms, Newton 91; digits 120 and 540
    if objective.penalty.l1.size <= FEW or (one and eliminable(objective)):
        return Newton()
    if one:
        return QuasiNewton()  # 200,000 × 50,000, sparse: 15 sweeps, NewtonCG 83
    return NewtonCG() if objective.penalty.smooth else WorkingSet()


def coupled(l2: Array) -> bool:
    """Whether so many coefficients (p, m) are penalised, but for an intercept's, or very many."""
    held = np.count_nonzero(l2.any(axis=1)) >= len(l2) - 1
    return len(l2) <= FACTORED and l2.size >= (COUPLED if held else FEW)


def eliminable(objective: Objective) -> bool:
    """Whether a category of many levels leaves `FEW` equations to Newton's method."""
    wide = wide_part(objective.data.sample(1, seed=0).X)
    return wide is not None and objective.penalty.l1.size - wide.design.shape[1] <= FEW
