"""The driver: the loop, the stopping rule, the trace and the verdict of every solver.

A solver is a step from one state to the next and never stops by itself.  `iterate` is the bare
loop; `minimise` stops it:

    converged when   max_j |violation of the optimality condition|_j / rms(column j)  <=  tol,

for the *mean* objective, so that `tol` depends neither on units nor on the number of rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from math import inf, isfinite
from typing import NamedTuple, Protocol

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.objective import Evaluation, Objective
from oddsmith.threads import one_blas_thread

SETTLED = 1e-9  # standard errors
LATE = 12  # steps after which Newton's method should have come to a minimum, were there one
ROUNDING = 2e-16  # a violation below it is rounding, however small the tolerance


class Verdict(Enum):
    """How a minimisation ended, as a sentence for its reader."""

    CONVERGED = "The optimality condition holds to the tolerance asked for."
    STALLED = (
        "No step lowers the objective any more, and the optimality condition does not hold to the "
        "tolerance: rounding, or columns that nearly repeat each other."
    )
    STEP_LIMIT = (
        "The limit of steps was reached before the optimality condition held: allow more steps, "
        "or look for classes that the columns separate."
    )
    DIVERGED = "The objective grew: the learning rate is too large."
    GIVEN = "The coefficients were given, and nothing was minimised."
    SEPARATED = (
        "The columns separate the classes, so that there is no finite minimum to come to, and the "
        "solver stopped on its way."
    )


@dataclass(frozen=True, eq=False)
class State:
    """All that a solver needs to go on.

    Attributes
    ----------
    w : ndarray of shape (p,)
        Where it stands.
    at : Evaluation or None
        The whole objective at w, where the solver knows it (not in the middle of an epoch).
    steps : int
        Steps taken.
    step_size : float
        Length factor of the last step: the learning rate, or the share of the full Newton step.
    moved : float
        Length of the last step in standard errors, √(Σc |∇Fᵀs|), an upper bound for each
        coefficient's; infinite where it is not known.
    """

    w: Array
    at: Evaluation | None = None
    steps: int = 0
    step_size: float = 0.0
    moved: float = inf


class Solver(Protocol):
    """A frozen dataclass of settings.

    Attributes
    ----------
    finishes : bool
        Whether near the minimum a step or two bring all the digits that are left, so that going on
        to the floor of rounding costs next to nothing.
    """

    @property
    def finishes(self) -> bool: ...

    def start(self, objective: Objective, w: Array) -> State:
        """The state at w, before any step; refuses an objective that it cannot minimise."""
        ...

    def step(self, objective: Objective, state: State) -> State:
        """The next state."""
        ...


class Record(NamedTuple):
    """One line of the trace: the objective at w, after `step` steps."""

    step: int
    value: float
    violation: float
    step_size: float
    w: Array


@dataclass(frozen=True, eq=False)
class Solution:
    """Where a minimisation ended, and why; `history` holds a line for each step where asked for."""

    w: Array
    at: Evaluation
    violation: float
    verdict: Verdict
    steps: int
    history: list[Record] = field(default_factory=list, repr=False)

    @property
    def converged(self) -> bool:
        return self.verdict is Verdict.CONVERGED


def iterate(solver: Solver, objective: Objective, w: Array) -> Iterator[State]:
    """Yield the state at w, then the state after every step, for ever.

    Examples
    --------
    >>> import numpy as np
    >>> from itertools import islice
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.losses import CrossEntropy
    >>> from oddsmith.penalties import Penalty
    >>> from oddsmith.solvers import GradientDescent
    >>> data = InMemory(Dense(np.ones((4, 1))), np.array([0.0, 0.0, 0.0, 1.0]))
    >>> objective = Objective(data, CrossEntropy(), Penalty.none(1))
    >>> for state in islice(iterate(GradientDescent(1.0), objective, np.zeros(1)), 3):
    ...     print(state.steps, state.w.round(4))
    0 [0.]
    1 [-0.25]
    2 [-0.4378]
    """
    state = solver.start(objective, w)
    while True:
        yield state
        state = solver.step(objective, state)


@one_blas_thread()
def minimise(
    solver: Solver,
    objective: Objective,
    start: Array,
    *,
    tol: float = 1e-8,
    max_steps: int = 100,
    to_floor: bool = False,
    watch: Callable[[Record], None] | None = None,
    trace: bool = False,
    hopeless: Callable[[Array], bool] | None = None,
    enough: Callable[[Array, Evaluation], bool] | None = None,
) -> Solution:
    """Run a solver until its result is good enough, or cannot become so.

    Parameters
    ----------
    solver, objective
        What steps, and on what.
    start : ndarray of shape (p,)
        Where to begin.
    tol : float
        Largest violation of the optimality condition, see the module's formula.
    max_steps : int
        Steps allowed.
    to_floor : bool
        Once within `tol`, go on until a step moves the estimate by less than 1e-9 standard errors,
        or rounding is all that is left.  With Newton's method that is one or two steps more.
    watch : callable, optional
        Called with each `Record`, for progress and pictures.
    trace : bool
        Keep every record in the solution's `history`.
    hopeless : callable, optional
        Asked once, with the w of step `LATE`, whether there is no minimum to come to.
    enough : callable, optional
        Asked within `tol`, with w and the objective there, whether to stop.

    Raises
    ------
    InputError
        `tol` is negative or NaN, or `max_steps` below 0.
    """
    require_limits(tol, max_steps)
    history: list[Record] = []
    first: Record | None = None
    last: Record | None = None
    before: State | None = None
    for state in iterate(solver, objective, start):
        if state.at is None:  # inside an epoch: nothing to judge yet
            if state.steps < max_steps:
                continue
            state = State(state.w, objective(state.w), state.steps)
        assert state.at is not None
        violation = objective.violation(state.w, state.at)
        previous, last = (
            last,
            Record(state.steps, state.at.value, violation, state.step_size, state.w),
        )
        first = last if first is None else first
        if trace:
            history.append(last)
        if watch is not None:
            watch(last)
        if hopeless is not None and state.steps == LATE and hopeless(state.w):
            return conclude(state, last, Verdict.SEPARATED, history)
        if state.moved <= SETTLED and violation <= ROUNDING:
            return conclude(state, last, Verdict.CONVERGED, history)
        more = to_floor and still_falling(previous, last, state, before, tol)
        if violation <= tol and not more and (enough is None or enough(state.w, state.at)):
            if previous is not None and previous.violation <= violation and before is not None:
                del history[-1:]
                state, last = before, previous
            return conclude(state, last, Verdict.CONVERGED, history)
        verdict = trouble(first, last, state, max_steps)
        if verdict is not None:
            within = violation <= tol and verdict is not Verdict.DIVERGED
            return conclude(state, last, Verdict.CONVERGED if within else verdict, history)
        before = state
    raise AssertionError("iterate never ends by itself")


def require_limits(tol: float, max_steps: int) -> None:
    if not tol >= 0 or max_steps < 0:
        raise InputError(
            f"tol={tol}, max_steps={max_steps}: a tolerance and a number of steps that are not "
            "negative are needed to know when to stop."
        )


def still_falling(
    previous: Record | None, last: Record, state: State, before: State | None, tol: float
) -> bool:
    """Whether a step more would still better a result that is within the tolerance.

    Not once a step moves the estimate by less than `SETTLED` standard errors, nor when the steps'
    length and the violation both stay where they are: then rounding is all that is left.
    """
    if state.moved <= SETTLED:
        return False
    if before is None or previous is None or previous.violation > tol:
        return True
    return (
        last.violation < 0.9 * previous.violation
        or not 0.9 * before.moved <= state.moved <= 1.1 * before.moved
    )


def trouble(first: Record, last: Record, state: State, max_steps: int) -> Verdict | None:
    """The reason not to go on, if there is one."""
    if not isfinite(last.value) or last.value > 10 * (first.value + 1):
        return Verdict.DIVERGED
    if state.steps >= max_steps:
        return Verdict.DIVERGED if last.value > first.value else Verdict.STEP_LIMIT
    if state.steps and state.step_size == 0:
        return Verdict.STALLED
    return None


def conclude(state: State, last: Record, verdict: Verdict, history: list[Record]) -> Solution:
    assert state.at is not None
    return Solution(state.w, state.at, last.violation, verdict, last.step, history)
