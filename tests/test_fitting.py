"""The statistician's door: R's numbers for the admissions models, and what is refused."""

import json

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load, path
from oddsmith.errors import (
    AliasedWarning,
    DroppedRowsWarning,
    FormulaError,
    InputError,
    MissingValuesError,
    MissingValuesWarning,
    NotConvergedWarning,
    NotKeptError,
)
from tests.truths import DATA, certified, floats, problem

FORMULA = "admit ~ gre + gpa + C(rank)"


def admissions():
    """The table, with the columns that R's models made of it; i counts rows from 1."""
    table, i = load("admissions"), np.arange(1, 401)
    return table.assign(
        w=1 + i % 3,
        wf=0.25 + (7 * i) % 11 / 4,
        off=0.5 * table.gpa - 0.002 * table.gre + 1,
        lin=2 * table.gre - 3 * table.gpa,
    )


MODELS = {
    "admissions": (FORMULA, {}),
    "admissions_freqw": (FORMULA, {"weights": "w"}),
    "admissions_fracw": (FORMULA, {"weights": "wf"}),
    "admissions_offset": (FORMULA, {"offset": "off"}),
    "admissions_offset2": ("admit ~ C(rank)", {"offset": "off"}),
    "admissions_noint": ("admit ~ 0 + gre + gpa + C(rank)", {}),
    "admissions_null": ("admit ~ 1", {}),
    "admissions_collinear": ("admit ~ gre + gpa + lin + C(rank)", {}),
}


def fitted(name):
    formula, settings = MODELS[name]
    if name == "admissions_collinear":
        with pytest.warns(AliasedWarning, match="'lin' repeats what 'gre', 'gpa' already say"):
            return oddsmith.fit(formula, admissions(), **settings)
    return oddsmith.fit(formula, admissions(), **settings)


def truth(name):
    return json.loads((DATA / "truths" / f"{name}.json").read_text())


def by_name(values, names):
    """R's values under our names: both follow the formula, and R leaves out what it aliases."""
    ours = [name for name in names if name != "lin"]
    return dict(zip(ours, values.values(), strict=True))


@pytest.mark.parametrize("name", MODELS)
def test_r_and_certified_numbers(name):
    fit, r, exact = fitted(name), truth(name), certified("certified_ml")[name]
    coef, se = (by_name(exact[what], fit.names) for what in ("coef", "se"))
    kept = list(coef)
    errors = np.abs(fit.params[kept] - floats(coef.values())) / floats(se.values())
    assert errors.max() < 1e-11
    np.testing.assert_allclose(fit.bse[kept], floats(se.values()), rtol=1e-11)
    interval = fit.conf_int()
    for ours, theirs, rtol in [
        (fit.zvalues, r["z"], 1e-7),
        (fit.pvalues, r["p_value"], 1e-6),
        (interval.lower, r["ci95_wald"]["lower"], 1e-6),
        (interval.upper, r["ci95_wald"]["upper"], 1e-6),
    ]:
        there = {k: v for k, v in theirs.items() if v not in (None, "NA")}
        np.testing.assert_allclose(ours[kept], floats(there.values()), rtol=rtol)
    np.testing.assert_allclose(fit.vcov().loc[kept, kept], r["vcov"], rtol=1e-6, atol=1e-12)
    assert fit.deviance == pytest.approx(float(exact["deviance"]), rel=1e-12)
    assert fit.null_deviance == pytest.approx(r["null_deviance"], rel=1e-12)
    assert (fit.df_resid, fit.nobs) == (r["df_residual"], r["n"])
    if name != "admissions_fracw":  # R rounds these weights in its log-likelihood, and warns
        assert fit.llf == pytest.approx(r["loglik"], rel=1e-12)
        assert fit.aic == pytest.approx(r["aic"], rel=1e-12)
        assert fit.bic == pytest.approx(r["bic"], rel=1e-12)
    assert fit.llf == pytest.approx(float(exact["loglik_kernel"]), rel=1e-12)
    assert fit.certificate.gap < 1e-18


@pytest.mark.parametrize(
    "name", ["beetle", "budworm", "esoph", "menarche", "orings_count", "rare_grouped"]
)
def test_proportions_with_trials_are_r_s_binomial_counts(name):
    names, X, y, trials, _ = problem(name)
    columns = {f"x{j}": X[:, j] for j in range(len(names))}
    fit = oddsmith.fit(f"y ~ 0 + {' + '.join(columns)}", {"y": y, **columns}, weights=trials)
    r = truth(name)
    assert fit.llf == pytest.approx(r["loglik"], rel=1e-12)
    assert fit.aic == pytest.approx(r["aic"], rel=1e-12)
    assert fit.deviance == pytest.approx(r["deviance"], rel=1e-10)
    np.testing.assert_allclose(fit.bse, list(r["se"].values()), rtol=1e-7)


