"""Calibration curve: shares of groups, score equations of the smooth curve, and Scheffé's band."""

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import chi2, norm

from oddsmith.inference.calibration_curve import QUANTILES, basis, calibration_curve, smooth
from oddsmith.inference.scores import Scores
from tests.inference.test_roc import scores

GIVEN = scores(ties=False)


def test_groups_are_counted():
    found = calibration_curve(GIVEN, groups=5)
    p = expit(GIVEN.z)
    order = np.argsort(p)
    for k, rows in enumerate(np.split(order, 5)):
        assert found.cases[k] == 60
        assert found.observed[k] == pytest.approx(GIVEN.y[rows].mean())
        assert found.predicted[k] == pytest.approx(p[rows].mean())
    assert found.successes.sum() == GIVEN.y.sum()
    assert found.failures.sum() == (1 - GIVEN.y).sum()


def test_the_smooth_curve_solves_its_score_equations():
    knots = np.quantile(GIVEN.z, QUANTILES)
    _, curve, *_ = smooth(GIVEN, 201, 0.95)
    at = np.linspace(GIVEN.z.min(), GIVEN.z.max(), 201)
    b, *_ = np.linalg.lstsq(basis(at, knots), logit(curve), rcond=None)
    s = basis(GIVEN.z, knots)
    np.testing.assert_allclose(s.T @ (GIVEN.y - expit(s @ b)), 0, atol=1e-6)


def test_both_bands_are_as_wide_as_their_quantiles():
    _, curve, point, everywhere = smooth(GIVEN, 11, 0.9)
    f = logit(curve)
    narrow, wide = logit(point[1]) - f, logit(everywhere[1]) - f
    np.testing.assert_allclose(wide / narrow, np.sqrt(chi2.ppf(0.9, 4)) / norm.ppf(0.95))
    np.testing.assert_allclose(logit(point[0]) - f, -narrow, rtol=1e-9)


def test_the_wide_band_holds_the_whole_truth_as_often_as_it_says():
    """Recalibration is right here: 95 % of bands hold the diagonal throughout, ± 3 errors."""
    rng, held = np.random.default_rng(1), 0
    for _ in range(200):
        z = rng.standard_normal(400)
        y = (rng.random(400) < expit(z)) * 1.0
        grid, _, _, (low, high) = smooth(Scores(z, y, np.ones(400)), 51, 0.95)
        held += bool(((low <= grid) & (grid <= high)).all())
    assert held >= 200 * (0.95 - 3 * np.sqrt(0.95 * 0.05 / 200))


def test_beyond_the_knots_it_is_straight():
    knots = np.array([-1.0, 0.0, 0.5, 2.0])
    for ends in (np.array([-4.0, -3, -2]), np.array([3.0, 4, 5])):
        np.testing.assert_allclose(np.diff(basis(ends, knots), 2, axis=0), 0, atol=1e-12)


@pytest.mark.parametrize("z", [np.zeros(6), np.array([-9.0, -8, -7, 7, 8, 9])])
def test_where_there_is_no_curve_there_are_groups(z):
    found = calibration_curve(Scores(z, np.array([0.0, 0, 0, 1, 1, 1]), np.ones(6)))
    assert len(found.grid) == 0
    assert found.cases.sum() == 6
