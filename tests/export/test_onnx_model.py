"""ONNX models, run by onnxruntime and held against `predict`."""

import builtins

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from tests.export.scored_models import (
    FORMULAS,
    TABLE,
    fitted,
    quietly,
    rows_of,
    same,
    table_of,
    training,
)

pytestmark = pytest.mark.heavy
onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")
SEVERAL = "x*town + bs(z, df=4, extrapolation='extend')"


def run(content, feeds):
    return onnxruntime.InferenceSession(content).run(None, feeds)


def answers(fit, table, **options):
    feeds = {}
    for name in dict.fromkeys([*fit.terms.variables, *options.values()]):
        text = name in ("town", "side")
        values = table[name].to_numpy(
            dtype=object if text else float, na_value=None if text else np.nan
        )
        feeds[name] = values[:, None]
    return run(fit.export("onnx", **options), feeds)[0]


@pytest.mark.parametrize("formula", FORMULAS)
def test_ten_thousand_rows(formula):
    fit, table = fitted(formula), training(10_000, seed=1)
    for name, low, high in (("x", -2, 2.5), ("z", 0.15, 5)):
        table[name] = table[name].clip(low, high)
    same(answers(fit, table)[:, 0], quietly(fit.predict, table), 1e-12)


@settings(max_examples=20)
@given(rows=rows_of(missing=False))
def test_any_rows_of_several_classes(rows):
    fit, table = fitted(SEVERAL, "three"), table_of(rows)
    same(answers(fit, table), fit.predict(table))


def test_missing_unseen_and_undefined_give_nan():
    fit = fitted("log(z) + I(x > 0) + town + C(grade)")
    table = TABLE[["z", "x", "town", "grade"]].head(7).astype({"grade": float})
    table.loc[0, "z"] = table.loc[1, "x"] = table.loc[2, "grade"] = np.nan
    table.loc[3, "town"] = "Bonn"
    table.loc[4, "z"] = -1.0
    table.loc[5, "grade"] = 2.5
    found = answers(fit, table)[:, 0]
    assert np.isnan(found).tolist() == [True] * 6 + [False]
    same(found[6:], fit.predict(table.iloc[6:]))


def test_whole_and_other_numbers_as_levels():
    table = pd.DataFrame({"y": [0, 1, 1, 0, 1, 0] * 4, "k": [0.5, -1.25, 3.0] * 8})
    fit = oddsmith.fit("y ~ C(k)", table, penalty=0.1)
    same(answers(fit, table)[:, 0], fit.predict(table))
    same(answers(fit, pd.DataFrame({"k": [0.75]}))[:, 0], [np.nan])


@pytest.mark.parametrize("y", ["y", "three", "flag"])
def test_an_estimator_takes_a_matrix(y):
    X = TABLE[["x", "z", "far"]].to_numpy()
    model = oddsmith.LogisticRegression(C=0.5).fit(X, TABLE[y])
    labels, p = run(model.export("onnx"), {"X": X})
    same(p, model.predict_proba(X), 1e-9)  # uncentred: a column of 1e6
    assert (labels == model.predict(X)).all()


def test_an_offset_is_an_input():
    named = fitted("x", offset="shift")
    same(answers(named, TABLE, offset="shift")[:, 0], named.predict(TABLE))
    X, shift = TABLE[["x", "z"]].to_numpy(), TABLE["shift"].to_numpy()
    model = oddsmith.LogisticRegression().fit(X, TABLE["y"], offset=shift)
    _, p = run(model.export("onnx", offset="shift"), {"X": X, "shift": shift[:, None]})
    same(p, model.predict_proba(X, offset=shift))


def test_what_onnx_cannot_express_is_named():
    table = TABLE.assign(other=TABLE["town"].where(TABLE["x"] > 0, "none"))
    fit = oddsmith.fit("y ~ I(town == other)", table, penalty=0.1)
    with pytest.raises(NotSupportedError, match=r"compares 'town' with another column"):
        fit.export("onnx")
    table = TABLE.rename(columns={"x": "label"})
    with pytest.raises(InputError, match=r"'label' is a name that the ONNX graph uses"):
        oddsmith.fit("y ~ label", table).export("onnx")


def test_without_the_package(monkeypatch):
    real = builtins.__import__

    def no_onnx(name, *args, **more):
        if name == "onnx":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", no_onnx)
    with pytest.raises(NotSupportedError, match=r"pip install \"oddsmith\[onnx\]\""):
        fitted("x").export("onnx")
