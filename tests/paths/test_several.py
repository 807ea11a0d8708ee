"""Paths of several classes at the front door: glmnet's, the estimator's, and what is refused."""

import csv

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError, NotSupportedError
from tests.truths import DATA, certified

IRIS = load("iris")
NAMES = [name for name in IRIS.columns if name != "species"]
X, Y = IRIS[NAMES].to_numpy(dtype=float), IRIS["species"].to_numpy()


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_glmnets_multinomial_paths(number):
    """glmnet 4.1-6, thresh 1e-16, `make_truths_glmnet.R`."""
    with open(DATA / "design" / "glmnet_MultinomialExample.csv") as file:
        table = np.array(list(csv.reader(file))[1:], dtype=float)
    truth = certified("glmnet_multinomial")[f"fit{number}"]
    path = oddsmith.path(
        table[:, 1:],
        table[:, 0].astype(int),
        l1_ratio=truth["alpha"],
        grouped=truth["type"] == "grouped",
        penalties=30,
    )
    for i, strength in enumerate(truth["lambda"]):
        k = int(np.argmin(np.abs(path.penalties - strength)))
        assert path.penalties[k] == pytest.approx(strength, rel=1e-12)
        theirs = np.array([one[i] for one in truth["coef"]])
        np.testing.assert_allclose(path.intercepts[k], theirs[:, 0], atol=3e-7)
        np.testing.assert_allclose(path.coefficients[k].T, theirs[:, 1:], atol=3e-7)
        assert path.deviance_ratio[k] == pytest.approx(truth["dev_ratio"][i], abs=1e-8)
    assert path.violations.max() <= 1e-8
    assert path.gaps.max() <= 1e-6
    assert path.classes == (1, 2, 3)


@pytest.mark.parametrize("l1_ratio", [1.0, 0.4, 0.0])
def test_scikit_learns_parametrisation_is_the_estimators(l1_ratio):
    path = oddsmith.path(X, Y, l1_ratio=l1_ratio, penalties=[0.2, 2.0], scale="scikit-learn")
    for k, C in enumerate(path.Cs):
        model = oddsmith.LogisticRegression(C=C, l1_ratio=l1_ratio, solver="auto").fit(X, Y)
        np.testing.assert_allclose(path.coefficients[k].T, model.coef_, atol=1e-7)
        np.testing.assert_allclose(path.predict_proba(X)[:, k], model.predict_proba(X), atol=1e-8)


def test_formulas_and_words():
    formula = f"species ~ {' + '.join(NAMES)}"
    a = oddsmith.path(formula, IRIS, penalties=6, smallest=0.01)
    b = oddsmith.path(X, Y, penalties=6, smallest=0.01)
    np.testing.assert_allclose(a.coefficients, b.coefficients, atol=1e-8)
    np.testing.assert_allclose(a.predict_proba(IRIS), b.predict_proba(X), atol=1e-8)
    frame = a.of_class(Y[0])
    assert list(frame.columns) == ["Intercept", *NAMES]
    np.testing.assert_allclose(frame[NAMES], a.coefficients[:, :, 0])
    assert "ClassesPath" in repr(a)
    assert isinstance(a.table, pd.DataFrame)
    with pytest.raises(InputError, match="no class of this path"):
        a.of_class("rose")


def test_grouped_columns_come_in_together():
    path = oddsmith.path(X, Y, grouped=True, penalties=12, smallest=0.01)
    inside = path.coefficients != 0
    assert (inside.any(axis=2) == inside.all(axis=2)).all()
    assert path.n_nonzero[0] == 0
    left_out = oddsmith.path(X, Y, grouped=True, penalties=5, penalty_factor=[1, np.inf, 1, 1])
    assert (left_out.coefficients[:, 1] == 0).all()


def test_what_several_classes_do_not_have_is_refused():
    with pytest.raises(NotSupportedError, match="bounds"):
        oddsmith.path(X, Y, bounds={0: (0, None)}, penalties=3)
    with pytest.raises(NotSupportedError, match="penalty of zero"):
        oddsmith.path(X, Y, penalties=[0.1, 0])
    with pytest.raises(InputError, match="two classes"):
        oddsmith.path(X[:100], Y[:100], grouped=True)
    with pytest.raises(InputError, match="True or False"):
        oddsmith.path(X, Y, grouped="yes")
    with pytest.raises(InputError, match="each is modelled"):
        oddsmith.path(X, Y, event=Y[0])


@pytest.mark.parametrize("grouped", [False, True])
def test_folds_equal_a_loop_of_separate_paths(grouped):
    path = oddsmith.path(X, Y, penalties=5, smallest=0.01, grouped=grouped)
    lines = []
    found = path.cross_validate(3, progress=lines.append)
    wrong = path.cross_validate(3, "error")
    codes = np.searchsorted(path.classes, Y)
    for k, (train, test) in enumerate(StratifiedKFold(3).split(X, codes)):
        own = oddsmith.path(X[train], Y[train], penalties=path.penalties, grouped=grouped)
        p = own.predict_proba(X[test])
        each = -2 * np.log(p[np.arange(len(test)), :, codes[test]]).mean(axis=0)
        np.testing.assert_allclose(found.fold_scores[k], each, rtol=1e-8)
        missed = (p.argmax(axis=2) != codes[test][:, None]).mean(axis=0)
        np.testing.assert_allclose(wrong.fold_scores[k], missed, atol=1e-12)
    assert len(lines) == 3
    assert found.penalty("1se") >= found.penalty("min")
    assert len(found.plot().get_legend().get_texts()) == 2
    with pytest.raises(NotSupportedError, match="fit of a path of 3 classes"):
        found.fit()


def test_folds_that_cannot_be():
    path = oddsmith.path(X, Y, penalties=3, smallest=0.1)
    with pytest.raises(InputError, match="2 to 50 folds"):
        path.cross_validate(51)
    with pytest.raises(InputError, match="hold no row of 'setosa'"):
        path.cross_validate([(np.arange(50, 150), np.arange(50))])
    with pytest.raises(NotSupportedError, match="auc"):
        path.cross_validate(3, "auc")


@pytest.mark.parametrize("standardize", [False, True])
def test_a_picture_for_each_class(standardize):
    path = oddsmith.path(X, Y, penalties=4, smallest=0.05, standardize=standardize)
    ax = path.plot("virginica", names=2)
    w = path.of_class("virginica")[list(path.names)].to_numpy()
    w = w * X.std(axis=0) if standardize else w
    drawn = np.column_stack([line.get_ydata() for line in ax.get_lines()[:-1]])
    np.testing.assert_allclose(drawn, w[:, (w != 0).any(axis=0)], rtol=1e-10)
    assert "virginica" in ax.get_title()


@pytest.mark.parametrize("what", ["fit", "relaxed", "debiased", "stability"])
def test_refits_are_refused_by_name(what):
    path = oddsmith.path(X, Y, penalties=3, smallest=0.1)
    given = [] if what == "stability" else [path.penalties[1]]
    with pytest.raises(NotSupportedError, match=f"{what} of a path of 3 classes"):
        getattr(path, what)(*given)
