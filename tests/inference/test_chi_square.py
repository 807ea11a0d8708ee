"""p-values and quantiles against the closed forms of one and two degrees of freedom."""

import numpy as np
import pytest
from scipy.special import erfc

from oddsmith.errors import InputError
from oddsmith.inference.chi_square import ChiSquare, quantile


@pytest.mark.parametrize("x", [1e-8, 0.5, 3.84, 60.0, 600.0])
def test_closed_forms(x):
    assert ChiSquare("", x, 1).pvalue == pytest.approx(erfc(np.sqrt(x / 2)), rel=1e-12)
    assert ChiSquare("", x, 2).pvalue == pytest.approx(np.exp(-x / 2), rel=1e-12)


def test_nothing_to_test_has_no_pvalue():
    assert np.isnan(ChiSquare("", 0.0, 0).pvalue)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_a_quantile_is_the_inverse(level):
    assert ChiSquare("", quantile(level), 1).pvalue == pytest.approx(1 - level, rel=1e-12)


@pytest.mark.parametrize("level", [0.0, 1.0, 95, -0.1, float("nan"), 1 - 1e-320])
def test_levels_that_are_none(level):
    with pytest.raises(InputError, match="level="):
        quantile(level)
