"""Pseudo-R² against R (make_truths.R), closed forms, and grouped against single rows."""

from dataclasses import astuple

import numpy as np
import pytest

from oddsmith.inference.pseudo_r2 import PseudoR2, pseudo_r2
from tests.inference.fits import counted, expanded, fit, fit_table, grouped, repeated
from tests.truths import certified

TABLES = {name: truth for name, truth in certified("rows/fit").items() if "r2" in truth}


@pytest.mark.parametrize("name", TABLES)
def test_pseudo_r2_are_those_of_r(name):
    found, truth = pseudo_r2(fit_table(name)[1]), TABLES[name]
    r2 = truth["r2"]
    theirs = [r2[k] for k in ("mcfadden", "mcfadden_adj", "coxsnell", "nagelkerke")]
    np.testing.assert_allclose(astuple(found), [*theirs, truth["tjur_r2"]], rtol=1e-11, atol=1e-12)


def test_a_two_by_two_table_is_a_closed_form():
    """Ten of each: 8 and 2 successes.  L = 20 (0.8 log 0.8 + 0.2 log 0.2), L₀ = 20 log ½."""
    X = np.column_stack([np.ones(2), [0.0, 1.0]])
    found = pseudo_r2(fit(X, np.array([0.2, 0.8]), np.array([10.0, 10.0])))
    L, L0 = 20 * (0.8 * np.log(0.8) + 0.2 * np.log(0.2)), 20 * np.log(0.5)
    cox_snell = 1 - np.exp((L0 - L) / 10)
    expected = [1 - L / L0, 1 - (L - 2) / L0, cox_snell, cox_snell / 0.75, 0.36]
    np.testing.assert_allclose(astuple(found), expected, rtol=1e-12)


def test_grouped_and_repeated_rows_are_single_rows():
    X, y, trials = grouped()
    a, b = pseudo_r2(fit(X, y, trials)), pseudo_r2(fit(*expanded(X, y, trials)))
    np.testing.assert_allclose(astuple(a), astuple(b), rtol=1e-9)
    X, y, c = counted()
    a, b = pseudo_r2(fit(X, y, c)), pseudo_r2(fit(*repeated(c, X, y)))
    np.testing.assert_allclose(astuple(a), astuple(b), rtol=1e-9)


def test_the_reference_keeps_the_offset():
    """An offset that says all there is leaves nothing to explain."""
    X, y, trials = grouped(3)
    known = X @ fit(X, y, trials).w
    found = pseudo_r2(fit(X[:, :1], y, trials, known))
    assert (found.mcfadden, found.cox_snell) == pytest.approx((0, 0), abs=1e-12)
    assert found.tjur > 0


def test_a_worse_model_than_an_intercept_is_below_zero():
    X = np.column_stack([np.tile([-1.0, 1.0], 20)])
    found = pseudo_r2(fit(X, np.r_[np.ones(30), np.tile([0.0, 1.0], 5)]))
    assert found.mcfadden < 0


def test_each_is_printed_by_its_name():
    said = "McFadden 0.1000 (adjusted 0.0900), Cox and Snell 0.2000, Nagelkerke 0.3000, Tjur 0.4000"
    assert str(PseudoR2(0.1, 0.09, 0.2, 0.3, 0.4)) == f"R²: {said}"
