"""Bounds of slopes hold for every residual, and are exact on those learned from."""

import numpy as np
import pytest

from oddsmith.solvers.path.screen import MOST, Screen
from tests.solvers.path.problems import kinds, numbers_of, rows_of, table


@pytest.mark.parametrize(("name", "design"), [(name, X) for name, X, _ in kinds()])
@pytest.mark.parametrize("weighted", [False, True])
def test_bounds_hold(name, design, weighted):
    _, y = table()
    rng = np.random.default_rng(1)
    rows = rows_of(design, y, rng.uniform(0.5, 2, len(y)) if weighted else None)
    screen, X = Screen(rows, rows.backward), numbers_of(rows)
    learned = [rows.weight * rng.standard_normal(len(y)) for _ in range(3)]
    for r in learned:
        screen.add(r)
    for r in (*learned, *(rows.weight * rng.standard_normal((20, len(y))))):
        slopes, slack = screen.slopes(r)
        assert (np.abs(X.T @ r - slopes) <= slack + 1e-15).all()
    slopes, slack = screen.slopes(2 * learned[0] - learned[2])
    np.testing.assert_allclose(slopes, X.T @ (2 * learned[0] - learned[2]), atol=1e-12)
    assert slack.max() < 1e-6


def test_starts_again_when_it_is_full():
    _, y = table()
    rows = rows_of(next(kinds())[1], y)
    screen, rng = Screen(rows, rows.backward), np.random.default_rng(0)
    for _ in range(MOST + 1):
        screen.add(rng.standard_normal(len(y)))
    assert len(screen.basis) == 1


def test_a_residual_already_known_adds_nothing():
    _, y = table()
    rows = rows_of(next(kinds())[1], y)
    screen = Screen(rows, rows.backward)
    screen.add(np.zeros(len(y)))
    assert not len(screen.basis)
