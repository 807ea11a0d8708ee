"""Standard errors of maximum likelihood, against closed forms."""

import numpy as np

from benchmarks import errors
from benchmarks.generators import dense
from benchmarks.measure import quiet
from benchmarks.problem import Problem
from benchmarks.race import Plan

A, B, C, D = 30, 20, 15, 45  # rows with x = 0 and y = 0, 1; then with x = 1


def two_by_two():
    x = np.repeat([0.0, 0.0, 1.0, 1.0], [A, B, C, D])[:, None]
    return Problem("table", x, np.repeat([0, 1, 0, 1], [A, B, C, D]), np.inf)


def test_reference_of_a_two_by_two_table():
    exact = [np.sqrt(1 / A + 1 / B + 1 / C + 1 / D), np.sqrt(1 / A + 1 / B)]
    np.testing.assert_allclose(errors.reference(two_by_two()), exact, rtol=1e-13)


def test_everyone_finds_the_same_errors():
    problem = dense(400, 4, C=np.inf)
    right = errors.reference(problem)
    runners = errors.runners(problem)
    assert {"oddsmith fit", "oddsmith estimate"} <= set(runners)
    for name, work in runners.items():
        with quiet():
            np.testing.assert_allclose(work(), right, rtol=1e-8, err_msg=name)


def test_the_error_is_the_largest_relative_one():
    error, note = errors.relative_error(np.array([1.0, 10.0]), np.array([1.25, 11.0]))
    assert (error, note) == (0.25, "")


def test_rows_of_those_who_are_wanted():
    rows = list(errors.run(False, Plan(60.0, 1, ("estimate",)), lambda name: None))
    (row,) = rows
    assert (row.group, row.entrant, row.n, row.p) == (
        "Standard errors",
        "oddsmith estimate",
        20_000,
        20,
    )
    assert row.error < 1e-12
