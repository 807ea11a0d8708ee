"""Splines and polynomials in pieces: the values of the transforms that they are from."""

import ast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import NotSupportedError
from oddsmith.export.scoring.curves import evaluate, read_basis
from oddsmith.export.scoring.translate import Translator
from oddsmith.frame import Terms

X = np.sort(np.random.default_rng(3).gamma(3.0, size=200))
CALLS = (
    "bs(x, df=6, extrapolation='extend')",
    "bs(x, df=5, degree=1, extrapolation='extend')",
    "bs(x, knots=[1, 2, 3, 4], degree=2, include_intercept=True, extrapolation='extend')",
    "bs(x, knots=[2, 2, 3], degree=3, extrapolation='extend')",  # a knot twice: a kink
    "bs(x, knots=[2], degree=0, extrapolation='extend')",
    "cr(x, df=6)",
    "cr(x, knots=[1, 3], constraints='center')",
    "bs(x, df=3, extrapolation='extend')",
    "poly(x, 6)",
    "poly(x, 3, raw=True)",
)


def basis_of(call):
    terms = Terms.learn(f"{call} - 1", {"x": X})
    (factor,) = terms.factors.values()
    translator = Translator(factor.written, {}, terms.transform_state)
    assert isinstance(factor.written.tree, ast.Call)
    return terms, *read_basis(translator, factor.written.tree)


@pytest.mark.parametrize("call", CALLS)
@settings(max_examples=30)
@given(u=st.floats(-3, 25))
def test_values_within_and_beyond_the_range(call, u):
    terms, basis, coefficients = basis_of(call)
    wanted = terms.design({"x": [u]}).toarray()[0]
    found = evaluate(basis, coefficients, np.array([u]))[0][-len(wanted) :]
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("call", CALLS[:5])
def test_a_number_at_a_knot_is_of_the_piece_above(call):
    terms, basis, coefficients = basis_of(call)
    u = np.array([*basis.knots, basis.low, basis.high])
    wanted = terms.design({"x": u}).toarray()
    found = evaluate(basis, coefficients, u)[:, -wanted.shape[1] :]
    np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_zero_beyond_the_range_and_not_at_its_ends():
    terms, basis, coefficients = basis_of("bs(x, df=4, extrapolation='zero')")
    u = np.array([basis.knots[0], np.nextafter(basis.knots[-1], 0), -9.0, 99.0])
    wanted = terms.design({"x": u}).toarray()
    np.testing.assert_allclose(evaluate(basis, coefficients, u), wanted, atol=1e-12)
    assert not wanted[2:].any()


def test_a_degree_that_loses_the_digits_is_refused():
    with pytest.raises(NotSupportedError, match="loses too many digits"):
        basis_of("poly(x, 30)")
