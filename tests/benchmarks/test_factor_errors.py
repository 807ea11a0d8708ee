"""Standard errors beside factors, against a design that is written out."""

import numpy as np
import pytest

from benchmarks import errors, factor_errors
from benchmarks.generators import factors
from benchmarks.measure import quiet
from benchmarks.problem import Problem
from benchmarks.race import Plan

PROBLEM = factor_errors.maximum_likelihood(1_500, [5, 3])


def test_without_first_levels_the_columns_are_independent():
    X = factor_errors.coded(PROBLEM).toarray()
    assert X.shape == (1_500, 10 + 4 + 2 + 1)
    assert np.linalg.matrix_rank(X) == X.shape[1]
    np.testing.assert_array_equal(X[:, :10], PROBLEM.X.numbers)
    np.testing.assert_array_equal(X[:, 10:14], np.eye(5)[PROBLEM.X.codes[0]][:, 1:])
    np.testing.assert_array_equal(X[:, 14:16], np.eye(3)[PROBLEM.X.codes[1]][:, 1:])
    np.testing.assert_array_equal(X[:, 16], 1)


def test_reference_is_that_of_the_columns_written_out():
    dense = Problem("dense", factor_errors.coded(PROBLEM)[:, :-1].toarray(), PROBLEM.y, np.inf)
    right = errors.reference(dense)[:10]
    np.testing.assert_allclose(factor_errors.reference(PROBLEM), right, rtol=1e-10)


def test_everyone_finds_the_same_errors():
    right = factor_errors.reference(PROBLEM)
    for name, work in factor_errors.runners(PROBLEM).items():
        with quiet():
            error, _ = factor_errors.judged(right, work())
        assert error < 1e-8, name


def test_without_an_estimate_there_is_no_reference():
    y = (PROBLEM.X.codes[0] == 1).astype(int)  # a level decides every row
    separated = Problem("separated", PROBLEM.X, y, np.inf)
    with pytest.raises((RuntimeError, np.linalg.LinAlgError)), quiet():
        factor_errors.reference(separated)


def test_rows_of_those_who_are_wanted(monkeypatch):
    monkeypatch.setattr(factor_errors, "factors", lambda n, levels, q: factors(1_500, [5, 3], q))
    (row,) = factor_errors.run(False, Plan(60.0, 1, ("oddsmith",)), lambda name: None)
    assert row.asked == "fit and errors of 10 numbers"
    assert row.error < 1e-10
