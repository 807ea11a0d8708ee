"""scikit-learn's door, against scikit-learn."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression as Theirs
from sklearn.preprocessing import scale
from sklearn.utils._param_validation import (
    InvalidParameterError,
    validate_parameter_constraints,
)

from oddsmith import LogisticRegression, LogisticRegressionCV

RAW, Y = load_breast_cancer(return_X_y=True)
X = scale(RAW)


def theirs(**settings):
    return Theirs(solver="newton-cholesky", tol=1e-14, max_iter=1000, **settings)


@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_same_coefficients(C, fit_intercept, weighted):
    weight = np.random.default_rng(0).uniform(0, 3, len(Y)) if weighted else None
    settings = {"C": C, "fit_intercept": fit_intercept, "class_weight": "balanced"}
    a = LogisticRegression(**settings).fit(X, Y, weight)
    b = theirs(**settings).fit(X, Y, weight)
    np.testing.assert_allclose(a.coef_, b.coef_, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(a.intercept_, b.intercept_, rtol=1e-8, atol=1e-10)
    for method in ("decision_function", "predict_proba"):
        np.testing.assert_allclose(getattr(a, method)(X), getattr(b, method)(X), atol=1e-7)
    with np.errstate(divide="ignore"):  # where theirs is -inf, ours is the logarithm
        log_p = b.predict_log_proba(X)
    near = (log_p > -20) & (log_p < -1e-9)  # beyond, theirs lose their digits
    np.testing.assert_allclose(a.predict_log_proba(X)[near], log_p[near], rtol=1e-6)
    np.testing.assert_array_equal(a.predict(X), b.predict(X))
    assert a.score(X, Y, weight) == b.score(X, Y, weight)
    assert a.certificate_.gap < 1e-12


def test_raw_columns_and_columns_far_away():
    raw = LogisticRegression().fit(RAW, Y)
    far = LogisticRegression().fit(RAW + 1e6, Y)
    np.testing.assert_allclose(far.coef_, raw.coef_, rtol=1e-6)
    assert max(raw.certificate_.violation, far.certificate_.violation) < 1e-8


def test_attributes():
    table = pd.DataFrame(X[:, :3], columns=["a", "b", "c"])
    labels = np.where(Y, "benign", "malignant")
    model = LogisticRegression().fit(table, labels)
    assert model.classes_.tolist() == ["benign", "malignant"]
    assert model.coef_.shape == (1, 3)
    assert model.intercept_.shape == (1,)
    assert model.n_iter_.shape == (1,)
    assert model.n_features_in_ == 3
    assert model.feature_names_in_.tolist() == ["a", "b", "c"]
    assert set(model.predict(table)) == {"benign", "malignant"}
    assert clone(model).get_params() == model.get_params()


def test_log_probabilities_stay_finite():
    model = LogisticRegression(C=1e3).fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
    log_p = model.predict_log_proba([[-1e4], [1e4]])
    assert np.isfinite(log_p).all()
    np.testing.assert_allclose(np.exp(log_p).sum(axis=1), 1)


@pytest.mark.skipif(not hasattr(Theirs(), "l1_ratio") or Theirs().l1_ratio is None, reason="< 1.8")
def test_defaults_are_scikit_learn_s_but_tol():
    ours, other = LogisticRegression().get_params(), Theirs().get_params()
    assert {k for k in other if ours[k] != other[k]} == {"tol"}
    assert set(ours) - set(other) == {"penalty_factor", "bounds", "trace"}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"C": 0}, "'C' parameter"),
        ({"C": -1.0}, "'C' parameter"),
        ({"C": "much"}, "'C' parameter"),
        ({"tol": None}, "'tol' parameter"),
        ({"max_iter": 1.5}, "'max_iter' parameter"),
        ({"fit_intercept": "no"}, "'fit_intercept' parameter"),
        ({"solver": "best"}, "'solver' parameter"),
        ({"l1_ratio": 2}, "'l1_ratio' parameter"),
        ({"class_weight": {0: -1.0, 1: 1.0}}, "weights are 0 or above"),
        ({"l1_ratio": 0.5}, "supports only 'l2'"),
        ({"dual": True}, "dual=False"),
        ({"solver": "liblinear", "C": np.inf}, "not supported for the liblinear"),
        ({"penalty_factor": [1.0]}, "1 values, and X has 30"),
        ({"penalty_factor": {"age": 1.0}}, "'age'"),
        ({"penalty_factor": {0: -1.0}}, "factors are 0"),
        ({"bounds": {0: (1, -1)}}, "cross"),
        ({"bounds": {31: (0, 1)}}, "31"),
    ],
    ids=str,
)
def test_bad_arguments(settings, says):
    with pytest.raises(ValueError, match=says):
        LogisticRegression(**settings).fit(X, Y)


def test_classes_and_weights_that_leave_one_class():
    with pytest.raises(ValueError, match="at least 2 classes"):
        LogisticRegression().fit(X, np.zeros(len(Y)))
    with pytest.raises(ValueError, match="only one class is left"):
        LogisticRegression().fit(X, Y, sample_weight=Y)
    with pytest.raises(ValueError, match=r"at least one non-zero|only one class is left"):
        LogisticRegression().fit(X, Y, sample_weight=0 * Y)
    with pytest.raises(ValueError, match="Negative"):
        LogisticRegression().fit(X, Y, sample_weight=Y - 1.0)


def test_the_limit_of_steps_is_a_convergence_warning():
    with pytest.warns(ConvergenceWarning, match="limit of steps"):
        LogisticRegression(max_iter=1).fit(X, Y)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_matrix, sp.csc_array])
def test_missing_and_infinite_values_are_named_and_counted(container):
    bad = X.copy()
    bad[:3, 4], bad[7, 9] = np.nan, np.inf
    with pytest.raises(ValueError, match=r"contains NaN.*column 4: 3 NaN; column 9: 1 infinite"):
        LogisticRegression().fit(container(bad), Y)


def test_verbose_prints_each_step(capsys):
    LogisticRegression(verbose=1).fit(X, Y)
    assert "step 1: objective" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [LogisticRegression, LogisticRegressionCV])
def test_no_default_is_refused(kind):
    """What equals its default is not checked at every fit."""
    model = kind()
    validate_parameter_constraints(kind._parameter_constraints, model.get_params(), kind.__name__)


def test_the_defaults_of_a_subclass_are_checked():
    class Negative(LogisticRegression):
        def __init__(self, C=-1.0, extra=None):
            super().__init__(C=C)
            self.extra = extra

    for _ in range(2):
        with pytest.raises(InvalidParameterError, match="'C' parameter of Negative"):
            Negative().fit(X, Y)
    assert Negative(C=1.0).fit(X, Y).n_iter_ > 0
