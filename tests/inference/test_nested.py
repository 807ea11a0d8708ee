"""Nested models: the differences are those of the sequential table, and others are refused."""

import numpy as np
import pytest

from oddsmith.errors import InputError
from oddsmith.inference.nested import compare_nested
from tests.inference.likelihood_models import maximum, noisy, truth
from tests.truths import problem


def test_the_sequence_of_a_model():
    _, X, y, *_ = problem("admissions")
    models = [maximum(X[:, :k], y) for k in (1, 2, 3, 6)]
    found = compare_nested(models)
    expected = truth("r_terms")["admissions"]["anova_seq"]  # R 4.2.2, anova(fit)
    np.testing.assert_allclose([test.statistic for test in found], expected["dev"], rtol=1e-10)
    assert [test.df for test in found] == expected["df"]


def test_the_same_model_twice():
    X, y = noisy(1)
    (test,) = compare_nested([maximum(X, y), maximum(X @ np.diag([1, 2, 3, 4]), y)])
    assert (test.statistic, test.df) == (0.0, 0)


def test_blocks_do_not_matter(monkeypatch):
    X, y = noisy(2)
    (whole,) = compare_nested([maximum(X[:, :2], y), maximum(X, y)])
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    (parts,) = compare_nested([maximum(X[:, :2], y), maximum(X, y)])
    assert parts.statistic == pytest.approx(whole.statistic, rel=1e-11)


def test_refusals():
    X, y = noisy(3)
    small, large = maximum(X[:, :2], y), maximum(X, y)
    with pytest.raises(InputError, match="two models"):
        compare_nested([large])
    with pytest.raises(InputError, match="not a part of the second"):
        compare_nested([large, small])
    with pytest.raises(InputError, match="not a part of the second"):
        compare_nested([maximum(X[:, [0, 2]], y), small])
    with pytest.raises(InputError, match="79 and 80 rows"):
        compare_nested([maximum(X[1:, :2], y[1:]), large])
    other = y.copy()
    other[:5] = 1 - other[:5]
    with pytest.raises(InputError, match="5 of 80 differ in their response or weight"):
        compare_nested([maximum(X[:, :2], other), large])
    with pytest.raises(InputError, match="80 of 80 differ"):
        compare_nested([maximum(X[:, :2], y, np.full(80, 2.0)), large])
