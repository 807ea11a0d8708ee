"""The right steps are the package's own objective; its penalty spares the bias."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.learn.judging import allowed, precision_of, right_gradient, slopes
from oddsmith.learn.steps import Problem
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from tests.learn.gradients import table

LOSSES = {"cross-entropy": CrossEntropy, "squared": SquaredError}


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    loss=st.sampled_from(sorted(LOSSES)),
    reduction=st.sampled_from(["mean", "sum"]),
    penalty=st.sampled_from([0.0, 0.3]),
    bias=st.booleans(),
)
def test_right_gradient_and_slopes_are_those_of_the_objective(seed, loss, reduction, penalty, bias):
    X, y, w = table(seed, 12, 3)
    if not bias:
        X[:, 1] = 1.0
    problem = Problem(X, y, y, loss, reduction, penalty, bias)
    assert problem.ones == (None if bias else 1)
    A = np.column_stack([X, np.ones(12)]) if bias else X
    costs = Penalty.elastic_net(len(A.T), penalty, free=[3 if bias else 1])
    if reduction == "sum":
        costs = Penalty(costs.l1, costs.l2 / 12)
    at = Objective(InMemory(Dense(A), y), LOSSES[loss](), costs)(np.append(w, 0.4)[: len(A.T)])
    scale = 12 if reduction == "sum" else 1
    exact = right_gradient(problem, w, 0.4 * bias)
    assert exact == pytest.approx(scale * at.gradient, rel=1e-12, abs=1e-14)
    assert slopes(problem, w, 0.4 * bias) == pytest.approx(exact, rel=1e-8, abs=1e-9 * scale)
    assert (allowed(problem, w, 0.4 * bias, precision_of()) > 0).all()


def test_rows_of_a_problem():
    X, y, _ = table(1, 12, 3)
    problem = Problem(X, y, 2 * y - 1, "cross-entropy", "sum", 0.1, bias=True)
    part = problem.take(np.array([0, 5]))
    assert (part.n, part.p) == (2, 3)
    assert (part.labels == 2 * y[[0, 5]] - 1).all()
    assert (part.loss, part.reduction, part.penalty, part.bias) == (
        "cross-entropy",
        "sum",
        0.1,
        True,
    )
