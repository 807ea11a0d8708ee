"""Brier score and Tjur's R² against R (make_truths.R), and grouped against single rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.inference.scores import Scores, by_level, scores_of
from tests.inference.fits import counted, expanded, fit, fit_table, grouped
from tests.truths import certified

TABLES = {name: truth for name, truth in certified("rows/fit").items() if "brier" in truth}


@pytest.mark.parametrize("name", TABLES)
def test_brier_and_tjur_are_those_of_r(name):
    scores = scores_of(fit_table(name)[1])
    assert scores.brier == pytest.approx(TABLES[name]["brier"], rel=1e-12)
    assert scores.tjur == pytest.approx(TABLES[name]["tjur_r2"], rel=1e-12, abs=1e-13)


def test_scores_are_the_rows_in_their_order(monkeypatch):
    X, y, c = counted()
    offset = np.linspace(-1, 1, len(y))
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    found = fit(X, y, c, offset)
    scores = scores_of(found)
    np.testing.assert_allclose(scores.z, X @ found.w + offset, atol=1e-12)
    np.testing.assert_array_equal(scores.y, y)
    np.testing.assert_array_equal(scores.case_weight, c)


def test_perfect_and_useless_scores():
    y = np.array([0.0, 1.0])
    sure, coin = (
        Scores(np.array([-800.0, 800.0]), y, np.ones(2)),
        Scores(np.zeros(2), y, np.ones(2)),
    )
    assert (sure.brier, sure.tjur) == (0, 1)
    assert (coin.brier, coin.tjur) == (0.25, 0)


def test_grouped_rows_are_single_rows():
    X, y, trials = grouped()
    single = expanded(X, y, trials)
    a, b = (scores_of(fit(*rows)) for rows in ((X, y, trials), single))
    assert a.brier == pytest.approx(b.brier, rel=1e-10)
    assert a.tjur == pytest.approx(b.tjur, rel=1e-10)


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans(), st.integers(1, 4)), min_size=1))
def test_levels_are_the_distinct_values(rows):
    z, y, c = np.array(rows, dtype=float).T
    noise = np.random.default_rng(0).uniform(-1e-14, 1e-14, len(z))
    values, successes, failures = by_level(Scores(z + noise, y, c))
    np.testing.assert_allclose(values, np.unique(z), atol=1e-13)
    np.testing.assert_array_equal(successes, [c[(z == v) & (y == 1)].sum() for v in np.unique(z)])
    np.testing.assert_array_equal(failures, [c[(z == v) & (y == 0)].sum() for v in np.unique(z)])


def test_what_differs_by_more_than_rounding_is_distinct():
    z = np.array([1.0, 1.0 + 1e-11, 1e6, 1e6 + 1e-8])
    assert len(by_level(Scores(z, np.ones(4), np.ones(4)))[0]) == 3


def test_one_class_cannot_be_told_from_another():
    with pytest.raises(InputError, match="3 successes and 0 failures"):
        _ = Scores(np.zeros(3), np.ones(3), np.ones(3)).tjur
