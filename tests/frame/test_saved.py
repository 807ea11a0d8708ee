"""What is saved is plain data, holds no code, and gives the same bits again."""

import json
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.datasets import load
from oddsmith.errors import FormulaError, InputError, ModelFileError
from oddsmith.frame import Response, Terms
from oddsmith.frame.plain import from_plain, to_plain

ADMISSIONS = load("admissions").assign(town=lambda t: np.where(t["gre"] > 600, "a b", "c"))
ADMISSIONS["my gre"] = ADMISSIONS["gre"] / 3
PIECES = [
    "gre", "`my gre`", "log(`my gre`)", "C(rank)", "C(rank, Sum)", "C(gpa > 3)", "town", "C(gre)",
    "scale(gre)", "poly(gre, 2)", "bs(gpa, df=4)", "cr(gpa, df=4, constraints='center')",
    "gre:C(rank)", "town:C(rank)", "Q('my gre')", "center(`my gre`)", "C(gpa)",
]  # fmt: skip


def again(thing, context=None):
    return type(thing).from_dict(json.loads(json.dumps(thing.to_dict())), context)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4, unique=True))
def test_the_same_bits(pieces):
    terms = Terms.learn(" + ".join(pieces), ADMISSIONS)
    loaded = again(terms)
    assert loaded.names == terms.names
    assert loaded.levels == terms.levels
    assert (loaded.slices, loaded.intercept) == (terms.slices, terms.intercept)
    assert loaded.to_dict() == terms.to_dict()
    new = ADMISSIONS.sample(50, random_state=1)
    assert np.array_equal(loaded.design(new).toarray(), terms.design(new).toarray())


@pytest.mark.parametrize("levels", [[1, 2], [0.1, 0.2], ["1", "2"], [False, True]])
def test_levels_keep_their_type(levels):
    loaded = again(Terms.learn("C(f)", {"f": levels}))
    assert [type(level) for level in loaded.levels["C(f)"]] == [type(level) for level in levels]


def test_the_callers_own_functions_are_named_not_saved():
    terms = Terms.learn("half(gre)", ADMISSIONS, {"half": lambda x: x / 2, "unused": 3})
    assert terms.to_dict()["context"] == ["half"]
    with pytest.raises(InputError, match=r"'half'.*context="):
        again(terms)
    loaded = again(terms, {"half": lambda x: x / 2})
    assert np.array_equal(loaded.design(ADMISSIONS).toarray(), terms.design(ADMISSIONS).toarray())


def test_a_file_that_was_tampered_with_runs_nothing():
    data = Terms.learn("log(gre)", ADMISSIONS).to_dict()
    data["factors"][0]["name"] = "__import__('os').system('false')"
    with pytest.raises(FormulaError):
        Terms.from_dict(data)


@pytest.mark.parametrize(
    "key", ["formula", "variables", "context", "factors", "pieces", "intercept"]
)
@pytest.mark.parametrize("value", [None, 7, "x", [7], {"a": 1}])
def test_damaged_files_are_refused_or_harmless(key, value):
    data = Terms.learn("scale(gre) + C(rank)", ADMISSIONS).to_dict()
    for damaged in ({**data, key: value}, {k: v for k, v in data.items() if k != key}):
        with suppress(InputError):
            Terms.from_dict(damaged).names  # noqa: B018


def test_state_that_is_missing_is_not_learned_again():
    data = Terms.learn("scale(gre)", ADMISSIONS).to_dict()
    loaded = Terms.from_dict({**data, "transform_state": {}})
    with pytest.raises(ModelFileError, match="learned in training"):
        loaded.design(ADMISSIONS)


def test_plain_data_both_ways():
    value = {0: np.float64(0.1), "a": [np.array([[1.5, 2]]), None, True], 1: {2: 1e-300}}
    back = from_plain(json.loads(json.dumps(to_plain(value))))
    assert back[0] == 0.1
    assert back["a"][0].tolist() == [[1.5, 2.0]]
    assert back["a"][1:] == [None, True]
    assert back[1] == {2: 1e-300}
    with pytest.raises(TypeError):
        to_plain(object())
    with pytest.raises(ModelFileError):
        from_plain({"other": 1})


def test_response_both_ways():
    table = pd.DataFrame({"my y": list("abca"), "x": [1, 2, 3, 4]})
    for side, event in (("my y", "b"), ("x", 3), ("x > 2", None), ("`my y` == 'a'", False)):
        text = f"`{side}`" if side == "my y" else side
        response = Response.learn(text, table, event)
        loaded = again(response)
        assert loaded.describe() == response.describe()
        np.testing.assert_array_equal(loaded.encode(table), response.encode(table))
    with pytest.raises(ModelFileError):
        Response.from_dict({"kind": "binary"})
