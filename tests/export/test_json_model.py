"""The model file: the same fit after as before, and nothing else is taken for one."""

import copy
import dataclasses
import json
import time
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import (
    InputError,
    ModelFileError,
    NotKeptError,
    OddsmithError,
    SeparationWarning,
)
from oddsmith.export.json_model import from_dict, to_dict

TABLE = load("admissions")
FORMULAS = [
    "admit ~ gre + gpa + C(rank)",
    "admit ~ bs(gre, df=4) * C(rank)",
    "admit ~ scale(gre) + poly(gpa, 2) + np.log(gre)",
    "admit ~ 1",
]


@pytest.fixture(scope="module", params=FORMULAS)
def fit(request):
    return oddsmith.fit(request.param, TABLE)


def test_a_saved_model_is_the_same_model(fit, tmp_path):
    fit.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    np.testing.assert_array_equal(again.predict(TABLE), fit.predict(TABLE))
    assert str(again.summary()) == str(fit.summary())
    assert again.summary()._repr_html_() == fit.summary()._repr_html_()
    pd.testing.assert_frame_equal(again.tidy(), fit.tidy(), check_exact=True)
    pd.testing.assert_frame_equal(again.vcov(), fit.vcov(), check_exact=True)
    assert to_dict(again) == to_dict(fit)


def test_nothing_is_lost_of_columns_left_out(tmp_path):
    table = TABLE.assign(twice=2 * TABLE.gre)
    with pytest.warns(oddsmith.errors.AliasedWarning):
        fit = oddsmith.fit("admit ~ gre + twice", table)
    fit.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    pd.testing.assert_series_equal(again.params, fit.params, check_exact=True)
    assert again.aliased == fit.aliased
    assert "NaN" not in (tmp_path / "m.json").read_text()


def test_a_person_can_read_it(fit, tmp_path):
    fit.save(tmp_path / "m.json")
    model = json.loads((tmp_path / "m.json").read_text())
    assert (model["format"], model["version"]) == ("oddsmith model", 2)
    assert model["formula"] == fit.formula
    assert [name for name, _ in model["coefficients"]] == list(fit.names)
    lines = (tmp_path / "m.json").read_text().splitlines()
    assert len(lines) < 85 + 2 * len(fit.names)  # a row of a matrix is a line
    assert (tmp_path / "m.json").stat().st_size < 100_000


def test_own_functions_are_named_and_asked_for(tmp_path):
    def halve(x):
        return x / 2

    fit = oddsmith.fit("admit ~ halve(gre)", TABLE, context={"halve": halve})
    fit.save(tmp_path / "m.json")
    with pytest.raises(InputError, match="halve"):
        oddsmith.load(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json", context={"halve": halve})
    np.testing.assert_array_equal(again.predict(TABLE), fit.predict(TABLE))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cut short"),
        ("{", "cut short"),
        ("[1, 2]", "not an oddsmith model"),
        ('{"a": 1}', "not an oddsmith model"),
        ('{"format": "oddsmith model", "version": 99}', "version 99"),
        ('{"format": "oddsmith model", "version": 1}', "not complete"),
        ("[" * 100_000, "cut short"),
        (f"[{'1' * 5_000}]", "not JSON"),
    ],
)
def test_other_files_are_refused(text, says, tmp_path):
    file = tmp_path / "m.json"
    file.write_text(text)
    with pytest.raises(ModelFileError, match=says):
        oddsmith.load(file)


def test_files_that_are_not_text_or_not_there(tmp_path):
    (tmp_path / "m.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelFileError, match="not text"):
        oddsmith.load(tmp_path / "m.json")
    with pytest.raises(ModelFileError, match="No such file"):
        oddsmith.load(tmp_path / "none.json")


def test_a_function_of_the_callers_on_the_left_side(tmp_path):
    def odd(y):
        return y % 2

    fit = oddsmith.fit("odd(admit) ~ gre", TABLE, context={"odd": odd})
    fit.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json", context={"odd": odd})
    assert again.response.describe() == fit.response.describe()
    with pytest.raises(InputError, match="context is a list"):
        oddsmith.load(tmp_path / "m.json", context=[odd])


def test_half_a_character_in_a_name_is_said_and_nothing_is_written(tmp_path):
    labels = pd.Series(np.where(TABLE.admit == 1, "\ud800", "no"), dtype=object)
    fit = oddsmith.fit("label ~ gre", pd.DataFrame({"label": labels, "gre": TABLE.gre}))
    with pytest.raises(InputError, match="half a character"):
        fit.save(tmp_path / "m.json")
    assert list(tmp_path.iterdir()) == []


def test_many_columns_are_saved_and_read_quickly(tmp_path):
    """A matrix of 500 × 500 took a second to write, number by number."""
    rng = np.random.default_rng(0)
    p = 500
    fit = dataclasses.replace(
        oddsmith.fit("admit ~ gre + gpa", TABLE), covariance=rng.normal(size=(p, p))
    )
    start = time.perf_counter()
    fit.save(tmp_path / "m.json")
    plain = json.dumps(fit.covariance.tolist())
    assert time.perf_counter() - start < 5
    assert len(plain) < (tmp_path / "m.json").stat().st_size < 1.2 * len(plain)


@given(st.data())
def test_a_model_cut_anywhere_is_refused(data):
    text = json.dumps(MODEL)
    cut = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises((ModelFileError, json.JSONDecodeError)):
        from_dict(json.loads(text[:cut]))


@pytest.mark.filterwarnings("ignore::oddsmith.errors.SeparationWarning")
@pytest.mark.parametrize("settings", [{}, {"method": "flac"}, {"method": "flic"}])
@pytest.mark.parametrize("y", ["y", "I(x > 2)"])
def test_a_trace_comes_back_to_the_bit(settings, y):
    table = {"y": [0, 1, 0, 1, 1, 0], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 2.5]}
    before = oddsmith.fit(f"{y} ~ x", table, trace=True, **settings)
    after = from_dict(json.loads(json.dumps(to_dict(before), allow_nan=False)))
    pd.testing.assert_frame_equal(after.history, before.history, check_exact=True)
    with pytest.raises(NotKeptError):
        _ = from_dict(to_dict(oddsmith.fit(f"{y} ~ x", table, **settings))).history


