"""Race: several ways to do the same thing, in turn, in one process.

first turn     timed with its peak of memory
more turns     for whoever has time left; medians are reported
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Generic, TypeVar

from benchmarks.measure import OutOfTime, measured, quiet, time_limit, timed
from benchmarks.problem import Problem
from benchmarks.results import Row

T = TypeVar("T")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Seconds that each entrant has for a search and again for its turns; turns at most; who runs.

    Examples
    --------
    >>> Plan(1.0, 3, ("glum", "newton")).wants("scikit-learn newton-cg")
    True
    """

    budget: float
    turns: int
    who: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """Whether an entrant's name holds one of the texts that were asked for, if any were."""
        return not self.who or any(one.lower() in name.lower() for one in self.who)


@dataclass(frozen=True, eq=False)
class Raced(Generic[T]):
    """What one runner found, or why not; its median seconds, and its peak in MB."""

    value: T | None
    seconds: float | None = None
    peak: float | None = None
    failure: str = ""


def race(runners: Mapping[str, Callable[[], T]], plan: Plan, tell: Tell) -> dict[str, Raced[T]]:
    """Let each run, in turn.

    Examples
    --------
    >>> race({"one": lambda: 1}, Plan(60.0, 3), print)["one"].value
    one
    1
    """
    found: dict[str, Raced[T]] = {}
    times: dict[str, list[float]] = {}
    for name, work in runners.items():
        if not plan.wants(name):
            continue
        tell(name)
        found[name] = first(work, plan.budget)
        seconds = found[name].seconds
        if seconds is not None:
            times[name] = [seconds]
    for turn in range(1, plan.turns):
        for name, taken in times.items():
            if (turn + 1) * taken[0] <= plan.budget:
                taken += again(runners[name], plan.budget)
    return {
        name: Raced(one.value, median(times[name]), one.peak) if name in times else one
        for name, one in found.items()
    }


def outcomes(
    group: str,
    problem: Problem,
    asked: str,
    found: Mapping[str, Raced[T]],
    read: float,
    judge: Callable[[T], tuple[float | None, str]],
) -> Iterator[Row]:
    """A row for each runner; `judge` gives a value's error and a note."""
    n, p = problem.shape
    for name, one in found.items():
        who = (group, problem.name, name, asked)
        if one.value is None or one.seconds is None:
            yield Row(*who, n=n, p=p, note=one.failure)
        else:
            error, note = judge(one.value)
            yield Row(*who, one.seconds, one.seconds / read, error, one.peak, n, p, note=note)


def first(work: Callable[[], T], budget: float) -> Raced[T]:
    try:
        with quiet(), time_limit(budget):
            done = measured(work)
    except OutOfTime:
        return Raced(None, failure=f"out of {budget:g} s")
    except Exception as error:  # a peer's failure is a result, not the end of the run
        return Raced(None, failure=told(error))
    return Raced(done.value, done.seconds, done.peak)


def again(work: Callable[[], object], budget: float) -> list[float]:
    """Seconds of one more turn; none if something else held it up beyond the budget."""
    try:
        with quiet(), time_limit(budget):
            return [timed(work).seconds]
    except OutOfTime:
        return []


def told(error: Exception) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0][:80]