def test_a_left_out_column_is_nan_and_predictions_are_those_without_it():
    fit, plain = fitted("admissions_collinear"), fitted("admissions")
    assert fit.params.isna().to_list() == [name == "lin" for name in fit.names]
    assert fit.aliased == {"lin": ["gre", "gpa"]}
    np.testing.assert_allclose(fit.predict(admissions()), plain.predict(admissions()), rtol=1e-12)
    assert fit.df_model == plain.df_model == 5


def test_r_s_fitted_values_and_the_score_equations():
    table, fit = admissions(), fitted("admissions")
    p = fit.predict(table)
    assert p.name == "P(admit = 1)"
    X = fit.terms.design(table).toarray()
    np.testing.assert_allclose(X.T @ (table.admit - p), 0, atol=1e-9)


def test_tidy_holds_what_the_properties_hold():
    fit = fitted("admissions")
    tidy, ratios = fit.tidy(), fit.tidy(exponentiate=True)
    assert list(tidy.columns) == [
        "term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high",
    ]  # fmt: skip
    np.testing.assert_array_equal(tidy.estimate, fit.params)
    for column in ("estimate", "conf_low", "conf_high"):
        np.testing.assert_array_equal(ratios[column], np.exp(tidy[column]))
    excludes_one = (ratios.conf_low > 1) | (ratios.conf_high < 1)
    assert (excludes_one == (ratios.p_value < 0.05)).all()


def test_intervals_of_any_level():
    fit = fitted("admissions")
    wide, narrow = fit.conf_int(level=0.99), fit.conf_int(level=0.5)
    assert (wide.lower < narrow.lower).all()
    assert (wide.upper > narrow.upper).all()
    for level in (0, 1, 95, "a", None, [0.9]):
        with pytest.raises(InputError, match="between 0 and 1"):
            fit.conf_int(level=level)
    with pytest.raises(TypeError):
        fit.conf_int(0.05)


@pytest.mark.parametrize("source", ["path", "dict", "polars", "arrow"])
def test_every_kind_of_table_is_the_same_table(source):
    table = load("admissions")
    expected = oddsmith.fit(FORMULA, table).params
    if source == "path":
        table = path("admissions")
    elif source == "dict":
        table = {name: table[name].to_numpy() for name in table}
    elif source == "polars":
        table = pytest.importorskip("polars").from_pandas(table)
    else:
        table = pytest.importorskip("pyarrow").Table.from_pandas(table)
    pd.testing.assert_series_equal(oddsmith.fit(FORMULA, table).params, expected)


@pytest.mark.parametrize(
    ("y", "says"),
    [
        ([1, 2, 1, 2, 2, 1], "P(y = 2)"),
        (["no", "yes", "no", "yes", "yes", "no"], "P(y = yes)"),
        ([False, True, False, True, True, False], "P(y = True)"),
    ],
)
def test_any_two_labels_and_which_is_modelled_is_said(y, says):
    x = [1.0, 2, 3, 4, 2, 1.5]
    fit = oddsmith.fit("y ~ x", {"y": y, "x": x})
    assert says in str(fit.summary())
    first, second = sorted(set(y))
    named = oddsmith.fit("y ~ x", {"y": y, "x": x}, event=second)
    np.testing.assert_array_equal(named.params, fit.params)
    flipped = oddsmith.fit("y ~ x", {"y": y, "x": x}, event=first)
    np.testing.assert_allclose(flipped.params, -fit.params, rtol=1e-10)
    assert f"P(y = {first})" in str(flipped.summary())


def test_weight_zero_is_no_row():
    table = admissions()
    weights = np.where(np.arange(400) < 10, 0.0, 1.0)
    with_zero = oddsmith.fit(FORMULA, table, weights=weights)
    without = oddsmith.fit(FORMULA, table.iloc[10:])
    pd.testing.assert_series_equal(with_zero.params, without.params)
    assert with_zero.nobs == without.nobs == 390
    assert "10 of weight zero" in str(with_zero.summary())


def test_a_penalty_shrinks_is_labelled_and_gives_no_p_value():
    ridge = oddsmith.fit(FORMULA, admissions(), penalty=0.1)
    assert abs(ridge.params["gpa"]) < abs(fitted("admissions").params["gpa"])
    assert ridge.pvalues.isna().all()
    assert ridge.zvalues.isna().all()
    text = str(ridge.summary())
    assert "L2 penalty: mean loss + ½ · 0.1 · Σ w², intercept free" in text
    assert "posterior interval" in text
    assert "no meaning" in text


def test_a_huge_penalty_leaves_the_mean():
    fit = oddsmith.fit("admit ~ gpa", admissions(), penalty=1e12)
    mean = load("admissions").admit.mean()
    assert fit.params["Intercept"] == pytest.approx(np.log(mean / (1 - mean)), rel=1e-9)


