"""ROC curve: its area is the AUC, and grouped rows give what single ones give."""

import numpy as np
import pytest
from sklearn.metrics import roc_curve as theirs

from oddsmith.errors import InputError
from oddsmith.inference.proportion import wilson
from oddsmith.inference.roc import roc_curve
from oddsmith.inference.scores import Scores


def scores(n=300, seed=0, ties=True):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(n).round(1 if ties else 9)
    return Scores(z, (rng.random(n) < 1 / (1 + np.exp(-z))) * 1.0, np.ones(n))


@pytest.mark.parametrize("ties", [True, False])
def test_points_are_scikit_learn_s_and_the_area_is_that_of_the_curve(ties):
    given = scores(ties=ties)
    found = roc_curve(given)
    x, y, _ = theirs(given.y, given.z, drop_intermediate=False)
    np.testing.assert_allclose(found.false_alarms, x, atol=1e-14)
    np.testing.assert_allclose(found.sensitivity, y, atol=1e-14)
    area = np.trapezoid(found.sensitivity, found.false_alarms)
    assert area == pytest.approx(found.area.auc, rel=1e-13)


def test_at_each_threshold_it_is_a_proportion():
    given = scores()
    found = roc_curve(given, 0.9)
    for k in (1, 5, 20):
        called = 1 / (1 + np.exp(-given.z)) >= found.thresholds[k] * (1 - 1e-12)
        hits = np.array([given.y[called].sum()])
        assert found.sensitivity[k] == hits[0] / given.y.sum()
        low, high = wilson(hits, np.array([given.y.sum()]), 0.9)
        np.testing.assert_allclose([found.lower[k], found.upper[k]], [low[0], high[0]])


def test_weights_that_are_no_counts_have_no_interval():
    given = scores()
    found = roc_curve(Scores(given.z, given.y, given.case_weight / 3))
    assert np.isnan(found.lower).all()
    np.testing.assert_allclose(found.sensitivity, roc_curve(given).sensitivity, atol=1e-14)


def test_one_class_has_no_curve():
    with pytest.raises(InputError, match="0 failures"):
        roc_curve(Scores(np.zeros(3), np.ones(3), np.ones(3)))
