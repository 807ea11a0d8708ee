"""Scoring functions in JavaScript, run by Node and held against `predict`."""

import json
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import oddsmith
from oddsmith.export.scoring.javascript import quoted
from tests.export.scored_models import (
    FORMULAS,
    HOSTILE,
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
NODE = shutil.which("node")
needs_node = [
    pytest.mark.heavy,
    pytest.mark.skipif(NODE is None, reason="Node runs the exported functions"),
]
RUN = """
const rows = JSON.parse(require("fs").readFileSync(0, "utf8"));
const plain = (p) => (typeof p === "number" ? (Number.isNaN(p) ? null : p)
  : Object.fromEntries(Object.entries(p).map(([k, v]) => [k, plain(v)])));
console.log(JSON.stringify(rows.map((row) => {
  try { return plain(score(row)); } catch (error) { return { error: error.message }; }
})));
"""


def answers(model, rows, **options):
    """What the exported function gives for rows."""
    source = model.export("javascript", **options)
    done = subprocess.run(
        [NODE, "-e", source + RUN],
        input=json.dumps(rows, default=lambda value: value.item()),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def as_nan(p):
    return float("nan") if p is None else p


class TestInNode:
    pytestmark = needs_node

    @pytest.mark.parametrize("formula", FORMULAS)
    def test_rows_of_training(self, formula):
        fit = fitted(formula)
        same(answers(fit, TABLE.to_dict("records")), fit.predict(TABLE))

    @pytest.mark.parametrize("formula", FORMULAS)
    @settings(max_examples=3)
    @given(rows=rows_of())
    def test_any_rows(self, formula, rows):
        fit = fitted(formula)
        same(answers(fit, rows), quietly(fit.predict, table_of(rows)))

    @pytest.mark.parametrize("formula", FORMULAS)
    def test_refuses_what_predict_refuses(self, formula):
        fit, table = fitted(formula), wide()
        wanted = [told(fit.predict, table.iloc[[i]]) for i in range(len(table))]
        found = answers(fit, table.to_dict("records"))
        agree(["refused" if isinstance(p, dict) else as_nan(p) for p in found], wanted)

    @settings(max_examples=5)
    @given(rows=rows_of())
    def test_several_classes(self, rows):
        fit = fitted(SEVERAL, "three")
        found = [by_class(one, fit.classes) for one in answers(fit, rows)]
        same(found, quietly(fit.predict, table_of(rows)))

    def test_refusals_name_what_is_wrong(self):
        fit = fitted("log(z) + town")
        rows = [
            {"z": 1, "town": "Bonn"},
            {"z": 0, "town": "Ulm"},
            {"z": "much", "town": "Ulm"},
            {"town": "Ulm"},
            {"z": None, "town": "Ulm"},
        ]
        *errors, missing = answers(fit, rows)
        assert [error["error"] for error in errors] == [
            '"town" holds "Bonn", which the model does not know',
            '"log(z)" is infinite or not defined for these values',
            '"z" holds text, and the model needs numbers: much',
            'the row has no column "z"',
        ]
        assert missing is None

    def test_names_that_objects_have_already(self):
        table = TABLE.rename(columns={"x": "__proto__", "town": "constructor"})
        formula = "y ~ Q('__proto__') + constructor"
        fit = oddsmith.fit(formula, table, penalty=1e-3)
        source = fit.export("javascript")
        row = '[["__proto__", 0.5], ["constructor", "Ulm"]]'
        done = subprocess.run(
            [NODE, "-e", f"{source} console.log(score(Object.fromEntries({row})))"],
            capture_output=True,
            text=True,
            check=True,
        )
        wanted = fit.predict(pd.DataFrame({"__proto__": [0.5], "constructor": ["Ulm"]}))
        same(float(done.stdout), wanted[0])

    def test_far_out_nothing_overflows(self):
        fit = oddsmith.fit("y ~ x", TABLE, penalty=0.01)
        x = np.array([-2000.0, -700.0, -30.0, 30.0, 2000.0]) / fit.coefficients[1]
        found = answers(fit, [{"x": value} for value in x])
        np.testing.assert_allclose(found, fit.predict({"x": x}), rtol=1e-12, atol=1e-300)

    def test_an_estimator(self):
        X = TABLE[["x", "z"]].to_numpy()
        model = oddsmith.LogisticRegression().fit(X, TABLE["y"])
        rows = [{"x0": a, "x1": b} for a, b in X]
        same(answers(model, rows), model.predict_proba(X)[:, 1])


def test_nothing_ends_a_script_element_or_leaves_a_text():
    table = TABLE.assign(town=TABLE["town"].replace("Ulm", "</script><!--\u2028\"';"))
    source = oddsmith.fit(f"y ~ town + `{HOSTILE}`", table, penalty=1e-3).export("javascript")
    assert "</script" not in source
    assert "<!--" not in source
    assert source.isascii()
    assert json.loads(quoted("a\n\u2028<")) == "a\n\u2028<"
