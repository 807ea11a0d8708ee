"""Categories as columns: R's columns, formulaic's choice of what to leave out."""

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from formulaic import model_matrix
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import InputError, UnseenLevelError
from oddsmith.frame import Terms
from oddsmith.frame.coding import Coding, encode, learn_coding, levels_of

RNG = np.random.default_rng(1)
FULL = pd.DataFrame(
    list(itertools.product("abc", "uv", [1, 2, 3], range(2))), columns=["f", "g", "r", "k"]
).assign(x=lambda t: RNG.normal(size=len(t)), z=lambda t: RNG.uniform(1, 2, size=len(t)))

FACTORS = ["f", "g", "x", "z", "C(r)", "C(k)", "C(r, Sum)", "C(f, Treatment('b'))", "bs(z, df=4)"]
TERMS = st.lists(st.sampled_from(FACTORS), min_size=1, max_size=3, unique=True).map(":".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(TERMS, min_size=1, max_size=4), st.sampled_from(["", "0 + "]))
def test_the_same_columns_as_formulaic(terms, start):
    rhs = start + " + ".join(terms)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = model_matrix(rhs, FULL)
    learned = Terms.learn(rhs, FULL)
    assert list(learned.names) == list(expected.columns)
    np.testing.assert_allclose(learned.design(FULL).toarray(), expected, rtol=1e-12, atol=1e-14)


HOW = ["Sum", "Helmert", "Diff", "Poly", "contr.sum", "contr.helmert", "contr.diff", "contr.poly",
       "contr.poly()", "contr.treatment", "contr.treatment(3)", "Treatment(2)",
       "Treatment(reference=2)"]  # fmt: skip


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("start", ["", "0 + "])
def test_contrasts_as_formulaic(how, start):
    rhs = f"{start}C(r, {how})"
    expected = model_matrix(rhs, FULL)
    learned = Terms.learn(rhs, FULL)
    assert list(learned.names) == list(expected.columns)
    np.testing.assert_allclose(learned.design(FULL).toarray(), expected, rtol=1e-12, atol=1e-12)


def test_levels_are_sorted_or_in_their_own_order_and_unused_ones_dropped():
    assert levels_of(np.array([3, 1, 3])) == [1, 3]
    assert levels_of(pd.Categorical(["b", "a"], categories=["z", "b", "a"])) == ["b", "a"]
    assert learn_coding("f", np.array([1, 2]), None, [2, 3, 1]).levels == (2, 1)


@pytest.mark.parametrize("levels", [("a", "b"), (1, 2), (0.1, 0.2), (False, True)])
def test_encode_is_the_position(levels):
    values = np.array([levels[1], levels[0]], dtype=object if isinstance(levels[0], str) else None)
    assert encode("f", values, levels).tolist() == [1, 0]
    assert encode("f", pd.Categorical(values), levels).tolist() == [1, 0]


def test_unseen_levels_are_counted_and_types_compared():
    with pytest.raises(UnseenLevelError, match=r"'f' holds 'c', 'd' in 3 rows.*Training held 'a'"):
        encode("f", np.array(list("acdca"), dtype=object), ("a", "b"))
    with pytest.raises(UnseenLevelError, match="types differ"):
        encode("f", np.array(["1"], dtype=object), (1, 2))


def test_one_hot_codes_are_the_same_columns():
    for base, reduced in itertools.product(range(4), [False, True]):
        coding = Coding(("a", "b", "c", "d"), base=base)
        codes, width = coding.codes(np.arange(4), reduced)
        eye = np.vstack([np.eye(width), np.zeros(width)])
        np.testing.assert_array_equal(eye[codes], coding.block(np.arange(4), reduced))


def test_errors_name_the_factor():
    values = np.array(["a", "b"], dtype=object)
    with pytest.raises(InputError, match="also holds 'b'"):
        learn_coding("C(f)", values, None, ["a"])
    with pytest.raises(InputError, match="reference 'q' is no level"):
        Terms.learn("C(f, Treatment('q'))", {"f": values})
    with pytest.raises(InputError, match="contrasts are"):
        Terms.learn("C(f, k)", {"f": values}, {"k": 3})
    with pytest.raises(InputError, match="at most 200"):
        Terms.learn("C(f, Sum)", {"f": np.arange(300)})