def test_missing_values_raise_or_are_dropped_and_counted():
    table = admissions().astype({"gre": float})
    table.loc[:4, "gre"], table.loc[9, "gpa"] = np.nan, np.inf
    with pytest.raises(MissingValuesError, match=r"'gre'.*5.*'gpa'.*1"):
        oddsmith.fit(FORMULA, table)
    with pytest.warns(DroppedRowsWarning, match="6 rows of 400"):
        fit = oddsmith.fit(FORMULA, table, missing="drop")
    expected = oddsmith.fit(FORMULA, admissions().drop(index=[0, 1, 2, 3, 4, 9]))
    np.testing.assert_array_equal(fit.params, expected.params)
    assert (fit.nobs, fit.sample.dropped) == (394, 6)
    assert "6 dropped" in str(fit.summary())
    with pytest.warns(MissingValuesWarning, match="5 of 399 rows"):
        assert fit.predict(table.drop(index=9)).isna().sum() == 5


def test_constant_columns_are_named_and_left_out():
    table = admissions().assign(same=3.5)
    with pytest.warns(AliasedWarning, match="'same' repeats what 'Intercept'"):
        fit = oddsmith.fit("admit ~ gre + same", table)
    assert np.isnan(fit.params["same"])
    assert "same is left out; it repeats Intercept" in str(fit.summary())


def test_a_column_of_ones_under_no_intercept_is_the_intercept():
    table = admissions().assign(one=1.0)
    fit = oddsmith.fit("admit ~ 0 + one + gre", table)
    plain = oddsmith.fit("admit ~ gre", table)
    np.testing.assert_allclose(fit.params, plain.params, rtol=1e-13)
    assert fit.null_deviance == pytest.approx(plain.null_deviance, rel=1e-14)
    assert fit.df_model == 1


def test_too_few_steps_are_said():
    with pytest.warns(NotConvergedWarning, match="limit of steps"):
        oddsmith.fit(FORMULA, admissions(), max_steps=1)


def test_offset_at_prediction():
    table = admissions()
    by_name, by_array = (
        oddsmith.fit("admit ~ C(rank)", table, offset=offset) for offset in ("off", table.off)
    )
    expected = by_name.predict(table)
    with pytest.raises(InputError, match="new rows need theirs"):
        by_array.predict(table)
    np.testing.assert_array_equal(by_array.predict(table, offset="off"), expected)
    plain = oddsmith.fit(FORMULA, table)
    np.testing.assert_allclose(
        plain.predict(table, offset=np.full(400, 100.0)), np.ones(400), rtol=1e-12
    )


def test_predictions_keep_the_index_of_the_table():
    table = admissions().set_index(np.arange(400) + 1000)
    assert fitted("admissions").predict(table.iloc[3:5]).index.to_list() == [1003, 1004]


@pytest.mark.parametrize("penalty", [-1, float("nan"), float("inf"), "much"])
def test_bad_penalties(penalty):
    with pytest.raises(InputError, match="penalty="):
        oddsmith.fit(FORMULA, admissions(), penalty=penalty)


def test_bad_requests_are_refused_by_name():
    table = admissions()
    with pytest.raises(FormulaError, match="'gree'"):
        oddsmith.fit("admit ~ gree", table)
    with pytest.raises(FormulaError):
        oddsmith.fit("admit ~ gre +* 2", table)
    with pytest.raises(FormulaError):
        oddsmith.fit("admit ~ __import__('os').getcwd()", table)
    with pytest.raises(InputError, match="negative"):
        oddsmith.fit(FORMULA, table, weights=-np.ones(400))
    with pytest.raises(InputError, match="3 values"):
        oddsmith.fit(FORMULA, table, weights=[1, 2, 3])
    with pytest.raises(InputError, match="missing="):
        oddsmith.fit(FORMULA, table, missing="ignore")


def test_a_fit_shows_itself_in_one_line_and_as_a_page():
    fit = fitted("admissions")
    assert repr(fit) == (
        "<Fit 'admit ~ gre + gpa + C(rank)': P(admit = 1), 400 rows, 6 coefficients, "
        "maximum likelihood, no penalty, log-likelihood -229.25875>"
    )
    assert fit._repr_html_() == fit.summary()._repr_html_()
    assert "<table>" in fit._repr_html_()


def test_a_row_of_nothing_but_none_is_missing():
    fit = oddsmith.fit("admit ~ gre + C(rank)", admissions())
    with pytest.warns(MissingValuesWarning, match="1 of 1 rows"):
        assert fit.predict({"gre": [None], "rank": [None]}).isna().all()


def test_a_context_that_is_no_mapping_is_refused():
    with pytest.raises(InputError, match="context is a list"):
        oddsmith.fit(FORMULA, admissions(), context=[1])


def test_history_ends_at_the_fit():
    fit = oddsmith.fit(FORMULA, admissions(), trace=True)
    history = fit.history
    np.testing.assert_array_equal(history.filter(like="w[").iloc[-1], fit.params)
    assert history["step"].tolist() == list(range(len(history)))
    assert (history["objective"].diff().dropna() <= 1e-15).all()
    assert history["loss"].iloc[-1] == pytest.approx(-fit.llf / 400, rel=1e-14)
    with pytest.raises(NotKeptError, match="trace=True"):
        _ = fitted("admissions").history
