"""Estimate: from rows to coefficients, in coordinates that suit the arithmetic.

    1.  centre and scale the columns                             coordinates
    2.  leave out columns that earlier ones already say          existence.rank
    3.  minimise from the model without columns                  solvers
    4.  bound the distance from the minimum                      certificate
    5.  take coefficients and covariance back to the columns as they were given

Both front doors, the statistician's and scikit-learn's, end here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError

from oddsmith.bordered_bound import largest_offset
from oddsmith.certificate import ENOUGH, Certificate, proven_gap
from oddsmith.coordinates import Coordinates, standardising
from oddsmith.data import Block, Data, Metered
from oddsmith.design import Array, Bordered, Design, scaled, written_out
from oddsmith.errors import ColumnError
from oddsmith.existence.cone import Cone
from oddsmith.existence.horizon import Horizon
from oddsmith.existence.rank import Dependence, dependent_columns, gram_block
from oddsmith.existence.recession import Recession, recession
from oddsmith.likelihood import null_start
from oddsmith.losses import CrossEntropy, Loss, Multinomial
from oddsmith.objective import Evaluation, Objective, plus_diagonal
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, Record, Solution, Solver, choose, minimise
from oddsmith.solvers.choose import eliminable
from oddsmith.solvers.linear import inverse, solve_lifted
from oddsmith.sweep import weighted
from oddsmith.threads import one_blas_thread
from oddsmith.trace import Steps, Trace


@dataclass(frozen=True, eq=False)
class Optimum:
    """The end of a minimisation, on the columns as given.

    Attributes
    ----------
    w : ndarray of shape (p,) or (p, m)
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

    def trace(
        self, labels: Sequence[str], report: Callable[[Array], Array] = np.ravel
    ) -> Trace | None:
        """Every step, if they were kept; `labels` name what `report` makes of a step's w."""
        steps = Steps(
            self.solution.history,
            self.objective,
            self.coordinates,
            self._shift,
            lambda u: report(self._spread(self.coordinates.to_raw(u))),
        )
        return Trace(tuple(labels), steps) if len(steps) else None

    @property
    def _shift(self) -> float:
        """What the objective has more in w than in the solver's coordinates."""
        return 0.0

    @property
    def predictor(self) -> "Predictor":
        """The raw prediction of new rows, in coordinates that lose no digits far from zero."""
        return predictor_at(self.solution.w, self.w, self.kept, self.coordinates)

    def aliased(self, names: Sequence[str]) -> dict[str, list[str]]:
        """Names of the columns left out, and of those that they repeat."""
        return {names[one.column]: [names[k] for k in one.on] for one in self.dependent}

    def _spread(self, w: Array) -> Array:
        full = np.full(self.w.shape, np.nan)
        full[self.kept] = w
        return full


@dataclass(frozen=True, eq=False)
class Estimate(Optimum):
    """Coefficients that maximise the likelihood, or that less a penalty.

    Attributes
    ----------
    recession : Recession or None
        What was found where separated classes were looked for on the way.
    """

    recession: Recession | None = None

    @cached_property
    def finished(self) -> "Estimate":
        """The same, gone on to the floor of rounding where separated classes stopped it."""
        if self.recession is None:
            return self
        solution = minimise(Newton(), self.objective, self.solution.w, to_floor=True)
        return replace(self, w=self._spread(self.coordinates.to_raw(solution.w)), solution=solution)

    @property
    def loss(self) -> float:
        """``Σ c ℓ`` at the estimate."""
        return self.solution.at.loss * self.solution.at.case_weight

    @cached_property
    def covariance(self) -> Array:
        """Inverse of the curvature of the summed objective, (p, p); NaN for columns left out.

        Without a penalty, the inverse of the observed information; with an L2 penalty, the
        covariance of the normal approximation to the posterior under a normal prior.
        """
        at = self.solution.at
        if at.curvature is None:
            at = self.objective(self.solution.w, order=2)
        assert at.curvature is not None
        full = np.full((len(self.w), len(self.w)), np.nan)
        if not self.rank:
            return full
        try:
            V = inverse(at.curvature) / at.case_weight
        except LinAlgError:
            return full
        full[np.ix_(self.kept, self.kept)] = self.coordinates.covariance_to_raw(V)
        return full

    @property
    def penalised(self) -> bool:
        """Whether anything but the likelihood was maximised."""
        penalty = self.objective.penalty
        return not penalty.smooth or bool(penalty.l2.any())


