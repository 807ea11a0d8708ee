"""Wilson's interval: the proportions that the score test does not reject."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from oddsmith.inference.proportion import wilson


@given(st.integers(1, 400), st.data(), st.floats(0.5, 0.999))
def test_it_is_scipy_s_and_inverts_the_score_test(n, data, level):
    k = data.draw(st.integers(0, n))
    (low,), (high,) = wilson(np.array([float(k)]), np.array([float(n)]), level)
    ends = binomtest(k, n).proportion_ci(level, method="wilson")
    np.testing.assert_allclose([low, high], [ends.low, ends.high], atol=1e-12)
    for end in (low, high):
        if 0 < end < 1:
            z = (k / n - end) / np.sqrt(end * (1 - end) / n)
            np.testing.assert_allclose(abs(z), norm.isf((1 - level) / 2), rtol=1e-8)


def test_no_cases_have_no_interval():
    assert np.isnan(wilson(np.zeros(1), np.zeros(1))).all()
