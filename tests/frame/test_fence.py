"""A formula is data: nothing in it runs what its author did not name."""

import builtins
import os
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import FormulaError, InputError
from oddsmith.frame import Terms, make_frame

TABLE = pd.DataFrame(
    {
        "y": [0, 1, 0, 1, 1, 0],
        "x": [1.0, 2, 3, 4, 5, 6],
        "z": [2.0, 1, 1, 3, 2, 5],
        "town": list("abcabc"),
        "my col": [1.0, 2, 3, 4, 5, 7],
        "C": [1, 2, 1, 2, 1, 2],
        "log": [3.0, 1, 2, 3, 4, 5],
        "np": [1.0, 2, 2, 1, 3, 4],
        "Q": [1, 2, 3, 4, 5, 6],
        "__class__": [1, 2, 3, 1, 2, 4],
    }
)

ATTACKS = """
__import__('os').system('false')
__import__('os').system('false')()
{__import__('os').system('false')}
I(__import__('os').system('false'))
`__import__('os').system('false')`
log(`x) or __import__('os').system('false') or (x`)
Q("__import__('os').system('false')")
Q("x") + ().__class__
x.__class__
`x`.__class__
I(x.__class__)
I(`x`.__class__)
I(`__class__`.__class__)
I((1).__class__)
I(().__class__.__bases__[0].__subclasses__())
I("".join)
np.load('x')
np.ctypeslib
numpy.random.rand(3)
np.__builtins__
np.log.__class__(x)
contr.custom([1, 2])
C.__globals__
C(x).__class__
eval('1')
exec('1')
open('x')
getattr(x, 'T')
globals()
print(x)
breakpoint()
log(x, out=x)
log(x, x)
np.add(x, x, x)
clip(x, 0, 1, x)
round(x, 1, x)
exp(x, dtype='object')
scale(x, _state={})
bs(x, df=4, _context=1)
log(*x)
log(**x)
(lambda: 1)()
I((lambda: 1)())
I([a for a in x])
I({a for a in x})
I({'a': x})
I(f'{x}')
I(x := 3)
I(x[0])
x[0]
I(x if y else z)
I(x and z)
I(x is None)
I(1 < x < 3)
I(await_)
I(x @ x)
I(x << 2)
I(1 << 10 ** 9)
I(9 ** 9 ** 9)
I(x ** 9 ** 9)
I('a' * 10 ** 9)
I([0] * 10 ** 9)
C(x, [0] * 10)
bs(x, df=1000000000)
poly(x, 1000000000)
cr(x, df=999999999)
I(99999999999999999999999 * x)
[x ~ z]
[x ~ __import__('os').system('false')]
(x ~ z)
x | z
x ~ z
hashed(x)
lag(x)
C(x, contr.SAS)
""".strip().splitlines()


@pytest.fixture
def alarms(monkeypatch):
    """Anything that an attack would reach rings."""

    def ring(*args, **kwargs):
        raise AssertionError("reached")

    monkeypatch.setattr(os, "system", ring)
    for name in ("eval", "exec", "open", "breakpoint", "print"):
        monkeypatch.setattr(builtins, name, ring)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("place", ["y ~ {}", "{} ~ x", "y ~ x + {}:town", "y ~ C({})"])
def test_attacks_are_refused_before_anything_runs(attack, place, alarms):
    before = TABLE.copy()
    with pytest.raises(FormulaError):
        make_frame(place.format(attack), TABLE)
    pd.testing.assert_frame_equal(TABLE, before)


def test_columns_named_as_functions_do_not_shadow_them():
    frame = make_frame("y ~ C(C) + log(log) + np.log(np) + Q + Q('Q') + `__class__` + np", TABLE)
    X = dict(zip(frame.terms.names, frame.X.toarray().T, strict=True))
    np.testing.assert_array_equal(X["log(log)"], np.log(TABLE["log"]))
    np.testing.assert_array_equal(X["np.log(np)"], np.log(TABLE["np"]))
    np.testing.assert_array_equal(X["C(C)[T.2]"], TABLE["C"] == 2)
    np.testing.assert_array_equal(X["Q('Q')"], TABLE["Q"])
    np.testing.assert_array_equal(X["__class__"], TABLE["__class__"])


