"""A table read in blocks: sums of any partition are those of all rows, and their fit is the fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oddsmith
from oddsmith.data import Block
from oddsmith.design import Dense
from oddsmith.lessons.figures.block_sums import block_sums, reading

n = 60
rng = np.random.default_rng(8)
X = np.column_stack([np.ones(n), rng.normal(5, 1, n), rng.normal(3, 0.5, n)])
y = (rng.random(n) < 1 / (1 + np.exp(5 - X[:, 1]))).astype(float)


def cut(edges):
    return [Block(Dense(X[rows]), y[rows]) for rows in np.split(np.arange(n), edges)]


@pytest.fixture(scope="module")
def figure():
    return block_sums(cut([10, 30]), ("a", "b"), ("no", "yes"))


def values(figure, step):
    return {line.name: line.value for line in figure.panels[-1].lines[0][step]}


def as_array(text):
    return np.array(text.replace("[", "").replace("]", "").split(", "), dtype=float)


@given(edges=st.lists(st.integers(1, n - 1), unique=True, max_size=12).map(sorted))
def test_any_partition_takes_the_same_steps(edges):
    whole, cuts = reading(cut([]), 3), reading(cut(edges), 3)
    assert len(cuts) == 3 * (len(edges) + 1)
    for moment, last in zip(whole, cuts[len(edges) :: len(edges) + 1], strict=True):
        for name in ("loss", "gradient", "hessian"):
            one, other = getattr(moment.so_far, name), getattr(last.so_far, name)
            np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-10)
        np.testing.assert_allclose(moment.next_w, last.next_w, rtol=1e-10, atol=1e-11)


def test_the_fit_of_blocks_is_the_fit():
    fit = oddsmith.fit("y ~ a + b", {"a": X[:, 1], "b": X[:, 2], "y": y})
    end = reading(cut([7, 20, 41]), 8)[-1]
    np.testing.assert_allclose(end.next_w, fit.params, rtol=1e-11)
    covariance = np.linalg.inv(end.so_far.hessian)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), fit.bse, rtol=1e-10)


def test_the_arithmetic_is_that_of_the_rows(figure):
    assert figure.steps[4] == "Sweep 2, block 2 of 3"
    w = reading(cut([]), 1)[0].next_w
    p = 1 / (1 + np.exp(-(X @ w)))
    r, d = p - y, p * (1 - p)
    said = values(figure, 4)
    assert said["rows"] == "30"
    assert as_array(said["w"]) == pytest.approx(w, abs=6e-5)
    assert as_array(said["gradient"]) == pytest.approx(X[:30].T @ r[:30], abs=6e-4)
    assert as_array(said["curvature"]) == pytest.approx(
        ((X[:30].T * d[:30]) @ X[:30]).ravel(), abs=6e-2
    )
    assert said["new w"] == "–"
    assert as_array(values(figure, 5)["new w"]) == pytest.approx(
        w - np.linalg.solve((X.T * d) @ X, X.T @ r), abs=6e-5
    )


def test_bars_of_the_last_sweep_cancel(figure):
    frame = figure.panels[2].frames[0][-1][0]
    *parts, total = frame["y"]
    assert max(map(abs, parts)) > 1e-3
    assert total == pytest.approx(0, abs=1e-6)
