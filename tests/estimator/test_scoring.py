"""Scores written here: against scikit-learn's scorers, where those keep their digits."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import get_scorer

from oddsmith.estimator.logistic import LogisticRegression
from oddsmith.estimator.scoring import metric_of, of_log_odds

CLASSES = np.array(["no", "yes"])


@pytest.mark.parametrize("scoring", ["accuracy", "neg_log_loss"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("size", [0.0, 0.1, 0.3])
def test_equals_the_scorer(scoring, weighted, size):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 3)), CLASSES[rng.integers(0, 2, 60)]
    c, test = rng.uniform(0.5, 2, 60), np.arange(0, 60, 3)
    model = LogisticRegression().fit(X, y)
    model.coef_, model.intercept_ = size * rng.normal(size=(1, 3)), np.array([size * 0.1])
    given = {"sample_weight": c} if weighted else {}
    metric = metric_of(scoring, CLASSES, given)
    ours = of_log_odds(metric, X, y == "yes", test, given)(model)
    part = {"sample_weight": c[test]} if weighted else {}
    theirs = get_scorer(scoring)(model, X[test], y[test], **part)
    assert ours == pytest.approx(theirs, rel=1e-12)


def test_sure_predictions_keep_their_digits_up_to_the_limit():
    """scikit-learn takes 1 - p, which at z = 30 has three digits left."""
    model = SimpleNamespace(decision_function=lambda X: X[:, 0])
    for z, loss in [(30.0, 30 + math.exp(-30)), (-30.0, math.exp(-30)), (99.0, 52 * math.log(2))]:
        ours = of_log_odds(
            metric_of("neg_log_loss", CLASSES, {}), np.array([[z]]), np.array([False]), [0], {}
        )
        assert ours(model) == pytest.approx(-loss, rel=1e-14)


@pytest.mark.parametrize("scoring", [None, "warn"])
def test_accuracy_is_the_default(scoring):
    assert metric_of(scoring, CLASSES, {}) is metric_of("accuracy", CLASSES, {})


def test_others_are_left_to_scikit_learn():
    assert metric_of("roc_auc", CLASSES, {}) is None
    assert metric_of(get_scorer("accuracy"), CLASSES, {}) is None
    assert metric_of("accuracy", np.arange(3), {}) is None
    assert metric_of("accuracy", CLASSES, {"groups": CLASSES}) is None
