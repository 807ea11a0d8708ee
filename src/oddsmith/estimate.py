"""Estimate: from rows to coefficients, in coordinates that suit the arithmetic.

    1.  centre and scale the columns                             coordinates
    2.  leave out columns that earlier ones already say          existence.rank
    3.  minimise from the model without columns                  solvers
    4.  bound the distance from the minimum                      certificate
    5.  take coefficients and covariance back to the columns as they were given

Both front doors, the statistician's and scikit-learn's, end here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from oddsmith.certificate import Certificate, bound_gap
from oddsmith.coordinates import Coordinates, standardising
from oddsmith.data import Data, Metered
from oddsmith.design import Array
from oddsmith.existence.rank import Dependence, dependent_columns
from oddsmith.likelihood import null_start
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, Record, Solution, Solver, minimise


@dataclass(frozen=True, eq=False)
class Estimate:
    """Coefficients of a logistic regression, and what is known about them.

    Attributes
    ----------
    w : ndarray of shape (p,)
        On the columns as given; NaN where a column was left out.
    objective : Objective
        That was minimised: standardised coordinates, the columns kept, and the rows themselves.
    dependent : list of Dependence
        The columns left out, and those that they repeat.
    kept : ndarray of shape (rank,)
        Positions of the others.
    coordinates : Coordinates
        Of the columns kept.
    solution : Solution
        The end of the minimisation, in standardised coordinates of the columns kept.
    certificate : Certificate
        Violation, bound of the gap, sweeps.
    """

    w: Array
    objective: Objective
    dependent: list[Dependence]
    kept: NDArray[np.integer[Any]]
    coordinates: Coordinates
    solution: Solution
    certificate: Certificate

    @property
    def rank(self) -> int:
        """Number of columns kept."""
        return len(self.kept)

    @cached_property
    def covariance(self) -> Array:
        """Inverse of the curvature of the summed objective, (p, p); NaN for columns left out.

        Without a penalty, the inverse of the observed information; with an L2 penalty, the
        covariance of the normal approximation to the posterior under a normal prior.
        """
        at = self.solution.at
        assert at.hessian is not None
        full = np.full((len(self.w), len(self.w)), np.nan)
        try:
            inverse = cho_solve(cho_factor(at.hessian), np.eye(self.rank)) / at.case_weight
        except LinAlgError:
            return full
        full[np.ix_(self.kept, self.kept)] = self.coordinates.covariance_to_raw(inverse)
        return full

    @cached_property
    def history(self) -> list[Record]:
        """The trace, with coefficients on the columns as given."""
        return [
            record._replace(w=self._spread(self.coordinates.to_raw(record.w)))
            for record in self.solution.history
        ]

    def _spread(self, w: Array) -> Array:
        full = np.full(len(self.w), np.nan)
        full[self.kept] = w
        return full


def estimate(
    data: Data,
    intercept: int | None,
    penalty: Penalty,
    *,
    solver: Solver | None = None,
    tol: float = 1e-8,
    max_steps: int = 100,
    to_floor: bool = False,
    watch: Callable[[Record], None] | None = None,
) -> Estimate:
    """Fit by penalised maximum likelihood.

    Parameters
    ----------
    data : Data
        n rows, p columns, y in [0, 1] and not all zero or all one.
    intercept : int or None
        Position of the column of ones.
    penalty : Penalty
        On the mean loss, for the columns as given.
    solver, tol, max_steps, to_floor, watch
        See `oddsmith.solvers.minimise`; Newton's method where no solver is given.
    """
    metered = Metered(data)
    coordinates = standardising(metered, intercept)
    objective = Objective(
        coordinates.apply(metered), CrossEntropy(), penalty.rescaled(coordinates.scale)
    )
    start = null_start(metered, intercept)
    dependent = dependent_columns(objective, start, objective(start, order=2))
    kept = np.setdiff1d(np.arange(len(start)), [found.column for found in dependent])
    if dependent:
        objective, coordinates = objective.columns(kept), coordinates.columns(kept)
    solution = minimise(
        Newton() if solver is None else solver,
        objective,
        start[kept],
        tol=tol,
        max_steps=max_steps,
        to_floor=to_floor,
        watch=watch,
    )
    gap = bound_gap(objective, solution.w, solution.at)
    w = np.full(len(start), np.nan)
    w[kept] = coordinates.to_raw(solution.w)
    certificate = Certificate(solution.violation, gap, metered.sweeps)
    return Estimate(w, objective, dependent, kept, coordinates, solution, certificate)
