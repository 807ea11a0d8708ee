"""Exact quantiles by counts, against NumPy's of all numbers at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.sources.quantiles import in_order, numbers_of, quantiles

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.lists(NUMBERS, min_size=1, max_size=60),
    st.lists(st.floats(0, 1), min_size=1, max_size=4),
    st.data(),
)
def test_quantiles_are_numpys(values, shares, data):
    x = np.clip(np.array(values), -1e300, 1e300)
    at = data.draw(st.integers(0, len(x)))
    parts = [part for part in (x[:at], x[at:]) if len(part)]

    def read(kernel):
        found = [kernel(part) for part in parts]
        return found[0] if len(found) == 1 else found[0] + found[1]

    found = quantiles(read, len(x), np.array(shares))
    with np.errstate(over="ignore"):
        expected = np.quantile(x, shares)
    np.testing.assert_allclose(found, expected, rtol=1e-14)


@given(st.lists(NUMBERS, min_size=2))
def test_the_order_of_bits_is_that_of_numbers(values):
    x = np.array(values) + 0.0
    np.testing.assert_array_equal(x[np.argsort(in_order(x), kind="stable")], np.sort(x))
    np.testing.assert_array_equal(numbers_of(in_order(x)), x)
