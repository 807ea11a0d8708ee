"""The driver: the loop, the stopping rule, the trace and the verdict of every solver.

A solver is a step from one state to the next and never stops by itself.  `iterate` is the bare
loop; `minimise` stops it:

    converged when   max_j |violation of the optimality condition|_j / rms(column j)  <=  tol,

for the *mean* objective, so that `tol` depends neither on units nor on the number of rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from math import isfinite
from typing import NamedTuple, Protocol

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.objective import Evaluation, Objective


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
    """

    w: Array
    at: Evaluation | None = None
    steps: int = 0
    step_size: float = 0.0


class Solver(Protocol):
    """A frozen dataclass of settings."""

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
    """Where a minimisation ended, and why."""

    w: Array
    at: Evaluation
    violation: float
    verdict: Verdict
    steps: int
    history: list[Record] = field(repr=False)

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


def minimise(
    solver: Solver,
    objective: Objective,
    start: Array,
    *,
    tol: float = 1e-8,
    max_steps: int = 100,
    to_floor: bool = False,
    watch: Callable[[Record], None] | None = None,
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
        Once within `tol`, go on for as long as every step at least halves the violation.  With
        Newton's method that is one or two steps more, and ends at the floor of rounding.
    watch : callable, optional
        Called with each `Record`, for progress and pictures.

    Raises
    ------
    InputError
        `tol` is negative or NaN, or `max_steps` below 0.
    """
    if not tol >= 0 or max_steps < 0:
        raise InputError(
            f"tol={tol}, max_steps={max_steps}: a tolerance and a number of steps that are not "
            "negative are needed to know when to stop."
        )
    history: list[Record] = []
    best: tuple[State, float] | None = None
    for state in iterate(solver, objective, start):
        if state.at is None:  # inside an epoch: nothing to judge yet
            if state.steps < max_steps:
                continue
            state = State(state.w, objective(state.w), state.steps)
        assert state.at is not None
        violation = objective.violation(state.w, state.at)
        history.append(Record(state.steps, state.at.value, violation, state.step_size, state.w))
        if watch is not None:
            watch(history[-1])
        if best is not None and best[1] <= tol and violation >= best[1] / 2:
            if violation >= best[1]:
                state, violation = best
                history.pop()
            return conclude(state, violation, Verdict.CONVERGED, history)
        if violation <= tol and not to_floor:
            return conclude(state, violation, Verdict.CONVERGED, history)
        verdict = trouble(history, state, max_steps)
        if verdict is not None:
            within = violation <= tol and verdict is not Verdict.DIVERGED
            return conclude(state, violation, Verdict.CONVERGED if within else verdict, history)
        best = state, violation
    raise AssertionError("iterate never ends by itself")


def trouble(history: list[Record], state: State, max_steps: int) -> Verdict | None:
    """The reason not to go on, if there is one."""
    first, last = history[0].value, history[-1].value
    if not isfinite(last) or last > 10 * (first + 1):
        return Verdict.DIVERGED
    if state.steps >= max_steps:
        return Verdict.DIVERGED if last > first else Verdict.STEP_LIMIT
    if state.steps and state.step_size == 0:
        return Verdict.STALLED
    return None


def conclude(state: State, violation: float, verdict: Verdict, history: list[Record]) -> Solution:
    assert state.at is not None
    return Solution(state.w, state.at, violation, verdict, history[-1].step, history)
