"""The left-hand side as numbers in [0, 1]: what is the event, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from oddsmith.errors import FormulaError, InputError, UnseenLevelError
from oddsmith.frame import Response, make_frame


@pytest.mark.parametrize(
    ("values", "event", "expected", "said"),
    [
        ([0, 1, 0], None, [0, 1, 0], "P(y = 1)"),
        ([0.0, 1.0, 0.0], None, [0, 1, 0], "P(y = 1)"),
        ([0, 1, 0], 0, [1, 0, 1], "P(y = 0)"),
        ([0, 1, 0], "0", [1, 0, 1], "P(y = 0)"),
        ([2, 1, 2], None, [1, 0, 1], "P(y = 2)"),
        ([True, False, True], None, [1, 0, 1], "P(y = True)"),
        (["no", "yes", "no"], None, [0, 1, 0], "P(y = yes)"),
        (["no", "yes", None], "no", [1, 0, np.nan], "P(y = no)"),
        (pd.Categorical(["lo", "hi", None], ["lo", "hi"]), None, [0, 1, np.nan], "P(y = hi)"),
        (pd.array([1, None, 0], "Int64"), None, [1, np.nan, 0], "P(y = 1)"),
        ([0.0, 0.25, 1.0], None, [0, 0.25, 1], "the share y"),
        (["a", "b", "c"], "b", [0, 1, 0], "P(y = b), against the rest (a, c)"),
        ([5.5, 1, 7], 7, [0, 0, 1], "P(y = 7.0), against the rest (1.0, 5.5)"),
    ],
)
def test_encode(values, event, expected, said):
    table = pd.DataFrame({"y": values})
    response = Response.learn("y", table, event)
    np.testing.assert_array_equal(response.encode(table), expected)
    assert response.describe() == said


def test_fields():
    response = Response.learn("y", {"y": ["a", "b"]})
    assert (response.expression, response.kind) == ("y", "binary")
    assert (response.reference, response.event, response.levels) == ("a", "b", ("a", "b"))
    assert Response.learn("y", {"y": ["a", "b", "c"]}, "a").reference is None
    assert Response.learn("y", {"y": [0.5, 0.1]}).kind == "proportion"


def test_expressions():
    table = {"y": [1.0, 5, np.nan], "town": ["a", None, "b"], "a.b": [0, 1, 1], "my y": [1, 0, 1]}
    response = Response.learn("y > 3", table)
    assert response.describe() == "P(y > 3)"
    assert response.variables == ("y",)
    np.testing.assert_array_equal(response.encode(table), [0, 1, np.nan])
    assert Response.learn("y > 3", table, event=False).describe() == "P(not y > 3)"
    np.testing.assert_array_equal(
        Response.learn("town == 'b'", table).encode(table), [0, np.nan, 1]
    )
    assert make_frame("a.b ~ 1", table).y.tolist() == [0, 1, 1]
    assert make_frame("`my y` ~ 1", table).y.tolist() == [1, 0, 1]
    assert make_frame("C(town) ~ 1", {"town": ["a", "b"]}).y.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("values", "event", "message"),
    [
        ([1, 1, 1], None, "'y' is 1 in all 3 rows: one class"),
        ([None, None], None, "no value"),
        ([0.5, 1.5, 2.5], None, r"3 distinct numbers from 0\.5 to 2\.5.*y > 1\.5\. C\(y\) takes"),
        (range(11), None, "11 distinct numbers from 0 to 10"),
        ([f"s{i}" for i in range(101)], None, r"101 classes \('s0', .* and 98 more\).*at most 100"),
        (["a", "b"], "c", "event='c' is no level of 'y', which holds 'a', 'b'"),
        ([0.5, 0.1], 0.5, "shares"),
    ],
)
def test_refused(values, event, message):
    with pytest.raises(InputError, match=message):
        Response.learn("y", {"y": values}, event)


def test_new_labels():
    response = Response.learn("y", {"y": ["a", "b"]})
    with pytest.raises(UnseenLevelError, match="'c' in 1 row"):
        response.encode({"y": ["a", "c"]})
    rest = Response.learn("y", {"y": ["a", "b", "c"]}, "a")
    assert rest.encode({"y": ["a", "z"]}).tolist() == [1, 0]
    with pytest.raises(InputError, match="no shares"):
        Response.learn("y", {"y": [0.5, 0.1]}).encode({"y": [2.0]})


def test_weights_of_zero_hide_a_level():
    found = Response.learn("y", {"y": ["a", "b", "c"]}, weights=[1, 1, 0])
    assert (found.kind, found.levels) == ("binary", ("a", "b"))


def test_unknown_names():
    with pytest.raises(FormulaError, match=r"'yy' \(close: 'y'\)"):
        Response.learn("yy", {"y": [0, 1]})
    with pytest.raises(FormulaError, match="uses no column"):
        Response.learn("1", {"y": [0, 1]})


def test_numbers_that_are_not_finite_are_no_classes():
    for y in ([0, 1, 0], [0.0, 1.0, 2.0]):
        with pytest.raises(InputError, match=r"'log\(y\)' is infinite in"):
            Response.learn("log(y)", {"y": y})
    response = Response.learn("log(y)", {"y": [1.0, np.e]})
    with pytest.raises(InputError, match=r"'log\(y\)' is undefined \(NaN\) in 1 row"):
        response.encode({"y": [1.0, -1.0]})


@pytest.mark.parametrize("event", [np.array([1, 2]), [1], (0, 1), {"a": 1}, pd.NA, object()])
def test_an_event_is_one_label(event):
    with pytest.raises(InputError, match="give one level of 'y', which holds 0, 1"):
        Response.learn("y", {"y": [0, 1]}, event)


@pytest.mark.parametrize(
    ("values", "event", "found"),
    [
        ([7, 100], "100", 100),
        ([7.5, 100.0], "100", 100.0),
        ([7.5, 100.0], "100.0", 100.0),
        (["1e2", "007"], "1e2", "1e2"),
        (["1e2", "007"], "007", "007"),
        ([False, True], "False", False),
    ],
)
def test_an_event_as_text_is_the_level_that_prints_so(values, event, found):
    assert Response.learn("y", {"y": values}, event).event == found


@pytest.mark.parametrize("event", ["1e2", "0100"])
def test_text_is_not_taken_for_a_number_it_could_be(event):
    with pytest.raises(InputError, match="no level"):
        Response.learn("y", {"y": [7, 100]}, event)
