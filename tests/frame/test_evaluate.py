"""The value of a fenced expression is what NumPy gives, on whole columns and without `eval`."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import FormulaError, InputError, ModelFileError
from oddsmith.frame.evaluate import Evaluator
from oddsmith.frame.expression import read_expression
from oddsmith.frame.functions import FUNCTIONS, MODULES

X = {"a": np.array([1.5, 2.0, 4.0]), "b": np.array([3.0, 1.0, 2.0])}


def value(text, columns=X, context=None, **settings):
    context = context or {}
    return Evaluator(columns, context, {}, **settings).value(
        read_expression(text, {}, set(columns), context)
    )


def expressions():
    operators = st.sampled_from([" + ", " - ", " * ", " / ", " // ", " % ", " < ", " == ", ", "])
    leaf = st.sampled_from(["a", "b", "2", "0.5"])

    def join(parts):
        left, operator, right = parts
        return f"minimum({left}, {right})" if operator == ", " else f"({left}{operator}{right})"

    def extend(inner):
        call = st.sampled_from(["log", "np.exp", "abs", "-", "sqrt", "floor"])
        unary = st.tuples(call, inner).map(lambda t: f"{t[0]}({t[1]})")
        return st.one_of(st.tuples(inner, operators, inner).map(join), unary)

    return st.recursive(leaf, extend, max_leaves=8)


@settings(max_examples=200, deadline=None)
@given(expressions())
def test_as_numpy(text):
    names = {name: getattr(np, name) for name in ("log", "abs", "sqrt", "floor", "minimum")}
    with np.errstate(all="ignore"):
        try:
            expected = eval(text, {**names, "np": np}, dict(X))
        except (TypeError, ZeroDivisionError):  # NumPy has no -True; here it is -1
            return
        try:
            got = value(text)
        except FormulaError:  # a constant divided by zero
            return
    if np.asarray(expected).dtype != bool and "<" not in text and "==" not in text:
        np.testing.assert_allclose(got, expected, rtol=1e-15)


def test_conditions():
    np.testing.assert_array_equal(value("(a > 1.5) & ~(b == 2) | (a <= 1)"), [False, True, False])
    np.testing.assert_array_equal(value("where(a > 1.5, b, -b)"), [-3, 1, 2])
    text = {"t": np.array(["u", "v", "u"], dtype=object)}
    np.testing.assert_array_equal(value("t != 'u'", text), [False, True, False])
    np.testing.assert_array_equal(
        value("t == 'u'", {"t": pd.Categorical(text["t"])}), [True, False, True]
    )


def test_arguments_by_name_in_any_order():
    np.testing.assert_array_equal(value("clip(a, max=3, min=2)"), [2, 2, 3])
    np.testing.assert_array_equal(value("round(x=a, decimals=0)"), [2, 2, 4])


def test_every_listed_function_is_reached_by_name():
    for name, function in {**FUNCTIONS, **MODULES["np"], **MODULES["contr"]}.items():
        assert callable(function.call), name
        assert function.needed <= len(function.arguments)


def test_errors_are_ours():
    with pytest.raises(FormulaError, match="cannot be computed"):
        value("f(a)", context={"f": lambda a: [][1]})
    with pytest.raises(InputError, match="given text"):
        value("log(t)", {"t": np.array(["u"], dtype=object)})
    with pytest.raises(ModelFileError, match="learned in training"):
        value("scale(a)", learning=False)
