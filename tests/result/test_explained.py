"""The table of contributions: base, terms, offset and their sum, of two classes and of several."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from tests.result.tables import exposed, fits, noisy


def test_an_offset_is_a_part():
    fit = fits()["offset"]
    found = fit.contributions(noisy())
    assert list(found) == ["base", "x", "group", "offset", "log_odds"]
    np.testing.assert_array_equal(found["offset"], noisy()["off"])
    np.testing.assert_allclose(found.drop(columns="log_odds").sum(axis=1), found["log_odds"])


def test_a_decided_row_has_no_parts():
    found = fits()["separated"].contributions(exposed())
    assert np.isinf(found["log_odds"][:10]).all()
    assert found["x"][:10].isna().all()
    assert found["x"][10:].notna().all()


@pytest.mark.filterwarnings("ignore::oddsmith.errors.MissingValuesWarning")
def test_a_missing_value_leaves_no_sum():
    table = noisy().assign(x=np.nan).head(3)
    found = fits()["maximum likelihood"].contributions(table)
    assert found[["x", "group", "log_odds"]].isna().all(axis=None)


def test_several_classes_are_each_held_against_the_reference():
    table = load("admissions")
    fit = oddsmith.fit("C(rank) ~ gpa + gre", table)
    found, p = fit.contributions(table), fit.predict(table)
    for k in (2, 3, 4):
        np.testing.assert_allclose(found[k]["log_odds"], np.log(p[k] / p[1]), atol=1e-12)
        parts = found[k].drop(columns="log_odds")
        np.testing.assert_allclose(parts.sum(axis=1), found[k]["log_odds"], atol=1e-12)
