"""A left-hand side of several classes: their order, the reference, and what is refused."""

import json

import numpy as np
import pandas as pd
import pytest

from oddsmith.errors import FormulaError, InputError, ModelFileError, UnseenLevelError
from oddsmith.frame import Response, make_frame

PROG = ["vocation", "academic", None, "general", "academic"]


@pytest.mark.parametrize(
    ("values", "reference", "levels", "codes"),
    [
        (PROG, None, ("academic", "general", "vocation"), [2, 0, np.nan, 1, 0]),
        (PROG, "general", ("general", "academic", "vocation"), [2, 1, np.nan, 0, 1]),
        ([3, 1, 2, 1], None, (1, 2, 3), [2, 0, 1, 0]),
        ([3.0, 1.0, np.nan, 2.0], "2", (2, 1, 3), [2, 1, np.nan, 0]),
        ([-1, 0, 1], None, (-1, 0, 1), [0, 1, 2]),
        (pd.Categorical(["lo", "hi", "mid"], ["lo", "mid", "hi"]), None, ("lo", "mid", "hi"), None),
        (pd.Categorical(["a", "b", "c"], list("cba")), "b", ("b", "c", "a"), [2, 0, 1]),
    ],
)
def test_codes_count_from_the_reference(values, reference, levels, codes):
    table = pd.DataFrame({"y": values})
    response = Response.learn("y", table, reference=reference)
    assert (response.kind, response.event, response.levels) == ("classes", None, levels)
    assert response.reference == levels[0]
    np.testing.assert_array_equal(response.encode(table), [0, 2, 1] if codes is None else codes)


def test_describe_names_classes_and_reference():
    assert Response.learn("prog", {"prog": PROG}).describe() == (
        "P(prog = general), P(prog = vocation), each against academic"
    )
    many = Response.learn("y", {"y": list("abcdef")}, reference="c").describe()
    assert many == "P(y = a), P(y = b), P(y = d) and 2 more, each against c"


def test_an_event_still_stands_against_the_rest():
    response = Response.learn("prog", {"prog": PROG}, "general")
    assert (response.kind, response.event, response.reference) == ("binary", "general", None)


@pytest.mark.parametrize(("labels", "event"), [(["no", "yes"], "no"), ([0, 1], 0), ([7.5, 8], 7.5)])
def test_of_two_labels_the_reference_leaves_the_other_as_event(labels, event):
    response = Response.learn("y", {"y": labels}, reference=str(labels[1]))
    assert (response.kind, response.event, response.reference) == ("binary", event, labels[1])
    assert response.encode({"y": labels}).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("values", "given", "message"),
    [
        ("abc", {"reference": "d"}, "reference='d' is no level of 'y', which holds 'a', 'b', 'c'"),
        ("abc", {"reference": ["a"]}, r"reference=\['a'\] is a list; give one level"),
        ("abc", {"reference": "a", "event": "b"}, "event='b' and reference='a': .* Give one"),
        ([0.2, 0.4], {"reference": 0.2}, r"shares in \[0, 1\], so reference=0.2 has no meaning"),
    ],
)
def test_a_reference_that_cannot_be(values, given, message):
    with pytest.raises(InputError, match=message):
        Response.learn("y", {"y": list(values)}, **given)


def test_a_hundred_classes_and_no_more():
    hundred = Response.learn("y", {"y": [f"{i:03}" for i in range(100)]})
    assert len(hundred.levels) == 100
    numbers = {"y": np.arange(12.0)}
    assert Response.learn("C(y)", numbers).levels == tuple(range(12))
    assert Response.learn("y", {"y": np.arange(10.0)}).kind == "classes"


def test_levels_in_the_formula_set_their_order():
    table = {"y": ["a", "b", "c", "b"]}
    response = Response.learn("C(y, levels=['c', 'b', 'a'])", table)
    assert response.levels == ("c", "b", "a")
    assert response.encode(table).tolist() == [2, 1, 0, 1]
    assert Response.learn("C(y, levels=['b', 'a'])", {"y": ["a", "b"]}).event == "a"
    assert Response.learn("C(y)", {"y": [0.25, 0.5, 0.25]}).kind == "binary"
    with pytest.raises(InputError, match=r"also holds 'c', not in levels="):
        Response.learn("C(y, levels=['b', 'a'])", table)
    with pytest.raises(FormulaError, match=r"has contrasts, .* reference="):
        Response.learn("C(y, Treatment('b'))", table)


def test_new_labels_are_refused():
    response = Response.learn("y", {"y": list("abc")})
    with pytest.raises(UnseenLevelError, match="'z' in 1 row"):
        response.encode({"y": ["a", "z"]})


@pytest.mark.parametrize("side", ["y", "C(y, levels=['c', 'b', 'a'])"])
def test_saved_and_read_again(side):
    table = {"y": ["a", "b", "c"]}
    response = Response.learn(side, table)
    again = Response.from_dict(json.loads(json.dumps(response.to_dict())))
    assert again.describe() == response.describe()
    np.testing.assert_array_equal(again.encode(table), response.encode(table))


@pytest.mark.parametrize(
    "change", [{"event": "a"}, {"levels": ["a", "b"]}, {"kind": "ordinal"}, {"kind": ["classes"]}]
)
def test_what_is_no_response_is_refused(change):
    data = Response.learn("y", {"y": list("abc")}).to_dict() | change
    with pytest.raises(ModelFileError):
        Response.from_dict(data)


def test_a_frame_carries_whole_codes():
    table = {"prog": PROG[:2] + PROG[3:], "x": [1.0, 2, 3, 4]}
    frame = make_frame("prog ~ x", table, reference="vocation")
    assert frame.y.dtype.kind == "i"
    assert frame.y.tolist() == [0, 1, 2, 1]
    assert frame.response.levels == ("vocation", "academic", "general")
    assert make_frame("prog ~ x", table, event="general").y.tolist() == [0, 0, 1, 0]


def test_a_class_of_weight_zero_is_none():
    table = {"y": list("abcb"), "x": [1.0, 2, 3, 4], "w": [1, 1, 0, 1]}
    frame = make_frame("y ~ x", table, weights="w")
    assert frame.response.kind == "binary"
