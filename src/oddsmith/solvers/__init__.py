"""Solvers: each a step from one state to the next; the loop around them is written once."""

from oddsmith.solvers.choose import choose
from oddsmith.solvers.driver import Record, Solution, Solver, State, Verdict, iterate, minimise
from oddsmith.solvers.gradient_descent import GradientDescent
from oddsmith.solvers.kronecker_newton import KroneckerNewton
from oddsmith.solvers.newton import Newton
from oddsmith.solvers.newton_cg import NewtonCG
from oddsmith.solvers.quasi_newton import QuasiNewton
from oddsmith.solvers.sampled_newton import SampledNewton
from oddsmith.solvers.working_set import WorkingSet

__all__ = [
    "GradientDescent",
    "KroneckerNewton",
    "Newton",
    "NewtonCG",
    "QuasiNewton",
    "Record",
    "SampledNewton",
    "Solution",
    "Solver",
    "State",
    "Verdict",
    "WorkingSet",
    "choose",
    "iterate",
    "minimise",
]