@dataclass(eq=False)
class Proof:
    """Tells whether a gap is proven small, or does not become smaller; keeps the last one."""

    objective: Objective
    largest: Array | None
    gap: float = inf
    w: Array | None = None

    def __call__(self, w: Array, at: Evaluation) -> bool:
        before = self.gap
        return not ENOUGH < self.at(w, at) < before / 2

    def at(self, w: Array, at: Evaluation) -> float:
        """The bound of the gap at w."""
        if self.w is not w:
            self.w, self.gap = w, proven_gap(self.objective, w, at, self.largest)
        return self.gap


@dataclass(eq=False)
class Look:
    """Looks for directions of recession from where a solver stands, and keeps what it finds."""

    objective: Objective
    found: Recession | None = None

    def __call__(self, w: Array) -> bool:
        loss = self.objective.loss
        coding = loss.coding if isinstance(loss, Multinomial) else None
        self.found = recession(Cone.of(self.objective.data, coding), w.reshape(-1))
        return self.found is not None


@dataclass(frozen=True, eq=False)
class Predictor:
    """Raw predictions ``z = (X - m) b``, and where separated classes send them.

    Attributes
    ----------
    center, coefficients : ndarray of shape (p,)
        m and b; the intercept's center is zero, and its b is the prediction at m.
    horizon : Horizon or None
        Rows that it decides go to +inf or -inf; those that it leaves open are NaN.
    root : ndarray of shape (p, r), or None
        Beside a horizon: L, with L Lᵀ the covariance of b in the rows that stay undecided.
    reach : ndarray of shape (p,), or None
        Bounds of ``|X - m|`` over the rows of the fit, where they are known.
    """

    center: Array
    coefficients: Array
    horizon: Horizon | None = None
    root: Array | None = None
    reach: Array | None = None

    def raw(self, X: Design) -> Array:
        """Z of each row: (n,)."""
        z = scaled(X, self.center, np.ones(len(self.center))).forward(self.coefficients)
        if self.horizon is None:
            return z
        sign = self.horizon.of_rows(X)
        return np.where(sign == 0, z, np.where(np.isnan(sign), np.nan, np.copysign(np.inf, sign)))


def predictor_at(
    u: Array, w: Array, kept: NDArray[np.integer[Any]], coordinates: Coordinates
) -> Predictor:
    """The predictor of coefficients u, standardised and kept, which are w on all columns."""
    center, coefficients = np.zeros(len(w)), np.nan_to_num(w)
    center[kept] = coordinates.center
    if coordinates.intercept is not None:
        coefficients[kept[coordinates.intercept]] = u[coordinates.intercept]
    if coordinates.largest is None:
        return Predictor(center, coefficients)
    reach = np.zeros(len(w))
    reach[kept] = coordinates.largest * coordinates.scale
    return Predictor(center, coefficients, reach=reach)


