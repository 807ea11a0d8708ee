"""The bound that needs no hessian: never below the truth, whatever the columns do."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.certificate import bound_gap, gap_bound, proven_gap
from oddsmith.data import InMemory
from oddsmith.design import Beside, Constant, Dense, OneHot, Sparse
from oddsmith.losses import CrossEntropy, Multinomial, symmetric_coding
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.ridge_bound import numbers_in_row, ridge_bound
from oddsmith.solvers import Newton, minimise

FREE = {"intercept": [0], "none": [], "two columns": [0, 2]}


def problem(seed, n, p, spread, strength, classes, free):
    """Columns of one sign, so that the intercept and they pull at one another."""
    rng = np.random.default_rng(seed)
    X = rng.gamma(1.0, spread, (n, p)) * rng.integers(0, 2, (n, p))
    z = (X - X.mean(axis=0)) @ rng.standard_normal((p, classes))
    y = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    y[:classes] = np.arange(classes)
    design = Beside([Constant(n, np.ones(1)), Dense(X)])
    l2 = strength * rng.uniform(0.1, 2, p + 1)
    l2[free] = 0
    c = rng.uniform(0, 3, n)
    if classes == 2:
        data = InMemory(design, y.astype(float), c, rng.standard_normal(n))
        return Objective(data, CrossEntropy(), Penalty(np.zeros(p + 1), l2))
    each = np.repeat(l2[:, None], classes - 1, axis=1)
    loss = Multinomial(symmetric_coding(classes))
    return Objective(InMemory(design, y, c), loss, Penalty(np.zeros_like(each), each))


@given(
    st.integers(0, 10**6),
    st.integers(6, 40),
    st.integers(2, 5),
    st.floats(0.1, 5),
    st.floats(-4, 1),
    st.floats(-9, 0),
    st.integers(2, 4),
    st.sampled_from(sorted(FREE)),
)
@settings(deadline=None)
def test_the_true_gap_lies_under_the_bound(seed, n, p, spread, strength, distance, classes, free):
    objective = problem(seed, n, p, spread, 10**strength, classes, FREE[free])
    best = minimise(
        Newton(), objective, np.zeros_like(objective.penalty.l2), tol=1e-13, max_steps=200
    )
    w = best.w + 10**distance * np.random.default_rng(seed).standard_normal(best.w.shape)
    at = objective(w)
    bound = gap_bound(*ridge_bound(objective, w, at))
    assert at.value - best.at.value <= bound + 1e-15 * (1 + at.value)


@given(st.integers(0, 10**6), st.integers(2, 4), st.sampled_from(sorted(FREE)), st.floats(-3, 1))
@settings(deadline=None)
def test_its_lengths_are_those_of_a_matrix_below_the_hessian(seed, classes, free, strength):
    """δ and t are at least the gradient's and every row's length in the hessian's inverse."""
    objective = problem(seed, 30, 4, 1.0, 10**strength, classes, FREE[free])
    w = np.random.default_rng(seed).standard_normal(objective.penalty.l2.shape)
    at = objective(w, 2)
    if np.linalg.cond(at.hessian) > 1e12:
        return
    delta, t = ridge_bound(objective, w, at)
    inverse = np.linalg.inv(at.hessian)
    g = at.gradient.ravel()
    assert delta**2 >= g @ inverse @ g * (1 - 1e-9)
    m = w.size // len(w)
    for row in objective.data.X.toarray():
        U = np.kron(row, np.eye(m))
        length = np.linalg.eigvalsh(U @ inverse @ U.T).max() ** 0.5
        assert t >= objective.loss.spread * length * (1 - 1e-9)


def test_it_speaks_where_no_hessian_is_formed():
    rng = np.random.default_rng(0)
    rows = sp.random_array((300, 4000), density=0.01, format="csr", rng=rng)
    design = Beside([Constant(300, np.ones(1)), Sparse(rows)])
    data = InMemory(design, rng.random(300).round())
    objective = Objective(data, CrossEntropy(), Penalty.elastic_net(4001, 1 / 300, free=[0]))
    found = minimise(Newton(), objective, np.zeros(4001), to_floor=True)
    w = found.w + 1e-6 * rng.standard_normal(4001)
    at = objective(w)
    gap = at.value - found.at.value
    assert gap <= proven_gap(objective, w, at, None) < 1e4 * gap
    assert gap <= bound_gap(objective, w, objective(w, 2)) < np.inf


def test_without_l2_nothing_is_known():
    free = problem(0, 20, 3, 1.0, 0.0, 2, [])
    w = np.zeros(4)
    assert ridge_bound(free, w, free(w)) == (np.inf, np.inf)
    assert gap_bound(np.inf, np.inf) == np.inf


def test_a_free_column_without_curvature_has_no_bound():
    objective = problem(0, 20, 3, 1.0, 0.1, 2, [0])
    far = np.array([800.0, 0, 0, 0])
    assert gap_bound(*ridge_bound(objective, far, objective(far))) == np.inf


@pytest.mark.parametrize(("kind", "most"), [("csr", 2), ("csc", 3)])
def test_numbers_in_a_row(kind, most):
    matrix = sp.csr_array(np.array([[1.0, 0, 2], [0, 0, 3]])).asformat(kind)
    design = Beside([Constant(2, np.ones(1)), Sparse(matrix), OneHot(np.zeros(2, int), 9)])
    block = InMemory(design, np.zeros(2)).whole
    assert numbers_in_row(block) == 1 + most + 1
