"""Data: where the rows are.

All that a fit needs of its rows is a sum over them.  `Data.total(kernel)` runs a kernel on every
block of rows and adds what comes back, always over the same blocks and in the same order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array, Design, Rows
from oddsmith.threads import in_order, one_blas_thread


class Sum(Protocol):
    """Anything that adds to its own kind."""

    def __add__(self, other: Any, /) -> Any: ...


S = TypeVar("S", bound=Sum)


@dataclass(frozen=True, eq=False)
class Block:
    """Rows that travel together: n rows of X, y, and where given a weight and an offset each.

    `many` says that they are some of very many, for which a compiled kernel is worth its loading.
    """

    X: Design
    y: Array
    case_weight: Array | None = None
    offset: Array | None = None
    many: bool = False

    @property
    def weights(self) -> Array:
        """The weight of each row, ones where none is given: (n,)."""
        return np.ones(len(self.y)) if self.case_weight is None else self.case_weight

    @property
    def total_weight(self) -> float:
        """Σ c: the number of rows where no weight is given."""
        return float(len(self.y) if self.case_weight is None else self.case_weight.sum())

    def rows(self, index: Rows) -> "Block":
        def take(values: Array | None) -> Array | None:
            return None if values is None else values[index]

        return Block(
            self.X.rows(index), self.y[index], take(self.case_weight), take(self.offset), self.many
        )


class Data(Protocol):
    """Rows, wherever they are."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows n and of columns p."""
        ...

    @property
    def row_size(self) -> float:
        """Numbers stored for a row, on average; zero where rows are not to be sliced."""
        ...

    def total(self, kernel: Callable[[Block], S], least: int = 1) -> S:
        """``kernel(block)`` of every block, of `least` rows or more, added up."""
        ...

    def knows(self, kernel: Callable[[Block], Any]) -> bool:
        """Whether this sum is at hand, so that nothing is read for it."""
        ...

    def batches(self, size: int | None, seed: int | None = None) -> "Sequence[Data]":
        """The rows in batches of `size`: in the order of the table, or shuffled by `seed`."""
        ...

    def sample(self, size: int, seed: int, *, balanced: bool = False) -> "InMemory":
        """At most `size` rows in memory, drawn without replacement.

        Where one of two classes is rare a balanced sample holds as many rows of each, as far as
        there are so many, weighted so that its means estimate those of all rows.
        """
        ...

    def with_design(self, change: Callable[[Design], Design]) -> "Data":
        """The same rows, with their columns changed."""
        ...


BLOCK_VALUES = 1 << 18  # numbers in a block: 2 MiB of float64, so that it is still in cache for
MIN_BLOCK_ROWS = 256  # the backward pass
GROUPS = 64  # blocks are handed to threads in so many groups at most: few enough to keep their sums
RARE = 0.1  # share of the rarer of two classes below which a balanced sample says more
SHORT = 16  # times as many rows where `least` are asked for: a row of few numbers is soon done
SUMS = 8  # numbers of a block at least, for each that it adds to a sum of all columns
MANY = 1 << 24  # numbers in all rows from which on compiled kernels are used: 128 MiB of float64


def block_rows(row_size: float) -> int:
    """Rows in a block, from the numbers in a row alone, so that sums are repeatable."""
    return max(MIN_BLOCK_ROWS, int(BLOCK_VALUES / max(row_size, 1.0)))


def is_many(n: int, p: int, row_size: float) -> bool:
    """Whether a compiled kernel is worth its loading; four times as soon where most is zeros."""
    return n * row_size * (4 if 2 * row_size < p else 1) >= MANY


