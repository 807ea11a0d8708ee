"""The extended factor solves what a fresh one solves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.solvers.path.factor import Factor


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.permutations(range(6)), min_size=1, max_size=5))
def test_any_sequence_of_sets(seed, orders):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((9, 6))
    H, ridge, kept = A.T @ A, rng.uniform(0.1, 1, 6), Factor()
    for order in orders:
        for k in rng.integers(0, 7, 3):
            index = np.array(order[:k], dtype=np.intp)
            b = rng.standard_normal(k)
            expected = np.linalg.solve(H[np.ix_(index, index)] + np.diag(ridge[index]), b)
            np.testing.assert_allclose(kept.solve(H, ridge, index, b), expected, rtol=1e-9)


def test_forgets_an_old_matrix():
    kept, index, b = Factor(), np.array([0]), np.array([1.0])
    assert kept.solve(np.eye(1), np.zeros(1), index, b) == pytest.approx([1.0])
    kept.forget()
    assert kept.solve(2 * np.eye(1), np.zeros(1), index, b) == pytest.approx([0.5])


def test_columns_that_repeat_each_other_are_lifted():
    x = Factor().solve(np.ones((2, 2)), np.zeros(2), np.array([0, 1]), np.ones(2))
    assert abs(x.sum() - 1) < 1e-8