@one_blas_thread()
def estimate(
    data: Data,
    intercept: int | None,
    penalty: Penalty,
    *,
    loss: Loss | None = None,
    start: Array | None = None,
    solver: Solver | None = None,
    tol: float = 1e-8,
    max_steps: int = 100,
    to_floor: bool | None = False,
    watch: Callable[[Record], None] | None = None,
    trace: bool = False,
    look: bool = False,
) -> Estimate:
    """Fit by penalised maximum likelihood.

    Parameters
    ----------
    data : Data
        n rows, p columns, y of more than one value.
    intercept : int or None
        Position of the column of ones.
    penalty : Penalty
        On the mean loss, for the columns as given: of shape (p,), or (p, m) for m raw predictions.
    loss : Loss, optional
        Cross-entropy where not given.
    start : ndarray of the shape of the penalty, optional
        Where to begin, for the columns as given; the model without columns where not given.
    solver, tol, max_steps, to_floor, watch, trace
        See `oddsmith.solvers.minimise`; what `choose` finds best where no solver is given.
        `to_floor` of None is to the floor where the solver `finishes`, and elsewhere until the gap
        is proven to be 1e-10 or less, if steps more bring the proof nearer.
    look : bool
        Whether to look for separated classes where the minimum is long in coming, and to stop if
        they are; `Estimate.finished` goes on from there.
    """
    metered = Metered(data).with_design(written_out)
    loss = CrossEntropy() if loss is None else loss
    coordinates = standardising(metered, intercept)
    rows = coordinates.apply(metered).with_design(written_out)
    objective = Objective(rows, loss, penalty.rescaled(coordinates.scale))
    dependent = look_for_dependent(objective, intercept)
    refuse_vanishing(dependent, coordinates)
    kept = without(metered.shape[1], [found.column for found in dependent])
    given = null_start(metered, intercept, loss) if start is None else coordinates.from_raw(start)
    if dependent:
        objective, coordinates = objective.columns(kept), coordinates.columns(kept)
    looked, proof = Look(objective), Proof(objective, coordinates.largest)
    chosen = choose(objective) if solver is None else solver
    solution = minimise(
        chosen,
        objective,
        given[kept] if start is not None else against_offset(objective, given[kept]),
        tol=tol,
        max_steps=max_steps,
        to_floor=chosen.finishes if to_floor is None else to_floor,
        watch=watch,
        trace=trace,
        hopeless=looked if look else None,
        enough=proof if to_floor is None and not chosen.finishes else None,
    )
    gap = proof.at(solution.w, solution.at)
    w = np.full(given.shape, np.nan)
    w[kept] = coordinates.to_raw(solution.w)
    certificate = Certificate(solution.violation, gap, metered.sweeps)
    return Estimate(w, objective, dependent, kept, coordinates, solution, certificate, looked.found)


MANY = 5000  # columns beyond which the rank is not looked at: their Gram matrix takes 200 MB


def look_for_dependent(objective: Objective, intercept: int | None) -> list[Dependence]:
    """Columns to leave out; without a sweep where every column but the intercept is penalised.

    None with bounds: a column that repeats another may take what a bound cuts off.
    """
    if objective.penalty.lower is not None or objective.penalty.upper is not None:
        return []
    ridge = objective.penalty.l1 + objective.penalty.l2
    ridge = ridge if ridge.ndim == 1 else ridge.min(axis=1)
    free = ridge == 0
    if intercept is not None:
        free[intercept] = False
    if not free.any() or (len(ridge) > MANY and not eliminable(objective)):
        return []
    return dependent_columns(objective.data, ridge)


def refuse_vanishing(dependent: Sequence[Dependence], coordinates: Coordinates) -> None:
    """Refuse columns that look like zero because their squares vanish, though they are not."""
    for one in dependent:
        if not one.on and coordinates.largest is not None and coordinates.largest[one.column] > 0:
            raise ColumnError(
                one.column,
                "holds numbers so small that their squares are zero, and a coefficient for them "
                "would be near the largest number there is: multiply it by 1e150, say.",
            )


def without(p: int, columns: list[int]) -> NDArray[np.integer[Any]]:
    """The positions of p columns but these."""
    every = np.arange(p)
    return np.delete(every, columns) if columns else every


HELD = 1e9  # of a matrix's trace, on its diagonal: that coefficient stays where it is
LARGE = 5.0  # an offset on the scale of z that moves probabilities from one end to the other


def against_offset(objective: Objective, start: Array) -> Array:
    """A start from which what the columns can undo of a large offset is undone.

    An offset X w₀ shifts the coefficients by -w₀; left standing, it would put every probability at
    0 or 1, where there is no curvature to go by.
    """
    data = objective.data
    if start.ndim > 1 or not data.total(largest_offset).values.max() > LARGE:
        return start
    gram, along = data.total(gram_block), data.total(offset_on_columns)
    G = plus_diagonal(gram.values, objective.penalty.l2 * gram.case_weight)
    others = (start == 0) & (gram.values.diagonal() > 0)
    at = start.copy()
    if isinstance(G, Bordered):
        held = np.where(others, 0.0, HELD * G.trace())
        at -= np.where(others, solve_lifted(G.plus_diagonal(held), along), 0.0)
    else:
        at[others] = -np.linalg.lstsq(G[np.ix_(others, others)], along[others])[0]
    return at


def offset_on_columns(block: Block) -> Array:
    """Σ c x offset: (p,)."""
    shift = np.zeros(len(block.y)) if block.offset is None else block.offset
    return block.X.backward(weighted(block.case_weight, shift))
