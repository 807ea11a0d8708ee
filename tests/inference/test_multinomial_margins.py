"""Effects on several classes, as tables: the binary ones, other references, settings."""

import numpy as np
import pandas as pd
import pytest

from oddsmith.data import InMemory
from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.inference.margins import marginal_effects, predict_at
from oddsmith.inference.multinomial import multinomial
from oddsmith.inference.multinomial_margins import class_effects, class_predictions_at
from oddsmith.inference.table_rows import table_rows
from tests.inference.effects_models import drawn, fitted

RHS = "x + I(x**2) + z:C(town) + C(rank) + old"
TABLE, Y, WEIGHTS, _ = drawn(n=120)
TERMS = Terms.learn(RHS, TABLE)
ROWS = table_rows(TERMS, TABLE, WEIGHTS)
NUMBERS = ["estimate", "std_error", "z", "p_value", "lower", "upper"]
ASKED = [
    {},
    {"at": "mean"},
    {"variables": "x", "at": {"x": [2.0, 3.0], "town": ["a", "c"]}},
    {"variables": ["town", "z"], "level": 0.8},
]


def fit_classes(y, labels):
    rows = InMemory(TERMS.design(TABLE), y, WEIGHTS)
    return multinomial(rows, TERMS.intercept, TERMS.names, labels)


TWO = fit_classes(Y.astype(int), [0, 1])
CODES = np.where(np.random.default_rng(1).random(120) < 0.3, 2, Y).astype(int)
THREE = fit_classes(CODES, "abc")


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_two_classes_are_binary(asked):
    link, terms, rows = fitted(RHS, TABLE, Y, WEIGHTS)
    binary = marginal_effects(link, terms, rows, **asked)
    found = class_effects(TWO.predictor, [0, 1], TERMS, ROWS, **asked)
    one = found[found["class"] == 1].drop(columns="class")
    key = [*binary.columns[:-6]]
    one, binary = (each.sort_values(key).reset_index(drop=True) for each in (one, binary))
    pd.testing.assert_frame_equal(one, binary, rtol=1e-7, atol=1e-10)
    zero = found[found["class"] == 0].sort_values(key)
    np.testing.assert_allclose(-zero["estimate"], one["estimate"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(zero["std_error"], one["std_error"], rtol=1e-9)


def test_predictions_of_two_classes_are_binary():
    link, terms, rows = fitted(RHS, TABLE, Y, WEIGHTS)
    at = {"rank": [1, 3], "old": [False, True]}
    binary = predict_at(link, terms, rows, at, level=0.9)
    found = class_predictions_at(TWO.predictor, [0, 1], TERMS, ROWS, at, level=0.9)
    one = found[found["class"] == 1].drop(columns="class").reset_index(drop=True)
    pd.testing.assert_frame_equal(one, binary, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_reference_does_not_matter(asked):
    turned = fit_classes((CODES + 1) % 3, "cab")
    a = class_effects(THREE.predictor, "abc", TERMS, ROWS, **asked)
    b = class_effects(turned.predictor, "cab", TERMS, ROWS, **asked)
    np.testing.assert_allclose(a["estimate"].to_numpy().reshape(-1, 3).sum(axis=1), 0, atol=1e-13)
    key = [*a.columns[:-6]]
    a, b = (each.sort_values(key).reset_index(drop=True) for each in (a, b))
    pd.testing.assert_frame_equal(a, b, rtol=1e-6, atol=1e-9)


def test_rows_of_the_table():
    found = class_effects(THREE.predictor, "abc", TERMS, ROWS)
    head = found[["variable", "contrast"]].drop_duplicates()
    assert sorted(map(tuple, head.to_numpy())) == [
        ("old", "True - False"),
        ("rank", "2 - 1"),
        ("rank", "3 - 1"),
        ("town", "b - a"),
        ("town", "c - a"),
        ("x", "dP/dx"),
        ("z", "dP/dx"),
    ]
    assert found["class"].tolist() == [*"abc"] * 7
    assert list(found.columns) == ["variable", "contrast", "class", *NUMBERS]
    means = class_predictions_at(THREE.predictor, "abc", TERMS, ROWS, {})
    share = np.bincount(CODES, weights=WEIGHTS) / WEIGHTS.sum()  # as they were observed
    np.testing.assert_allclose(means["estimate"], share, rtol=1e-10)
    assert ((means["lower"] > 0) & (means["upper"] < 1)).all()


def test_blocks_do_not_matter(monkeypatch):
    whole = class_effects(THREE.predictor, "abc", TERMS, ROWS)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    parts = class_effects(THREE.predictor, "abc", TERMS, ROWS)
    pd.testing.assert_frame_equal(parts, whole, rtol=1e-10)


def test_what_is_not_a_variable():
    with pytest.raises(InputError, match="no column is called 'gpa'"):
        class_effects(THREE.predictor, "abc", TERMS, ROWS, "gpa")
