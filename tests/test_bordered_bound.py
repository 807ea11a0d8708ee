"""The certificate beside a category of many levels: above the truth, and near the full one's."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.bordered_bound import bordered_bound, longest_row
from oddsmith.certificate import bound_gap, gap_bound
from oddsmith.data import InMemory
from oddsmith.design import Beside, Bordered, Constant, Dense, OneHot
from oddsmith.kernels import bordered
from oddsmith.losses import CrossEntropy
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, minimise

LEVELS = 6
P = LEVELS + 3


@pytest.fixture(autouse=True, scope="module")
def few_are_many():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bordered, "WIDE", LEVELS)
        yield


def problem(seed, n, strength):
    rng = np.random.default_rng(seed)
    codes = np.r_[np.repeat(np.arange(LEVELS), 2), rng.integers(-1, LEVELS, n - 2 * LEVELS)]
    X = Beside([Constant(n, np.ones(1)), OneHot(codes, LEVELS), Dense(rng.standard_normal((n, 2)))])
    y = (rng.random(n) < 0.5).astype(float)
    y[: 2 * LEVELS] = np.arange(2 * LEVELS) % 2  # both classes in every level
    penalty = Penalty.elastic_net(P, strength, free=[0])
    data = InMemory(X, y, rng.uniform(0.5, 2, n), rng.standard_normal(n))
    return Objective(data, CrossEntropy(), penalty)


@given(st.integers(0, 10**6), st.integers(30, 80), st.sampled_from([0.0, 1e-3]), st.floats(-9, 0))
@settings(deadline=None)
def test_the_true_gap_lies_under_the_bound(seed, n, strength, distance):
    objective = problem(seed, n, strength)
    best = minimise(Newton(), objective, np.zeros(P), tol=1e-13, max_steps=200)
    w = best.w + 10**distance * np.random.default_rng(seed).standard_normal(P)
    at = objective(w, 2)
    assert isinstance(at.curvature, Bordered)
    gap = at.value - best.at.value
    assert gap <= bound_gap(objective, w, at) + 1e-15 * (1 + at.value)
    largest = objective.data.X.largest()
    assert gap <= bound_gap(objective, w, at, largest) + 1e-15 * (1 + at.value)


@given(st.integers(0, 10**6))
@settings(deadline=None)
def test_its_lengths_are_at_least_those_in_the_hessian(seed):
    objective = problem(seed, 50, 1e-2)
    w = np.random.default_rng(seed).standard_normal(P)
    at = objective(w, 2)
    delta, t = bordered_bound(objective, w, at, None)
    V = np.linalg.inv(at.hessian)
    X = objective.data.X.toarray()
    assert delta**2 >= at.gradient @ V @ at.gradient
    assert t**2 >= np.einsum("ij,jk,ik->i", X, V, X).max()


def test_at_the_minimum_it_proves_what_the_full_matrix_proves():
    objective = problem(0, 200, 0.0)
    found = minimise(Newton(), objective, np.zeros(P), to_floor=True)
    full = replace(found.at, curvature=found.at.hessian)
    assert bound_gap(objective, found.w, found.at) < 1e-20
    assert bound_gap(objective, found.w, full) < 1e-20


def test_without_curvature_nothing_is_known():
    objective = problem(0, 40, 0.0)
    far = np.zeros(P)
    far[0] = 900.0
    assert gap_bound(*bordered_bound(objective, far, objective(far, 2), None)) == np.inf


def test_a_row_has_one_of_a_category():
    X = Beside([OneHot(np.array([0]), 3), Dense(np.ones((1, 2)))])
    assert longest_row(X, np.array([1.0, 5.0, 2.0, 10.0, 20.0])) == 35.0
