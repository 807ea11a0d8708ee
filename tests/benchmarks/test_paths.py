"""Whole paths: the check of optimality tells a path from what is nearly one."""

import numpy as np
import pytest

from benchmarks import paths
from benchmarks.peers.paths import PathEntrant, entrants, ours, violation
from benchmarks.problem import Problem

SMALL = paths.few_of_many(60, 20, 3)


def test_ours_keeps_what_is_asked_and_an_inexact_path_does_not():
    strengths = paths.strengths_of(SMALL, 5)
    b, w = ours(SMALL.X, SMALL.y.astype(float), strengths, 1e-8)
    assert violation(SMALL, strengths, (b, w)) < 1e-8
    assert violation(SMALL, strengths, (b + 1e-3, w)) > 1e-5
    assert violation(SMALL, strengths, (b[:4], w[:, :4])) == np.inf


def test_sparse_rows_are_judged_as_their_numbers():
    problem = paths.words(300, 40, 5, 4)
    strengths = paths.strengths_of(problem, 4)
    found = ours(problem.matrix, problem.y.astype(float), strengths, 1e-8)
    written = Problem("", problem.matrix.toarray(), problem.y)
    assert violation(problem, strengths, found) == pytest.approx(
        violation(written, strengths, found), abs=1e-15
    )


def test_the_first_value_empties_the_model():
    strengths = paths.strengths_of(SMALL, 3)
    _, w = ours(SMALL.X, SMALL.y.astype(float), strengths, 1e-8)
    assert np.diff(w.indptr)[0] == 0
    assert np.diff(w.indptr)[1] > 0


def test_whoever_misses_is_asked_again():
    asked = []

    def loose(X, y, strengths, tol):
        asked.append(tol)
        b, w = ours(X, y, strengths, 1e-9)
        return (b + (tol > 1e-5)), w

    found = paths.race(SMALL, 3, [PathEntrant("loose", (1e-3, 1e-6, 1e-9), loose)], 2)
    assert asked == [1e-3, 1e-6, 1e-6, 1e-6]
    assert found["loose"].violation <= paths.ASKED
    assert next(iter(paths.lines(found)))[2] == "1.00"


def test_whoever_gives_up_keeps_nothing():
    def fails():
        raise RuntimeError("no step")

    assert paths.kept_by(fails, SMALL, paths.strengths_of(SMALL, 2)) == np.inf


def test_ours_comes_first():
    assert entrants()[0].fit is ours
