"""Which variables move, how, and what the others are held at."""

import numpy as np
import pandas as pd
import pytest

from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.inference.scenarios import Variable, chosen, mean_row, settings, variables_of
from oddsmith.inference.table_rows import table_rows
from tests.inference.effects_models import drawn

TABLE, _, WEIGHTS, OFFSET = drawn()


def known(rhs, table=TABLE):
    terms = Terms.learn(rhs, table)
    return variables_of(terms, table_rows(terms, table).columns(terms.variables))


@pytest.mark.parametrize(
    ("rhs", "name", "levels"),
    [
        ("x", "x", ()),
        ("rank", "rank", ()),
        ("I(rank > 1)", "rank", ()),
        ("C(rank)", "rank", (1, 2, 3)),
        ("rank + C(rank)", "rank", (1, 2, 3)),
        ("C(rank, Treatment(2))", "rank", (2, 1, 3)),
        ("C(rank, Sum)", "rank", (1, 2, 3)),
        ("C(rank, levels=[3, 1, 2])", "rank", (3, 1, 2)),
        ("town", "town", ("a", "b", "c")),
        ("C(town, Treatment('c'))", "town", ("c", "a", "b")),
        ("I(town == 'b')", "town", ("a", "b", "c")),
        ("old", "old", (False, True)),
        ("C(old)", "old", (False, True)),
        ("x:old", "old", (False, True)),
    ],
)
def test_categories_and_numbers(rhs, name, levels):
    assert known(rhs)[name] == Variable(name, levels)


def test_a_categorys_own_order_counts():
    order = pd.CategoricalDtype(["c", "a", "b"])
    assert known("town", TABLE.astype({"town": order}))["town"].levels == ("c", "a", "b")


def test_every_combination_the_last_running_fastest():
    variables = {"a": Variable("a"), "b": Variable("b")}
    found = settings({"a": (1, 2), "b": np.array([0.5, 1.5])}, variables)
    assert [tuple(each.values()) for each in found] == [(1, 0.5), (1, 1.5), (2, 0.5), (2, 1.5)]
    assert settings({"a": "one"}, variables) == [{"a": "one"}]
    assert settings({}, variables) == [{}]
    assert settings({"a": pd.Series([3], index=[7])}, variables) == [{"a": 3}]


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ([1], r"at=\[1\]: it is"),
        ({"c": 1}, "no column is called 'c'"),
        ({"a": None}, "missing or infinite"),
        ({"a": [1, -np.inf]}, "missing or infinite"),
        ({"a": ()}, "name one value or more"),
        ({"a": range(10_001)}, "10,001 combinations"),
    ],
)
def test_values_that_make_no_sense_are_refused(at, message):
    with pytest.raises(InputError, match=message):
        settings(at, {"a": Variable("a")})


def test_names():
    variables = {"a": Variable("a"), "b": Variable("b")}
    assert chosen(variables, "b") == [Variable("b")]
    assert chosen(variables, ("b", "a")) == [Variable("b"), Variable("a")]
    with pytest.raises(InputError, match=r"no column is called 'aa' \(close: 'a'\)"):
        chosen(variables, "aa")
    with pytest.raises(InputError, match="no column is called '3'"):
        chosen(variables, [3])


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_a_mean_row(weights):
    terms = Terms.learn("x + rank + town + old", TABLE)
    rows = table_rows(terms, TABLE, weights, OFFSET)
    one = mean_row(rows, variables_of(terms, rows.columns(terms.variables)))
    c = np.ones(60) if weights is None else weights
    for name in ("x", "rank"):
        assert one.table[name][0] == pytest.approx(np.average(TABLE[name], weights=c), rel=1e-14)
    for name in ("town", "old"):
        totals = {level: c[TABLE[name] == level].sum() for level in TABLE[name].unique()}
        assert one.table[name][0] == max(totals, key=totals.get)
    assert one.shift[0] == pytest.approx(np.average(OFFSET, weights=c))
    assert one.weights.tolist() == [1.0]


def test_of_equal_weights_the_reference_is_taken():
    table = pd.DataFrame({"g": ["b", "b", "a", "a"]})
    for rhs, expected in (("g", "a"), ("C(g, Treatment('b'))", "b")):
        terms = Terms.learn(rhs, table)
        rows = table_rows(terms, table)
        one = mean_row(rows, variables_of(terms, rows.columns(["g"])))
        assert one.table["g"][0] == expected
