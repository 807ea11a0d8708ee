"""FLIC and FLAC: the mean prediction is the observed mean, and R's logistf."""

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError
from oddsmith.inference.firth import firth
from oddsmith.inference.unbiased import augment, flac, flic
from tests.inference.likelihood_models import (
    by_name,
    errors,
    firthed,
    maximum,
    noisy,
    table,
    truth,
)

LOGISTF = {k: v["logistf"] for k, v in truth("r_firth").items() if "logistf" in v}
WEIGHTS = np.random.default_rng(1).integers(1, 4, 80).astype(float)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# R 4.2.2: logistf 1.26.1, flic() and flac(); its iterations stop at about 1e-7 standard errors
@pytest.mark.parametrize("name", [k for k, v in LOGISTF.items() if "flic_coef" in v])
def test_flic_of_logistf(name):
    found, names = firthed(name), table(name)[0]
    expected = by_name(LOGISTF[name]["flic_coef"], names)
    assert np.abs((flic(found).w - expected) / errors(found)).max() < 1e-6


@pytest.mark.parametrize("name", [k for k, v in LOGISTF.items() if "flac_coef" in v])
def test_flac_of_logistf(name):
    names, rows, intercept = table(name)
    found = firthed(name)
    expected = by_name(LOGISTF[name]["flac_coef"], names)
    assert np.abs((flac(rows, intercept, found).w - expected) / errors(found)).max() < 1e-6


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_the_mean_prediction_is_the_observed_mean(weights):
    X, y = noisy(2)
    offset = X[:, 1] / 3
    rows = InMemory(Dense(X), y, weights, offset)
    found = firth(rows, 0)
    c = np.ones(80) if weights is None else weights
    assert abs(c @ (sigmoid(X @ found.w + offset) - y)) > 1e-3
    for corrected in (flic(found), flac(rows, 0, found)):
        assert abs(c @ (sigmoid(X @ corrected.w + offset) - y)) < 1e-10
    np.testing.assert_array_equal(flic(found).w[1:], found.w[1:])


def test_flic_covariance_is_the_inverse_information():
    X, y = noisy(3)
    corrected = flic(firth(InMemory(Dense(X), y), 0))
    p = sigmoid(X @ corrected.w)
    information = X.T @ (X * (p * (1 - p))[:, None])
    np.testing.assert_allclose(corrected.covariance, np.linalg.inv(information), rtol=1e-10)


def test_flac_as_the_paper_writes_it():
    """Rows, rows again with weight h/2, and once more with the other response."""
    X, y = noisy(4)
    found = firth(InMemory(Dense(X), y), 0)
    p = sigmoid(X @ found.w)
    S = X * np.sqrt(p * (1 - p))[:, None]
    h = (np.linalg.qr(S)[0] ** 2).sum(axis=1)
    group = np.repeat([0.0, 1.0, 1.0], 80)
    written = maximum(
        np.column_stack([np.tile(X, (3, 1)), group]),
        np.concatenate([y, y, 1 - y]),
        np.concatenate([np.ones(80), h / 2, h / 2]),
    )
    corrected = flac(InMemory(Dense(X), y), 0, found)
    np.testing.assert_allclose(corrected.w, written.w[:4], rtol=1e-9)
    np.testing.assert_allclose(corrected.covariance, written.covariance[:4, :4], rtol=1e-9)


def test_added_rows_are_firths_prior():
    """Without the group, one more maximum likelihood step stands still at Firth's estimate."""
    X, y = noisy(5)
    found = firth(InMemory(Dense(X), y), 0)
    p = sigmoid(X @ found.w)
    S = X * np.sqrt(p * (1 - p))[:, None]
    more = augment(InMemory(Dense(X), y), (np.linalg.qr(S)[0] ** 2).sum(axis=1))
    p = sigmoid(more.X.toarray()[:, :4] @ found.w)
    score = more.X.toarray()[:, :4].T @ (more.case_weight * (more.y - p))
    assert np.abs(score).max() < 1e-10


def test_columns_left_out_stay_out(monkeypatch):
    X, y = noisy(6)
    rows = InMemory(Dense(np.column_stack([X, X[:, 1]])), y)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    found = firth(rows, 0)
    for corrected in (flic(found), flac(rows, 0, found)):
        assert np.flatnonzero(np.isnan(corrected.w)).tolist() == [4]
        assert np.isnan(corrected.covariance[4]).all()


def test_without_an_intercept_there_is_nothing_to_correct():
    names, rows, _ = table("spector_noint")
    found = firthed("spector_noint")
    with pytest.raises(InputError, match="FLIC corrects the intercept"):
        flic(found)
    with pytest.raises(InputError, match="FLAC corrects the intercept"):
        flac(rows, None, found)
    assert len(names) == 3