MODEL = to_dict(oddsmith.fit(FORMULAS[0], TABLE, trace=True))
JUNK = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def places(value, here=()):
    """The path of everything in a tree of dicts and lists."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in entries:
        yield (*here, key)
        if isinstance(item, dict | list):
            yield from places(item, (*here, key))


def changed(model, path, junk):
    """The model with another value at one place."""
    model = copy.deepcopy(model)
    inner = model
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = junk
    return model


def read_or_refused(model):
    """Whatever the file says: a fit that can be used, or one of our own errors."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = from_dict(json.loads(json.dumps(model)))
            str(fit.summary()), repr(fit), fit.tidy(), fit.predict(TABLE.head(9))
    except OddsmithError:
        return None
    return fit


RICH = to_dict(oddsmith.fit("admit ~ gre + scale(gpa) + C(rank, Sum)", TABLE))


@pytest.mark.parametrize("model", [MODEL, RICH], ids=["plain", "rich"])
@settings(max_examples=300)
@given(data=st.data())
def test_a_model_changed_anywhere_by_hand_is_a_model_or_refused(model, data):
    path = data.draw(st.sampled_from(list(places(model))))
    read_or_refused(changed(model, path, data.draw(JUNK)))


@pytest.mark.parametrize(
    ("path", "junk"),
    [
        (("penalty",), 10**400),
        (("penalty",), -1),
        (("covariance", 0, 0), 10**400),
        (("covariance", 0), []),
        (("coefficients", 0), ["other", 1.0]),
        (("coefficients",), MODEL["coefficients"][:-1]),
        (("coefficients",), dict(MODEL["coefficients"])),
        (("aliased",), {"nothing": []}),
        (("aliased",), {"gre": [3]}),
        (("sample", "rows"), None),
        (("sample", "rows"), "400"),
        (("sample", "rows"), -1),
        (("sample", "rows"), 10**400),
        (("sample", "weights"), 3),
        (("sample",), {}),
        (("likelihoods", "model"), "low"),
        (("certificate", "gap"), True),
        (("trace", "steps", 0, 8), [1.0]),
        (("trace", "steps", 0), [0, 1.0, []]),
        (("trace", "steps", 0, 0), 0.5),
        (("trace", "coefficients"), ["gre"]),
        (("trace",), {}),
        (("terms", "intercept"), False),
        (("terms", "pieces", 1, "term"), None),
        (("terms", "factors", 2, "coding", "levels"), [1, 1, 2, 3]),
        (("response", "levels"), [[0], [1]]),
        (("response", "event"), 7),
        (("verdict",), ["CONVERGED"]),
        (("formula",), 7),
    ],
)
def test_fields_that_cannot_be_are_refused(path, junk):
    with pytest.raises(ModelFileError):
        from_dict(changed(MODEL, path, junk))


def two_ways():
    """Both columns separate, one each way; x is finite."""
    a, b = (np.repeat(values, [20, 5, 5]) for values in ([0, 1, 0], [0, 0, 1]))
    y = np.concatenate([np.tile([0, 1], 10), np.ones(5), np.zeros(5)]).astype(int)
    return pd.DataFrame({"y": y, "a": a, "b": b, "x": np.random.default_rng(3).normal(size=30)})


def test_a_separated_fit_keeps_what_it_says_of_any_row(tmp_path):
    """Decided rows, open ones, and errors of those that are neither."""
    table = two_ways()
    with pytest.warns(SeparationWarning):
        before = oddsmith.fit("y ~ a + b + x", table)
    before.save(tmp_path / "m.json")
    after = oddsmith.load(tmp_path / "m.json")
    new = pd.DataFrame({"a": [0, 1, 0, 1], "b": [0, 0, 1, 1], "x": 0.5})
    with pytest.warns(SeparationWarning, match="1 of 4 rows lie where"):
        ours, theirs = after.predict_interval(new), before.predict_interval(new)
    pd.testing.assert_frame_equal(ours, theirs, check_exact=True)
    assert ours.probability.isna().tolist() == [False, False, False, True]
    assert np.isfinite(ours.loc[0]).all()
    assert ours.lower.isna().tolist() == [False, True, True, True]
    alone = oddsmith.fit("y ~ x", table[:20]).predict_interval(new[:1])
    pd.testing.assert_frame_equal(ours[:1], alone, rtol=1e-10)
