"""More than two classes: scikit-learn's optimum, certified optima, parametrisations."""

import sys

import numpy as np
import pytest
from sklearn.datasets import load_iris, load_wine
from sklearn.linear_model import LogisticRegression as Theirs
from sklearn.preprocessing import scale

from oddsmith import LogisticRegression
from tests.truths import certified

TABLES = {"sklearn_iris": load_iris, "sklearn_wine": load_wine}
X, Y = load_iris(return_X_y=True)


CASES = [
    pytest.param(case, id=f"{case['data']} C={case['C']} r={case['l1_ratio']}")
    for case in certified("certified_penalised_multinomial")
    if case["data"] in ("sklearn_iris", "sklearn_wine")
]


@pytest.mark.parametrize("case", CASES)
def test_certified_optima(case):
    x, y = TABLES[case["data"]](return_X_y=True)
    weight = 1.0 + np.arange(1, len(y) + 1) % 3 if case["weights"] else None
    model = LogisticRegression(
        C=case["C"],
        l1_ratio=case["l1_ratio"],
        fit_intercept=case["fit_intercept"],
        solver="auto",
    ).fit(x, y, weight)
    truth = np.array(case["coef"], dtype=float)
    np.testing.assert_allclose(model.coef_, truth, rtol=1e-8, atol=1e-9 * np.abs(truth).max())
    np.testing.assert_array_equal(model.coef_ == 0, truth == 0)


def test_scikit_learn_s_coefficients_and_probabilities():
    x = scale(X)
    a = LogisticRegression().fit(x, Y)
    b = Theirs(solver="newton-cg", tol=1e-13, max_iter=1000).fit(x, Y)
    np.testing.assert_allclose(a.coef_, b.coef_, atol=1e-9)
    np.testing.assert_allclose(a.intercept_, b.intercept_, atol=1e-9)
    np.testing.assert_allclose(a.predict_proba(x), b.predict_proba(x), atol=1e-9)
    np.testing.assert_allclose(np.exp(a.predict_log_proba(x)), a.predict_proba(x), rtol=1e-12)
    assert a.certificate_.gap < 1e-15


def test_two_classes_by_softmax_are_the_binary_fit():
    """‖w‖² + ‖-w‖² is half the square of their difference: twice the penalty, half the C."""
    two = Y < 2
    binary = LogisticRegression(C=1.0).fit(X[two], Y[two])
    third = np.r_[Y[two], 2]  # a third class of hardly any weight
    weight = np.r_[np.ones(two.sum()), 1e-13]
    soft = LogisticRegression(C=0.5).fit(np.vstack([X[two], X[:1]]), third, weight)
    np.testing.assert_allclose(soft.coef_[1] - soft.coef_[0], binary.coef_[0], rtol=1e-6)


def test_parametrisations_are_converted_without_loss():
    model = LogisticRegression(C=100.0).fit(scale(X)[:, :2], Y)
    symmetric = model.parametrised()
    reference = model.parametrised("reference", reference=1)
    np.testing.assert_allclose(symmetric[0].sum(axis=0), 0, atol=1e-10)
    np.testing.assert_allclose(symmetric[0], model.coef_, atol=1e-9)
    np.testing.assert_array_equal(reference[0][1], 0)
    for coef, intercept in (symmetric, reference):
        z = scale(X)[:, :2] @ coef.T + intercept
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(p, model.predict_proba(scale(X)[:, :2]), rtol=1e-9)
    two = LogisticRegression().fit(X[:100], Y[:100])
    coef, intercept = two.parametrised("reference")
    np.testing.assert_allclose(coef, np.vstack([0 * two.coef_, two.coef_]), atol=1e-15)
    np.testing.assert_allclose(intercept, [0, two.intercept_[0]], atol=1e-15)
    with pytest.raises(ValueError, match="not a class"):
        model.parametrised("reference", reference="setosa")
    with pytest.raises(ValueError, match="form="):
        model.parametrised("helmert")


def test_labels_of_any_kind():
    names = load_iris().target_names[Y]
    by_name, by_number = LogisticRegression().fit(X, names), LogisticRegression().fit(X, Y)
    assert by_name.classes_.tolist() == ["setosa", "versicolor", "virginica"]
    np.testing.assert_array_equal(by_name.coef_, by_number.coef_)
    assert (by_name.predict(X) == load_iris().target_names[by_number.predict(X)]).all()


def test_raw_and_far_columns_fit_to_the_same_optimum():
    raw, far = LogisticRegression().fit(X, Y), LogisticRegression().fit(X + 1e6, Y)
    np.testing.assert_allclose(far.coef_, raw.coef_, rtol=1e-6, atol=1e-9)


def test_many_coefficients_take_products_instead_of_the_curvature(monkeypatch):
    direct = LogisticRegression(C=10.0).fit(X, Y)
    monkeypatch.setattr(sys.modules["oddsmith.solvers.choose"], "FEW", 5)
    products = LogisticRegression(C=10.0).fit(X, Y)
    np.testing.assert_allclose(products.coef_, direct.coef_, rtol=1e-6)
    assert products.certificate_.gap < 1e-12  # no curvature, a looser bound
    assert direct.certificate_.gap < 1e-15
