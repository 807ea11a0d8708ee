"""Streamed: the rows of a source as data, of which only sums are ever made.

    total(kernel) = Σ over pieces of Σ over their blocks of kernel(block)

What does not depend on coefficients (`riders`) rides along on the first reading, and is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from typing import Any, TypeVar

from oddsmith.data import Block, Data, InMemory, PerRow, Sum
from oddsmith.design import Design
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.sources.batches import StreamedBatches
from oddsmith.sources.recipe import Maker
from oddsmith.sources.source import Piece, Source

S = TypeVar("S", bound=Sum)
Change = Callable[[Design], Design]
HELD = 1 << 25  # numbers, one or more for each row, that may be brought together: 256 MiB


@dataclass(frozen=True, eq=False)
class Streamed:
    """Rows that are read anew for every sum.

    Parameters
    ----------
    source : Source
    recipe : Recipe
        What makes rows of its pieces.
    n : int
        Rows that count, in all.
    pool : InMemory
        Some of them, changed as the rows are.
    changes : tuple of callable
        What is done to the design of each piece.
    riders : tuple of callable
        Kernels of y, weights and offset alone.
    """

    source: Source
    recipe: Maker
    n: int
    pool: InMemory
    changes: tuple[Change, ...] = ()
    riders: tuple[Callable[[Block], Any], ...] = ()
    known: dict[Any, Any] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        return self.n, self.pool.shape[1]

    @property
    def row_size(self) -> float:
        return self.pool.row_size

    def knows(self, kernel: Callable[[Block], Any]) -> bool:
        return key_of(kernel) in self.known

    def total(self, kernel: Callable[[Block], S], least: int = 1) -> S:
        if self.knows(kernel):
            found: S = self.known[key_of(kernel)]
            return found
        new = [rider for rider in self.riders if key_of(rider) not in self.known]
        kernels = Several((number_of_rows, kernel, *new))
        over = OverRows(self.recipe, self.changes, partial(of_rows, kernels, least))
        found = self.source.total(partial(bounded, over, self.n), self.recipe.reading.columns)
        sums: Together = require_rows(found)
        rows, asked, *others = sums.sums
        require_number(rows, self.n)
        self.known.update(zip(map(key_of, new), others, strict=True))
        return asked  # type: ignore[no-any-return]

    def total_of_clusters(self, kernel: Callable[[InMemory, tuple[Any, ...]], S]) -> S:
        """``kernel(rows, clusters)`` of every piece, added up; clusters are labels, each way."""
        over = OverRows(self.recipe, self.changes, kernel)
        found: S = require_rows(self.source.total(over, self.recipe.reading.columns))
        return found

    def batches(self, size: int | None, seed: int | None = None) -> Sequence[Data]:
        return StreamedBatches(self, self.n if size is None else size, seed)

    def rows_of(self, piece: Piece) -> InMemory | None:
        """The rows of a piece, changed as the rows are; None where it has none that count."""
        rows: InMemory | None = OverRows(self.recipe, self.changes, rows_alone)(piece)
        return rows

    def sample(self, size: int, seed: int, *, balanced: bool = False) -> InMemory:
        """At most `size` rows, of those that are held."""
        return self.pool.sample(size, seed, balanced=balanced)

    def with_design(self, change: Change) -> "Streamed":
        return replace(self, pool=self.pool.with_design(change), changes=(*self.changes, change))


@dataclass(frozen=True, eq=False)
class OverRows:
    """Of a piece, what `kernel` makes of its rows and their clusters; can be sent elsewhere."""

    recipe: Maker
    changes: tuple[Change, ...]
    kernel: Callable[[InMemory, tuple[Any, ...]], Any]

    def __call__(self, piece: Piece) -> Any:
        made = self.recipe.rows(piece)
        if made is None:
            return None
        rows, clusters = made
        for change in self.changes:
            rows = rows.with_design(change)
        with piece.located():
            return self.kernel(rows, clusters)


def rows_alone(rows: InMemory, clusters: tuple[Any, ...]) -> InMemory:
    return rows


def of_rows(
    kernel: Callable[[Block], S], least: int, rows: InMemory, clusters: tuple[Any, ...]
) -> S:
    """The sum of a kernel over the blocks of some rows."""
    return rows.total(kernel, least)


@dataclass(frozen=True, eq=False)
class Together:
    """Several sums that are made in one reading; adds."""

    sums: tuple[Any, ...]

    def __add__(self, other: "Together") -> "Together":
        return Together(tuple(a + b for a, b in zip(self.sums, other.sums, strict=True)))


@dataclass(frozen=True, eq=False)
class Several:
    """Several kernels as one."""

    kernels: tuple[Callable[[Block], Any], ...]

    def __call__(self, block: Block) -> Together:
        return Together(tuple(kernel(block) for kernel in self.kernels))


def bounded(over: OverRows, n: int, piece: Piece) -> Together | None:
    """What a piece gives, refused where all pieces would bring back a number for each of n rows."""
    found: Together | None = over(piece)
    for one in () if found is None else found.sums:
        if isinstance(one, PerRow) and n * prod(one.values.shape[1:]) > HELD:
            raise NotSupportedError(
                f"this needs a value for each of {n:,} rows at once, and they are streamed: ask "
                "it of a fit to a part of them, read into a table."
            )
    return found


def number_of_rows(block: Block) -> int:
    return len(block.y)


def require_number(rows: int, n: int) -> None:
    """Refuse rows that are others than those of the first reading."""
    if rows != n:
        raise InputError(
            f"{rows:,} rows count now, and {n:,} did at the first reading: the data have changed "
            "meanwhile, and sums would not be of the same rows. Write them to a file, or persist "
            "them in Dask or Spark, and fit again."
        )


def require_rows(found: Any) -> Any:
    if found is None:
        raise InputError(
            "no row is there any more: the data have changed since they were first read."
        )
    return found


def key_of(kernel: Any) -> Any:
    """What two kernels have in common that do the same; of others each is its own."""
    if isinstance(kernel, partial):
        given = (key_of(kernel.func), kernel.args, tuple(sorted(kernel.keywords.items())))
        try:
            hash(given)
        except TypeError:
            return id(kernel)
        return given
    return kernel
