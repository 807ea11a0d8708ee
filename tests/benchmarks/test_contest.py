"""Contest: who reaches which gap, with entrants whose steps are known."""

from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import pytest

from benchmarks.contest import contest
from benchmarks.generators import dense
from benchmarks.measure import OutOfTime
from benchmarks.objective import Coefficients, objective
from benchmarks.peers.ours import Core, Estimator
from benchmarks.race import Plan

PROBLEM = dense(150, 3)
OPTIMUM = Core().fit(PROBLEM, 1e-12)
PLAN = Plan(budget=5.0, turns=3)


@dataclass
class Known:
    """Ends where `away` says, as a function of the tolerance."""

    name: str
    away: object
    free_intercept: bool = True
    calls: int = 0

    def takes(self, problem):
        return True

    def fit(self, problem, tol):
        self.calls += 1
        return Coefficients(OPTIMUM.W + self.away(tol), OPTIMUM.b)


def run(*entrants, plan=PLAN):
    told = []
    rows = contest("group", PROBLEM, entrants, plan, told.append)
    assert told[-1] == "in turn"
    return {(row.entrant, row.asked): row for row in rows}


def gap_at(away):
    moved = Coefficients(OPTIMUM.W + away, OPTIMUM.b)
    return objective(PROBLEM, moved) - objective(PROBLEM, OPTIMUM)


def test_the_first_tolerance_within_a_gap_is_reported():
    def step(tol):
        return 1e-2 if tol is None else 0.1 * tol**0.5

    rows = run(Known("steps", step))
    tried = [10.0**-k for k in range(2, 15)]
    for asked, target in (("1e-08", 1e-8), ("1e-10", 1e-10)):
        first = next(tol for tol in tried if gap_at(step(tol)) <= target)
        row = rows["steps", asked]
        assert row.tol == first
        assert row.error == pytest.approx(gap_at(step(first)), abs=1e-14)
        assert row.seconds > 0
    assert rows["steps", "default"].error == pytest.approx(gap_at(1e-2), rel=1e-6)
    assert rows["steps", "default"].tol is None


def test_an_entrant_that_never_reaches_says_how_near_it_came():
    rows = run(Known("stuck", lambda tol: 1e-2))
    assert rows["stuck", "1e-08"].seconds is None
    assert rows["stuck", "1e-08"].note == f"tolerances exhausted, gap {gap_at(1e-2):.0e}"
    assert rows["stuck", "default"].seconds is not None


def test_a_failure_is_a_result():
    class Broken(Known):
        def fit(self, problem, tol):
            raise ValueError("no")

    rows = run(Broken("broken", None), Estimator())
    assert rows["broken", "1e-08"].note == "ValueError: no"
    assert rows[Estimator.name, "1e-10"].error <= 1e-10


def test_our_bound_is_above_our_gap_and_nobody_else_has_one():
    rows = run(Estimator(), Core(), Known("other", lambda tol: 0.0))
    for asked in ("default", "1e-10"):
        for name in (Estimator.name, Core.name):
            assert rows[name, asked].error <= rows[name, asked].bound < 1e-10
        assert rows["other", asked].bound is None


def test_time_runs_out_within_a_fit():
    class Slow(Known):
        def fit(self, problem, tol):
            if tol is not None and tol < 5e-3:
                raise OutOfTime
            return super().fit(problem, tol)

    rows = run(Slow("slow", lambda tol: 1e-2))
    assert rows["slow", "1e-08"].note == f"out of 5 s, gap {gap_at(1e-2):.0e}"


def test_time_runs_out_between_fits(monkeypatch):
    monkeypatch.setattr("benchmarks.contest.time_limit", lambda seconds: nullcontext())
    slow = Known("slow", lambda tol: 1e-2)
    rows = run(slow, plan=Plan(budget=1e-9, turns=1))
    assert rows["slow", "1e-08"].note == f"out of 1e-09 s, gap {gap_at(1e-2):.0e}"
    assert slow.calls == 3  # warm-up, default, and one tolerance of the thirteen


def test_whoever_finds_less_sets_the_mark(monkeypatch):
    """Were our optimum wrong, the others would show it: ours does not reach the gap then."""
    off = Coefficients(OPTIMUM.W + 0.05, OPTIMUM.b)
    monkeypatch.setattr(Core, "fit", lambda self, problem, tol: off)
    rows = run(Core(), Known("right", lambda tol: 0.0))
    assert rows["right", "1e-10"].error == 0
    assert rows[Core.name, "1e-08"].seconds is None
    assert rows[Core.name, "default"].error == pytest.approx(gap_at(0.05))


def test_a_penalised_intercept_has_a_mark_of_its_own():
    other = Core(free_intercept=False)
    rows = run(Estimator(), other)
    assert rows[Estimator.name, "1e-10"].error <= 1e-10
    assert rows[other.name, "1e-10"].error <= 1e-10
    apart = objective(PROBLEM, other.fit(PROBLEM, 1e-12)) - objective(PROBLEM, OPTIMUM)
    assert apart > 1e-10


def test_turns_repeat_what_is_reported_and_nothing_else():
    known = Known("exact", lambda tol: 0.0)
    run(known)
    assert known.calls == 1 + 2 + 2 * (PLAN.turns - 1)  # warm-up, default and 1e-2, then turns


def test_a_value_that_is_not_a_number_reaches_nothing():
    rows = run(Known("nan", lambda tol: np.nan))
    assert rows["nan", "1e-08"].seconds is None
