"""Diagnostics as sentences: each fault that is put into a table is named by its column."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.report.document.subject import subject_of
from oddsmith.report.document.worries import worries
from tests.report.document.models import admissions, endometrial
from tests.result.tables import fits, noisy, quietly


def about(fit, subject, data=None):
    return [one for one in worries(subject_of(fit, data)) if one["subject"] == subject]


def test_a_sound_fit_has_none():
    found = worries(subject_of(admissions(), None))
    assert {one["verdict"] for one in found} == {"sound"}
    assert {one["subject"] for one in found} == {
        "Convergence", "Separation", "Collinearity", "Influential rows", "Calibration",
    }  # fmt: skip


def test_separation_names_its_column():
    fit, _ = endometrial()
    (found,) = about(fit, "Separation")
    assert found["verdict"] == "serious"
    assert "'NV' separates" in found["says"]
    (firth,) = about(fits()["separated firth"], "Separation")
    assert firth["verdict"] == "look"
    assert "exposed" in firth["says"]


def test_collinearity_names_both_columns():
    table = noisy().assign(twin=lambda t: t.x + 0.05 * t.v)
    found = about(oddsmith.fit("y ~ x + twin + group", table), "Collinearity")
    assert [one["verdict"] for one in found] == ["look", "look"]
    assert found[0]["says"].startswith(("x: ", "twin: "))
    assert "most of all with" in found[0]["says"]
    (repeated,) = about(fits()["aliased"], "Repeated columns")
    assert "I(2 * x)" in repeated["says"]


def test_collinearity_of_several_classes():
    table = noisy().assign(twin=lambda t: t.x + 0.05 * t.v)
    found = about(oddsmith.fit("group ~ x + twin", table), "Collinearity")
    assert {one["says"].split(":")[0] for one in found} == {"x", "twin"}


def test_a_row_that_was_planted_is_named():
    table = noisy()
    table.loc[17, ["x", "y"]] = [12.0, 0]
    (found, *_) = about(oddsmith.fit("y ~ x + v", table), "Influential rows")
    assert found["verdict"] == "look"
    assert found["says"].startswith("Row 17 alone moves ")
    assert " x " in found["says"] or "Intercept" in found["says"]


def test_a_curve_that_is_missing_is_named_by_its_column():
    rng = np.random.default_rng(0)
    x, v = rng.standard_normal((2, 3000))
    y = (rng.random(3000) < 1 / (1 + np.exp(2 - 1.5 * x**2))) * 1
    found = about(oddsmith.fit("y ~ x + v", pd.DataFrame({"x": x, "v": v, "y": y})), "Calibration")
    assert found[0]["verdict"] == "look"
    assert found[0]["says"].startswith("x: in the 300 cases where it lies from ")
    assert not any(one["says"].startswith("v:") for one in found)


def test_few_cases_are_counted():
    table = load("admissions").head(40)
    (found,) = about(quietly("admit ~ gre + gpa + C(rank)", table), "Number of cases")
    events = min(table.admit.sum(), 40 - table.admit.sum())
    assert f"{events} cases for 5 coefficients" in found["says"]


@pytest.mark.parametrize("name", ["one step", "lasso", "sampling", "firth"])
def test_what_is_not_known_is_said(name):
    found = worries(subject_of(fits()[name], None))
    assert all(one["verdict"] in ("sound", "look", "serious", "unknown") for one in found)
    if name == "one step":
        assert found[0]["verdict"] == "serious"
