"""Paths: whole L1 paths, ours and others', each point's optimality checked by one function.

    python -m benchmarks.paths                 small: half a minute
    python -m benchmarks.paths --full          at the sizes that count: minutes
    python -m benchmarks.paths --full --only sparse

Everybody is asked for the same values of λ and an optimality violation of 1e-7 at every one, on
columns as they are; whoever misses it is asked again with a tighter tolerance.  Seconds are of the
processor (one thread for everyone), the smallest of some turns taken one after another.
"""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import process_time
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegressionCV as ScikitLearnCV
from sklearn.preprocessing import scale
from threadpoolctl import threadpool_limits

from benchmarks.generators import correlated, draw
from benchmarks.measure import quiet
from benchmarks.peers.paths import PathEntrant, entrants, violation
from benchmarks.problem import Array, Problem
from benchmarks.table import grid
from oddsmith import LogisticRegressionCV, use_threads

ASKED = 1e-7
CV: dict[str, Any] = {"Cs": 10, "cv": 5, "l1_ratios": (0,), "use_legacy_attributes": False}


@dataclass(frozen=True, eq=False)
class Timed:
    """Seconds of the processor and the violation that was kept."""

    seconds: float
    violation: float


def few_of_many(n: int, p: int, few: int, correlation: float = 0.0, *, seed: int = 0) -> Problem:
    """`few` of p columns, all of deviation one, have a coefficient."""
    rng = np.random.default_rng(seed)
    X = correlated(rng, n, p, correlation, 0.0)
    w = np.zeros((p, 1))
    w[rng.choice(p, few, replace=False), 0] = rng.standard_normal(few)
    Z = X @ w
    return Problem(f"dense {n:,} × {p:,}", np.asfortranarray(X), draw(rng, 2 * Z / Z.std()))


def words(n: int, p: int, in_row: int, few: int, *, seed: int = 0) -> Problem:
    """Rows of `in_row` normal numbers each, in columns of which some are met far more often."""
    import scipy.sparse as sp

    rng = np.random.default_rng(seed)
    columns = np.minimum((p * rng.random((n, in_row)) ** 2).astype(np.int32), p - 1)
    starts = np.arange(n + 1) * in_row
    X = sp.csr_matrix((rng.standard_normal(n * in_row), columns.ravel(), starts), shape=(n, p))
    X.sum_duplicates()
    w = np.zeros((p, 1))
    w[rng.choice(p, few, replace=False), 0] = rng.standard_normal(few)
    y = draw(rng, np.asarray(X @ w) - 0.5)
    return Problem(f"sparse {n:,} × {p:,}, {X.nnz / 1e6:.2g} M non-zeros", X, y)


Made = tuple[Callable[[], Problem], int]


def problems(full: bool) -> list[Made]:
    """Problems, and how many values of λ each is asked for."""
    grown = [
        (partial(few_of_many, 500, p, 30), 50)
        for p in ((10_000, 100_000) if full else (1_000, 10_000))
    ]
    if full:
        return [
            (partial(few_of_many, 500, 20_000, 100), 100),
            (partial(few_of_many, 20_000, 500, 100, 0.5), 100),
            (partial(words, 200_000, 50_000, 50, 500), 30),
            *grown,
        ]
    small = (
        (partial(few_of_many, 200, 2_000, 20), 30),
        (partial(few_of_many, 2_000, 100, 20, 0.5), 30),
    )
    return [*small, (partial(words, 5_000, 2_000, 20, 50), 15), *grown]


def strengths_of(problem: Problem, count: int) -> Array:
    """From the value that empties the model down to 1 % of it."""
    y = problem.y
    largest = np.abs(problem.matrix.T @ (y - y.mean())).max() / len(y)
    return np.asarray(largest * np.geomspace(1.0, 0.01, count))


def race(problem: Problem, count: int, who: list[PathEntrant], turns: int) -> dict[str, Timed]:
    """Smallest seconds of each, at the loosest tolerance that keeps what is asked."""
    strengths, y = strengths_of(problem, count), problem.y.astype(np.float64)
    works: dict[str, tuple[Callable[[], Any], float]] = {}
    for one in who:
        kept = float("inf")
        for tol in one.tolerances:
            work = partial(one.fit, problem.matrix, y, strengths, tol)
            kept = kept_by(work, problem, strengths)
            if kept <= ASKED:
                break
        works[one.name] = (work, kept)
    return best_of(works, turns)


def kept_by(work: Callable[[], Any], problem: Problem, strengths: Array) -> float:
    """The violation of a path, infinite where its maker gives up."""
    try:
        return violation(problem, strengths, work())
    except (RuntimeError, ValueError):
        return float("inf")


def best_of(works: dict[str, tuple[Callable[[], Any], float]], turns: int) -> dict[str, Timed]:
    """In turn, so that what disturbs one disturbs all."""
    found = {name: Timed(float("inf"), kept) for name, (_, kept) in works.items()}
    for _ in range(turns):
        for name, (work, kept) in works.items():
            start = process_time()
            work()
            found[name] = Timed(min(found[name].seconds, process_time() - start), kept)
    return found


def cross_validated(turns: int) -> dict[str, Timed]:
    """Ten values of C in five folds: breast cancer, scaled."""
    X, y = load_breast_cancer(return_X_y=True)
    X = scale(X)
    models = {
        "oddsmith LogisticRegressionCV": LogisticRegressionCV(**CV, scoring="accuracy"),
        "scikit-learn LogisticRegressionCV": ScikitLearnCV(**CV, scoring="accuracy"),
    }
    nothing = float("nan")
    return best_of({name: (partial(one.fit, X, y), nothing) for name, one in models.items()}, turns)


def lines(found: dict[str, Timed]) -> Iterator[list[str]]:
    """Seconds, and as multiples of ours, who comes first."""
    first = next(iter(found.values())).seconds
    for name, one in found.items():
        kept = "" if np.isnan(one.violation) else f"{one.violation:.1e}"
        missed = " (not kept)" if one.violation > ASKED else ""
        yield [name, f"{one.seconds:.3g}", f"{one.seconds / first:.2f}", kept + missed]


def main(
    full: Annotated[bool, typer.Option("--full", help="The sizes that count.")] = False,
    only: Annotated[str, typer.Option(help="Problems with this text in their name.")] = "",
    turns: Annotated[int, typer.Option(min=1, help="How often each is timed.")] = 3,
) -> None:
    """Compare whole paths with peers."""
    console, who = Console(), entrants()
    head = ["", "s", "÷ ours", "violation"]
    with quiet_warnings(), threadpool_limits(1), use_threads(1):
        for make, count in problems(full):
            problem = make()
            if only in problem.name:
                with quiet():
                    found = race(problem, count, who, turns)
                console.print(f"\n{problem.name}, {count} values\n")
                console.print(grid(head, list(lines(found))), markup=False)
        if only in "cross-validation":
            with quiet():
                found = cross_validated(10 * turns)
            console.print("\nbreast cancer, 10 values of C in 5 folds\n")
            console.print(grid(head, list(lines(found))), markup=False)


def quiet_warnings() -> Any:
    """Peers warn of steps that were not enough; the check of the violation tells."""
    return warnings.catch_warnings(action="ignore")


if __name__ == "__main__":
    typer.run(main)
