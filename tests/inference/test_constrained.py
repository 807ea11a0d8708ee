"""Fits under linear equations: against other parametrisations, and the optimality condition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import NotConvergedWarning, NotSupportedError
from oddsmith.estimate import estimate
from oddsmith.inference.constrained import (
    Constrained,
    fit_under,
    null_space,
    require_likelihood,
    standardised,
)
from oddsmith.inference.hypotheses import Hypothesis, linear_hypothesis, zero_hypothesis
from oddsmith.penalties import Penalty
from tests.inference.likelihood_models import fitted, maximum, noisy, table

NAMES = ["one", "a", "b", "c"]


def refit(found, text):
    result = fit_under(found, linear_hypothesis(text, NAMES))
    return found.coordinates.to_raw(result.u), result.at.value * result.at.case_weight


def test_equal_coefficients_are_one_column():
    X, y = noisy(1)
    w, loss = refit(maximum(X, y), "a = b")
    merged = maximum(np.column_stack([X[:, 0], X[:, 1] + X[:, 2], X[:, 3]]), y)
    np.testing.assert_allclose(w, merged.w[[0, 1, 1, 2]], rtol=1e-10)
    assert loss == pytest.approx(merged.solution.at.loss * len(y), rel=1e-14)


def test_a_fixed_coefficient_is_an_offset():
    X, y = noisy(2)
    w, loss = refit(maximum(X, y), "2*c = 1.5")
    rest = maximum(X[:, :3], y, offset=0.75 * X[:, 3])
    np.testing.assert_allclose(w, [*rest.w, 0.75], rtol=1e-10)
    assert loss == pytest.approx(rest.solution.at.loss * len(y), rel=1e-14)


def test_the_raw_intercept_can_be_fixed():
    X, y = noisy(3)
    X[:, 1:] = 5 + 2 * X[:, 1:]
    found = maximum(X, y)
    w, _ = refit(found, "one = 0")
    slopes = estimate(InMemory(Dense(X[:, 1:]), y), None, Penalty.none(3), to_floor=True)
    np.testing.assert_allclose(w[1:], slopes.w, rtol=1e-9)
    assert abs(w[0]) < 1e-12


@given(st.integers(0, 10**6), st.integers(1, 3), st.floats(-6, 6))
def test_any_equations_hold_and_the_gradient_lies_in_their_span(seed, q, unit):
    X, y = noisy(seed)
    X[:, 2] *= 10**unit
    rng = np.random.default_rng(seed)
    R = rng.standard_normal((q, 4))
    hypothesis = Hypothesis(R, rng.standard_normal(q) / 4, ("",) * q, tuple(NAMES))
    found = maximum(X, y)
    result = fit_under(found, hypothesis)
    A, a = standardised(found, hypothesis)
    np.testing.assert_allclose(A @ result.u, a, atol=1e-9 * (1 + np.abs(a).max()))
    assert np.abs(null_space(A).T @ result.at.gradient).max() < 1e-8
    assert result.at.value >= found.solution.at.value - 1e-14


def test_everything_fixed():
    X, y = noisy(4)
    _, loss = refit(maximum(X, y), "one = 0, a = 0, b = 0, c = 0")
    assert loss == pytest.approx(len(y) * np.log(2), rel=1e-14)


def test_blocks_add_to_the_same(monkeypatch):
    X, y = noisy(5)
    whole = refit(maximum(X, y), "a + b = 1")
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    parts = refit(maximum(X, y), "a + b = 1")
    np.testing.assert_allclose(parts[0], whole[0], rtol=1e-11)
    assert parts[1] == pytest.approx(whole[1], rel=1e-14)


def test_derivatives_in_v():
    X, y = noisy(6)
    found = maximum(X, y)
    N = null_space(np.array([[1.0, 2.0, -1.0, 0.5]]))
    problem = Constrained.of(found.objective, found.solution.w, N)
    v, h = np.array([0.3, -0.2, 0.1]), 1e-6
    at = problem(v, 2)
    for k in range(3):
        e = h * np.eye(3)[k]
        slope = (problem(v + e).value - problem(v - e).value) / (2 * h)
        assert slope == pytest.approx(at.gradient[k], abs=1e-9)
        bend = (problem(v + e).gradient - problem(v - e).gradient) / (2 * h)
        np.testing.assert_allclose(bend, at.hessian[k], atol=1e-8)
    assert problem.reach(v) == pytest.approx(found.objective.reach(N @ v), rel=1e-12)


def test_a_penalised_fit_is_refused():
    names, rows, _ = table("admissions")
    ridge = estimate(rows, 0, Penalty.elastic_net(len(names), 0.1, free=[0]))
    with pytest.raises(NotSupportedError, match=r"A score test compares .* penalty=0"):
        require_likelihood(ridge, "A score test")


def test_a_refit_that_does_not_end_says_so():
    found = fitted("admissions")
    names = table("admissions")[0]
    with pytest.warns(NotConvergedWarning, match="'gpa = 0' did not end"):
        fit_under(found, zero_hypothesis([names.index("gpa")], names), max_steps=0)
