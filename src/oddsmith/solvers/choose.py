"""Which solver for which objective: a table of rules."""

from oddsmith.objective import Objective
from oddsmith.solvers.driver import Solver
from oddsmith.solvers.newton import Newton
from oddsmith.solvers.newton_cg import NewtonCG
from oddsmith.solvers.working_set import WorkingSet

FEW = 1000  # coefficients whose curvature is formed and factored: 8 MB, and under 0.1 s


def choose(objective: Objective) -> Solver:
    """The solver that reaches the optimum of a convex objective soonest."""
    if objective.penalty.l1.size <= FEW:
        return Newton()
    return NewtonCG() if objective.penalty.smooth else WorkingSet()
