"""Optimism against the same steps taken with repeated rows."""

from dataclasses import astuple

import numpy as np
import pytest

from oddsmith.errors import InputError, NotSupportedError, OddsmithWarning
from oddsmith.inference.bootstrap import resamples
from oddsmith.inference.calibration import calibration
from oddsmith.inference.discrimination import area
from oddsmith.inference.optimism import Indexes, Validation, optimism
from oddsmith.inference.scores import Scores, scores_of
from tests.inference.fits import fit, noisy, repeated, separated


def indexes(z, y):
    scores = Scores(z, y, np.ones(len(y)))
    found = calibration(scores)
    return np.array([area(scores).auc, scores.brier, found.slope, found.intercept])


def test_step_by_step_with_repeated_rows():
    X, y = noisy(n=120, p=4)
    found = fit(X, y)
    differences = []
    for resample in resamples(found, 6, 5, "precision"):
        rows_X, rows_y = repeated(resample.case_weight, X, y)
        w = fit(rows_X, rows_y).w
        differences.append(indexes(rows_X @ w, rows_y) - indexes(X @ w, y))
    mean = np.mean(differences, axis=0)
    result = optimism(found, 6, seed=5)
    apparent = indexes(scores_of(found).z, y)
    np.testing.assert_allclose(astuple(result.apparent), apparent, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(astuple(result.optimism), mean, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(astuple(result.corrected), apparent - mean, rtol=1e-6, atol=1e-8)
    assert (result.used, result.asked, result.failures) == (6, 6, {})
    assert result.describe() == "6 resamples."


def test_it_says_how_a_fit_does_on_new_rows():
    """Ten columns of noise and one that matters, 100 rows: the fit is flattered by its own rows."""
    rng = np.random.default_rng(0)

    def rows(n):
        X = np.column_stack([np.ones(n), rng.standard_normal((n, 11))])
        return X, (rng.random(n) < 1 / (1 + np.exp(-1.5 * X[:, 1]))) * 1.0

    found, (X, y) = fit(*rows(100)), rows(20_000)
    truth = indexes(X @ found.w, y)
    result = optimism(found, 100, seed=0)
    apparent, corrected = np.array(astuple(result.apparent)), np.array(astuple(result.corrected))
    assert apparent[2] == pytest.approx(1)
    assert corrected[2] < 0.85
    for index in range(3):
        assert abs(corrected[index] - truth[index]) < abs(apparent[index] - truth[index])


def test_same_seed_same_numbers():
    found = fit(*noisy())
    a, b, other = (optimism(found, 10, seed=s).corrected for s in (1, 1, 2))
    assert a == b != other


def test_what_cannot_be_used_is_counted_and_said():
    X = np.column_stack([np.ones(40), np.r_[1.0, 1.0, np.zeros(38)]])
    found = fit(X, np.tile([0.0, 1.0, 1.0, 0.0], 10))
    with pytest.warns(OddsmithWarning, match="no finite maximum"):
        result = optimism(found, 30, seed=0)
    assert result.used + sum(result.failures.values()) == 30
    assert result.used < 30


def test_a_penalty_may_leave_scores_that_separate_a_resample():
    """Twelve rows and one exception: resamples without it are separated, their slope infinite."""
    x = np.r_[np.linspace(-2, -0.2, 6), np.linspace(0.2, 2, 6)]
    y = (x > 0) * 1.0
    y[2] = 1.0
    found = fit(np.column_stack([np.ones(12), x]), y, l2=0.1)
    with pytest.warns(OddsmithWarning, match="without a finite calibration slope"):
        result = optimism(found, 40, seed=0)
    assert np.isfinite(astuple(result.corrected)).all()


def test_what_makes_no_sense_is_refused():
    X, y = noisy()
    with pytest.raises(InputError, match="separate the classes"):
        optimism(fit(X[:, :2], (X[:, 1] > 0) * 1.0, l2=0.1), 10, seed=0)
    with pytest.raises(InputError, match="separate the classes"):
        optimism(fit(*separated()), 10, seed=0)
    with pytest.raises(NotSupportedError, match="L1 penalty"):
        optimism(fit(X, y, l1=0.01), 10, seed=0)


def test_it_prints_a_table_and_what_was_drawn():
    apparent, less, corrected = (Indexes(auc, 0.2, 1, 0) for auc in (0.7, 0.1, 0.6))
    head, *rows, last = str(Validation(apparent, less, corrected, 20, 20, {})).splitlines()
    assert head.split() == ["auc", "brier", "slope", "intercept"]
    assert [row.split()[:2] for row in rows] == [
        ["apparent", "0.7000"], ["optimism", "0.1000"], ["corrected", "0.6000"],
    ]  # fmt: skip
    assert last == "By the bootstrap: 20 resamples."
