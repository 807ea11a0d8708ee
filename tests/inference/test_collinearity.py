"""Collinearity: the classical variance inflation, invariance, and which term is the partner."""

import numpy as np
import pytest

from oddsmith.inference.collinearity import collinearity


def design(n=200, seed=0):
    rng = np.random.default_rng(seed)
    a, b, c = rng.standard_normal((3, n))
    return np.column_stack([np.ones(n), a, a + 0.3 * b, c, c * 0.5 + rng.standard_normal(n)])


def test_of_least_squares_it_is_one_over_what_others_leave_unexplained():
    X = design()
    V = np.linalg.inv(X.T @ X)
    found = collinearity(V, {name: [j] for j, name in enumerate("1abcd")}, 0)
    assert [one.term for one in found] == list("abcd")
    for j, one in enumerate(found, start=1):
        others = np.delete(X, j, axis=1)
        rest = X[:, j] - others @ np.linalg.lstsq(others, X[:, j], rcond=None)[0]
        total = X[:, j] - X[:, j].mean()
        assert one.gvif == pytest.approx((total @ total) / (rest @ rest), rel=1e-9)
        assert one.inflation == pytest.approx(np.sqrt(one.gvif))
    assert [one.partner for one in found] == ["b", "a", "d", "c"]


def test_of_a_term_of_several_columns_it_does_not_depend_on_their_coding():
    X = design()
    turn = np.eye(5)
    turn[3:, 3:] = [[1.0, 2.0], [0.5, -1.0]]
    terms = {"a": [1], "b": [2], "pair": [3, 4]}
    plain, turned = (collinearity(np.linalg.inv(M.T @ M), terms, 0) for M in (X, X @ turn))
    for one, other in zip(plain, turned, strict=True):
        assert one.gvif == pytest.approx(other.gvif, rel=1e-9)
    assert plain[2].df == 2


def test_columns_left_out_take_no_part_and_one_term_stands_alone():
    V = np.diag([1.0, np.nan, 2.0])
    (found,) = collinearity(V, {"x": [1], "y": [2]}, 0)
    assert (found.term, found.gvif, found.partner) == ("y", 1.0, "")
