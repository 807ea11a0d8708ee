"""Batches seen once: one is the ordinary fit, many come near that of all rows."""

import numpy as np
import pytest

from oddsmith import LogisticRegression
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.estimator.online import OnlineLogisticRegression


def rows(n, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, 3)) * [1, 5, 0.2] + [0, 10, 0]
    z = 0.5 * X[:, 0] - 0.1 * X[:, 1] + 2 * X[:, 2] + 1
    return X, np.where(rng.random(n) < 1 / (1 + np.exp(-z)), "yes", "no")


@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
def test_one_batch_is_the_fit_of_its_rows(C):
    X, y = rows(300)
    weights = np.random.default_rng(1).uniform(0.5, 2, 300)
    found = OnlineLogisticRegression(C=C).partial_fit(X, y, sample_weight=weights)
    whole = LogisticRegression(C=C, tol=1e-10).fit(X, y, weights)
    np.testing.assert_allclose(found.coef_, whole.coef_, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.intercept_, whole.intercept_, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.predict_proba(X), whole.predict_proba(X), atol=1e-8)
    assert (found.predict(X) == whole.predict(X)).all()


def test_many_batches_are_within_a_tenth_of_a_standard_error_of_all_rows():
    X, y = rows(40_000)
    model = OnlineLogisticRegression()
    for here in np.split(np.arange(40_000), [5000, 10_000, 20_000, 20_001, 30_000]):
        model.partial_fit(X[here], y[here], classes=["no", "yes"])
    whole = LogisticRegression(tol=1e-10).fit(X, y)
    p = whole.predict_proba(X)[:, 1]
    ones = np.column_stack([np.ones(len(X)), X])
    errors = np.sqrt(np.linalg.inv(ones.T @ (ones * (p * (1 - p))[:, None])).diagonal())
    off = np.r_[model.intercept_ - whole.intercept_, (model.coef_ - whole.coef_)[0]]
    assert (np.abs(off) < 0.1 * errors).all()
    assert model.n_seen_ == 40_000


def test_a_batch_may_hold_one_class():
    X, y = rows(400)
    model = OnlineLogisticRegression().partial_fit(X[y == "no"], y[y == "no"], ["no", "yes"])
    model.partial_fit(X[y == "yes"], y[y == "yes"])
    assert np.mean(model.predict(X) == y) > 0.5


def test_fit_forgets():
    X, y = rows(400)
    model = OnlineLogisticRegression().partial_fit(X, y).partial_fit(X, y)
    again = OnlineLogisticRegression().fit(X[:100], y[:100])
    np.testing.assert_array_equal(model.fit(X[:100], y[:100]).coef_, again.coef_)


def test_what_cannot_be_is_refused():
    X, y = rows(50)
    with pytest.raises(NotSupportedError, match=r"1 classes.*Give classes="):
        OnlineLogisticRegression().partial_fit(X, np.zeros(50))
    model = OnlineLogisticRegression().partial_fit(X, y)
    with pytest.raises(InputError, match=r"y holds \['maybe'\]"):
        model.partial_fit(X, np.repeat("maybe", 50))
    with pytest.raises(InputError, match="the first batch had"):
        model.partial_fit(X, y, classes=["a", "b"])
    with pytest.raises(ValueError, match="features"):
        model.partial_fit(X[:, :2], y)
    with pytest.raises(InputError, match="C=0"):
        OnlineLogisticRegression(C=0).partial_fit(X, y)
