"""Messages of NumPy name the fault where they tell it for sure."""

import numpy as np
import pytest

from oddsmith.learn.shapes import fault_of
from oddsmith.learn.steps import Problem

rng = np.random.default_rng(0)
X, y, w = rng.normal(size=(7, 3)), rng.normal(size=7), rng.normal(size=3)
problem = Problem(X, y, y, "cross-entropy", "mean", 0.0, bias=False)


def named(operation):
    try:
        operation()
    except Exception as error:
        fault = fault_of(error, problem)
        return None if fault is None else fault.name
    raise AssertionError("it did not raise")


@pytest.mark.parametrize(
    "operation",
    [
        lambda: X @ y,
        lambda: X.T @ w,
        lambda: w @ X,
        lambda: np.dot(X, y),
        lambda: X.T.dot(w[:, None]),
        lambda: X.dot(y[:, None]),
    ],
)
def test_transposed(operation):
    assert named(operation) == "X transposed"


@pytest.mark.parametrize(
    "operation",
    [
        lambda: X * y,
        lambda: X.T * w,
        lambda: X.T * y[:, None],
        lambda: X * w - y,
        lambda: X * w[:, None],
        lambda: y - w * X,
    ],
)
def test_starred(operation):
    assert named(operation) == "* for @"


@pytest.mark.parametrize(
    "operation",
    [lambda: (y[:, None] - y) * X, lambda: X.T * (y - y[:, None])],
)
def test_broadcast(operation):
    assert named(operation) == "(n, n) broadcast"


def test_a_table_of_all_differences_that_no_memory_holds():
    many = 10**6
    wide = Problem(np.ones((many, 1)), y, y, "cross-entropy", "mean", 0.0, bias=False)
    said = f"Unable to allocate 7.28 TiB for an array with shape ({many}, {many}) and data type"
    assert fault_of(MemoryError(said), wide).name == "(n, n) broadcast"


def test_the_bias_without_its_column():
    assert named(lambda: X @ np.append(w, 1.0)) == "bias left out"
    assert named(lambda: np.dot(np.c_[X, y], w)) == "bias left out"


@pytest.mark.parametrize(
    "operation",
    [
        lambda: np.zeros(3).__iadd__(X),
        lambda: X @ np.ones(5),
        lambda: np.ones(5) - y,
        lambda: X.reshape(5, 2),
        lambda: 1 / 0,
        lambda: undefined,  # noqa: F821
        lambda: float(y),
    ],
)
def test_what_a_message_does_not_tell_is_not_named(operation):
    assert named(operation) is None
