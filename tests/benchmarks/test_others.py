"""Standard errors, separation, prediction and latency, on problems of known answers."""

from functools import partial

import numpy as np
import pytest

from benchmarks import errors, latency, prediction, separation
from benchmarks.generators import dense
from benchmarks.measure import quiet
from benchmarks.peers import installed, load
from benchmarks.problem import Problem
from benchmarks.race import Plan

PLAN = Plan(budget=20.0, turns=1)


def silent(name):
    return None


def test_reference_errors_of_a_two_by_two_table():
    a, b, c, d = 30, 20, 15, 45  # rows with x = 0 and y = 0, 1; then x = 1
    x = np.repeat([0.0, 0.0, 1.0, 1.0], [a, b, c, d])[:, None]
    y = np.repeat([0, 1, 0, 1], [a, b, c, d])
    found = errors.reference(Problem("table", x, y, np.inf))
    exact = [np.sqrt(1 / a + 1 / b + 1 / c + 1 / d), np.sqrt(1 / a + 1 / b)]
    np.testing.assert_allclose(found, exact, rtol=1e-13)


def test_everyone_finds_the_same_errors():
    problem = dense(400, 4, C=np.inf)
    right = errors.reference(problem)
    runners = errors.runners(problem)
    assert {"oddsmith fit", "oddsmith estimate"} <= set(runners)
    for name, work in runners.items():
        with quiet():
            np.testing.assert_allclose(work(), right, rtol=1e-8, err_msg=name)


@pytest.mark.parametrize("kind", separation.KINDS)
def test_kinds_of_separation(kind):
    problem = separation.separated(kind, 300, 4)
    assert separation.by_fit(problem) == kind
    assert separation.right(kind, separation.by_programme(problem, 20.0))
    same = separation.separated(kind, 300, 4)
    np.testing.assert_array_equal(problem.X, same.X)
    np.testing.assert_array_equal(problem.y, same.y)


def test_wrong_verdicts_are_known():
    assert separation.right("none", "none")
    assert not separation.right("none", "separated")
    assert not separation.right("quasi", "none")
    assert not separation.right("complete", "quasi")


def test_a_peer_is_right_where_it_claims_to_be():
    if "statsmodels" not in installed():
        pytest.skip("statsmodels is not installed")
    statsmodels = load("statsmodels")
    assert statsmodels.separation(separation.separated("none", 300, 4)) == "none"
    assert statsmodels.separation(separation.separated("complete", 300, 4)) == "complete"


@pytest.mark.parametrize("module", [prediction, latency])
def test_rows_of_the_short_set(module):
    rows = list(module.run(False, PLAN, silent))
    assert {row.group for row in rows} == {module.GROUP}
    assert all(row.seconds > 0 for row in rows)
    assert all(row.error < 1e-15 for row in rows if row.error is not None)


def test_predictions_are_by_the_same_coefficients():
    ours, peer = prediction.models(dense(2_000, 5)).values()
    np.testing.assert_array_equal(ours.coef_, peer.coef_)
    np.testing.assert_array_equal(ours.intercept_, peer.intercept_)


def test_calls_take_turns():
    order = []
    works = {name: partial(order.append, name) for name in "abc"}
    found = latency.in_turn(works, Plan(budget=20.0, turns=2, who=("a", "B")))
    each = latency.CALLS + 1
    assert order == [*"a" * each, *"b" * each] * 2
    assert set(found) == {"a", "b"}
