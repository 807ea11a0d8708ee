"""Calls on a small table."""

from functools import partial

import numpy as np

from benchmarks import latency
from benchmarks.peers import OURS
from benchmarks.race import Plan


def test_rows_of_everyone(monkeypatch):
    monkeypatch.setattr(latency, "CALLS", 1)
    rows = list(latency.run(False, Plan(20.0, 1), lambda name: None))
    asked = {name: {row.asked for row in rows if row.entrant == name} for name in latency.models()}
    assert asked[OURS] == asked["scikit-learn liblinear"] == {"fit", "predict one row"}
    assert all(row.seconds > 0 for row in rows)


def test_the_two_species_are_those_that_overlap():
    problem = latency.two_species()
    assert problem.shape == (100, 4)
    assert np.bincount(problem.y).tolist() == [50, 50]
    predicted = latency.models()[OURS].fit(problem.X, problem.y).predict(problem.X)
    assert 0 < (predicted != problem.y).sum() < 10


def test_calls_take_turns():
    order = []
    works = {name: partial(order.append, name) for name in "abc"}
    found = latency.in_turn(works, Plan(budget=20.0, turns=2, who=("a", "B")))
    each = latency.CALLS + 1
    assert order == [*"a" * each, *"b" * each] * 2
    assert set(found) == {"a", "b"}
