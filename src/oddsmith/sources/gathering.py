"""Gathering: streamed rows in memory, where they are few enough."""

import numpy as np

from oddsmith.data import Block, Data, InMemory, PerRow
from oddsmith.design import Dense
from oddsmith.errors import InputError
from oddsmith.existence.cone import Cone
from oddsmith.existence.recession import Recession, recession
from oddsmith.sources.streamed import HELD, Streamed


def gathered(rows: Data) -> InMemory | None:
    """All rows in memory; None where these would be more than `HELD` numbers.

    Rows that are in memory are given back as they are.
    """
    if isinstance(rows, InMemory):
        return rows
    n, p = rows.shape
    if n * (p + 3) > HELD:
        return None
    table = rows.total(numbers_of_rows).values
    X, y, c, offset = table[:, :p], table[:, p], table[:, p + 1], table[:, p + 2]
    whole = isinstance(rows, Streamed) and rows.pool.y.dtype.kind in "iu"
    return InMemory(
        Dense(X), y.astype(np.intp) if whole else y, c, offset if offset.any() else None
    )


def numbers_of_rows(block: Block) -> PerRow:
    """X, y, weight and offset of each row of a block, side by side."""
    offset = np.zeros(len(block.y)) if block.offset is None else block.offset
    return PerRow(np.column_stack([block.X.toarray(), block.y, block.weights, offset]))


def require_overlap(cone: Cone, direction: np.ndarray, found: Recession | None) -> None:
    """Refuse classes that are separated, where their limit needs more rows than can be held.

    The linear programme holds few rows at a time, and reads all of them to see which it lacks.

    Raises
    ------
    InputError
        Some direction separates the classes.
    """
    if found is not None or recession(cone, direction) is not None:
        raise InputError(
            "the columns separate the classes, so that no finite maximum of the likelihood exists, "
            f"and the {cone.data.shape[0]:,} rows are too many to be held for its limit. An L2 "
            "penalty gives finite estimates: penalty=."
        )
