"""Arithmetic that other languages have in other ways, held against NumPy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oddsmith
from oddsmith.errors import NotSupportedError
from oddsmith.export.scoring import python
from oddsmith.export.scoring.expression import Number, apply
from oddsmith.export.scoring.scorer import assemble
from oddsmith.export.scoring.translate import Translator, remainder, rounded
from oddsmith.frame import Terms
from oddsmith.frame.expression import read_expression
from tests.export.scored_models import TABLE


def computed(expression):
    """What the exported module makes of an expression."""
    names = {}
    exec(python.write(assemble("p", Terms.learn("1", {"x": [0.0, 1]}), ONES, ZERO, None)), names)
    return eval(python.render(expression, python.language_of()), names)


ONES, ZERO = np.ones((1, 1)), np.zeros(1)
numbers = st.floats(-50, 50).filter(lambda v: abs(v) > 1e-3)


@settings(max_examples=200)
@given(a=numbers, b=numbers)
def test_remainders_have_the_sign_of_the_divisor(a, b):
    assert computed(remainder(Number(a), Number(b))) == np.float64(a) % np.float64(b)


@settings(max_examples=200)
@given(a=numbers, b=numbers)
def test_floored_division(a, b):
    tree = read_expression(f"I({a!r} // {b!r})", {}, set(), {})
    found = Translator(tree, {}, {}).number(tree.tree)
    assert computed(found) == np.float64(a) // np.float64(b)


@settings(max_examples=100)
@given(u=st.integers(-40, 40).map(lambda v: v / 4), decimals=st.integers(-1, 2))
def test_halves_go_to_the_even_neighbour(u, decimals):
    assert computed(rounded(Number(u), decimals)) == np.round(u, decimals)


@given(u=numbers)
def test_undefined_comparisons_are_false_as_in_numpy(u):
    low = apply("<", Number(0.0), apply("log", Number(u)))
    with np.errstate(invalid="ignore"):
        assert computed(low) == bool(np.log(u) > 0)
        assert computed(apply("not", low)) == (not np.log(u) > 0)


def test_a_condition_on_an_undefined_number_scores_as_predict_does():
    fit = oddsmith.fit("y ~ I(log(x) > 0) + I(~(sqrt(x) < 1))", TABLE, penalty=0.1)
    names = {}
    exec(fit.export("python"), names)
    found = [names["score"](row) for row in TABLE.to_dict("records")]
    np.testing.assert_allclose(found, fit.predict(TABLE), atol=1e-12)


def test_what_is_no_number_is_refused_by_name():
    fit = oddsmith.fit("y ~ f(x)", TABLE, context={"f": lambda x: np.column_stack([x, x**2])})
    with pytest.raises(NotSupportedError, match=r"'f\(x\)'"):
        fit.export("python")
