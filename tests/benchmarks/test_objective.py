"""The objective of the benchmark, against sums written out and against the package's own."""

from math import exp, inf, log

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks.generators import dense
from benchmarks.objective import Coefficients, objective
from benchmarks.peers.ours import Core
from benchmarks.problem import Problem

RNG = np.random.default_rng(0)
X = RNG.standard_normal((30, 3))


def by_hand(X, y, W, b, C, free_intercept):
    total = 0.0
    for x, k in zip(X, y, strict=True):
        z = x @ W + b
        scores = [0.0, z[0]] if len(b) == 1 else list(z)
        total += log(sum(map(exp, scores))) - scores[k]
    square = (W**2).sum() + (0 if free_intercept else (b**2).sum())
    return total / len(y) + square / (2 * C * len(y))


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("free", [True, False])
@pytest.mark.parametrize("C", [0.3, inf])
@pytest.mark.parametrize("outputs", [1, 4])
def test_sums_by_hand(sparse, free, C, outputs):
    y = RNG.integers(0, max(2, outputs), 30)
    y[: max(2, outputs)] = range(max(2, outputs))
    at = Coefficients(RNG.standard_normal((3, outputs)), RNG.standard_normal(outputs))
    problem = Problem("", sp.csr_matrix(X) if sparse else X, y, C)
    got = objective(problem, at, free_intercept=free)
    assert got == pytest.approx(by_hand(X, y, at.W, at.b, C, free), rel=1e-13)


def test_nothing_overflows():
    at = Coefficients(np.array([[1e4]]), np.zeros(1))
    problem = Problem("", np.array([[1.0], [-1.0]]), np.array([1, 1]), inf)
    assert objective(problem, at) == pytest.approx(5e3)
    three = Problem("", np.array([[1.0]] * 3), np.array([0, 1, 2]), inf)
    assert np.isfinite(objective(three, Coefficients(np.array([[1e4, -1e4, 0]]), np.zeros(3))))


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("free", [True, False])
def test_the_package_minimises_the_same(classes, free):
    problem = dense(200, 4, classes=classes)
    found = Core(free).estimate(problem)
    value = objective(problem, Core(free).fit(problem, None), free_intercept=free)
    if free or classes == 2:  # a shift of all classes is free, unless it is penalised
        assert value == pytest.approx(found.solution.at.value, rel=1e-12)
    step = RNG.standard_normal((4, problem.outputs))
    at = Core(free).fit(problem, None)
    for size in (1e-2, -1e-2):
        moved = Coefficients(at.W + size * step, at.b)
        assert objective(problem, moved, free_intercept=free) > value
