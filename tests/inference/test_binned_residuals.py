"""Binned residuals: averages, errors that simulation agrees with, weights as cases."""

import numpy as np

from oddsmith.inference.binned_residuals import binned_residuals
from oddsmith.inference.scores import Scores
from tests.inference.test_roc import scores


def test_averages_are_those_of_the_rows():
    given = scores(ties=False)
    found = binned_residuals(given, bins=6)
    p = 1 / (1 + np.exp(-given.z))
    order = np.argsort(p)
    for k, rows in enumerate(np.split(order, 6)):
        np.testing.assert_allclose(found.residual[k], (given.y - p)[rows].mean(), atol=1e-14)
        np.testing.assert_allclose(found.low[k], p[rows].min(), rtol=1e-14)
        np.testing.assert_allclose(found.high[k], p[rows].max(), rtol=1e-14)
    np.testing.assert_allclose(found.residual, found.observed - found.predicted, atol=1e-14)


def test_the_error_is_the_spread_where_the_model_is_right():
    z, rng = scores(ties=False).z, np.random.default_rng(0)
    p = 1 / (1 + np.exp(-z))
    drawn = [
        binned_residuals(Scores(z, (rng.random(len(z)) < p) * 1.0, np.ones(len(z))), z, 5)
        for _ in range(2000)
    ]
    spread = np.std([one.residual for one in drawn], axis=0)
    np.testing.assert_allclose(spread, drawn[0].error, rtol=0.08)


def test_a_weight_is_so_many_rows_and_ties_stay_together():
    z, y, c = np.array([-1.0, 0, 1]), np.array([0.0, 1, 1]), np.array([2.0, 3, 1])
    x = np.array([1.0, 2, 2])
    found = binned_residuals(Scores(z, y, c), x, 2)
    n = c.astype(int)
    single = Scores(np.repeat(z, n), np.repeat(y, n), np.ones(6))
    expected = binned_residuals(single, np.repeat(x, n), 2)
    for name in ("residual", "error", "cases", "x"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), atol=1e-15)
    assert len(found.cases) == 2
