"""Entrant: who fits a problem, and the tolerances that it is asked for in turn."""

from typing import Protocol

from benchmarks.objective import Coefficients
from benchmarks.problem import Problem

TOLERANCES = tuple(10.0**-k for k in range(2, 15))


class Entrant(Protocol):
    """One way to fit.  A fit starts from `Problem.X` and includes every conversion it needs."""

    @property
    def name(self) -> str: ...

    @property
    def free_intercept(self) -> bool:
        """Whether the intercept goes without penalty; else the gap is that of its own objective."""
        ...

    def takes(self, problem: Problem) -> bool:
        """Whether it minimises this objective, in a time that can be waited for.

        A solver in compiled code cannot be stopped, so it says beforehand what is too large for it.
        """
        ...

    def fit(self, problem: Problem, tol: float | None) -> Coefficients:
        """The coefficients at a tolerance; None for the entrant's own defaults."""
        ...
