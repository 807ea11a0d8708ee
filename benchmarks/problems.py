"""Problems: what is fitted, in the short set (minutes) and in the full one (hours).

A recipe has its group's title and makes its problem when its turn comes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import inf

from benchmarks import real
from benchmarks.generators import dense, factors, text
from benchmarks.hard import HARD
from benchmarks.problem import Problem

TALL = "Dense"
SPARSE = "Sparse columns and factors"
CLASSES = "Several classes"
STRUCTURE = "Hard structure"
TABLES = "Real tables"
UNITS = "Scale and correlation"
BY_ROWS = "Growing with n"
BY_COLUMNS = "Growing with p"


@dataclass(frozen=True)
class Recipe:
    """How a problem is made: `label` says what it will be."""

    group: str
    label: str
    make: Callable[[], Problem]


def recipes(*, full: bool = False) -> list[Recipe]:
    """All fits of a set, in order.

    Examples
    --------
    >>> sorted({recipe.group for recipe in recipes()})[:3]
    ['Dense', 'Growing with n', 'Growing with p']
    """
    parts = (tall, units, sparse, several_classes, structure, tables, growing)
    return [recipe for part in parts for recipe in part(full)]


def tall(full: bool) -> Iterator[Recipe]:
    short = [(40_000, 20), (5_000, 100), (1_000, 300)]
    sizes = [(100_000, 100), (1_000_000, 100), (4_000_000, 100), (200_000, 500), (20_000, 2_000)]
    for n, p in sizes if full else short:
        yield Recipe(TALL, f"dense {n:,} × {p:,}", partial(dense, n, p))
    n, p = (100_000, 50) if full else (20_000, 20)
    yield Recipe(TALL, "maximum likelihood", partial(dense, n, p, C=inf))


def units(full: bool) -> Iterator[Recipe]:
    """The first dense problem again, with columns in other units and otherwise correlated."""
    n, p = (1_000_000, 100) if full else (40_000, 20)
    for correlation, decades in [(0.0, 0.0), (0.5, 0.0), (0.5, 3.0), (0.99, 1.0)]:
        label = f"correlation {correlation}, scales of 10^±{decades:g}"
        make = partial(dense, n, p, correlation=correlation, decades=decades)
        yield Recipe(UNITS, label, make)


def sparse(full: bool) -> Iterator[Recipe]:
    size = (200_000, 50_000, 50) if full else (5_000, 2_000, 30)
    yield Recipe(SPARSE, "text", partial(text, *size))
    n, levels = (2_000_000, [5_000, 50, 50]) if full else (20_000, [300, 20, 20])
    yield Recipe(SPARSE, "factors", partial(factors, n, levels))
    yield Recipe(SPARSE, "a9a", real.a9a)


def several_classes(full: bool) -> Iterator[Recipe]:
    n, p = (20_000, 300) if full else (2_000, 40)
    yield Recipe(CLASSES, "eight classes", partial(dense, n, p, classes=8))
    yield Recipe(CLASSES, "MNIST", partial(real.mnist, 10_000 if full else 500))
    if full:
        yield Recipe(CLASSES, "digits", real.digits)


def structure(full: bool) -> Iterator[Recipe]:
    size = (100_000, 50) if full else (5_000, 20)
    for make in HARD:
        yield Recipe(STRUCTURE, make.__name__.replace("_", " "), partial(make, *size))


def tables(full: bool) -> Iterator[Recipe]:
    for make in (real.admissions, real.iris, real.breast_cancer):
        yield Recipe(TABLES, make.__name__.replace("_", " "), make)


def growing(full: bool) -> Iterator[Recipe]:
    """One size at a time: rows with 20 columns, and columns with 10,000 rows (short: 5,000)."""
    for n in [1_000, 10_000, 100_000, 1_000_000, 10_000_000] if full else [300, 3_000, 30_000]:
        yield Recipe(BY_ROWS, f"n = {n:,}", partial(dense, n, 20, seed=1))
    n = 10_000 if full else 3_000
    for p in [10, 30, 100, 300, 1_000, 3_000] if full else [10, 40, 160]:
        yield Recipe(BY_COLUMNS, f"p = {p:,}", partial(dense, n, p, seed=1))