@dataclass(frozen=True, eq=False)
class InMemory:
    """Rows in memory.

    Parameters
    ----------
    X : Design
        n rows, p columns.
    y : ndarray of shape (n,)
        Targets in [0, 1].
    case_weight : ndarray of shape (n,), optional
        How much each row counts; one where not given.
    offset : ndarray of shape (n,), optional
        A known part of z; zero where not given.
    part_of_many : bool
        Whether they were taken from very many rows, see `Block`.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.design import Dense
    >>> data = InMemory(Dense(np.eye(3)), np.array([0.0, 1.0, 1.0]))
    >>> data.total(lambda block: block.y.sum())
    np.float64(2.0)
    """

    X: Design
    y: Array
    case_weight: Array | None = None
    offset: Array | None = None
    part_of_many: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        return self.X.shape

    @property
    def row_size(self) -> float:
        return self.X.row_size

    @cached_property
    def whole(self) -> Block:
        """All rows as one block."""
        many = self.part_of_many or is_many(*self.shape, self.X.row_size)
        return Block(self.X, self.y, self.case_weight, self.offset, many)

    def partition(self, least: int = 1) -> list[slice]:
        """Where blocks begin and end; it depends on the shape of the data alone.

        Of rows that hold few numbers in many columns a block takes more, lest sums (p,) cost more,
        and larger ones, for which `least` rows are asked, still more.
        """
        n, p, row_size = *self.shape, self.X.row_size
        if least > 1 and 2 * row_size < p:
            least *= SHORT
        most = max(block_rows(row_size), int(SUMS * p / row_size), least) if row_size else n
        step = -(-n // -(-n // most)) if n else 1  # as few blocks, and all of one size
        return [slice(start, start + step) for start in range(0, max(n, 1), step)]

    @cached_property
    def one_block(self) -> bool:
        """Whether all rows are one block, however few a block may hold."""
        return len(self.partition()) == 1

    def blocks(self) -> Iterator[Block]:
        """The rows in their fixed partition."""
        whole = self.whole
        yield from [whole] if self.one_block else map(whole.rows, self.partition())

    def total(self, kernel: Callable[[Block], S], least: int = 1) -> S:
        whole = self.whole

        def group(slices: list[slice]) -> S:
            return add_in_pairs(kernel(whole.rows(here)) for here in slices)

        with one_blas_thread():
            if self.one_block:
                return kernel(whole)
            return add_in_pairs(in_order(group, in_groups(self.partition(least))))

    def knows(self, kernel: Callable[[Block], Any]) -> bool:
        return False

    def rows(self, index: Rows) -> "InMemory":
        block = self.whole.rows(index)
        return InMemory(block.X, block.y, block.case_weight, block.offset, block.many)

    def batches(self, size: int | None, seed: int | None = None) -> "Batches":
        n = self.shape[0]
        order = None if seed is None else np.random.default_rng(seed).permutation(n)
        return Batches(self, n if size is None else size, order)

    def sample(self, size: int, seed: int, *, balanced: bool = False) -> "InMemory":
        n = self.shape[0]
        if size >= n:
            return self
        rng = np.random.default_rng(seed)
        one = np.count_nonzero(self.y > 0.5) if balanced and self.y.dtype.kind == "f" else n
        if 0 < min(one, n - one) < RARE * n:
            return self._balanced(size, rng)
        return self.rows(np.sort(rng.choice(n, size=size, replace=False)))

    def _balanced(self, size: int, rng: np.random.Generator) -> "InMemory":
        one = self.y > 0.5
        classes = [np.flatnonzero(~one), np.flatnonzero(one)]
        few = min(size // 2, *map(len, classes))
        drawn, weights = [], []
        for members in classes:
            k = min(len(members), size - few)
            drawn.append(rng.choice(members, k, replace=False))
            weights.append(np.full(k, len(members) / max(k, 1)))
        index = np.concatenate(drawn)
        order = np.argsort(index)
        part = self.rows(index[order])
        return replace(part, case_weight=part.whole.weights * np.concatenate(weights)[order])

    def with_design(self, change: Callable[[Design], Design]) -> "InMemory":
        return replace(self, X=change(self.X))


@dataclass
class Reading:
    """How many rows have been read so far."""

    rows: int = 0


@dataclass(frozen=True, eq=False)
class Metered:
    """Data that count how often they are read; what is derived from them counts with them.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.design import Dense
    >>> data = Metered(InMemory(Dense(np.eye(3)), np.array([0.0, 1.0, 1.0])))
    >>> _ = data.total(lambda block: block.y.sum())
    >>> data.sweeps
    1.0
    """

    data: Data
    reading: Reading = field(default_factory=Reading)

    @property
    def shape(self) -> tuple[int, int]:
        return self.data.shape

    @property
    def row_size(self) -> float:
        return self.data.row_size

    @property
    def sweeps(self) -> float:
        """Rows read over rows there are."""
        return self.reading.rows / max(self.shape[0], 1)

    def total(self, kernel: Callable[[Block], S], least: int = 1) -> S:
        self.reading.rows += 0 if self.data.knows(kernel) else self.shape[0]
        return self.data.total(kernel, least)

    def knows(self, kernel: Callable[[Block], Any]) -> bool:
        return self.data.knows(kernel)

    def batches(self, size: int | None, seed: int | None = None) -> "Sequence[Data]":
        return MeteredBatches(self.data.batches(size, seed), self.reading)

    def sample(self, size: int, seed: int, *, balanced: bool = False) -> InMemory:
        return self.data.sample(size, seed, balanced=balanced)

    def with_design(self, change: Callable[[Design], Design]) -> "Metered":
        return Metered(self.data.with_design(change), self.reading)


@dataclass(frozen=True, eq=False)
class MeteredBatches(Sequence[Metered]):
    """Batches whose readings are counted; each is made when it is asked for."""

    parts: Sequence[Data]
    reading: Reading

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, k: Any) -> Any:  # out of range: the parts raise IndexError
        return Metered(self.parts[k], self.reading)


@dataclass(frozen=True, eq=False)
class Batches(Sequence[InMemory]):
    """All rows of `data`, `size` at a time; the last batch holds what is left."""

    data: InMemory
    size: int
    order: NDArray[np.integer[Any]] | None = None

    def __len__(self) -> int:
        return -(-self.data.shape[0] // self.size)

    def __getitem__(self, k: Any) -> Any:
        if not 0 <= k < len(self):
            raise IndexError(k)
        here = slice(k * self.size, (k + 1) * self.size)
        return self.data.rows(here if self.order is None else self.order[here])


class PerRow:
    """One value, or one row of values, for each row: (n,) or (n, k); adds by standing in line.

    A kernel that returns it gives its results in the order of the rows.

    Examples
    --------
    >>> (PerRow(np.array([1, 2])) + PerRow(np.array([3]))).values
    array([1, 2, 3])
    """

    def __init__(self, *pieces: Array) -> None:
        self.pieces = pieces

    def __add__(self, other: "PerRow") -> "PerRow":
        return PerRow(*self.pieces, *other.pieces)

    @cached_property
    def values(self) -> Array:
        """All pieces as one array, copied once."""
        return self.pieces[0] if len(self.pieces) == 1 else np.concatenate(self.pieces)


@dataclass(frozen=True, eq=False)
class Largest:
    """Maxima that add: the larger of each pair."""

    values: Array

    def __add__(self, other: "Largest") -> "Largest":
        return Largest(np.maximum(self.values, other.values))


def in_groups(parts: list[slice]) -> list[list[slice]]:
    """`parts`, 2ᵏ of them in a group: adding groups, and then their sums, is one tree of pairs.

    Examples
    --------
    >>> groups = in_groups([slice(i, i + 1) for i in range(130)])
    >>> len(groups), len(groups[0]), len(groups[-1])
    (33, 4, 2)
    """
    size = 1
    while size * GROUPS < len(parts):
        size *= 2
    return [parts[start : start + size] for start in range(0, len(parts), size)]


def add_in_pairs(terms: Iterator[S]) -> S:
    """Sum by pairs in a fixed tree: rounding grows with log n, and the order never changes.

    Holds one partial sum for each level of the tree.
    """
    levels: list[S | None] = []
    for term in terms:
        carry: S = term
        for depth, held in enumerate(levels):
            if held is None:
                levels[depth] = carry
                break
            carry, levels[depth] = held + carry, None
        else:
            levels.append(carry)
    left = [held for held in levels if held is not None]
    total = left[0]
    for held in left[1:]:
        total = held + total
    return total
