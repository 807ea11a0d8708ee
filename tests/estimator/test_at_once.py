"""All folds at once: against each fold alone; and when it is not the way."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.model_selection import ShuffleSplit, StratifiedKFold
from sklearn.preprocessing import scale

from oddsmith.estimator.at_once import at_once
from oddsmith.estimator.folds import Rows, along
from oddsmith.estimator.logistic import LogisticRegression

X, Y = load_breast_cancer(return_X_y=True)
X = scale(X)
GRID = np.array([1e2, 1e-4, 1.0, 1e4])  # in no order


def asked(X=X, y=Y, weight=None, **settings):
    model = LogisticRegression(warm_start=True, **settings)
    model.classes_, model.n_features_in_ = np.unique(y), X.shape[1]
    return model, Rows(X, y, np.ones(len(y)) if weight is None else weight)


def intercepts(model):
    return float(model.intercept_[0])


def fitted(model, rows, trains, Cs=GRID):
    return at_once(model, rows, trains, Cs, [intercepts] * len(trains))


@pytest.mark.parametrize(
    "settings", [{}, {"fit_intercept": False}, {"solver": "liblinear", "intercept_scaling": 2.0}]
)
@pytest.mark.parametrize("drawn_twice", [False, True])
def test_equals_each_fold_alone(settings, drawn_twice):
    rng = np.random.default_rng(0)
    trains = [train for train, _ in StratifiedKFold(3).split(X, Y)]
    if drawn_twice:
        trains = [rng.choice(train, len(train)) for train in trains]
    weight = rng.integers(0, 3, len(Y)) * rng.uniform(0.5, 2, len(Y))
    found = fitted(*asked(weight=weight, **settings), trains)
    for train, path in zip(trains, found, strict=True):
        model, rows = asked(weight=weight, **settings)
        alone = along(model, rows, train, GRID, intercepts)
        np.testing.assert_allclose(path.coefs, alone.coefs, rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose(path.scores, alone.scores, rtol=1e-8, atol=1e-8)
        assert path.steps.shape == alone.steps.shape


def test_columns_far_from_zero_and_of_any_unit():
    trains = [train for train, _ in ShuffleSplit(2, random_state=0).split(X)]
    model, rows = asked(X=X * 1e-3 + 1e4, C=1.0)
    for train, path in zip(trains, fitted(model, rows, trains, GRID * 1e6), strict=True):
        alone = along(model, rows, train, GRID * 1e6, intercepts)
        np.testing.assert_allclose(path.coefs, alone.coefs, rtol=1e-7)


X3, Y3 = load_iris(return_X_y=True)
HALVES = [np.arange(0, 569, 2), np.arange(1, 569, 2)]


@pytest.mark.parametrize(
    ("given", "settings"),
    [
        ({"X": X3, "y": Y3, "trains": [np.arange(0, 150, 2)]}, {}),
        ({"X": sp.csr_array(X)}, {}),
        ({"X": np.zeros((569, 201))}, {}),
        ({"trains": [np.flatnonzero(Y == 1), HALVES[0]]}, {}),
        ({"Cs": np.array([1.0, np.inf])}, {}),
        ({}, {"l1_ratio": 0.5, "solver": "saga"}),
        ({}, {"solver": "newton"}),
        ({}, {"max_iter": 1}),
    ],
    ids=["classes", "sparse", "many", "one-class", "C", "l1", "named", "limit"],
)
def test_left_to_fits_one_by_one(given, settings):
    model, rows = asked(given.get("X", X), given.get("y", Y), **settings)
    assert fitted(model, rows, given.get("trains", HALVES), given.get("Cs", GRID)) is None