def test_the_callers_own_functions_and_numbers():
    context = {"half": lambda x: x / 2, "k": 3.0, "log": lambda x: x * 0 + 7, "knots": [2.0, 4.0]}
    terms = Terms.learn("half(x) + I(x * k) + log(x) + bs(x, knots=knots)", TABLE, context)
    X = terms.design(TABLE).toarray()
    np.testing.assert_array_equal(X[:, 1], TABLE["x"] / 2)
    np.testing.assert_array_equal(X[:, 2], TABLE["x"] * 3)
    np.testing.assert_array_equal(X[:, 3], np.full(6, 7))
    assert sorted(terms.context) == ["half", "k", "knots", "log"]


def test_an_object_in_context_opens_no_door():
    with pytest.raises(FormulaError, match=r"os\.system"):
        make_frame("y ~ os.system('false')", TABLE, context={"os": os})
    with pytest.raises(FormulaError, match=r"os\.environ"):
        make_frame("y ~ I(os.environ)", TABLE, context={"os": os})


def test_the_message_says_the_piece_and_what_to_do():
    with pytest.raises(FormulaError, match=r"'x.mean' is not allowed.*context=\{"):
        make_frame("y ~ x.mean()", TABLE)
    with pytest.raises(FormulaError, match=r"np\.load.*np\.log"):
        make_frame("y ~ np.load('a')", TABLE)
    with pytest.raises(FormulaError, match=r"cbind.*weights="):
        make_frame("cbind(y, x) ~ z", TABLE)


def test_all_missing_columns_at_once_with_close_names():
    with pytest.raises(FormulaError, match=r"'towm' \(close: 'town'\), 'gre', 'zz' .*are: y, x, z"):
        make_frame("y ~ towm + log(gre) + zz", TABLE)


PIECES = st.sampled_from(
    [*"+-*:/~|()[]{}`'\"., =<>&^%#@!\\", "x", "z", "town", "`my col`", "log(", "C(", "bs(", "**",
     "1", "0", "2", "Q('x')", "np.", "__", "lambda", " in ", "I(", ")", ".", "df=4", "'a'"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_junk_raises_nothing_but_our_errors(junk):
    for formula in (f"y ~ {junk}", junk):
        with suppress(InputError):
            make_frame(formula, TABLE)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_raises_nothing_but_our_errors(text):
    for formula in (f"y ~ {text}", f"y ~ I({text})", f"{text} ~ x"):
        with suppress(InputError):
            make_frame(formula, TABLE)


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ " + "(" * 5000 + "x" + ")" * 5000,
        "y ~ I(" + "(" * 900 + "x" + ")" * 900 + ")",
        "y ~ I(" + "-" * 900 + "x)",
        "y ~ " + "log(" * 200 + "x" + ")" * 200,
        "y ~ " + " * ".join(f"I(x > {i})" for i in range(30)),
        "y ~ " + ":".join(f"I(x > {i})" for i in range(30)),
        "y" * 2_000_000,
        None,
        3,
        b"y ~ x",
    ],
)
def test_deep_long_and_strange_formulas(formula):
    try:
        frame = make_frame(formula, TABLE)
    except FormulaError:
        return
    assert frame.terms.names == ("Intercept", "x")


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("x.__class__", "'x.__class__' is not allowed .* no attributes"),
        ("x.mean", "'x.mean' is not allowed .* no attributes"),
        ("log(x).real", "'.real' is not allowed .* no attributes"),
        ("nothing.__init__", "no attributes"),
        ("(lambda: 1)()", "'lambda' is not allowed .* no lambdas"),
    ],
)
def test_attributes_and_lambdas_between_terms_are_called_so(formula, says):
    with pytest.raises(FormulaError, match=says):
        Terms.learn(formula, {"x": [1.0, 2.0]})


def test_a_dotted_name_is_a_column_or_not_there():
    table = {"Sepal.Length": [1.0, 2.0]}
    assert Terms.learn("Sepal.Length", table).names == ("Intercept", "Sepal.Length")
    with pytest.raises(FormulaError, match=r"no column is called 'Sepal\.Lenght' \(close: "):
        Terms.learn("Sepal.Lenght", table)
