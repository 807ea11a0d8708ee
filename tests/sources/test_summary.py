"""Means and squares that add, against the whole at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.sources.summary import summary


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=50), st.data())
def test_summaries_add_to_that_of_all(values, data):
    x = np.array(values)
    at = data.draw(st.integers(1, len(x) - 1))
    both, whole = summary(x[:at]) + summary(x[at:]), summary(x)
    assert both.n == whole.n
    assert both.mean == pytest.approx(whole.mean, rel=1e-12, abs=1e-9)
    assert both.squares == pytest.approx(whole.squares, rel=1e-10, abs=1e-9)
    assert (both.least, both.largest) == (x.min(), x.max())


def test_nothing_cancels_far_from_zero():
    x = 1e9 + np.arange(10.0)
    assert (summary(x[:3]) + summary(x[3:])).squares == pytest.approx(82.5, rel=1e-12)
