"""Steps of columns: NumPy's deviations and quantiles of repeated rows, products, indicators."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.inference.steps import deviation, interquartile_range, steps_of
from oddsmith.inference.table_rows import TableRows
from tests.inference.effects_models import drawn

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


@given(NUMBERS, st.integers(0, 10**6))
def test_frequencies_are_repeated_rows(values, seed):
    x = np.array(values)
    c = np.random.default_rng(seed).integers(1, 5, len(x)).astype(float)
    rows = np.repeat(x, c.astype(int))
    scale = np.abs(x).max()
    assert deviation(x, c) == pytest.approx(np.std(rows, ddof=1), rel=1e-9, abs=1e-12 * scale)
    low, high = np.quantile(rows, [0.25, 0.75])
    assert interquartile_range(x, c) == pytest.approx(high - low, rel=1e-9, abs=1e-9 * scale)


@given(NUMBERS, st.floats(1e-3, 1e3))
def test_the_unit_of_precisions_does_not_matter(values, unit):
    table = pd.DataFrame({"x": values})
    terms = Terms.learn("x", table)
    for per in ("sd", "iqr"):
        plain = steps_of(terms, per, TableRows(table)).sizes
        for kind in ("precision", "sampling"):
            rows = TableRows(table, np.full(len(values), unit))
            sizes = steps_of(terms, per, rows, kind).sizes
            np.testing.assert_allclose(sizes, plain, rtol=1e-9, atol=1e-9 * table["x"].abs().max())


def test_equal_frequencies_are_more_rows_and_equal_precisions_are_not():
    table = pd.DataFrame({"x": [1.0, 2.0, 4.0]})
    terms, rows = Terms.learn("x", table), TableRows(table, np.full(3, 2.0))
    one = np.std([1, 2, 4], ddof=1)
    assert steps_of(terms, "sd", rows).sizes[1] == pytest.approx(one)
    two = np.std([1, 1, 2, 2, 4, 4], ddof=1)
    assert steps_of(terms, "sd", rows, "frequency").sizes[1] == pytest.approx(two)


def test_a_row_of_weight_zero_is_no_row():
    table = pd.DataFrame({"x": [1.0, 2.0, 4.0, 99.0]})
    terms, rows = Terms.learn("x", table), TableRows(table, np.array([1.0, 3.0, 2.0, 0.0]))
    part = TableRows(table.iloc[:3], rows.weights[:3])
    for per in ("sd", "iqr"):
        for kind in ("precision", "frequency"):
            a, b = (steps_of(terms, per, each, kind).sizes for each in (rows, part))
            np.testing.assert_allclose(a, b, rtol=1e-14)


def test_factors_move_by_their_own_step_in_every_term():
    table, _, _, _ = drawn()
    terms = Terms.learn("x * C(town, Sum) + x:z + old + poly(x, 2) + I(rank > 1):z", table)
    steps = steps_of(terms, "sd", TableRows(table))
    found = dict(zip(terms.names, zip(steps.sizes, steps.kinds, strict=True), strict=True))
    x, z = (np.std(table[name], ddof=1) for name in ("x", "z"))
    basis = Terms.learn("0 + poly(x, 2)", table).design(table).toarray()
    expected = {
        "Intercept": (1, "odds at 0"),
        "x": (x, "sd"),
        "C(town, Sum)[S.a]": (1, "unit"),
        "C(town, Sum)[S.b]": (1, "unit"),
        "old": (1, "unit"),
        "poly(x, 2)[1]": (np.std(basis[:, 0], ddof=1), "sd"),
        "poly(x, 2)[2]": (np.std(basis[:, 1], ddof=1), "sd"),
        "x:C(town, Sum)[S.a]": (x, "sd"),
        "x:C(town, Sum)[S.b]": (x, "sd"),
        "x:z": (x * z, "sd"),
        "I(rank > 1):z": (z, "sd"),
    }
    assert {name: kind for name, (_, kind) in found.items()} == {
        k: v[1] for k, v in expected.items()
    }
    sizes = [found[name][0] for name in expected]
    np.testing.assert_allclose(sizes, [size for size, _ in expected.values()], rtol=1e-11)


def test_products_run_in_the_order_of_their_columns():
    """Names, and the columns themselves, say which factor runs fastest."""
    table, _, _, _ = drawn()
    terms = Terms.learn("0 + poly(x, 2):town:poly(z, 2)", table)
    steps = steps_of(terms, "iqr", TableRows(table))
    one = {
        f"poly({v}, 2)[{k}]": size
        for v in "xz"
        for k, size in enumerate(
            steps_of(Terms.learn(f"0 + poly({v}, 2)", table), "iqr", TableRows(table)).sizes,
            start=1,
        )
    }
    for name, size in zip(terms.names, steps.sizes, strict=True):
        parts = [part for part in name.split(":") if part in one]
        assert size == pytest.approx(one[parts[0]] * one[parts[1]], rel=1e-12)


def test_one_unit_needs_no_rows():
    terms = Terms.learn("x + town", drawn()[0])
    steps = steps_of(terms)
    np.testing.assert_array_equal(steps.sizes, 1.0)
    assert steps.kinds == ("odds at 0", "unit", "unit", "unit")


def test_what_makes_no_sense_is_refused():
    table = drawn()[0]
    terms = Terms.learn("x", table)
    with pytest.raises(InputError, match=r'per=2: an odds ratio is per "unit", "sd" or "iqr"'):
        steps_of(terms, 2)
    with pytest.raises(InputError, match="per='sd' is a measure of the rows"):
        steps_of(terms, "sd")
    with pytest.raises(InputError, match="The weights add up to 1 rows"):
        steps_of(terms, "sd", TableRows(table.iloc[:1]))
