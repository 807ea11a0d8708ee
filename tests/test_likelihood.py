"""Log-likelihood and deviance: the parts that do not depend on the coefficients."""

import numpy as np
import pytest
from scipy.special import comb, xlogy

from oddsmith.data import Block, InMemory
from oddsmith.design import Dense
from oddsmith.likelihood import likelihoods, null_loss, saturated
from oddsmith.losses import Multinomial, reference_coding, symmetric_coding


def block(y, c=None):
    return Block(
        Dense(np.ones((len(y), 1))), np.array(y, float), None if c is None else np.array(c)
    )


def test_zeros_and_ones_add_nothing():
    found = saturated(block([0, 1, 1], [1.0, 2.0, 7.0]))
    assert (found.loss, found.constant) == (0.0, 0.0)


def test_trials_are_counted_in_as_many_ways_as_there_are():
    found = saturated(block([2 / 3, 0.25], [3.0, 8.0]))
    assert found.constant == pytest.approx(np.log(comb(3, 2) * comb(8, 2)), rel=1e-14)
    y, c = np.array([2 / 3, 0.25]), np.array([3.0, 8.0])
    assert found.loss == pytest.approx(-(c * (xlogy(y, y) + xlogy(1 - y, 1 - y))).sum())


def test_weights_that_are_not_whole_count_nothing_even_if_some_are():
    whole, part = saturated(block([0.5], [4.0])), saturated(block([0.5], [2.5]))
    assert whole.constant > 0
    assert (whole + part).constant == 0


@pytest.mark.parametrize("intercept", [0, None])
def test_null_loss_is_the_closed_form(intercept):
    y = np.array([0.0, 0, 0, 1])
    p = 0.25 if intercept == 0 else 0.5
    expected = -(xlogy(y, p) + xlogy(1 - y, 1 - p)).sum()
    data = InMemory(Dense(np.column_stack([np.ones(4), np.arange(4)])), y)
    assert null_loss(data, intercept) == pytest.approx(expected, rel=1e-14)


def test_an_offset_in_the_span_of_the_intercept_changes_nothing():
    y, X = np.array([0.0, 0, 1, 1, 1]), Dense(np.ones((5, 1)))
    plain, shifted = InMemory(X, y), InMemory(X, y, None, np.full(5, 3.0))
    assert null_loss(shifted, 0) == pytest.approx(null_loss(plain, 0), rel=1e-14)


# -- several classes -------------------------------------------------------------------------------


def of_classes(weights=None):
    y = np.array([0, 1, 1, 2, 2, 2])
    c = None if weights is None else np.array(weights)
    return InMemory(Dense(np.column_stack([np.ones(6), np.arange(6.0)])), y, c)


def test_of_classes_a_row_is_one_of_them():
    """Whatever the weights, a saturated model gives it probability one, in one way."""
    for weights in (None, [1.0, 2, 3, 4, 5, 6], [0.5, 1, 1, 1, 1, 2.5]):
        found = saturated(of_classes(weights).whole)
        assert (found.loss, found.constant) == (0.0, 0.0)


@pytest.mark.parametrize("coding", [reference_coding, symmetric_coding])
@pytest.mark.parametrize("weights", [None, [1.0, 2, 3, 4, 5, 6]])
def test_null_loss_of_classes_is_the_closed_form(coding, weights):
    rows, loss = of_classes(weights), Multinomial(coding(3))
    n = np.bincount(rows.y, weights=rows.whole.weights)
    assert null_loss(rows, 0, loss) == pytest.approx(-xlogy(n, n / n.sum()).sum(), rel=1e-13)
    assert null_loss(rows, None, loss) == pytest.approx(n.sum() * np.log(3), rel=1e-14)
    found = likelihoods(rows, 0, 4.0, loss)
    assert (found.model, found.deviance) == (-4.0, 8.0)
    assert found.null_deviance == -2 * found.null == 2 * null_loss(rows, 0, loss)
