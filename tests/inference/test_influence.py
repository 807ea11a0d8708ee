"""Influence against R (make_truths.R), against fits without the row, and invariances."""

import numpy as np
import pytest

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.influence import (
    cooks_distance,
    covratio,
    deleted_scale,
    dfbeta,
    dfbetas,
    dffits,
)
from oddsmith.inference.residuals import leverages, residuals
from tests.inference.fits import counted, fit, fit_table, noisy, repeated, separated
from tests.truths import certified, floats

TABLES = certified("rows/diag")
MEASURES = {
    "cooks": cooks_distance,
    "dfbeta": dfbeta,
    "dfbetas": dfbetas,
    "dffits": dffits,
    "covratio": covratio,
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("measure", MEASURES)
def test_influence_is_that_of_r(name, measure):
    _, found = fit_table(name)
    ours = MEASURES[measure](found)[:20]
    theirs = np.array([floats(np.atleast_1d(row)) for row in TABLES[name][measure]])
    if ours.ndim == 2:
        left_out = np.setdiff1d(np.arange(ours.shape[1]), found.kept)
        assert np.isnan(ours[:, left_out]).all()
        ours = ours[:, found.kept]
    largest = np.abs(theirs).max()
    np.testing.assert_allclose(ours, theirs.reshape(ours.shape), rtol=1e-6, atol=1e-7 * largest)


def test_a_fit_without_the_row_is_near():
    """dfbeta is a first step to it; with many rows the rest is small."""
    X, y = noisy(1, n=2000)
    found = fit(X, y)
    change = dfbeta(found)
    h, pearson = leverages(found), residuals(found, "pearson")
    exact_step = change * (pearson / residuals(found, "deviance"))[:, None]
    for row in np.argsort(-h)[:5]:
        without = fit(np.delete(X, row, axis=0), np.delete(y, row))
        np.testing.assert_allclose(exact_step[row], found.w - without.w, rtol=0.05, atol=2e-4)
        assert np.sign(change[row, 1]) == np.sign((found.w - without.w)[1])


def test_the_parts_fit_together():
    """Cook's distance is the length of the exact step, over p; dffits that of the row's own fit."""
    X, y, c = counted()
    found = fit(X, y, c)
    step = dfbeta(found) * (residuals(found, "pearson") / residuals(found))[:, None]
    length = np.einsum("ij,jk,ik->i", step, np.linalg.inv(found.covariance), step)
    np.testing.assert_allclose(cooks_distance(found), length / found.rank, rtol=1e-8)
    of_own = (X * dfbeta(found)).sum(axis=1) / np.sqrt((X @ found.covariance * X).sum(axis=1))
    np.testing.assert_allclose(dffits(found), of_own / deleted_scale(found), rtol=1e-8)


@pytest.mark.parametrize("measure", MEASURES.values())
def test_frequencies_are_repeated_rows(measure):
    X, y, c = counted()
    ours = measure(fit(X, y, c), weights="frequency")
    theirs = measure(fit(*repeated(c, X, y)))
    np.testing.assert_allclose(repeated(c, ours)[0], theirs, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("measure", MEASURES.values())
def test_blocks_do_not_matter(measure, monkeypatch):
    X, y, c = counted()
    whole = measure(fit(X, y, c))
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    np.testing.assert_allclose(measure(fit(X, y, c)), whole, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("measure", MEASURES.values())
def test_a_row_of_leverage_one_has_none(measure):
    X = np.column_stack([np.ones(4), [1.0, 0, 0, 0]])
    values = measure(fit(X, np.array([0.3, 0.2, 0.4, 0.6]), np.full(4, 10.0)))
    assert np.isnan(values[0]).all()
    assert np.isfinite(values[1:]).all()


def test_without_degrees_of_freedom_there_is_no_scale():
    found = fit(
        np.column_stack([np.ones(3), [0.0, 1, 2]]), np.array([0.3, 0.2, 0.5]), np.full(3, 9.0)
    )
    assert np.isnan(deleted_scale(found)).all()
    assert np.isnan(dfbetas(found)).all()
    assert np.isfinite(dfbeta(found)).all()
    assert np.isnan(covratio(fit(np.eye(2), np.array([0.3, 0.6]), np.full(2, 9.0)))).all()


@pytest.mark.parametrize("measure", MEASURES.values())
def test_what_makes_no_sense_is_refused(measure):
    X, y = noisy()
    with pytest.raises(InputError, match="no finite maximum"):
        measure(fit(*separated()))
    with pytest.raises(NotSupportedError, match="L2 penalty"):
        measure(fit(X, y, l2=0.1))
    with pytest.raises(InputError, match="weights='trials'"):
        measure(fit(X, y), weights="trials")
