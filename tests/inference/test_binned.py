"""Binned scores against the rows themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.inference.binned import binned
from oddsmith.inference.discrimination import area
from oddsmith.inference.scores import Scores
from oddsmith.losses import sigmoid


def rows(n, seed, spread=3.0):
    rng = np.random.default_rng(seed)
    z = spread * rng.standard_normal(n)
    return z, (rng.random(n) < sigmoid(z)).astype(float), rng.uniform(0.5, 2.0, n)


@given(st.integers(2, 300), st.integers(0, 99), st.floats(0.001, 40))
def test_the_area_of_bins_is_within_its_bound(n, seed, spread):
    z, y, c = rows(n, seed, spread)
    if len(set(y)) < 2:
        return
    found = binned(z, y, c)
    exact = area(Scores(z, y, c)).auc
    assert abs(area(found.scores()).auc - exact) <= found.tied + 1e-12


def test_sums_of_parts_are_those_of_all_and_exact():
    z, y, c = rows(500, 0)
    found = binned(z[:200], y[:200], c[:200]) + binned(z[200:], y[200:], c[200:])
    p = sigmoid(z)
    assert found.brier == pytest.approx(Scores(z, y, c).brier, rel=1e-12)
    assert found.total == pytest.approx(c.sum(), rel=1e-13)
    likelihood = np.where(y == 1, p, 1 - p)
    assert found.log_loss == pytest.approx(-c @ np.log(likelihood) / c.sum(), rel=1e-12)
    assert found.accuracy == pytest.approx(c @ ((z > 0) == y) / c.sum(), rel=1e-12)


def test_infinite_log_odds_are_in_the_last_bins():
    z, y = np.array([-np.inf, 0.0, np.inf]), np.array([0.0, 1.0, 1.0])
    found = binned(z, y, np.ones(3))
    assert found.brier == pytest.approx(0.25 / 3)
    assert found.scores().z.tolist() == [-64, 0, 64]
