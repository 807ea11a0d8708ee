"""Fits from given coefficients: they predict as the fit whose coefficients they are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

import oddsmith
from oddsmith.errors import (
    DroppedRowsWarning,
    InputError,
    MissingValuesError,
    NotSupportedError,
)
from oddsmith.export.given import from_coefficients
from tests.export.scored_models import TABLE, fitted, same


@pytest.mark.parametrize(
    "right",
    ["x + z", "x*town + C(grade, Sum)", "bs(x, df=4) + scale(z) + log(z)", "0 + x + town"],
)
def test_the_same_predictions_as_the_fit(right):
    fit = fitted(right)
    again = from_coefficients(fit.params.to_dict(), f"y ~ {right}", TABLE)
    same(again.predict(TABLE), fit.predict(TABLE))
    assert again.response.describe() == "P(y = 1)"


def test_of_another_program():
    X = TABLE[["x", "z"]]
    model = LogisticRegression().fit(X, TABLE["y"])
    names = ["Intercept", *X.columns]
    numbers = dict(zip(names, [*model.intercept_, *model.coef_[0]], strict=True))
    fit = from_coefficients(numbers, "y ~ x + z")
    same(fit.predict(X), model.predict_proba(X)[:, 1])
    assert "given" in str(fit.summary())
    names = {}
    exec(fit.export("python"), names)
    same([names["score"](row) for row in X.to_dict("records")], fit.predict(X))


@settings(max_examples=20)
@given(numbers=st.lists(st.floats(-5, 5), min_size=4, max_size=4))
def test_functions_of_numbers_need_no_table(numbers):
    names = ("Intercept", "log(u)", "u:a b", "I(u ** 2)")
    fit = from_coefficients(
        dict(zip(names, numbers, strict=True)), "y ~ log(u) + u:`a b` + I(u ** 2)"
    )
    a, b, c, d = (dict(zip(names, numbers, strict=True))[name] for name in names)
    z = a + b * np.log(2.0) + c * 6.0 + d * 4.0
    assert fit.predict({"u": [2.0], "a b": [3.0]})[0] == pytest.approx(1 / (1 + np.exp(-z)))


def test_what_is_not_known_is_refused_or_nan():
    fit = from_coefficients({"Intercept": 0.5, "x": 1.0}, "y ~ x")
    with pytest.raises(NotSupportedError, match="given"):
        fit.vcov()
    with pytest.raises(NotSupportedError):
        fit.conf_int()
    assert np.isnan([fit.llf, fit.aic, fit.bic]).all()
    page = str(fit.summary())
    assert "The coefficients were given, and nothing was minimised." in page
    assert "nan" not in page


def test_it_is_saved_and_read(tmp_path):
    fit = from_coefficients(fitted("x + town").params.to_dict(), "y ~ x + town", TABLE)
    fit.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    same(again.predict(TABLE), fit.predict(TABLE), 0)
    assert str(again.summary()) == str(fit.summary())


def test_the_event_is_chosen():
    table = TABLE.assign(y=np.where(TABLE["y"] == 1, "yes", "no"))
    for event in ("yes", "no"):
        fit = from_coefficients({"Intercept": 0.5, "x": 1.0}, "y ~ x", table, event=event)
        assert fit.response.describe() == f"P(y = {event})"


@pytest.mark.parametrize(
    ("numbers", "formula", "says"),
    [
        ({"Intercept": 1.0}, "y ~ x", r"none is given for 'x'.*model are 'Intercept', 'x'"),
        ({"Intercept": 1.0, "x": 2.0, "z": 1.0}, "y ~ x", "no column is called 'z'"),
        ({"Intercept": 1.0, "x": float("nan")}, "y ~ x", "'x' are no finite numbers"),
        ({"Intercept": 1.0, "x": "2"}, "y ~ x", "'x' are no finite numbers"),
        ({"Intercept": 1.0, "C(g)[T.2]": 2.0}, "y ~ C(g)", r"'C\(g\)' of the formula take levels"),
        ({"Intercept": 1.0, "scale(x)": 2.0}, "y ~ scale(x)", r"'scale\(x\)' of the formula"),
        ({"Intercept": 1.0}, "x", "does not say what is to be explained"),
    ],
)
def test_refusals(numbers, formula, says):
    with pytest.raises(InputError, match=says):
        from_coefficients(numbers, formula)


def test_a_table_without_the_response():
    fit = from_coefficients(
        {"Intercept": 0.0, "g[T.b]": 1.0}, "y ~ g", pd.DataFrame({"g": ["a", "b"]})
    )
    same(fit.predict({"g": ["b"]}), [1 / (1 + np.exp(-1))])


def test_rows_that_lack_a_value_are_refused_or_left_out():
    fit = fitted("x + town")
    table = TABLE.assign(x=TABLE["x"].where(TABLE.index % 5 > 0), other=np.nan)
    numbers, formula = fit.params.to_dict(), "y ~ x + town"
    with pytest.raises(MissingValuesError, match="'x'"):
        from_coefficients(numbers, formula, table)
    with pytest.warns(DroppedRowsWarning, match="left out"):
        again = from_coefficients(numbers, formula, table, missing="drop")
    np.testing.assert_allclose(again.predict(TABLE), fit.predict(TABLE), atol=1e-14)
    with pytest.raises(InputError, match="missing='keep'"):
        from_coefficients(numbers, formula, table, missing="keep")
