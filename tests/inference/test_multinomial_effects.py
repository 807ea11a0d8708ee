"""Sums of effects on several classes, and their gradients: differences, and what is not known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.inference.multinomial_effects import (
    ClassContrasts,
    ClassPrediction,
    ClassSlopes,
    jacobian,
)
from oddsmith.inference.multinomial_predict import ClassPredictor
from oddsmith.inference.table_rows import TableRows
from oddsmith.losses import reference_coding, symmetric_coding
from tests.inference.class_tables import fit, three_of_forty

RHS = "x + I(x**2) + x:C(town) + z"
rng = np.random.default_rng(0)
TABLE = pd.DataFrame(
    {
        "x": rng.uniform(-1, 1, 30),
        "z": rng.standard_normal(30),
        "town": rng.choice(["a", "b", "c"], 30),
    }
)
WEIGHTS = rng.uniform(0.5, 2, 30)
TERMS = Terms.learn(RHS, TABLE)
P = len(TERMS.names)
EFFECTS = [
    ClassPrediction(),
    ClassPrediction({"z": 1.0}),
    ClassContrasts({}, "town", ("a", "b", "c")),
    ClassContrasts({"x": 0.5}, "town", ("b", "a")),
    ClassSlopes({}, "x"),
    ClassSlopes({"town": "c"}, "x"),
    ClassSlopes({}, "z"),
]


def predictor(seed=0, K=3, coding=reference_coding, center=True):
    random = np.random.default_rng(seed)
    at = np.r_[0.0, random.standard_normal(P - 1)] if center else np.zeros(P)
    B = random.standard_normal((P, K - 1)) / 2
    return ClassPredictor(at, B, np.eye(P * (K - 1)) / 50, coding(K))


def sums(effect, of):
    return effect.sums(of, TERMS, TableRows(TABLE, WEIGHTS))


@pytest.mark.parametrize("effect", EFFECTS, ids=repr)
@pytest.mark.parametrize(("seed", "K"), [(0, 2), (1, 3), (2, 4)])
def test_gradients_are_differences_of_the_values(effect, seed, K):
    of, h = predictor(seed, K, symmetric_coding), 1e-6
    found = sums(effect, of)
    for j, unit in enumerate(np.eye(of.coefficients.size)):
        step = h * unit.reshape(of.coefficients.shape)
        ends = [
            sums(effect, replace(of, coefficients=of.coefficients + s * step)).values
            for s in (1, -1)
        ]
        slope = (ends[0] - ends[1]) / (2 * h)
        np.testing.assert_allclose(found.gradients[:, j], slope, rtol=1e-5, atol=1e-6)


def test_values_by_hand():
    of = predictor(center=False)

    def p(table):
        return softmax(TERMS.design(table).toarray() @ of.coefficients @ of.coding.T, axis=1)

    h = 1e-6
    slope = WEIGHTS @ (p(TABLE.assign(x=TABLE.x + h)) - p(TABLE.assign(x=TABLE.x - h))) / (2 * h)
    np.testing.assert_allclose(sums(ClassSlopes({}, "x"), of).values, slope, rtol=1e-7, atol=1e-7)
    a, b, c = (WEIGHTS @ p(TABLE.assign(town=town)) for town in "abc")
    found = sums(ClassContrasts({}, "town", ("a", "b", "c")), of).values
    np.testing.assert_allclose(found, np.r_[b - a, c - a], rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(sums(ClassPrediction(), of).values, WEIGHTS @ p(TABLE), rtol=1e-12)


@pytest.mark.parametrize("effect", EFFECTS, ids=repr)
def test_over_all_classes_they_add_to_a_constant(effect):
    found = sums(effect, predictor(K=4))
    total = WEIGHTS.sum() if isinstance(effect, ClassPrediction) else 0.0
    np.testing.assert_allclose(found.values.reshape(-1, 4).sum(axis=1), total, atol=1e-12)
    gradients = found.gradients.reshape(-1, 4, found.gradients.shape[1])
    np.testing.assert_allclose(gradients.sum(axis=1), 0, atol=1e-12)


def test_the_jacobian_of_probabilities():
    p = np.array([[0.2, 0.3, 0.5]])
    np.testing.assert_allclose(jacobian(p)[0], np.diag(p[0]) - np.outer(p[0], p[0]), atol=1e-16)


def test_a_column_left_out_leaves_its_effect_unknown():
    gone = tuple(j for j, name in enumerate(TERMS.names) if name == "z")
    of = replace(predictor(), aliased=gone)
    assert np.isnan(sums(ClassSlopes({}, "z"), of).values).all()
    assert np.isnan(sums(ClassPrediction({"z": 0.0}), of).values).all()
    assert np.isfinite(sums(ClassSlopes({}, "x"), of).values).all()
    assert np.isfinite(sums(ClassContrasts({}, "town", ("a", "b")), of).values).all()
    town = replace(predictor(), aliased=(P - 1,))
    named = TERMS.names[P - 1]
    assert named != "z"
    assert np.isnan(sums(ClassContrasts({}, "town", ("a", "b", "c")), town).values).any()


def test_the_column_of_ones_has_no_slope():
    table = pd.DataFrame({"one": np.ones(4), "x": np.arange(4.0)})
    terms = Terms.learn("0 + one + x", table)
    of = ClassPredictor(np.zeros(2), np.zeros((2, 2)), np.eye(4), reference_coding(3))
    if terms.intercept is None:
        terms = replace(terms, intercept=terms.names.index("one"))
    with pytest.raises(InputError, match="'one' makes the column of ones"):
        ClassSlopes({}, "one").sums(of, terms, TableRows(table))


# -- separated classes -----------------------------------------------------------------------------

X, Y = three_of_forty()
FORTY = pd.DataFrame({"exposed": X[:, 1], "x": X[:, 2]})
FORTY_TERMS = Terms.learn("exposed + x", FORTY)
LIMIT = fit(X, Y).predictor


def limit_sums(effect, rows=slice(None)):
    return effect.sums(LIMIT, FORTY_TERMS, TableRows(FORTY.iloc[rows]))


def test_decided_rows_have_values_and_no_errors():
    whole, rest = limit_sums(ClassPrediction()), limit_sums(ClassPrediction(), slice(13, None))
    np.testing.assert_allclose(whole.values, rest.values + np.array([0, 0, 13]), rtol=1e-10)
    assert np.isnan(whole.gradients).all()
    assert np.isfinite(rest.gradients).all()
    slopes = limit_sums(ClassSlopes({}, "x"))
    rest = limit_sums(ClassSlopes({}, "x"), slice(13, None))
    np.testing.assert_allclose(slopes.values, rest.values, rtol=1e-9, atol=1e-12)
    assert np.isfinite(rest.gradients).all()


def test_a_slope_along_a_direction_of_recession_is_unknown():
    assert np.isnan(limit_sums(ClassSlopes({}, "exposed")).values).all()
    decided = limit_sums(ClassSlopes({}, "exposed"), slice(0, 13))
    np.testing.assert_array_equal(decided.values, 0)  # at 0 and 1 no change moves them
