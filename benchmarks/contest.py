"""Contest: the entrants fit one problem, and each is judged by its time to a gap.

    gap = F(coefficients) - F*        F* the lowest F of any entrant, on the objective it minimises

    1.  default    the entrant's own settings
    2.  climb      tolerances ten apart, until the gap is the smallest asked for or time is out
    3.  turns      what the climb chose is fitted again, all entrants in turn; medians are reported

A target's tolerance is the first of the climb whose gap is within it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf, isnan
from statistics import median

from benchmarks.measure import OutOfTime, measured, quiet, read_seconds, time_limit
from benchmarks.objective import objective
from benchmarks.peers.ours import Core
from benchmarks.peers.protocol import TOLERANCES, Entrant
from benchmarks.problem import Problem
from benchmarks.race import Plan, Tell, again, told
from benchmarks.results import Row

TARGETS = (1e-8, 1e-10)
WARM_UP = 5  # budgets: what is compiled or loaded on a first call is not counted


@dataclass
class Fitted:
    """One entrant at a tolerance (None: its defaults): F, seconds of each turn, peak MB, bound."""

    tol: float | None
    value: float
    seconds: list[float]
    peak: float | None
    bound: float | None = None


@dataclass
class Climb:
    """What one entrant did; `failure` says why there is no more of it."""

    entrant: Entrant
    default: Fitted | None = None
    fits: list[Fitted] = field(default_factory=list)
    failure: str = ""

    @property
    def all(self) -> list[Fitted]:
        return [*([] if self.default is None else [self.default]), *self.fits]

    def reaches(self, target: float, lowest: float) -> Fitted | None:
        """The first of the climb within a target."""
        return next((one for one in self.fits if one.value - lowest <= target), None)

    def reported(self, lowest: float) -> list[Fitted]:
        """The fits that rows are made of, each once."""
        wanted = [self.default, *(self.reaches(target, lowest) for target in TARGETS)]
        return [one for one in self.all if any(one is other for other in wanted)]


def contest(
    group: str, problem: Problem, entrants: Sequence[Entrant], plan: Plan, tell: Tell
) -> list[Row]:
    """Let them fit; for each entrant a row for its defaults and one for each target.

    Parameters
    ----------
    group : str
    problem : Problem
    entrants : sequence of Entrant
        Those that do not take the problem, or are not wanted, are left out.
    plan : Plan
    tell : callable
        Called with the name of whoever is at work.
    """
    taking = [one for one in entrants if plan.wants(one.name) and one.takes(problem)]
    lowest = {free: optimum(problem, free) for free in {one.free_intercept for one in taking}}
    reads, climbs = [read_seconds(problem)], []
    for one in taking:
        tell(one.name)
        climbs.append(climb(one, problem, plan, lowest[one.free_intercept]))
        reads.append(read_seconds(problem))
    for done in climbs:
        free = done.entrant.free_intercept
        lowest[free] = min([lowest[free], *(fit.value for fit in done.all)])
    tell("in turn")
    reads += take_turns(problem, climbs, plan, lowest)
    return [row for done in climbs for row in rows(group, problem, done, lowest, min(reads))]


def optimum(problem: Problem, free_intercept: bool) -> float:
    """F at the floor of rounding, by our core; an entrant that finds less takes its place."""
    with quiet():
        found = Core(free_intercept).fit(problem, 1e-10)
    return objective(problem, found, free_intercept=free_intercept)


def climb(entrant: Entrant, problem: Problem, plan: Plan, lowest: float) -> Climb:
    """Warm up, then default, then tolerances as long as the budget lasts."""
    found = Climb(entrant)
    try:
        with quiet(), time_limit(WARM_UP * plan.budget):
            entrant.fit(problem.sample(200), None)
        found.default = attempt(entrant, problem, None, plan.budget)
        left = plan.budget
        for tol in TOLERANCES:
            found.fits.append(attempt(entrant, problem, tol, left))
            left -= found.fits[-1].seconds[0]
            if found.fits[-1].value - lowest <= TARGETS[-1]:
                break
            if left <= 0:
                raise OutOfTime
    except OutOfTime:
        found.failure = f"out of {plan.budget:g} s"
    except Exception as error:  # a peer's failure is a result, not the end of the run
        found.failure = told(error)
    return found


def attempt(entrant: Entrant, problem: Problem, tol: float | None, limit: float) -> Fitted:
    with quiet(), time_limit(limit):
        done = measured(partial(entrant.fit, problem, tol))
    value = objective(problem, done.value, free_intercept=entrant.free_intercept)
    value = inf if isnan(value) else value
    return Fitted(tol, value, [done.seconds], done.peak, done.value.bound)


def take_turns(
    problem: Problem, climbs: list[Climb], plan: Plan, lowest: dict[bool, float]
) -> list[float]:
    """Time again whatever will be reported, all entrants in turn; returns the reads between."""
    reads = []
    for turn in range(1, plan.turns):
        for one in climbs:
            for fit in one.reported(lowest[one.entrant.free_intercept]):
                if (turn + 1) * fit.seconds[0] <= plan.budget:
                    work = partial(one.entrant.fit, problem, fit.tol)
                    fit.seconds += again(work, plan.budget)
            reads.append(read_seconds(problem))
    return reads


def rows(
    group: str, problem: Problem, one: Climb, lowest: dict[bool, float], read: float
) -> list[Row]:
    """A row for the defaults, and one for each target."""
    best = lowest[one.entrant.free_intercept]
    n, p = problem.shape

    def row(asked: str, fit: Fitted | None, note: str) -> Row:
        who = (group, problem.name, one.entrant.name, asked)
        if fit is None:
            return Row(*who, n=n, p=p, note=note)
        seconds = median(fit.seconds)
        gap = max(0.0, fit.value - best)
        return Row(*who, seconds, seconds / read, gap, fit.peak, n, p, fit.tol, bound=fit.bound)

    nearest = min((fit.value - best for fit in one.fits), default=inf)
    why = one.failure or "tolerances exhausted"
    why += f", gap {nearest:.0e}" if nearest < inf else ""
    reached = [row(f"{target:.0e}", one.reaches(target, best), why) for target in TARGETS]
    return [row("default", one.default, one.failure), *reached]
