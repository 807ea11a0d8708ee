"""Conformance checks: what a new design, loss, data source or solver must satisfy.

Each check takes an object, compares it with what its definition says, and raises `AssertionError`
with the part that differs.  They are the package's own tests, made public.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from oddsmith.data import Block, Data, InMemory
from oddsmith.design import Array, Dense, Design
from oddsmith.errors import NotSupportedError
from oddsmith.losses import CrossEntropy, Loss
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Solver, minimise
from oddsmith.sweep import sweep_block

__all__ = ["check_data", "check_design", "check_loss", "check_solver", "check_source"]


def check_design(design: Design, expected: Array, *, seed: int = 0) -> None:
    """Compare every product of a design with those of the (n, p) array that it stands for.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.design import OneHot
    >>> check_design(OneHot(np.array([1, 0, -1]), 2), np.array([[0, 1], [1, 0], [0, 0]]))
    """
    X = np.asarray(expected, dtype=np.float64)
    n, p = X.shape
    rng = np.random.default_rng(seed)
    close = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-12)
    assert design.shape == (n, p), f"shape {design.shape}, not {(n, p)}"
    assert design.shiftable.shape == (p,), f"shiftable of shape {design.shiftable.shape}"
    close(design.toarray(), X, err_msg="toarray")
    for k in ((), (3,)):
        w, r = rng.standard_normal((p, *k)), rng.standard_normal((n, *k))
        close(design.forward(w), X @ w, err_msg=f"forward of {w.shape}")
        close(design.backward(r), X.T @ r, err_msg=f"backward of {r.shape}")
    for d in (np.abs(r[:, 0]), r[:, 0], np.zeros(n)):
        H = design.curvature(d)
        close(H, X.T @ (d[:, None] * X), err_msg="curvature")
        np.testing.assert_array_equal(H, H.T, err_msg="curvature is not symmetric")
    close(design.squared().toarray(), X**2, err_msg="squared")
    for rows in (slice(1, n), rng.permutation(n)[: n // 2]):
        close(design.rows(rows).toarray(), X[rows], err_msg=f"rows {rows}")
    for columns in (np.arange(p), rng.permutation(p)[: (p + 1) // 2]):
        close(design.columns(columns).toarray(), X[:, columns], err_msg=f"columns {columns}")


def check_loss(loss: Loss, targets: tuple[float, ...] = (0.0, 1.0)) -> None:
    """Check derivatives by central differences, finite values at z = ±1000, and what it declares.

    Examples
    --------
    >>> from oddsmith.losses import SquaredError
    >>> check_loss(SquaredError())
    """
    z = np.linspace(-6, 6, 241)
    h = 1e-5
    for target in targets:
        y = np.full_like(z, target)
        here, above, below = (loss.at(z + step, y, 2) for step in (0, h, -h))
        for order in (0, 1):
            same = loss.at(z, y, order)
            np.testing.assert_array_equal(same.value, here.value)
            assert (same.residual is None) == (order < 1)
            assert same.curvature is None
        assert here.residual is not None
        assert here.curvature is not None
        assert above.residual is not None
        assert below.residual is not None
        slope = (above.value - below.value) / (2 * h)
        bend = (above.residual - below.residual) / (2 * h)
        np.testing.assert_allclose(here.residual, slope, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(here.curvature, bend, rtol=1e-6, atol=1e-9)
        assert (np.abs(here.curvature) <= loss.steepest).all(), "steepest is not a bound"
        assert (here.curvature > 0).all() or not loss.convex, "not convex, as it says it is"
        far = loss.at(np.array([-1000.0, 1000.0]), np.full(2, target), 2)
        for values in far:
            assert values is not None
            assert np.isfinite(values).all(), f"not finite at ±1000: {far}"
    out = loss.out(np.array([-1000.0, 0.0, 1000.0]))
    np.testing.assert_allclose(out, [0, 0.5, 1], atol=1e-300)


def check_data(data: Data, expected: InMemory) -> None:
    """Compare a place for rows with the same rows in memory, in any order.

    Sums of rows are compared, also with columns left out; a sum has the same bits each time, and is
    known beforehand only if nothing is read for it; batches must hold every row once, or be refused
    with `NotSupportedError`; a sample must be of the rows.

    Examples
    --------
    >>> from oddsmith.design import Dense
    >>> data = InMemory(Dense(np.eye(3)), np.array([0.0, 1.0, 1.0]))
    >>> check_data(data, data)
    """
    n, p = expected.shape
    assert data.shape == (n, p), f"shape {data.shape}, not {(n, p)}"
    check_sums(data, expected)
    last = np.arange(p)[-1:]

    def change(X: Design) -> Design:
        return X.columns(last)

    check_sums(data.with_design(change), expected.with_design(change))
    assert not data.knows(count_rows), "a sum is known that was never made"
    for seed in (None, 7):
        check_batches(data, seed)
    size = max(n // 2, 1)
    sample = data.sample(size, seed=1)
    rows = {row.tobytes() for row in expected.X.toarray()}
    assert 0 < sample.shape[0] <= size, f"a sample of {sample.shape[0]} rows, not {size} at most"
    assert all(row.tobytes() in rows for row in sample.X.toarray()), "a sampled row is not there"


def check_sums(data: Data, expected: InMemory) -> None:
    """Compare loss, gradient and curvature, summed twice, with those of the rows in memory."""
    w = np.linspace(-1, 1, expected.shape[1])
    kernel = partial(sweep_block, CrossEntropy(), w=w, order=2)
    got, want = data.total(kernel), kernel(expected.whole)
    for name in ("case_weight", "loss", "gradient", "hessian"):
        a, b = (np.asarray(getattr(one, name)) for one in (got, want))
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-11, err_msg=name)
    again = data.total(kernel, 2 * len(w))
    np.testing.assert_allclose(again.loss, want.loss, rtol=1e-11, atol=1e-11)
    again = data.total(kernel)
    assert again.loss == got.loss, "the same sum twice has different bits"


def check_batches(data: Data, seed: int | None) -> None:
    """Count the rows of all batches, where there are batches."""
    n = data.shape[0]
    try:
        parts = data.batches(max(n // 3, 1), seed)
        in_batches = sum(part.total(count_rows) for part in parts)
    except NotSupportedError:
        return
    assert in_batches == n, f"batches hold {in_batches} of {n} rows"


def check_source(source: Any, expected: Any) -> None:
    """Compare a source of pieces with a DataFrame of all of its rows, in any order.

    Every piece has the columns that are asked for, a number of its own and a place in words; sums
    are those of all rows, with the same bits each time; None is passed over.

    Examples
    --------
    >>> import pandas as pd
    >>> from oddsmith.sources import Local, Tables
    >>> table = pd.DataFrame({"x": [1.0, 2.0, 3.0], "town": ["a", "b", "a"]})
    >>> check_source(Local(Tables([table[:1], table[1:]])), table)
    """
    names = list(expected.columns)
    assert sorted(source.names) == sorted(names), f"columns {source.names}, not {names}"
    assert set(source.head().columns) == set(names), "the first rows have other columns"
    assert len(source.head()), "there are no first rows"
    assert source.total(nothing, names) is None, "a sum of nothing is not None"
    for columns in (names, names[::-1], names[:1]):
        found = source.total(partial(told_of, columns), columns)
        places = [place for place, _ in found]
        assert len(set(places)) == len(places), "pieces have the same number"
        rows = sorted(row for _, rows in found for row in rows)
        assert rows == sorted(map(repr, expected[columns].itertuples(index=False, name=None)))
        assert source.total(partial(told_of, columns), columns) == found, "another order of pieces"


def nothing(piece: Any) -> None:
    return None


def told_of(columns: list[str], piece: Any) -> list[tuple[int, list[str]]] | None:
    """The number of a piece and its rows in words, in a list, which adds; None if it is empty."""
    table = piece.table
    assert list(table.columns) == columns, f"{piece.where} has the columns {list(table.columns)}"
    assert isinstance(piece.where, str), "a piece has no place in words"
    assert piece.where, "a piece has no place in words"
    rows = [repr(row) for row in table.itertuples(index=False, name=None)]
    return [(piece.number, rows)] if rows else None


def count_rows(block: Block) -> int:
    return len(block.y)


def check_solver(
    solver: Solver, *, tol: float = 1e-8, max_steps: int = 1000, seed: int = 0
) -> None:
    """Let a solver find a minimum that was chosen beforehand.

    With p = sigmoid(X w*) as targets, the gradient of the cross-entropy is zero at w*; a ridge
    moves it by a gradient that targets can take back.

    Examples
    --------
    >>> from oddsmith.solvers import Newton
    >>> check_solver(Newton())
    """
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(60), rng.standard_normal((60, 3))])
    chosen = np.array([-0.5, 1.0, 0.0, -2.0])
    probability: Callable[[Array], Array] = CrossEntropy().out
    data = InMemory(Dense(X), probability(X @ chosen), rng.uniform(0.5, 2.0, 60))
    objective = Objective(data, CrossEntropy(), Penalty.none(4))
    found = minimise(solver, objective, np.zeros(4), tol=tol, max_steps=max_steps, trace=True)
    assert found.converged, found.verdict.value
    np.testing.assert_allclose(found.w, chosen, atol=100 * tol)
    values = [record.value for record in found.history]
    assert values[-1] < values[0], "the objective did not fall"
