"""The root along a ray, on curves that are known in closed form."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import NotConvergedWarning, OddsmithError
from oddsmith.inference.profile_ray import Point
from oddsmith.inference.profile_root import FAR, distance, farthest, never, next_distance


class Curve:
    """A ray whose excess is given."""

    def __init__(self, excess, slope, error=1.0, converged=True, other=None):
        self.excess, self.slope, self.error = excess, slope, error
        self.converged, self.other, self.calls = converged, other, 0

    def point(self, tau, excess):
        return Point(tau, np.zeros(0), excess, self.slope(tau), np.zeros(0), self.converged)

    def start(self):
        return self.point(0.0, 0.0)

    def standard_error(self, start):
        return self.error

    def at(self, tau, known):
        self.calls += 1
        return self.point(tau, self.excess(tau))

    def anew(self, tau):
        return [self.point(tau, self.other(tau))]


def root(curve, drop=4.0):
    return distance(curve, drop, [curve.start()])


@given(st.floats(1e-3, 1e3), st.floats(0.1, 50))
def test_a_parabola_takes_one_step_whatever_the_first_guess(curvature, error):
    curve = Curve(lambda t: curvature * t * t, lambda t: 2 * curvature * t, error)
    assert root(curve) == pytest.approx(2 / np.sqrt(curvature), rel=1e-12)
    assert curve.calls < 12


@given(st.floats(0.0, 40.0), st.floats(0.01, 10.0))
def test_flat_and_then_steep(onset, slope):
    """log(1 + exp(t - onset)): what a separated class leaves of an excess."""

    def excess(t):
        return slope * (np.logaddexp(0, t - onset) - np.logaddexp(0, -onset))

    def rate(t):
        return slope / (1 + np.exp(onset - t))

    found = root(Curve(excess, rate))
    assert excess(found) == pytest.approx(4.0, rel=1e-10)


def test_a_curve_that_cannot_be_evaluated_far_out():
    curve = Curve(lambda t: t * t if t < 3 else inf, lambda t: 2 * t, error=100.0)
    assert root(curve) == pytest.approx(2.0, rel=1e-10)


@pytest.mark.parametrize("noise", [0.0, 1e-13, -1e-13])
def test_an_excess_that_stays_below_is_infinite(noise):
    curve = Curve(lambda t: 3 * (1 - np.exp(-t)) + noise, lambda t: 3 * np.exp(-t) + noise)
    assert root(curve) == inf


def test_a_slope_that_is_small_is_not_none():
    """Data that miss separation by a millionth: far, but not infinitely far."""
    curve = Curve(lambda t: 1e-6 * t, lambda t: 1e-6)
    assert root(curve) == pytest.approx(4e6, rel=1e-7)
    assert not never(Point(FAR, np.zeros(0), 0.0, 1e-6, np.zeros(0)), 4.0, inf)


def test_newton_keeps_to_the_bracket():
    here = Point(2.0, np.zeros(0), 3.0, 1e-3, np.zeros(0))
    assert next_distance(here, 4.0, 2.0, inf) == 8.0
    assert next_distance(here, 4.0, 2.0, 3.0) == 2.5


def test_a_better_maximum_is_followed():
    curve = Curve(lambda t: t * t, lambda t: 2 * t)
    curve.other = lambda t: t * t
    assert farthest(curve, 4.0, 2.0) == 2.0

    class Switching(Curve):
        def anew(self, tau):
            self.excess, self.slope = (lambda t: t * t / 4), (lambda t: t / 2)
            return [self.point(tau, tau * tau / 4)]

    assert farthest(Switching(lambda t: t * t, lambda t: 2 * t), 4.0, 2.0) == pytest.approx(4.0)


def test_trouble_is_said():
    square = {"excess": lambda t: t * t, "slope": lambda t: 2 * t}
    with pytest.warns(NotConvergedWarning, match="did not converge"):
        root(Curve(**square, converged=False))
    jumps = Curve(lambda t: np.random.default_rng(int(t * 1e6)).uniform(0, 3.9), lambda t: 1.0)
    with pytest.raises(OddsmithError, match="did not reach 4 in 200 rounds"):
        root(jumps)
