"""Solvers: each a step from one state to the next; the loop around them is written once."""

from oddsmith.solvers.driver import Record, Solution, Solver, State, Verdict, iterate, minimise
from oddsmith.solvers.gradient_descent import GradientDescent
from oddsmith.solvers.newton import Newton

__all__ = [
    "GradientDescent",
    "Newton",
    "Record",
    "Solution",
    "Solver",
    "State",
    "Verdict",
    "iterate",
    "minimise",
]
