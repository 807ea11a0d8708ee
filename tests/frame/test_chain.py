"""The chain rule against complex steps, which are exact: f'(x) = Im f(x + ih) / h."""

import numpy as np
import pandas as pd
import pytest

from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.frame.chain import Chain
from oddsmith.frame.evaluate import Evaluator
from oddsmith.frame.expression import read_expression

RNG = np.random.default_rng(4)
X, Z = RNG.uniform(1.1, 6, 40), RNG.uniform(-2, 2, 40)

# the expression, and the same in NumPy for complex x
EXACT = {
    "I(x ** 3 - 2 * x)": lambda x: x**3 - 2 * x,
    "I(-x / (1 + x ** 2))": lambda x: -x / (1 + x**2),
    "I(2 ** x + x ** x)": lambda x: 2**x + x**x,
    "I(+x * z * x)": lambda x: x * Z * x,
    "I(z / x)": lambda x: Z / x,
    "log(x) * log2(x)": lambda x: np.log(x) ** 2 / np.log(2),
    "np.log10(x) - numpy.log(x)": lambda x: np.log(x) / np.log(10) - np.log(x),
    "log1p(x ** 2) - expm1(x / 9)": lambda x: np.log(1 + x**2) - np.exp(x / 9),
    "sqrt(exp(x) + 1)": lambda x: np.sqrt(np.exp(x) + 1),
    "sin(x) * cos(3 * x) + tanh(x / 2)": lambda x: np.sin(x) * np.cos(3 * x) + np.tanh(x / 2),
    "abs(x - 3)": lambda x: np.where(X > 3, x - 3, 3 - x),
    "maximum(x, 2 * x - 3)": lambda x: np.where(X > 3, 2 * x - 3, x),
    "minimum(x ** 2, 8)": lambda x: np.where(X**2 < 8, x**2, 8),
    "clip(x, 2, 4) * x": lambda x: np.where(X < 2, 2, np.where(X > 4, 4, x)) * x,
    "clip(3, 1, x)": lambda x: np.where(X < 3, x, 3),
    "where(z > 0, x, x ** 2)": lambda x: np.where(Z > 0, x, x**2),
    "I(x * (z > 0))": lambda x: x * (Z > 0),
    "I(Q('x') * x)": lambda x: x**2,
    "np.log(`x` + 1)": lambda x: np.log(x + 1),
    "I(z ** 2)": lambda x: 0 * x,
    "I(7)": lambda x: 0 * x,
}  # fmt: skip


def slope(text, variable="x", context=None):
    context = context or {}
    columns = {"x": X, "z": Z, "town": np.array(["x", "b"] * 20, dtype=object)}
    quoted = {"_q0_": "x"} if "`" in text else {}
    expression = read_expression(text.replace("`x`", "_q0_"), quoted, set(columns), context)
    chain = Chain(Evaluator(columns, context, {}), expression, variable)
    return np.broadcast_to(chain.slope(expression.tree), X.shape)


@pytest.mark.parametrize("text", EXACT)
def test_expressions(text):
    exact = np.imag(EXACT[text](X + 1e-200j) / 1e-200)
    np.testing.assert_allclose(slope(text), exact, rtol=1e-13, atol=1e-14)


def test_text_that_is_called_like_the_variable_is_not_the_variable():
    np.testing.assert_array_equal(slope("I((town == 'x') * z)"), np.zeros(40))


@pytest.mark.parametrize("text", [
    "I(x > 3)", "I(x % 2)", "I(x // 2)", "I(~(x > 3))", "I((x > 1) & (z > 0))", "floor(x)",
    "ceil(x)", "np.round(x, 1)", "sign(x)", "where(x > 2, 1, x)", "C(x)", "I(z * (x == 2))",
])  # fmt: skip
def test_steps_are_refused_by_name(text):
    with pytest.raises(InputError, match=r"'x' enters through .* goes in steps"):
        slope(text)


OWN = {
    "shifted": (lambda a, by=1.0: np.log(a + by), "shifted(x)", lambda x: np.log(x + 1)),
    "named": (lambda a, by=1.0: np.log(a + by), "named(x, by=z ** 2)", lambda x: np.log(x + Z**2)),
    "both": (lambda a, b: a * b, "both(x ** 2, exp(x))", lambda x: x**2 * np.exp(x)),
    "inner": (lambda a: np.tanh(a / 2), "inner(2 * x - 5)", lambda x: np.tanh(x - 2.5)),
}  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_functions_of_the_callers_own(name):
    function, text, twin = OWN[name]
    exact = np.imag(twin(X + 1e-200j) / 1e-200)
    found = slope(text, context={name: function})
    np.testing.assert_allclose(found, exact, rtol=1e-11, atol=1e-12)


def test_a_function_of_the_callers_own_at_zero():
    table = pd.DataFrame({"x": [0.0, 1.0, 3.0]})
    columns = {"x": table["x"].to_numpy()}
    f = {"f": lambda a: np.exp(-a) + a**2}
    expression = read_expression("f(x)", {}, {"x"}, f)
    found = Chain(Evaluator(columns, f, {}), expression, "x").slope(expression.tree)
    np.testing.assert_allclose(found, 2 * columns["x"] - np.exp(-columns["x"]), rtol=1e-10)


def test_a_spline_of_degree_zero_goes_in_steps():
    table = pd.DataFrame({"x": X})
    terms = Terms.learn("bs(x, df=4, degree=0)", table)
    factor = terms.factors["bs(x, df=4, degree=0)"]
    chain = Chain(Evaluator({"x": X}, {}, terms.transform_state), factor.written, "x")
    with pytest.raises(InputError, match="goes in steps"):
        chain.slope(factor.written.tree)
