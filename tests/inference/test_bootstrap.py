"""Resamples against fits of the rows drawn, closed forms, and what is said of those left out."""

import numpy as np
import pytest

from oddsmith.errors import InputError, NotSupportedError, OddsmithWarning
from oddsmith.inference.bootstrap import (
    NO_MAXIMUM,
    ONE_CLASS,
    bootstrap,
    draw,
    in_memory,
    resamples,
)
from tests.inference.fits import counted, fit, noisy, repeated, separated


def test_a_replicate_is_a_fit_of_the_rows_drawn():
    X, y, c = counted(n=80)
    offset = np.linspace(-1, 1, 80)
    found = fit(X, y, c, offset)
    drawn = bootstrap(found, 5, seed=3)
    assert drawn.used == 5
    for w, resample in zip(drawn.coefficients, resamples(found, 5, 3, "precision"), strict=True):
        rows = np.repeat(np.arange(80), np.rint(resample.case_weight / c).astype(int))
        assert len(rows) == 80
        np.testing.assert_allclose(
            w, fit(X[rows], y[rows], c[rows], offset[rows]).w, rtol=1e-6, atol=1e-8
        )


def test_with_frequencies_single_repeats_are_drawn():
    X, y, c = counted(n=80)
    found = fit(X, y, c)
    for resample in resamples(found, 5, 1, "frequency"):
        drawn = resample.case_weight
        assert drawn.sum() == c.sum()
        assert ((drawn % c) > 0).any()
        np.testing.assert_allclose(
            found.coordinates.to_raw(resample.u),
            fit(*repeated(drawn, X, y)).w,
            rtol=1e-6,
            atol=1e-8,
        )


def test_the_spread_is_near_that_of_the_model():
    X, y = noisy(n=600, p=2)
    found = fit(X, y)
    errors = np.sqrt(np.diag(bootstrap(found, 400, seed=0).covariance))
    np.testing.assert_allclose(errors, np.sqrt(np.diag(found.covariance)), rtol=0.15)


def test_covariance_is_that_of_the_replicates():
    drawn = bootstrap(fit(*noisy()), 20, seed=0)
    np.testing.assert_allclose(drawn.covariance, np.cov(drawn.coefficients.T), rtol=1e-12)


def test_same_seed_same_numbers_whatever_the_blocks(monkeypatch):
    X, y = noisy(n=200)
    a, b, other = (bootstrap(fit(X, y), 10, seed=s).coefficients for s in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert np.abs(a - other).min() > 0
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    np.testing.assert_allclose(bootstrap(fit(X, y), 10, seed=1).coefficients, a, rtol=1e-7)


def test_rows_of_weight_zero_are_not_drawn():
    X, y = noisy()
    c = np.ones(80)
    c[:20] = 0
    rows = in_memory(fit(X, y, c))
    for seed in range(10):
        weight = draw(rows, np.random.default_rng(seed), "precision")
        assert weight.sum() == 60
        assert (weight[:20] == 0).all()


def test_a_penalised_estimate_varies_less():
    X, y = noisy()
    spread = [np.trace(bootstrap(fit(X, y, l2=l2), 50, seed=0).covariance) for l2 in (0, 1.0)]
    assert spread[1] < spread[0] / 2


def test_dependent_columns_are_left_out():
    X, y = noisy()
    V = bootstrap(fit(np.column_stack([X, X[:, 1]]), y), 10, seed=0).covariance
    assert np.isnan(V[4]).all()
    assert np.isfinite(V[:4, :4]).all()


def test_resamples_of_one_class_are_counted_and_said():
    """The only success is missing from a resample with probability 0.9¹⁰ = 0.35."""
    y = np.zeros(10)
    y[0] = 1
    found = fit(np.ones((10, 1)), y)
    with pytest.warns(OddsmithWarning, match=r"of 200 resamples.*hold one class only.*too good"):
        drawn = bootstrap(found, 200, seed=0)
    assert list(drawn.failures) == [ONE_CLASS]
    assert drawn.used + drawn.failures[ONE_CLASS] == drawn.asked == 200
    assert 45 < drawn.failures[ONE_CLASS] < 95
    assert np.isfinite(drawn.coefficients).all()
    assert f"{drawn.failures[ONE_CLASS]} {ONE_CLASS}" in drawn.describe()


def test_resamples_without_a_maximum_are_counted_and_said():
    """Two rows with x = 1, one of each class: often one of them is missing."""
    X = np.column_stack([np.ones(40), np.r_[1.0, 1.0, np.zeros(38)]])
    found = fit(X, np.tile([0.0, 1.0], 20))
    with pytest.warns(OddsmithWarning, match="no finite maximum"):
        drawn = bootstrap(found, 100, seed=0)
    without = sum(
        (counts[0] == 0) | (counts[1] == 0)
        for counts in (r.case_weight for r in resamples(found, 100, 0, "precision"))
    )
    assert drawn.failures == {NO_MAXIMUM: without}
    assert 30 < without < 90
    assert np.abs(drawn.coefficients).max() < 10


def test_what_makes_no_sense_is_refused():
    X, y = noisy()
    for replicates in (1, 10.5, True, "many"):
        with pytest.raises(InputError, match=f"replicates={replicates!r}: a spread needs two"):
            bootstrap(fit(X, y), replicates, seed=0)
    for seed in (1.5, "a", -1):
        with pytest.raises(InputError, match=f"seed={seed!r}: random numbers"):
            bootstrap(fit(X, y), 10, seed=seed)
    with pytest.raises(InputError, match="weights='trials'"):
        bootstrap(fit(X, y), 10, seed=0, weights="trials")
    with pytest.raises(InputError, match="not whole numbers"):
        bootstrap(fit(X, y, np.full(80, 0.5)), 10, seed=0, weights="frequency")
    with pytest.raises(NotSupportedError, match="L1 penalty"):
        bootstrap(fit(X, y, l1=0.01), 10, seed=0)
    with pytest.raises(InputError, match=r"0 of 10 resamples.*No spread"):
        bootstrap(fit(*separated()), 10, seed=0)
