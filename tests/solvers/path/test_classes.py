"""Paths of several classes: violation and gap recomputed, two classes as two."""

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Beside, Constant, Dense
from oddsmith.solvers.grouped import GroupPenalty
from oddsmith.solvers.path import ClassesFollower, PathRows
from tests.solvers.path.problems import numbers_of, points_of, rows_of, shape_of, table

RNG = np.random.default_rng(0)
N, P, K = 120, 6, 3
X = RNG.standard_normal((N, P)) * RNG.uniform(0.5, 2, P) + 1
Y = (X[:, :2] @ RNG.standard_normal((2, K)) + RNG.gumbel(size=(N, K))).argmax(axis=1)
C, OFFSET = RNG.uniform(0.5, 2, N), RNG.standard_normal((N, K)) / 2


def rows(weighted):
    data = InMemory(
        Beside([Constant(N, np.ones(1)), Dense(X)]),
        Y,
        C if weighted else None,
        OFFSET if weighted else None,
    )
    c = C / C.sum() if weighted else np.full(N, 1 / N)
    mean = c @ X
    return PathRows(data, np.r_[0, mean], np.r_[1, np.sqrt(c @ (X - mean) ** 2)])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize("l1_ratio", [1.0, 0.5, 0.0])
@pytest.mark.parametrize("factors", [None, [0.0, 1, 1, 2, 1, 1]])
def test_every_point_is_optimal_and_its_gap_small(weighted, grouped, l1_ratio, factors):
    at, shape = rows(weighted), shape_of(P, l1_ratio, factors=factors)
    follower = ClassesFollower(at, shape, K, grouped, 1e-9)
    Z = numbers_of(at)
    for point in follower.along([0.2, 0.05, 0.01, 0.001]):
        z = Z @ point.w + (OFFSET if weighted else 0)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        r = at.weight[:, None] * (e / e.sum(axis=1, keepdims=True) - np.eye(K)[Y])
        held = shape.at(point.strength)
        l1, l2 = (np.repeat(x[:, None], K, axis=1) for x in (held.l1, held.l2))
        gradient = Z.T @ r + l2 * point.w
        if grouped:
            violation = GroupPenalty(l1, l2).violation(point.w, gradient)
        else:
            at_zero = np.maximum(np.abs(gradient) - l1, 0)
            violation = np.where(point.w == 0, at_zero, np.abs(gradient + l1 * np.sign(point.w)))
        assert point.converged
        assert violation.max() <= 1e-9 + 1e-13
        assert 0 <= point.gap <= 1e-6
        assert np.abs(point.w[0].sum()) <= 1e-12


def test_gaps_bound_the_distance_away_from_the_minimum():
    at, shape = rows(True), shape_of(P)
    follower = ClassesFollower(at, shape, K, False, 1e-10)
    (best,) = follower.along([0.02])
    penalty = follower.penalty(0.02)
    least = best.loss + penalty.value(best.w)
    for size in (1e-4, 1e-2, 0.3):
        w = best.w + size * RNG.standard_normal(best.w.shape) * (best.w != 0)
        z = follower.raw(w)
        loss = at.weight @ follower.loss.at(z, Y, order=0).value
        value = loss + penalty.value(w)
        follower.w = w
        gap = follower.gap(value, penalty)
        assert value - least <= gap < np.inf


def test_two_classes_of_length_are_one_coefficient():
    """A row (-a, a) of length √2 |a|, and 2 a is the coefficient of two classes."""
    X2, y = table()
    two = rows_of(Dense(X2), y)
    several = PathRows(InMemory(two.data.X, y.astype(int)), two.center, two.scale)
    strengths = [0.1, 0.03, 0.01]
    plain = points_of(two, shape_of(8), strengths, tol=1e-11)
    half = shape_of(8, factors=np.full(8, np.sqrt(2)))
    follower = ClassesFollower(several, half, 2, True, 1e-11)
    for a, b in zip(plain, follower.along(strengths), strict=True):
        w = np.zeros(9)
        w[a.index] = a.w
        np.testing.assert_allclose(b.w[:, 1] - b.w[:, 0], w, atol=1e-8)
