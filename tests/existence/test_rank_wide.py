"""Dependent columns beside a category of many levels: those that the full matrix tells."""

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Beside, Constant, Dense, OneHot
from oddsmith.existence.rank import dependent_columns
from oddsmith.existence.rank_wide import in_order
from oddsmith.kernels import bordered

N, LEVELS = 400, 12
rng = np.random.default_rng(0)
CODES = rng.permutation(np.arange(N) % (LEVELS + 1)) - 1
COARSE = CODES % 3  # of the level alone
ONES, NUMBERS = Constant(N, np.ones(1)), Dense(rng.standard_normal((N, 2)))
WITHIN = Dense((CODES[:, None] * 0.3) ** 2)  # a number that the level decides
CATEGORY = OneHot(CODES, LEVELS)

CASES = {
    "nothing": [ONES, CATEGORY, NUMBERS],
    "a coarser category, after": [ONES, CATEGORY, OneHot(COARSE - 1, 2), NUMBERS],
    "a coarser category, before": [ONES, OneHot(COARSE - 1, 2), NUMBERS, CATEGORY],
    "all levels, then ones": [OneHot(CODES + 1, LEVELS + 1), NUMBERS, ONES],
    "ones, then all levels": [ONES, NUMBERS, OneHot(CODES + 1, LEVELS + 1)],
    "a number of the level": [ONES, WITHIN, CATEGORY, NUMBERS],
    "numbers alone": [ONES, CATEGORY, NUMBERS, Dense(NUMBERS.array @ [[1.0], [2.0]])],
    "a level that nobody has": [ONES, OneHot(CODES, LEVELS + 1), NUMBERS],
    "all of it": [WITHIN, ONES, OneHot(COARSE - 1, 2), OneHot(CODES, LEVELS + 2), WITHIN, NUMBERS],
}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_the_columns_are_those_of_the_full_matrix(case, weighted, monkeypatch):
    X = Beside(CASES[case])
    c = np.random.default_rng(1).uniform(0.5, 2, N) if weighted else None
    data = InMemory(X, np.zeros(N), c)
    none = np.zeros(X.shape[1])
    full = dependent_columns(data, none)
    monkeypatch.setattr(bordered, "WIDE", LEVELS)
    assert dependent_columns(data, none) == full
    rank = np.linalg.matrix_rank(X.toarray())
    assert len(full) == X.shape[1] - rank


def test_each_vector_leaves_out_a_column_of_its_own():
    """One column three times: the second and the third repeat the first."""
    vectors = [np.array([1.0, 0.0, -1.0]), np.array([0.0, 1.0, -1.0])]
    assert [j for j, _ in in_order(vectors)] == [1, 2]
    assert [on.tolist() for _, on in in_order(vectors)] == [[0], [0]]
