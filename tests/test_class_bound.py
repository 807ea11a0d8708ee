"""The curvature that all classes share: below the hessian, and its gap above the truth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.certificate import bound_gap, proven_gap
from oddsmith.class_bound import with_shared_curvature
from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy, Multinomial, reference_coding
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.ridge_bound import ridge_bound
from oddsmith.solvers import Newton, minimise
from tests.solvers.classes import start, table


@given(
    st.integers(0, 10**6),
    st.integers(2, 5),
    st.floats(-6, 1),
    st.floats(-2, 2),
    st.sampled_from(["symmetric", "reference", "full"]),
)
@settings(deadline=None)
def test_it_lies_below_the_hessian(seed, classes, strength, far, coding):
    objective = table(30, 3, classes, 10**strength, seed, weighted=True)
    if coding != "symmetric":
        A = reference_coding(classes) if coding == "reference" else np.eye(classes)
        each = np.repeat(objective.penalty.l2[:, :1], A.shape[1], axis=1)
        objective = replace(objective, loss=Multinomial(A), penalty=Penalty(0 * each, each))
    w = 10**far * np.random.default_rng(seed).standard_normal(objective.penalty.l2.shape)
    at = objective(w, order=2)
    shared = with_shared_curvature(objective, w, at).hessian
    rest = at.hessian - np.kron(shared, np.eye(w.shape[1]))
    assert np.linalg.eigvalsh(rest)[0] >= -1e-13 * np.linalg.norm(at.hessian)


def test_it_is_the_hessian_of_two_classes_that_are_as_likely():
    """Then diag(p) - p pᵀ = ½ (I - ½ 1 1ᵀ): the bound is met."""
    objective = table(classes=2)
    w = start(objective)
    at = objective(w, order=2)
    shared = with_shared_curvature(objective, w, at).hessian
    np.testing.assert_allclose(shared, at.hessian, rtol=1e-12, atol=1e-15)


@given(
    st.integers(0, 10**6), st.integers(8, 60), st.integers(2, 4), st.floats(-5, 1), st.floats(-9, 0)
)
@settings(deadline=None)
def test_the_true_gap_lies_under_the_bound(seed, n, classes, strength, distance):
    objective = table(n, 3, classes, 10**strength, seed, weighted=True)
    best = minimise(Newton(), objective, start(objective), tol=1e-13, max_steps=200)
    w = best.w + 10**distance * np.random.default_rng(seed).standard_normal(best.w.shape)
    at = objective(w)
    bound = bound_gap(objective, w, with_shared_curvature(objective, w, at))
    assert at.value - best.at.value <= bound + 1e-15 * (1 + at.value)
    assert at.value - best.at.value <= proven_gap(objective, w, at, None) + 1e-15 * (1 + at.value)


def test_it_proves_what_a_small_penalty_cannot():
    objective = table(strength=1e-6)
    found = minimise(Newton(), objective, start(objective), tol=1e-6)
    w = found.w + 1e-8
    at = objective(w)
    delta, t = ridge_bound(objective, w, at)
    assert not delta * t < 1
    assert proven_gap(objective, w, at, None) < 1e-12


def test_separated_classes_are_not_proven_to_have_a_minimum():
    X = np.column_stack([np.ones(9), np.arange(9.0)])
    objective = table(n=9, p=1, classes=3)
    none = np.zeros((2, 2))
    data = replace(objective.data, X=Dense(X), y=np.arange(9) // 3)
    apart = replace(objective, data=data, penalty=Penalty(none, none))
    for steps in (5, 15, 25):
        w = minimise(Newton(), apart, none, max_steps=steps).w
        assert bound_gap(apart, w, with_shared_curvature(apart, w, apart(w))) == np.inf


@pytest.mark.parametrize("order", [1, 2])
def test_two_classes_with_one_prediction_are_left_alone(order):
    objective = table()
    binary = Objective(
        replace(objective.data, y=(objective.data.y > 1).astype(float)),
        CrossEntropy(),
        Penalty.none(9),
    )
    at = binary(np.zeros(9), order)
    assert with_shared_curvature(binary, np.zeros(9), at) is at
