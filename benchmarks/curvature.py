"""Curvature: the sweep that standard errors add to a fit, beside BLAS's syrk.

    ours     z = X w,  loss, residual, gradient,  Xᵀ diag(d) X        of standardised columns
    syrk     XᵀX alone, block by block, on blocks of the same size

The share is the seconds of syrk, on its own threads or with a thread for each block, whichever is
faster, over ours.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from benchmarks.generators import dense
from benchmarks.measure import read_seconds
from benchmarks.peers.ours import Core
from benchmarks.problem import Array, Problem
from benchmarks.race import Plan, Tell, outcomes, race
from benchmarks.results import Row
from oddsmith.data import block_rows
from oddsmith.threads import one_blas_thread, threads

GROUP = "Curvature"
OURS = "oddsmith sweep"


def blocks(X: Array) -> list[Array]:
    """Rows of X in blocks of our size."""
    size = block_rows(X.shape[1])
    return [X[start : start + size] for start in range(0, len(X), size)]


def syrk(block: Array) -> Array:
    """``XᵀX``; NumPy sees that both sides are the same, and calls syrk."""
    return block.T @ block


def on_blas_threads(X: Array) -> Array:
    return sum(map(syrk, blocks(X)))  # type: ignore[return-value]


def on_own_threads(X: Array) -> Array:
    """A thread for each block, of as many as we use, and one of BLAS in each."""
    with one_blas_thread(), ThreadPoolExecutor(threads()) as pool:
        return sum(pool.map(syrk, blocks(X)))  # type: ignore[return-value]


def runners(problem: Problem) -> dict[str, Callable[[], Any]]:
    """Our sweep at the estimate, and syrk in both ways."""
    found = Core().estimate(problem)
    return {
        OURS: partial(found.objective, found.solution.w, order=2),
        "syrk, BLAS's threads": partial(on_blas_threads, problem.X),
        "syrk, a thread for each block": partial(on_own_threads, problem.X),
    }


def with_share(rows: list[Row]) -> list[Row]:
    """Our row says its share of the faster syrk."""
    syrks = [row.seconds for row in rows if row.entrant != OURS and row.seconds]
    if not syrks:
        return rows
    return [
        replace(row, note=f"{min(syrks) / row.seconds:.0%} of syrk")
        if row.entrant == OURS and row.seconds
        else row
        for row in rows
    ]


def run(full: bool, plan: Plan, tell: Tell) -> Iterator[Row]:
    for n, p in [(1_000_000, 100), (200_000, 500)] if full else [(50_000, 50), (10_000, 200)]:
        problem = dense(n, p, seed=6)
        tell("fitting")
        read, found = read_seconds(problem), race(runners(problem), plan, tell)
        rows = outcomes(GROUP, problem, "curvature", found, read, lambda _: (None, ""))
        yield from with_share(list(rows))
