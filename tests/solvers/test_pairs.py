"""The two-loop recursion: against BFGS's own update, and on quadratics, where it is exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.solvers.pairs import Pairs, inner


def quadratic(seed, p):
    """A curvature with a condition number below 100, and a generator."""
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.standard_normal((p, p)))[0]
    return (Q * rng.uniform(0.1, 9, p)) @ Q.T, rng


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(0, 5))
def test_it_is_bfgs_with_the_last_pairs(seed, p, steps):
    """The dense inverse, updated by (I - ρ s yᵀ) H (I - ρ y sᵀ) + ρ s sᵀ, equation 6.17."""
    A, rng = quadratic(seed, p)
    H0 = quadratic(seed + 1, p)[0]
    pairs = Pairs(most=3)
    given_pairs = [(s, A @ s) for s in rng.standard_normal((steps, p))]
    for s, y in given_pairs:
        pairs = pairs.add(s, y)
    H = H0
    for s, y in given_pairs[-3:]:
        V = np.eye(p) - np.outer(y, s) / (s @ y)
        H = V.T @ H @ V + np.outer(s, s) / (s @ y)
    g = rng.standard_normal(p)
    found = pairs.direction(g, lambda q: H0 @ q)
    np.testing.assert_allclose(found, -H @ g, rtol=1e-9, atol=1e-9 * np.linalg.norm(H @ g))


@given(st.integers(0, 10**6), st.integers(1, 6))
def test_h0_can_be_scaled_by_the_newest_pair(seed, p):
    """So that its size does not matter: a thousand times H₀ gives the same direction."""
    A, rng = quadratic(seed, p)
    g, found = rng.standard_normal(p), []
    for times in (1.0, 1e3):
        pairs = Pairs()
        for s in np.eye(p)[:2]:
            pairs = pairs.add(s, A @ s, lambda q, times=times: times * q)
        y = pairs.kept[-1][1]
        assert pairs.scale == pytest.approx(pairs.kept[-1][2] / (times * y @ y))
        found.append(pairs.direction(g, lambda q, times=times: times * q))
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9, atol=1e-12)


@given(st.integers(0, 10**6), st.integers(1, 8))
def test_conjugate_pairs_make_it_newtons_step(seed, p):
    """With p steps that are conjugate (A's eigenvectors), H is A's inverse whatever H₀ is."""
    A, rng = quadratic(seed, p)
    pairs = Pairs()
    for s in np.linalg.eigh(A)[1].T:
        pairs = pairs.add(s, A @ s)
    g = rng.standard_normal(p)
    found = pairs.direction(g, lambda q: 7.0 * q)
    np.testing.assert_allclose(found, -np.linalg.solve(A, g), rtol=1e-9, atol=1e-10)


@given(st.integers(0, 10**6), st.integers(2, 6))
def test_exact_searches_end_on_a_quadratic_after_p_steps(seed, p):
    A, rng = quadratic(seed, p)
    w, pairs = rng.standard_normal(p), Pairs()
    first = np.linalg.norm(w)
    for _ in range(p):
        g = A @ w
        if np.linalg.norm(g) < 1e-13 * first:
            break
        d = pairs.direction(g, np.copy)
        s = -(g @ d) / (d @ A @ d) * d
        w, pairs = w + s, pairs.add(s, A @ s)
    assert np.linalg.norm(w) <= 1e-8 * first


def test_a_matrix_is_the_same_as_its_numbers_in_a_row():
    A, rng = quadratic(3, 6)
    flat, shaped = Pairs(), Pairs()
    for s in rng.standard_normal((4, 6)):
        flat, shaped = flat.add(s, A @ s), shaped.add(s.reshape(3, 2), (A @ s).reshape(3, 2))
    g = rng.standard_normal(6)
    np.testing.assert_array_equal(
        shaped.direction(g.reshape(3, 2), np.copy), flat.direction(g, np.copy).reshape(3, 2)
    )


@pytest.mark.parametrize("y", [[-1.0, 0.0], [0.0, 0.0], [0.0, 5.0], [np.nan, 1.0]])
def test_a_pair_without_curvature_is_not_kept(y):
    assert len(Pairs().add(np.array([1.0, 0.0]), np.array(y))) == 0


def test_nothing_given_is_changed():
    g, s = np.array([3.0, 4.0]), np.array([1.0, 2.0])
    pairs = Pairs(most=1).add(s, 2 * s)
    older = pairs.direction(g, np.copy)
    pairs.add(g, g)
    np.testing.assert_array_equal(pairs.direction(g, np.copy), older)
    assert (g.tolist(), s.tolist()) == ([3.0, 4.0], [1.0, 2.0])
    assert inner(g, older) < 0
