"""Slopes of piecewise polynomials against those of SciPy's splines, in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import BSpline, CubicSpline

from oddsmith.frame.piecewise import folded, piecewise_slope

KNOTS = np.array([0.0, 0.7, 1.5, 4.0])


@pytest.mark.parametrize("degree", [1, 2, 3, 5])
def test_b_splines(degree):
    t = np.pad(KNOTS, degree, mode="edge")
    basis = BSpline(t, np.eye(len(t) - degree - 1), degree)
    u = np.sort(np.concatenate([np.linspace(0, 4, 101), KNOTS]))
    found = piecewise_slope(basis, u, degree, {"knots": t.tolist()})
    inside = ~np.isin(u, KNOTS) if degree == 1 else np.ones(len(u), bool)
    np.testing.assert_allclose(found[inside], basis.derivative()(u[inside]), atol=1e-12)


def test_at_a_kink_the_slope_is_that_above_and_at_the_last_knot_that_below():
    found = piecewise_slope(
        lambda u: np.abs(u - 1), KNOTS * 0 + [0, 1, 1, 2], 1, {"knots": [0, 1, 2]}
    )
    np.testing.assert_allclose(found, [-1, 1, 1, 1], atol=1e-14)


def test_periodic_splines_are_folded():
    spline = CubicSpline(KNOTS, [[1.0, 0], [2, 1], [0, 3], [1, 0]], bc_type="periodic")
    u = np.array([-5.3, -4.0, 0.0, 0.2, 1.5, 3.9, 4.0, 4.1, 11.9])
    learned = {"knots": KNOTS.tolist(), "cyclic": True}
    slope = spline.derivative()
    found = piecewise_slope(spline, u, 3, learned)
    np.testing.assert_allclose(found, slope(folded(u, 0.0, 4.0)), atol=1e-12)


def test_beyond_the_knots_the_outer_polynomials_go_on():
    spline = CubicSpline(KNOTS, [1.0, 2, 0, 1], bc_type="natural")
    u = np.array([-1e-9, -30.0, 4.0 + 1e-9, 50.0])
    found = piecewise_slope(spline, u, 3, {"knots": KNOTS.tolist()})
    np.testing.assert_allclose(found, spline.derivative()(u), rtol=1e-9)


@given(st.floats(-1e9, 1e9), st.floats(-6, 6), st.integers(1, 4))
def test_one_number_will_do_whatever_its_size(center, decade, degree):
    """Powers of x at one x: n x^(n-1)."""
    u = np.array([center * 10**decade])
    found = piecewise_slope(lambda x: x**degree, u, degree, {})
    np.testing.assert_allclose(found, degree * u ** (degree - 1), rtol=1e-11, atol=1e-15)


def test_a_block_does_not_depend_on_the_others():
    u = np.linspace(-3, 7, 31)
    learned = {"knots": KNOTS.tolist()}
    spline = CubicSpline(KNOTS, [1.0, 2, 0, 1], bc_type="natural")
    whole = piecewise_slope(spline, u, 3, learned)
    parts = [piecewise_slope(spline, part, 3, learned) for part in np.split(u, 31)]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-12)
