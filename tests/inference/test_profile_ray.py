"""The profile along a ray: its slope and tangent are its differences, its start does not matter."""

import numpy as np
import pytest

from oddsmith.inference.constrained import null_space
from oddsmith.inference.profile_ray import Point, Ray, predictions
from tests.inference.likelihood_models import errors, firthed, fitted


def ray_of(found, j):
    d = np.eye(found.rank)[j]
    return Ray(found, d, null_space(d[None, :]))


@pytest.mark.parametrize("found", [fitted("admissions"), firthed("endometrial")])
@pytest.mark.parametrize("j", [0, 1, 2])
def test_slope_and_tangent_are_differences(found, j):
    ray, h = ray_of(found, j), 1e-4
    start = [ray.start()]
    at, below, above = (ray.at(tau, start) for tau in (0.3, 0.3 - h, 0.3 + h))
    assert at.slope == pytest.approx((above.excess - below.excess) / (2 * h), rel=1e-5)
    np.testing.assert_allclose(at.tangent, (above.u - below.u) / (2 * h), atol=1e-5)


def test_the_profile_does_not_depend_on_where_it_was_started():
    ray = ray_of(fitted("admissions"), 2)
    known = [ray.start()]
    direct = ray.at(0.4, known)
    known.append(ray.at(1.5, known))
    known.append(ray.at(3.0, known))
    assert ray.at(0.4, known).excess == pytest.approx(direct.excess, rel=1e-11)


def test_the_standard_error_of_a_slope():
    found = fitted("admissions")
    ray = ray_of(found, 2)
    scaled = errors(found)[2] * found.coordinates.scale[2]
    assert ray.standard_error(ray.start()) == pytest.approx(scaled, rel=1e-12)


def test_restarts_find_the_same_maximum_of_a_concave_likelihood():
    ray = ray_of(fitted("chdage"), 1)
    expected = ray.at(0.5, [ray.start()]).excess
    found = ray.anew(0.5)
    assert len(found) > 20
    np.testing.assert_allclose([point.excess for point in found], expected, rtol=1e-9)


def test_a_long_way_is_predicted_in_several_manners():
    one = Point(1.0, np.array([1.0, 5.0]), 0.1, 0.1, np.array([1.0, 2.0]))
    two = Point(2.0, np.array([2.0, 8.0]), 0.2, 0.1, np.array([1.0, 0.0]))
    (near,) = predictions(2.5, [one, two])
    np.testing.assert_array_equal(near, [2.5, 8.0])
    tangent, straight, secant = predictions(10.0, [one, two])
    np.testing.assert_array_equal(tangent, [10.0, 8.0])
    np.testing.assert_array_equal(straight, [2.0, 8.0])
    np.testing.assert_array_equal(secant, [10.0, 32.0])
