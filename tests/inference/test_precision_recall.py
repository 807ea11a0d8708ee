"""Precision–recall: scikit-learn's points and average, and the logit interval."""

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import norm
from sklearn.metrics import average_precision_score, precision_recall_curve

from oddsmith.inference.precision_recall import of_average, precision_recall
from oddsmith.inference.proportion import wilson
from oddsmith.inference.scores import Scores
from tests.inference.test_roc import scores


@pytest.mark.parametrize("ties", [True, False])
def test_points_and_average_are_scikit_learn_s(ties):
    given = scores(ties=ties)
    found = precision_recall(given)
    assert found.average == pytest.approx(average_precision_score(given.y, given.z), rel=1e-13)
    precision, recall, _ = precision_recall_curve(given.y, given.z)
    np.testing.assert_allclose(found.precision, precision[-2::-1], atol=1e-14)
    np.testing.assert_allclose(found.recall, recall[-2::-1], atol=1e-14)
    assert found.prevalence == pytest.approx(given.y.mean())


def test_intervals_are_wilson_s_and_the_logit_s():
    given = scores()
    found = precision_recall(given, 0.9)
    called = np.array([(given.z >= np.sort(given.z)[-40]).sum()], dtype=float)
    k = int(np.flatnonzero(found.recall * given.y.sum() / found.precision == called)[0])
    low, high = wilson(called * found.precision[k], called, 0.9)
    np.testing.assert_allclose([found.lower[k], found.upper[k]], [low[0], high[0]])
    n = given.y.sum()
    half = norm.isf(0.05) / np.sqrt(n * found.average * (1 - found.average))
    np.testing.assert_allclose(
        logit(found.interval), logit(found.average) + np.array([-half, half]), rtol=1e-10
    )


def test_a_perfect_average_has_no_width_and_fractions_no_interval():
    assert of_average(1.0, 10, 0.95) == (1.0, 1.0)
    given = scores()
    assert np.isnan(
        precision_recall(Scores(given.z, given.y, given.case_weight / 7)).interval
    ).all()
