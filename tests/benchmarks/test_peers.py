"""Entrants: all of them find the same optimum of small problems."""

import shutil

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks import peers
from benchmarks.generators import draw, factors
from benchmarks.measure import quiet
from benchmarks.objective import objective
from benchmarks.peers import LIBRARIES, OURS, entrants, installed, load, missing
from benchmarks.peers.ours import Core
from benchmarks.problem import Problem

RNG = np.random.default_rng(5)
X = RNG.standard_normal((120, 3))


def problem(classes=2, **changed):
    Z = X @ RNG.standard_normal((3, 1 if classes == 2 else classes)) + 0.3
    return Problem("tiny", **{"X": X, "y": draw(RNG, Z), **changed})


PROBLEMS = {
    "dense": problem(),
    "weak penalty": problem(C=100.0),
    "first class seen is 1": problem(y=np.r_[1, problem().y[1:]]),
    "first class seen is 0": problem(y=np.r_[0, problem().y[1:]]),
    "maximum likelihood": problem(C=np.inf),
    "sparse": problem(X=sp.csr_matrix(X * (np.abs(X) > 0.5))),
    "factors": factors(300, [4, 3], 2),
    "four classes": problem(classes=4),
}


def of(library):
    """The entrants of a library, which is loaded when its test runs."""
    if library not in installed():
        pytest.skip(f"{library} is not installed")
    return load(library).ENTRANTS


def fitted(entrant, given, tol):
    """The coefficients, and their gap from our optimum."""
    free = entrant.free_intercept
    with quiet():
        found, best = entrant.fit(given, tol), Core(free).fit(given, 1e-11)
    lowest = objective(given, best, free_intercept=free)
    return found, objective(given, found, free_intercept=free) - lowest


@pytest.mark.parametrize("case", PROBLEMS)
@pytest.mark.parametrize("library", LIBRARIES)
def test_the_same_optimum(library, case):
    given = PROBLEMS[case]
    for entrant in of(library):
        if entrant.takes(given):
            found, gap = fitted(entrant, given, 1e-11)
            slow = "sag" in entrant.name  # stopped after 1,000 walks through the rows
            assert -1e-12 < gap < (1e-6 if slow else 1e-10), entrant.name
            assert found.W.shape == (given.shape[1], given.outputs)
            assert found.b.shape == (given.outputs,)


@pytest.mark.parametrize("library", LIBRARIES)
def test_defaults_come_near(library):
    for entrant in of(library):
        given = next(one for one in PROBLEMS.values() if entrant.takes(one))
        assert fitted(entrant, given, None)[1] < 1e-2, entrant.name


@pytest.mark.parametrize("library", LIBRARIES)
def test_tiny_numbers_stay_numbers(library):
    of(library)
    assert np.nextafter(0.0, 1.0) * np.ones(1) > 0


def test_everyone_takes_part_somewhere_and_names_differ():
    names = [one.name for one in entrants()]
    assert names[0] == OURS
    assert len(names) == len(set(names))
    assert all(any(one.takes(given) for given in PROBLEMS.values()) for one in entrants())


def test_some_are_called_by_name():
    assert [one.name for one in entrants([OURS])] == [OURS]


def test_who_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(peers.LIBRARIES, "not_a_library", "nobody")
    assert "not_a_library" in missing()
    assert "not_a_library" not in installed()


@pytest.mark.skipif(shutil.which("Rscript") is not None, reason="R is installed")
def test_without_r_its_library_is_left_out():
    assert "glmnet" in missing()
    assert not peers.is_in_r("glmnet")


@pytest.mark.parametrize(("status", "there"), [(0, True), (1, False)])
def test_r_is_asked_for_its_library(monkeypatch, tmp_path, status, there):
    """A program in R's place, which ends with this status if it is asked for glmnet."""
    program = tmp_path / "Rscript"
    program.write_text(f'#!/bin/sh\ncase "$2" in *glmnet*) exit {status};; esac\nexit 2\n')
    program.chmod(0o755)
    monkeypatch.setattr(peers, "which", lambda name: str(program) if name == "Rscript" else None)
    assert peers.is_in_r("glmnet") is there
    assert not peers.is_in_r("another")


def test_large_problems_are_left_to_those_who_can_be_stopped():
    large = Problem("large", np.zeros((30_000, 1_000)), np.arange(30_000) % 2)
    takers = {one.name for one in entrants() if one.takes(large)}
    assert {"scikit-learn lbfgs", OURS} <= takers
    assert not takers & {"scikit-learn saga", "scikit-learn liblinear", "LIBLINEAR", "snapml dual"}
