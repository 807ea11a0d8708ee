"""Decision curve: net benefit by counting, and the error of a mean."""

import numpy as np
import pytest
from scipy.stats import norm

from oddsmith.errors import InputError
from oddsmith.inference.decision_curve import decision_curve
from oddsmith.inference.scores import Scores
from tests.inference.test_roc import scores


def test_it_is_true_hits_less_false_ones_at_their_price():
    given = scores()
    found = decision_curve(given, np.array([0.1, 0.3, 0.5]), 0.9)
    p, n = 1 / (1 + np.exp(-given.z)), len(given.z)
    for k, t in enumerate((0.1, 0.3, 0.5)):
        called = p >= t
        hits, alarms = (called & (given.y == 1)).sum(), (called & (given.y == 0)).sum()
        assert found.benefit[k] == pytest.approx(hits / n - alarms / n * t / (1 - t), abs=1e-14)
        b = np.where(called, np.where(given.y == 1, 1.0, -t / (1 - t)), 0.0)
        half = norm.isf(0.05) * b.std() / np.sqrt(n)
        assert found.upper[k] - found.benefit[k] == pytest.approx(half, rel=1e-12)


def test_acting_on_all_is_the_model_that_calls_all():
    given = scores()
    all_of_them = Scores(np.full_like(given.z, 30.0), given.y, given.case_weight)
    found = decision_curve(all_of_them)
    np.testing.assert_allclose(found.benefit, found.act_on_all, atol=1e-12)


def test_weights_are_relative_and_thresholds_are_probabilities():
    given = scores()
    thirds = Scores(given.z, given.y, given.case_weight / 3)
    np.testing.assert_allclose(decision_curve(thirds).lower, decision_curve(given).lower)
    with pytest.raises(InputError, match="between 0 and 1"):
        decision_curve(given, np.array([1.0]))


def test_counts_are_cases():
    rng = np.random.default_rng(3)
    z, trials = rng.standard_normal(40), rng.integers(1, 6, 40)
    hits = rng.binomial(trials, 0.4)
    grouped = decision_curve(Scores(z, hits / trials, trials.astype(float)))
    counts = zip(hits, trials, strict=True)
    y = np.concatenate([np.repeat([1.0, 0.0], [k, n - k]) for k, n in counts])
    single = Scores(np.repeat(z, trials), y, np.ones(trials.sum()))
    expected = decision_curve(single)
    np.testing.assert_allclose(grouped.benefit, expected.benefit, atol=1e-12)
    np.testing.assert_allclose(grouped.upper, expected.upper, atol=1e-12)
