"""Metrics of a path's points: against scikit-learn's, weights and all."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss, roc_auc_score

from oddsmith.errors import InputError
from oddsmith.losses.binary import sigmoid
from oddsmith.paths.metrics import METRICS, read_scoring

THEIRS = {
    "deviance": lambda y, z, c: 2 * log_loss(y, sigmoid(z), sample_weight=c),
    "error": lambda y, z, c: 1 - accuracy_score(y, z > 0, sample_weight=c),
    "brier": lambda y, z, c: brier_score_loss(y, sigmoid(z), sample_weight=c),
    "auc": lambda y, z, c: roc_auc_score(y, z, sample_weight=c),
}


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("weighted", [False, True])
def test_are_scikit_learns(name, weighted):
    rng = np.random.default_rng(0)
    y, z = (rng.random(50) < 0.4).astype(float), rng.standard_normal((50, 3)).round(1)
    z[z == 0] = 0.05
    c = rng.uniform(0.1, 2, 50) if weighted else np.ones(50)
    expected = [THEIRS[name](y, column, c) for column in z.T]
    np.testing.assert_allclose(METRICS[name](z, y, c), expected, rtol=1e-12)


def test_shares_and_ties():
    y, z = np.array([0.25, 1.0]), np.array([[0.0], [0.0]])
    assert METRICS["error"](z, y, np.ones(2)) == pytest.approx([0.5])
    best = np.log(y[:1, None] / (1 - y[:1, None]))
    assert METRICS["deviance"](best, y[:1], np.ones(1)) == pytest.approx([0.0], abs=1e-15)


def test_one_class_has_no_auc():
    for c in (np.ones(3), np.arange(1.0, 4)):
        assert np.isnan(METRICS["auc"](np.ones((3, 2)), np.ones(3), c)).all()


@pytest.mark.parametrize("scoring", ["nothing", 3, None])
def test_unknown_scorers_are_refused(scoring):
    with pytest.raises(InputError, match=r"scorer of scikit-learn|no function"):
        read_scoring(scoring)
