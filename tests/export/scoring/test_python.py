"""Scoring functions in Python, held against `predict`."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oddsmith
from oddsmith.errors import UnseenLevelError
from tests.export.scored_models import (
    FORMULAS,
    TABLE,
    agree,
    by_class,
    fitted,
    quietly,
    rows_of,
    same,
    table_of,
    told,
    wide,
)

SEVERAL = "x*town + bs(z, df=4, extrapolation='extend')"


def function(model, **options):
    names = {}
    exec(model.export("python", **options), names)
    return names["score"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_rows_of_training(formula):
    fit = fitted(formula)
    score = function(fit)
    same([score(row) for row in TABLE.to_dict("records")], fit.predict(TABLE))


@pytest.mark.parametrize("formula", FORMULAS)
@settings(max_examples=15)
@given(rows=rows_of())
def test_any_rows(formula, rows):
    fit, table = fitted(formula), table_of(rows)
    score = function(fit)
    same([score(row) for row in rows], quietly(fit.predict, table))


@pytest.mark.parametrize("formula", FORMULAS)
def test_refuses_what_predict_refuses(formula):
    fit, table = fitted(formula), wide()
    score = function(fit)
    wanted = [told(fit.predict, table.iloc[[i]]) for i in range(len(table))]
    agree([told(score, row) for row in table.to_dict("records")], wanted)


def test_wide_rows_are_refused_and_predicted():
    wanted = [told(fitted("log(z) + town").predict, wide().iloc[[i]]) for i in range(60)]
    assert 5 < wanted.count("refused") < 55


@settings(max_examples=20)
@given(rows=rows_of())
def test_several_classes(rows):
    fit = fitted(SEVERAL, "three")
    score = function(fit)
    found = [by_class(score(row), fit.classes) for row in rows]
    same(found, quietly(fit.predict, table_of(rows)))


def test_runs_alone_without_site_packages(tmp_path):
    fit = fitted("x + town + log(z)")
    fit.export("python", tmp_path / "model.py")
    rows = TABLE.head(20).to_dict("records")
    (tmp_path / "rows.json").write_text(json.dumps(rows, default=lambda value: value.item()))
    code = (
        f"import sys, json; sys.path.insert(0, {str(tmp_path)!r}); from model import score; "
        "print(json.dumps([score(row) for row in json.load(open('rows.json'))]))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    same(json.loads(done.stdout), fit.predict(TABLE.head(20)))


@pytest.mark.parametrize("gap", [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT])
def test_a_missing_value_gives_nan(gap):
    score = function(fitted("x + town"))
    assert np.isnan(score({"x": gap, "town": "Ulm"}))
    assert np.isnan(score({"x": 1.0, "town": gap}))


def test_refusals_name_what_is_wrong():
    fit = fitted("log(z) + town")
    score = function(fit)
    with pytest.raises(UnseenLevelError):
        fit.predict({"z": [1.0], "town": ["Bonn"]})
    with pytest.raises(ValueError, match=r"'town' holds 'Bonn', which the model does not know"):
        score({"z": 1.0, "town": "Bonn"})
    with pytest.raises(ValueError, match=r"'log\(z\)' is infinite or not defined"):
        score({"z": 0.0, "town": "Ulm"})
    with pytest.raises(ValueError, match="'z' holds text, and the model needs numbers: 'much'"):
        score({"z": "much", "town": "Ulm"})
    with pytest.raises(KeyError, match="the row has no column 'z'"):
        score({"town": "Ulm"})


def test_beyond_a_spline():
    score = function(fitted("bs(z, df=4)"))
    with pytest.raises(ValueError, match=r"'bs\(z, df=4\)' is not known for 1000.0"):
        score({"z": 1000.0})


def test_an_offset_is_a_column():
    named = fitted("x", offset="shift")
    same([function(named)(row) for row in TABLE.to_dict("records")], named.predict(TABLE))
    given = fitted("x", offset=TABLE["shift"].to_numpy())
    with pytest.raises(oddsmith.errors.InputError, match="say which column holds it"):
        given.export("python")
    wanted = given.predict(TABLE, offset="shift")
    same([function(given, offset="shift")(row) for row in TABLE.to_dict("records")], wanted)


@settings(max_examples=25)
@given(z=st.floats(-1e3, 1e3, allow_nan=False))
def test_far_out_nothing_overflows(z):
    fit = oddsmith.fit("y ~ x", TABLE, penalty=0.01)
    x = z / fit.coefficients[1]
    wanted = fit.predict({"x": [x]})[0]
    assert function(fit)({"x": x}) == pytest.approx(wanted, rel=1e-12, abs=0)


def test_an_estimator_takes_features_by_name():
    X, y = TABLE[["x", "z"]], TABLE["y"]
    model = oddsmith.LogisticRegression().fit(X, y)
    rows = TABLE.to_dict("records")
    same([function(model)(row) for row in rows], model.predict_proba(X)[:, 1])
    several = oddsmith.LogisticRegression().fit(X.to_numpy(), TABLE["three"])
    found = [function(several)({"x0": row["x"], "x1": row["z"]}) for row in rows[:50]]
    found = [by_class(one, several.classes_) for one in found]
    same(found, several.predict_proba(X.to_numpy()[:50]))


def test_no_code_of_a_name_or_level_runs():
    hostile = '"""\n\'\'\'); raise SystemExit("run") #'
    table = TABLE.assign(**{"side": TABLE["side"].where(TABLE["side"] == "left", hostile)})
    fit = oddsmith.fit("y ~ side + C(town)", table, penalty=1e-3)
    same([function(fit)(row) for row in table.to_dict("records")], fit.predict(table))
