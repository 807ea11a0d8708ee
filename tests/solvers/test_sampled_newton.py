"""Sampled Newton: the minimum of Newton's method, on tables that a sample shows badly."""

from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest

from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Beside, Constant, Dense
from oddsmith.errors import NotSupportedError
from oddsmith.losses import CrossEntropy, SquaredError, sigmoid
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, SampledNewton, choose, iterate, minimise
from oddsmith.solvers.sampled_newton import SampledState, sample_size
from oddsmith.testing import check_solver

N, P = 20_000, 6


def columns(rng):
    return rng.standard_normal((N, P)) @ rng.standard_normal((P, P))


def plain(rng):
    return columns(rng), -1.0, 1.0


def rare(rng):
    return columns(rng), -9.0, 1.0


def heavy_tailed(rng):
    return rng.standard_t(1.5, (N, P)), 0.0, 0.3


def one_row_far_out(rng):
    X = columns(rng)
    X[17] *= 1e4
    return X, 0.0, 0.5


def a_column_of_few(rng):
    """Zero in all rows but thirty: a sample hardly sees it."""
    X = columns(rng)
    X[:, 0] = 0
    X[rng.choice(N, 30, replace=False), 0] = 1
    return X, 0.0, 1.0


def nearly_collinear(rng):
    X = columns(rng)
    X[:, 1] = X[:, 0] + 1e-6 * rng.standard_normal(N)
    return X, 0.0, 0.5


def nearly_separated(rng):
    return columns(rng), 0.0, 8.0


def problem(make, *, in_order=False, l2=0.0):
    rng = np.random.default_rng(0)
    X, level, strength = make(rng)
    y = (rng.random(N) < sigmoid(level + strength * (X @ np.linspace(-1, 1, P)))).astype(float)
    if in_order:
        rows = np.argsort(y, kind="stable")
        X, y = X[rows], y[rows]
    data = InMemory(Beside([Constant(N, np.ones(1)), Dense(X)]), y)
    at = standardising(data, 0)
    penalty = Penalty(np.zeros(P + 1), np.r_[0.0, np.full(P, l2)])
    return Objective(at.apply(data), CrossEntropy(), penalty)


def small_samples():
    """Settings under which twenty thousand rows are as many as millions are to the defaults."""
    return SampledNewton(first=2, growth=4)


TABLES = [
    plain, rare, heavy_tailed, one_row_far_out, a_column_of_few, nearly_collinear, nearly_separated
]  # fmt: skip


@pytest.mark.parametrize("l2", [0.0, 1e-4])
@pytest.mark.parametrize("in_order", [False, True], ids=["mixed", "by class"])
@pytest.mark.parametrize("make", TABLES)
def test_the_minimum_is_newtons(make, in_order, l2, monkeypatch):
    monkeypatch.setattr("oddsmith.solvers.sampled_newton.sample_size", lambda n, p: 40 * p)
    objective = problem(make, in_order=in_order, l2=l2)
    found = minimise(small_samples(), objective, np.zeros(P + 1), tol=1e-11, max_steps=200)
    truth = minimise(Newton(), objective, np.zeros(P + 1), to_floor=True)
    assert found.converged
    away = found.w - truth.w
    errors = np.sqrt(away @ objective(truth.w, 2).hessian @ away * N)
    assert errors < 1e-6  # standard errors: a violation of 1e-11 along the flattest direction


def test_every_step_lowers_the_objective():
    objective = problem(heavy_tailed)
    values = [s.at.value for s in islice(iterate(small_samples(), objective, np.zeros(P + 1)), 8)]
    assert all(b <= a + 1e-14 for a, b in pairwise(values))


def test_it_conforms():
    check_solver(SampledNewton())


def test_the_same_seed_gives_the_same_bits():
    objective = problem(plain)
    one, two = (minimise(SampledNewton(), objective, np.zeros(P + 1)) for _ in range(2))
    assert one.w.tobytes() == two.w.tobytes()


def test_a_sample_grows_with_the_rows_and_never_beyond_them():
    sizes = [sample_size(n, 50) for n in (100, 10_000, 10**6, 10**8)]
    assert sizes[0] == 100
    assert sizes == sorted(sizes)
    assert sizes[-1] < 10**8


def test_a_slow_pace_asks_for_a_new_curvature():
    crawling = SampledState(np.zeros(1), decrements=(1.0, 0.95, 0.9))
    quick = SampledState(np.zeros(1), decrements=(1.0, 1e-2, 1e-4))
    assert crawling.slower_than(1.0)
    assert not crawling.slower_than(1e6)
    assert not quick.slower_than(1.0)
    assert not SampledState(np.zeros(1)).slower_than(0.0)


def test_what_it_cannot_minimise_is_refused():
    objective = problem(plain)
    data = objective.data
    with pytest.raises(NotSupportedError, match="convex"):
        SampledNewton().start(Objective(data, SquaredError(), Penalty.none(P + 1)), np.zeros(P + 1))
    with pytest.raises(NotSupportedError, match="smooth"):
        SampledNewton().start(
            Objective(data, CrossEntropy(), Penalty.elastic_net(P + 1, 0.1, 1.0)), np.zeros(P + 1)
        )


def test_it_is_chosen_where_newtons_steps_are_dear():
    class Rows:
        shape = (1_000_000, 100)
        row_size = 100

    class Sparse(Rows):
        row_size = 3

    dear = Objective(Rows(), CrossEntropy(), Penalty.none(100))
    assert isinstance(choose(dear), SampledNewton)
    assert isinstance(choose(replace(dear, data=Sparse())), Newton)
    assert isinstance(choose(problem(plain)), Newton)
