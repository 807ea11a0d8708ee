"""The model file: the same fit after as before, and nothing else is taken for one."""

import json
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError, ModelFileError, OddsmithError
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
    assert (model["format"], model["version"]) == ("oddsmith model", 1)
    assert model["formula"] == fit.formula
    assert list(model["coefficients"]) == list(fit.names)
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


@given(st.data())
def test_a_model_cut_anywhere_is_refused(data):
    text = json.dumps(MODEL)
    cut = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises((ModelFileError, json.JSONDecodeError)):
        from_dict(json.loads(text[:cut]))


MODEL = to_dict(oddsmith.fit(FORMULAS[0], TABLE))
JUNK = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(MODEL)), JUNK)
def test_a_model_changed_by_hand_is_a_model_or_refused(key, junk):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            changed = from_dict({**MODEL, key: junk})
    except OddsmithError:
        return
    assert isinstance(changed, oddsmith.Fit)
