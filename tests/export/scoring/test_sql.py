"""SQL expressions, run by SQLite and DuckDB and held against `predict`."""

import sqlite3
from contextlib import closing

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oddsmith
from oddsmith.errors import InputError, MissingValuesWarning
from oddsmith.export.scoring.scorer import assemble
from oddsmith.export.scoring.sql import write
from oddsmith.frame import Terms
from oddsmith.losses import sigmoid
from tests.export.scored_models import (
    FORMULAS,
    TABLE,
    agree,
    fitted,
    quietly,
    rows_of,
    same,
    table_of,
    told,
    wide,
)

SEVERAL = "x*town + bs(z, df=4, extrapolation='extend')"


def in_sqlite(table, text):
    with closing(sqlite3.connect(":memory:")) as base:
        plain = table.astype({"flag": float}) if "flag" in table else table
        plain.to_sql("t", base, index=False)
        return np.array(base.execute(f"SELECT {text} FROM t ORDER BY rowid").fetchall(), float)


def in_duckdb(table, text):
    duckdb = pytest.importorskip("duckdb")
    with closing(duckdb.connect()) as base:
        base.register("shown", table)
        base.execute("CREATE TABLE t AS SELECT * FROM shown")
        return np.array(base.execute(f"SELECT {text} FROM t ORDER BY rowid").fetchall(), float)


ENGINES = [
    pytest.param(in_sqlite, id="sqlite"),
    pytest.param(in_duckdb, id="duckdb", marks=pytest.mark.heavy),
]
engines = pytest.mark.parametrize("run", ENGINES)


@engines
@pytest.mark.parametrize("formula", FORMULAS)
def test_rows_of_training(run, formula):
    fit = fitted(formula)
    same(run(TABLE, fit.export("sql"))[:, 0], fit.predict(TABLE))


@engines
@pytest.mark.parametrize("formula", FORMULAS)
@settings(max_examples=5)
@given(rows=rows_of())
def test_any_rows(run, formula, rows):
    fit, table = fitted(formula), table_of(rows)
    same(run(table, fit.export("sql"))[:, 0], quietly(fit.predict, table))


@engines
@pytest.mark.parametrize("formula", FORMULAS)
def test_null_where_predict_refuses(run, formula):
    fit, table = fitted(formula), wide()
    wanted = [told(fit.predict, table.iloc[[i]]) for i in range(len(table))]
    wanted = [np.nan if one == "refused" else one for one in wanted]
    agree(run(table, fit.export("sql"))[:, 0].tolist(), wanted)


@engines
@settings(max_examples=8)
@given(rows=rows_of())
def test_several_classes(run, rows):
    fit, table = fitted(SEVERAL, "three"), table_of(rows)
    same(run(table, fit.export("sql")), quietly(fit.predict, table))


def test_a_query_names_its_columns():
    fit = fitted("x + town", "three")
    with closing(sqlite3.connect(":memory:")) as base:
        TABLE.to_sql('my "t"', base, index=False)
        found = pd.read_sql(fit.export("sql", table='my "t"'), base)
    assert list(found.columns[: TABLE.shape[1]]) == list(TABLE.columns)
    same(found[[f"probability:{k}" for k in fit.classes]], fit.predict(TABLE))


@engines
def test_null_gives_null(run):
    fit = fitted("x + town + C(grade)")
    table = TABLE[["x", "town", "grade"]].head(6).astype({"grade": float})
    table.loc[0, "x"] = table.loc[2, "grade"] = np.nan
    table.loc[4, "town"] = None
    with pytest.warns(MissingValuesWarning, match="3 of 6"):
        wanted = fit.predict(table)
    same(run(table, fit.export("sql"))[:, 0], wanted)


@engines
def test_nan_is_null_also_where_a_comparison_hides_it(run):
    fit = fitted("I(x > 0) + where(z > 1, 1, 0)")
    table = pd.DataFrame({"x": [np.nan, 1.0], "z": [1.0, 2.0]})
    same(run(table, fit.export("sql"))[:, 0], quietly(fit.predict, table))


@engines
def test_what_predict_refuses_is_null(run):
    table = pd.DataFrame({"z": [1.0, 0.0, -1.0, 1.0], "town": ["Bonn", "Ulm", "Ulm", "Ulm"]})
    found = run(table, fitted("log(z) + town").export("sql"))[:, 0]
    assert np.isnan(found).tolist() == [True, True, True, False]
    found = run(pd.DataFrame({"z": [1000.0, 1.0]}), fitted("bs(z, df=4)").export("sql"))[:, 0]
    assert np.isnan(found).tolist() == [True, False]
    found = run(pd.DataFrame({"x": [np.inf, 1.0]}), fitted("x").export("sql"))[:, 0]
    assert np.isnan(found).tolist() == [True, False]


def test_text_and_empty_text_are_no_numbers():
    table = pd.DataFrame({"x": ["", "much", "0.5"]})
    found = in_sqlite(table, fitted("x").export("sql"))[:, 0]
    assert np.isnan(found[:2]).all()
    same(found[2], fitted("x").predict({"x": [0.5]})[0])


def test_whole_numbers_are_divided_as_numbers():
    fit = fitted("I(k / 2) + I(k // 2) + I(k * k)")
    table = pd.DataFrame({"k": [-3, -1, 1, 3]})
    same(in_sqlite(table, fit.export("sql"))[:, 0], fit.predict(table))


@engines
@settings(max_examples=10)
@given(
    name=st.text(
        st.characters(exclude_characters="\0`", exclude_categories=["Cc", "Cs"]), min_size=1
    ),
    level=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)
def test_names_and_levels_are_never_read_as_sql(run, name, level):
    name, level = f"c{name}'\";--", f"{level}'; DROP TABLE t; --"
    table = pd.DataFrame({"y": [0, 1, 1, 0] * 3, name: ["a", level, "a", level, "a", "a"] * 2})
    fit = oddsmith.fit(f"y ~ `{name}`", table, penalty=0.1)
    found = run(table.assign(flag=0.0), f"{fit.export('sql')}, (SELECT count(*) FROM t)")
    same(found[:, 0], fit.predict(table))
    assert (found[:, 1] == len(table)).all()


@engines
def test_thousands_of_levels(run):
    table = pd.DataFrame({"town": [f"level {k}" for k in range(10_000)]})
    terms = Terms.learn("town", table)
    w = np.random.default_rng(0).normal(size=10_000)
    text = write(assemble("P(y)", terms, w[:, None], np.zeros(10_000), None))
    some = table.iloc[::997]
    same(run(some, text)[:, 0], sigmoid(terms.design(some).forward(w)))


@engines
def test_a_thousand_columns(run):
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 1500))).add_prefix("c")
    model = oddsmith.LogisticRegression(C=0.1).fit(X, np.arange(60) % 2)
    same(run(X, model.export("sql"))[:, 0], model.predict_proba(X)[:, 1])


@engines
def test_far_out_nothing_overflows(run):
    fit = oddsmith.fit("y ~ x", TABLE, penalty=0.01)
    x = np.array([-1e6, -2000.0, -30.0, 30.0, 2000.0, 1e6]) / fit.coefficients[1]
    found = run(pd.DataFrame({"x": x}), fit.export("sql"))[:, 0]
    same(found, fit.predict({"x": x}), 1e-15)


def test_a_null_character_is_refused():
    table = pd.DataFrame({"y": [0, 1] * 4, "s": ["a", "a", "b\0", "b\0"] * 2})
    fit = oddsmith.fit("y ~ s", table, penalty=0.1)
    with pytest.raises(InputError, match="null character"):
        fit.export("sql")
