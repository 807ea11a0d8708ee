"""Batches: streamed rows a few at a time, in the order in which they are read.

With a seed the rows of each piece are shuffled among themselves; pieces keep their order, since
rows that are far from each other cannot be brought together without reading everything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import NotSupportedError
from oddsmith.sources.local import Local
from oddsmith.sources.source import Piece, Source


def pieces_of(source: Any, columns: Sequence[str]) -> Iterator[Piece]:
    """The pieces of a source that this process reads, also where its sums are kept in a file.

    Raises
    ------
    NotSupportedError
        Another process reads them.
    """
    inner: Source = source
    while not isinstance(inner, Local) and hasattr(inner, "source"):
        inner = inner.source
    if not isinstance(inner, Local):
        raise NotSupportedError(
            f"batches of a {type(inner).__name__}: its rows are read elsewhere, and only sums come "
            "back. Use a solver that takes all rows, or stream the files themselves."
        )
    return inner.pieces.read(columns)


@dataclass(eq=False)
class StreamedBatches(Sequence[InMemory]):
    """All rows, `size` at a time; the last batch holds what is left.

    One that is asked for after the one before it costs no second reading.
    """

    rows: Any  # Streamed, which makes these
    size: int
    seed: int | None = None
    _next: int = 0
    _stream: Iterator[InMemory] = field(default_factory=lambda: iter(()))

    def __len__(self) -> int:
        return -(-int(self.rows.shape[0]) // self.size)

    def __getitem__(self, k: Any) -> Any:
        if not 0 <= k < len(self):
            raise IndexError(k)
        if k == 0 or k < self._next:
            self._stream, self._next = self.stream(), 0
        for batch in self._stream:
            self._next += 1
            if self._next == k + 1:
                return batch
        raise IndexError(k)

    def stream(self) -> Iterator[InMemory]:
        """The batches, one after the other."""
        held: list[InMemory] = []
        for part in self.parts():
            held.append(part)
            while sum(one.shape[0] for one in held) >= self.size:
                whole = together(held)
                yield whole.rows(slice(0, self.size))
                held = [whole.rows(slice(self.size, None))]
        held = [one for one in held if one.shape[0]]
        if held:
            yield together(held)

    def parts(self) -> Iterator[InMemory]:
        """The rows of each piece, shuffled where there is a seed."""
        for piece in pieces_of(self.rows.source, self.rows.recipe.reading.columns):
            made = self.rows.rows_of(piece)
            if made is None:
                continue
            if self.seed is None:
                yield made
            else:
                rng = np.random.default_rng([self.seed, piece.number])
                yield made.rows(rng.permutation(made.shape[0]))


def together(parts: Sequence[InMemory]) -> InMemory:
    """Rows below each other, as one table of numbers."""
    if len(parts) == 1:
        return parts[0]

    def joined(values: list[Any]) -> Any:
        return None if values[0] is None else np.concatenate(values)

    return InMemory(
        Dense(np.concatenate([part.X.toarray() for part in parts])),
        joined([part.y for part in parts]),
        joined([part.case_weight for part in parts]),
        joined([part.offset for part in parts]),
        parts[0].part_of_many,
    )
