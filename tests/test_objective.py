"""The objective: means, penalty, derivatives; its batches and columns."""

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty


def make(loss=None, n=40, seed=0, l1=0.0):
    rng = np.random.default_rng(seed)
    data = InMemory(
        Dense(rng.standard_normal((n, 3))),
        rng.random(n),
        rng.uniform(0, 2, n),
        rng.standard_normal(n),
    )
    penalty = Penalty(np.full(3, l1), np.array([0.0, 0.5, 2.0]))
    return Objective(data, loss or CrossEntropy(), penalty)


W = np.array([0.3, -1.0, 0.5])


@pytest.mark.parametrize("loss", [CrossEntropy(), SquaredError()], ids=repr)
def test_derivatives_are_those_of_the_value(loss):
    objective, h = make(loss), 1e-6
    at = objective(W, 2)
    for j, e in enumerate(np.eye(3)):
        above, below = objective(W + h * e), objective(W - h * e)
        assert at.gradient[j] == pytest.approx((above.value - below.value) / (2 * h), abs=1e-8)
        np.testing.assert_allclose(
            at.hessian[j], (above.gradient - below.gradient) / (2 * h), atol=1e-8
        )


def test_product_is_the_hessian_times_a_vector():
    objective, v = make(), np.array([1.0, 2.0, -0.5])
    at = objective(W, 2)
    np.testing.assert_allclose(objective.product(W, v, at.case_weight), at.hessian @ v, rtol=1e-13)


def test_the_arrow_is_a_diagonal_and_a_row_of_the_hessian():
    objective = make()
    at = objective(W, 2)
    diagonal, row = objective.arrow(W, 1, at.case_weight)
    np.testing.assert_allclose(diagonal, at.hessian.diagonal(), rtol=1e-13)
    np.testing.assert_allclose(row, at.hessian[1], rtol=1e-13)
    np.testing.assert_allclose(objective.diagonal(W, at.case_weight), diagonal, rtol=1e-13)


def test_weight_two_is_the_row_twice_and_weight_zero_no_row():
    objective = make()
    block = objective.data.whole
    twice = np.r_[np.arange(40), np.arange(20)]
    counts = np.r_[np.full(20, 2.0), np.ones(20)]
    counts[-1] = 0
    repeated = InMemory(block.X, block.y, None, block.offset).rows(np.delete(twice, 39))
    weighted = InMemory(block.X, block.y, counts, block.offset)
    a, b = (
        Objective(data, objective.loss, objective.penalty)(W, 2) for data in (repeated, weighted)
    )
    assert a.value == pytest.approx(b.value, rel=1e-14)
    np.testing.assert_allclose(a.hessian, b.hessian, rtol=1e-13)


def test_batches_of_one_row_average_to_the_whole():
    objective = make()
    parts = [part(W) for part in objective.batches(1)]
    weights = [part.case_weight for part in parts]
    mean = np.average([part.gradient for part in parts], axis=0, weights=weights)
    np.testing.assert_allclose(mean, objective(W).gradient, rtol=1e-12)


def test_columns_left_out_have_coefficient_zero():
    part = make().columns(np.array([0, 2]))
    whole = make()
    w = np.array([0.4, 0.0, -0.2])
    assert part(w[[0, 2]]).value == pytest.approx(whole(w).value, rel=1e-14)


def test_reach_is_the_farthest_that_a_step_moves_z():
    objective = make()
    assert objective.reach(W) == np.abs(objective.data.X.array @ W).max()
