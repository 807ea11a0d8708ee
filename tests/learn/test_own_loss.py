"""Slopes of a loss that was returned."""

import numpy as np
import pytest

from oddsmith.learn import check_gradient
from tests.learn.gradients import loss_and_pair, table, with_loss


def test_slopes_are_those_of_the_loss_whatever_the_columns_sizes():
    X, y, w = table(9, 40, 3)
    sizes = np.array([1.0, 1e5, 1e-5])
    found = check_gradient(loss_and_pair, X * sizes, y, w / sizes, 0.3)
    assert found.own_loss.slopes == pytest.approx(found.right, rel=1e-7)
    assert found.own_loss.relative_difference < 1e-8
    assert found.own_loss.agrees


def test_a_small_column_counts_as_much_as_a_large_one():
    X, y, w = table(9, 40, 3)
    sizes = np.array([1.0, 1e5, 1e-5])

    def wrong(w, X, y):
        loss, gradient = with_loss(w, X, y)
        return loss, gradient * [1, 1, 2]

    found = check_gradient(wrong, X * sizes, y, w / sizes)
    assert found.wrong == ("w3",)
    assert found.relative_difference > 1e-3
    assert found.own_loss.relative_difference == pytest.approx(found.relative_difference, rel=1e-6)
    assert not found.own_loss.agrees


def test_float32_takes_longer_steps():
    X, y, w = (part.astype(np.float32) for part in table(9, 40, 3))
    found = check_gradient(with_loss, X, y, w)
    assert found.own_loss.agrees
    assert found.own_loss.slopes == pytest.approx(found.right, rel=2e-3, abs=2e-4)


def test_a_loss_of_another_sign_has_other_slopes():
    X, y, w = table(9, 40, 3)
    found = check_gradient(
        lambda w, X, y: (-with_loss(w, X, y)[0], -with_loss(w, X, y)[1]), X, y, w
    )
    assert found.fault == "sign flipped"
    assert found.own_loss.agrees
    assert found.own_loss.slopes == pytest.approx(-found.right, rel=1e-7)


def test_beyond_a_hundred_coefficients_no_slopes_are_taken():
    X, y, w = table(9, 30, 120)
    found = check_gradient(with_loss, X, y, w / 10)
    assert np.isfinite(found.own_loss.slopes[:100]).all()
    assert np.isnan(found.own_loss.slopes[100:]).all()
    assert found.own_loss.agrees


def test_no_loss_no_slopes():
    X, y, w = table(9, 30, 2)
    assert check_gradient(lambda w, X, y: w, X, y, w).own_loss is None
