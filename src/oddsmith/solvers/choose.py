"""Which solver for which objective: a table of rules."""

from oddsmith.objective import Objective
from oddsmith.solvers.driver import Solver
from oddsmith.solvers.newton import Newton
from oddsmith.solvers.newton_cg import NewtonCG
from oddsmith.solvers.quasi_newton import QuasiNewton
from oddsmith.solvers.sampled_newton import SampledNewton
from oddsmith.solvers.working_set import WorkingSet

FEW = 1000  # coefficients whose curvature is formed and factored: 8 MB, and under 0.1 s
FACTORED = 3000  # coefficients whose curvature is factored once in a fit: 72 MB, 0.1 s
LONG = 2e9  # multiplications n p² of one curvature, 20 ms: from here on Newton's steps are dear


def choose(objective: Objective) -> Solver:
    """The solver that reaches the optimum of a convex objective soonest."""
    n, p = objective.data.shape
    one = objective.penalty.smooth and objective.penalty.l1.ndim == 1
    full = objective.data.row_size > p / 2  # else a sweep is cheap, and a curvature is not
    if one and full and n * p**2 >= LONG and p <= FACTORED:
        return SampledNewton()  # 1,000,000 × 100: 13 readings, Newton 50
    if objective.penalty.l1.size <= FEW:
        return Newton()
    if one:
        return QuasiNewton()  # 200,000 × 50,000, sparse: 15 sweeps, NewtonCG 83
    return NewtonCG() if objective.penalty.smooth else WorkingSet()
