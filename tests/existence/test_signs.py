"""Signs of functions over a cone: closed forms, and programmes on all comparisons."""

import numpy as np
import pytest
from scipy.optimize import linprog

from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.existence import signs as room
from oddsmith.existence.cone import Cone
from oddsmith.existence.recession import recession
from oddsmith.existence.signs import most_against, signs


@pytest.mark.parametrize(
    ("b", "G", "expected"),
    [
        ([0.0, 1.0], [[1.0, 1.0], [1.0, 2.0]], [0.4, -0.2]),
        ([1.0, 1.5], [[1.0, 1.0], [1.0, 2.0]], [0.0, 0.0]),  # the mixture ½, ½
        ([-1.0, 0.0], [[1.0, 0.0]], [1.0, 0.0]),
        ([0.0, 1.0], [[1.0, 0.0]], [0.0, -1.0]),
    ],
)
def test_most_against_by_hand(b, G, expected):
    np.testing.assert_allclose(most_against(np.array(b), np.array(G)), expected, atol=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_the_direction_is_the_worst_of_length_one(seed):
    """No direction drawn from the cone goes further against b; it is in the cone itself."""
    rng = np.random.default_rng(seed)
    inside = rng.standard_normal(4)
    G = rng.standard_normal((12, 4))
    G *= np.sign(G @ inside)[:, None]
    b = rng.standard_normal(4)
    v = most_against(b, G)
    assert (G @ v).min() > -1e-12
    drawn = inside + rng.standard_normal((2000, 4)) * 0.3
    drawn = drawn[(drawn @ G.T >= 0).all(axis=1)]
    lowest = (drawn / np.linalg.norm(drawn, axis=1)[:, None] @ b).min()
    assert b @ v == pytest.approx(-(v @ v), abs=1e-12)
    assert -np.linalg.norm(v) <= lowest + 1e-12


def test_where_least_squares_give_up_a_programme_answers(monkeypatch):
    def gives_up(*_):
        raise RuntimeError("Maximum number of iterations reached.")

    monkeypatch.setattr(room, "nnls", gives_up)
    v = most_against(np.array([0.0, 1.0]), np.array([[1.0, 1.0], [1.0, 2.0]]))
    np.testing.assert_allclose(v, [1.0, -0.5], rtol=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_all_functions_against_programmes_on_all_rows(seed):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(60), rng.standard_normal((60, 4))])
    y = (X @ rng.standard_normal(5) > 0).astype(float)
    rows = InMemory(Dense(X), y)
    at = standardising(rows, 0)
    cone = Cone(at.apply(rows))
    found = recession(cone)
    of = rng.standard_normal((15, 5))
    G = at.apply(rows).X.toarray() * (2 * y - 1)[:, None]
    low, high = (
        np.array([s * linprog(s * f, A_ub=-G, b_ub=np.zeros(60), bounds=(-1, 1)).fun for f in of])
        for s in (1, -1)
    )
    expected = np.where((low < -1e-9) & (high > 1e-9), np.nan, np.sign(low + high))
    sign, cuts = signs(cone, found, of)
    np.testing.assert_array_equal(sign, expected)
    assert (cuts @ found.inside > -1e-11).all()
