"""One vector instead of a matrix: the same numbers, differences, and the same gaps."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.coordinates import Coordinates
from oddsmith.inference.multinomial_flat import FlatCoordinates, FlatObjective, flat_estimate
from tests.inference.class_tables import fit, fit_table, noisy


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_coordinates_act_class_by_class(seed, m):
    rng = np.random.default_rng(seed)
    center, scale = np.r_[0.0, rng.standard_normal(3)], np.r_[1.0, rng.uniform(0.1, 9, 3)]
    flat, whole = FlatCoordinates(center, scale, 0), Coordinates(center, scale, 0)
    u = rng.standard_normal((4, m))
    np.testing.assert_array_equal(flat.to_raw(u.ravel()), whole.to_raw(u).ravel())
    np.testing.assert_allclose(flat.from_raw(flat.to_raw(u.ravel())), u.ravel(), rtol=1e-12)
    T = flat.to_raw(np.eye(4 * m))
    np.testing.assert_allclose(T, np.kron(whole.to_raw(np.eye(4)), np.eye(m)), atol=1e-15)
    np.testing.assert_allclose(flat.covariance_to_raw(np.eye(4 * m)), T @ T.T, rtol=1e-12)


def test_gradient_hessian_and_products_are_differences_of_the_value():
    found = fit(*noisy(0))
    objective = FlatObjective.of(found.found.objective)
    w = np.random.default_rng(0).standard_normal(6)
    at, h = objective(w, 2), 1e-5
    for j, unit in enumerate(np.eye(6)):
        above, below = objective(w + h * unit), objective(w - h * unit)
        assert abs((above.value - below.value) / (2 * h) - at.gradient[j]) < 1e-9
        bend = (above.gradient - below.gradient) / (2 * h)
        np.testing.assert_allclose(bend, at.hessian[j], rtol=1e-6, atol=1e-9)
        product = objective.product(w, unit, at.case_weight)
        np.testing.assert_allclose(product, at.hessian[j], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(objective.diagonal(w, at.case_weight), at.hessian.diagonal())
    assert objective.reach(w) == found.found.objective.reach(w.reshape(3, 2))


def test_an_estimate_laid_out():
    X, y = noisy(1)
    found = fit(np.column_stack([X[:, 0], X[:, 1], 3 * X[:, 1], X[:, 2]]), y)
    flat = flat_estimate(found.found)
    np.testing.assert_array_equal(flat.w, found.w.ravel())
    np.testing.assert_allclose(flat.covariance, found.covariance, rtol=1e-13)
    assert flat.kept.tolist() == [0, 1, 2, 3, 6, 7]
    assert flat.aliased(found.labels) == {"b:x2": ["b:x1"], "c:x2": ["c:x1"]}
    assert (flat.rank, flat.loss, flat.penalised) == (found.rank, found.found.loss, False)


def test_the_optimum_is_one():
    flat = fit_table("fgl_mg").flat
    at = flat.objective(flat.solution.w)
    assert np.abs(at.gradient).max() < 1e-15
    assert at.value == flat.solution.at.value
