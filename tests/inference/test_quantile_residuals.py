"""Quantile residuals: standard normal where the model is right, for single rows and for counts."""

import numpy as np
import pytest
from scipy.stats import kstest, norm

from oddsmith.errors import InputError
from oddsmith.inference.quantile_residuals import normal_band, quantile_residuals
from oddsmith.inference.scores import Scores


@pytest.mark.parametrize("trials", [1, 7])
def test_they_are_normal_where_the_model_is_right_and_not_where_it_is_wrong(trials):
    rng = np.random.default_rng(2)
    z = rng.normal(0, 2, 4000)
    n = np.full(4000, float(trials))
    y = rng.binomial(trials, 1 / (1 + np.exp(-z))) / trials
    assert kstest(quantile_residuals(Scores(z, y, n), seed=3), "norm").pvalue > 0.01
    assert kstest(quantile_residuals(Scores(z - 1, y, n), seed=3), "norm").pvalue < 1e-6


def test_each_lies_where_its_response_puts_it():
    z = np.array([-40.0, 40.0, 0.0, 0.0])
    y = np.array([1.0, 0.0, 1.0, 0.0])
    r = quantile_residuals(Scores(z, y, np.ones(4)), seed=0)
    assert r[0] > norm.isf(1e-17)
    assert r[1] < -norm.isf(1e-17)
    assert r[2] > 0 > r[3]
    assert np.isfinite(r).all()


def test_the_seed_is_all_that_is_random():
    given = Scores(np.zeros(9), np.tile([0.0, 1, 1], 3), np.ones(9))
    np.testing.assert_array_equal(
        quantile_residuals(given, seed=1), quantile_residuals(given, seed=1)
    )
    assert (quantile_residuals(given, seed=1) != quantile_residuals(given, seed=2)).all()


def test_fractions_of_trials_are_refused():
    with pytest.raises(InputError, match="whole numbers"):
        quantile_residuals(Scores(np.zeros(2), np.ones(2), np.full(2, 0.5)), seed=0)


def test_the_band_holds_ordered_normal_numbers_as_often_as_it_says():
    drawn = np.sort(np.random.default_rng(0).standard_normal((4000, 8)), axis=1)
    median, low, high = normal_band(8, 0.9)
    held = ((low <= drawn) & (drawn <= high)).mean(axis=0)
    np.testing.assert_allclose(held, 0.9, atol=0.02)
    np.testing.assert_allclose((drawn < median).mean(axis=0), 0.5, atol=0.03)
