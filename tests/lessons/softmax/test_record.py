"""Records of softmax: formulas word by word, the objective's gradient, two classes as a sigmoid."""

import numpy as np
import pytest

from oddsmith.lessons.landscape import objective_of
from oddsmith.lessons.softmax.record import softmax_objective, softmax_step, table_of

RANDOM = np.random.default_rng(5)
X, y = RANDOM.normal(size=(12, 2)), RANDOM.integers(0, 3, 12)
W = RANDOM.normal(size=(3, 3))


def test_a_step_is_its_formulas_number_by_number():
    step = softmax_step(7, W, softmax_objective(X, y, 3))
    assert step.number == 7
    for i in range(12):
        z = [sum(X[i, j] * W[j, k] for j in range(2)) + W[2, k] for k in range(3)]
        p = np.exp(z) / sum(np.exp(z))
        assert step.z[i] == pytest.approx(z, rel=1e-13, abs=1e-15)
        assert step.p[i] == pytest.approx(p, rel=1e-13)
        assert step.loss[i] == pytest.approx(-np.log(p[y[i]]), rel=1e-12)
        assert step.delta[i] == pytest.approx(p - (np.arange(3) == y[i]), abs=1e-15)
    whole = np.column_stack([X, np.ones(12)])
    assert step.gradient == pytest.approx(whole.T @ step.delta / 12, abs=1e-15)


def test_the_gradient_is_the_slope_of_the_objective():
    objective = softmax_objective(X, y, 3, l2=0.3)
    gradient = softmax_step(0, W, objective).gradient
    for j, k in np.ndindex(3, 3):
        nudge = np.zeros((3, 3))
        nudge[j, k] = 1e-6
        ahead, behind = (objective(W + s * nudge, order=0).value for s in (1, -1))
        assert gradient[j, k] == pytest.approx((ahead - behind) / 2e-6, abs=1e-8)


def test_the_biases_have_no_penalty():
    heavy, light = (softmax_objective(X, y, 3, l2=l2)(W).value for l2 in (2.0, 0.0))
    assert heavy - light == pytest.approx((W[:2] ** 2).sum(), rel=1e-13)


def test_two_classes_are_a_neuron_of_the_differences():
    two = (y > 0).astype(int)
    w = RANDOM.normal(size=(3, 2))
    step = softmax_step(0, w, softmax_objective(X, two, 2))
    at = objective_of(X, two.astype(float))(w[:, 1] - w[:, 0])
    assert step.loss.mean() == pytest.approx(at.value, rel=1e-14)
    assert step.gradient[:, 1] == pytest.approx(at.gradient, rel=1e-12, abs=1e-16)
    assert step.gradient[:, 0] == pytest.approx(-at.gradient, rel=1e-12, abs=1e-16)


def test_the_table_comes_back_as_it_went_in():
    again = table_of(softmax_objective(X, y, 3))
    assert np.array_equal(again[0], X)
    assert np.array_equal(again[1], y)
