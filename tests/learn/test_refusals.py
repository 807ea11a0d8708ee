"""Every learner's door says what is wrong with a table, labels or weights that cannot be used."""

import numpy as np
import pytest

from oddsmith import Neuron
from oddsmith.errors import InputError
from oddsmith.learn import check_gradient, compare, explain_nan, suggest_learning_rate
from tests.learn.gradients import vectors

X = [[0.0, 1.0], [1.0, 0.0], [2.0, 3.0], [3.0, 1.0]]
Y, W = [0, 1, 0, 1], [0.1, 0.2]
DOORS = {
    "neuron": lambda X, y, w: Neuron(epochs=1, seed=0).fit(X, y),
    "check_gradient": lambda X, y, w: check_gradient(vectors, X, y, w),
    "explain_nan": lambda X, y, w: explain_nan(X, y, w),
    "suggest_learning_rate": lambda X, y, w: suggest_learning_rate(X, y),
    "compare": lambda X, y, w: compare(w, 0.0, X, y),
}
EXPLAINED = {"explain_nan"}  # has an explanation, not an error, for numbers that are no good

TABLES = {
    "one row": ([1.0, 2.0, 3.0, 4.0], "shape"),
    "three axes": (np.ones((4, 2, 1)), "shape"),
    "strings": ([["a", "b"]] * 4, "'a' at row 0, column 0"),
    "ragged": ([[1, 2], [3], [4, 5], [6, 7]], "row 0 has 2 values and row 1 has 1"),
    "empty": ([], "shape"),
    "no rows": (np.empty((0, 2)), "shape"),
    "no columns": (np.empty((4, 0)), "shape"),
    "nothing": (None, "shape"),
    "complex": (np.ones((4, 2)) * 1j, "complex"),
    "too few rows": ([[1, 2], [2, 3], [1, 1]], "y"),
    "NaN": ([[np.nan, 1.0], *X[1:]], "missing or infinite"),
    "infinite": ([[np.inf, 1.0], *X[1:]], "missing or infinite"),
    "too large": ([[1e200, 1.0], *X[1:]], "square is beyond"),
}
LABELS = {
    "strings": (["no", "yes", "no", "yes"], "'no'"),
    "too few": ([0, 1], "y"),
    "empty": ([], "y"),
    "two columns": ([[0, 1]] * 4, "y"),
    "ragged": ([[0], [1, 0], [1], [0]], "row 0 has 1 values and row 1 has 2"),
    "one number": (1, "y"),
    "three classes": ([0, 1, 2, 1], "targets are 0 and 1"),
    "shares": ([0.2, 0.5, 0.1, 0.9], "targets are 0 and 1"),
    "NaN": ([0, 1, np.nan, 1], "1 missing values in 4, the first at row 2"),
    "None": ([0, None, None, 1], "2 missing values in 4, the first at row 1"),
}
WEIGHTS = {
    "too few": ([1.0], "w"),
    "too many": ([1.0, 2.0, 3.0], "w"),
    "a table": ([[1, 2], [3, 4]], "w"),
    "strings": (["a", "b"], "'a' at 0"),
    "ragged": ([[1], [2, 3]], "row 0 has 1 values and row 1 has 2"),
    "complex": ([1j, 2], "complex"),
    "nothing": (None, "w"),
    "NaN": ([np.nan, 1.0], "NaN or infinite"),
}
NO_GOOD = ("NaN", "None", "infinite", "too large", "three classes", "shares")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("what", TABLES)
def test_tables(door, what):
    table, says = TABLES[what]
    expect(door, what, says, table, Y, W)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("what", LABELS)
def test_labels(door, what):
    labels, says = LABELS[what]
    expect(door, what, says, X, labels, W)


@pytest.mark.parametrize("door", ["check_gradient", "explain_nan", "compare"])
@pytest.mark.parametrize("what", WEIGHTS)
def test_weights(door, what):
    weights, says = WEIGHTS[what]
    expect(door, what, says, X, Y, weights)


def expect(door, what, says, *arguments):
    if door in EXPLAINED and what in NO_GOOD:
        found = DOORS[door](*arguments)
        assert found.broken
        return
    with pytest.raises(InputError, match=says):
        DOORS[door](*arguments)


def test_one_class_has_no_optimum_but_a_gradient():
    ones = [1, 1, 1, 1]
    assert compare(W, 0.0, X, ones).words.startswith("Classes separated: y is the same in all 4")
    assert "no optimum" in str(suggest_learning_rate(X, ones))
    assert check_gradient(vectors, X, ones, W).ok
    assert not explain_nan(X, ones, W).broken
