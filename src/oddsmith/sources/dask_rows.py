"""Dask rows: X, y, weights and offset of an estimator, put together partition by partition.

    X (n, p) array or frame     y, weights (n,)     offset (n,) or (n, K)      ->  tables, one each

What goes with X is cut as X is: in as many partitions, or, where the sizes of X's chunks are known,
from one array of any chunks.  Columns of X are brought into one chunk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from dask.delayed import delayed

from oddsmith.data import Sum
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.sources.dask import computed, total_of
from oddsmith.sources.source import Piece

S = TypeVar("S", bound=Sum)
Y, WEIGHT, OFFSET = "y, the target", "the sample weight", "the offset"  # not names of features
NOT_KNOWN = "Call X.compute_chunk_sizes() first, or give {0}, in chunks as X has them."


@dataclass(frozen=True, eq=False)
class DaskRows:
    """Partitions of an estimator's rows.

    Attributes
    ----------
    parts : tuple of Delayed
        A table each: the features, then what goes with them.
    features : tuple
        Names of the columns of X; whole numbers where they have none.
    names : tuple
        All columns of the tables.
    """

    parts: tuple[Any, ...]
    features: tuple[Any, ...]
    names: tuple[Any, ...]

    def head(self) -> pd.DataFrame:
        table: pd.DataFrame = computed(self.parts[0])
        return table

    def total(self, kernel: Callable[[Piece], S | None], columns: Sequence[Any]) -> S | None:
        found: S | None = total_of(self.parts, kernel, columns)
        return found


def dask_rows(X: Any, y: Any, weight: Any = None, offset: Any = None) -> DaskRows:
    """The rows of X and what goes with them.

    Raises
    ------
    InputError
        What goes with X cannot be cut as X is.
    NotSupportedError
        Chunks that are no plain arrays.
    """
    features, parts, sizes = cut(X)
    given = {Y: y, WEIGHT: weight, OFFSET: offset}
    beside = {
        name: cut_as(values, sizes, name) for name, values in given.items() if values is not None
    }
    together = delayed(put_together, pure=False)
    tables = tuple(
        together(number, features, part, {name: cuts[number] for name, cuts in beside.items()})
        for number, part in enumerate(parts)
    )
    return DaskRows(tables, features, (*features, *beside))


def cut(X: Any) -> tuple[tuple[Any, ...], list[Any], list[float]]:
    """Names of the columns of X, its partitions, and how many rows each has (NaN: not known)."""
    if hasattr(X, "npartitions") and hasattr(X, "columns"):
        return tuple(X.columns), list(X.to_delayed()), [np.nan] * X.npartitions
    if X.ndim != 2:
        raise InputError(f"X has {X.ndim} dimensions, and needs two: rows and columns.")
    if isnan(X.shape[1]):
        raise InputError("the number of columns of X is not known: X.compute_chunk_sizes().")
    if not isinstance(X._meta, np.ndarray):
        raise NotSupportedError(
            f"chunks of X are {type(X._meta).__name__}; they need to be plain NumPy arrays. "
            "Expand them: X.map_blocks(lambda block: block.toarray())."
        )
    whole = X.rechunk({1: -1})
    return tuple(range(X.shape[1])), list(whole.to_delayed().ravel()), list(X.chunks[0])


def cut_as(values: Any, sizes: list[float], name: str) -> list[Any]:
    """Values, one or a row of them for each row of X, in its partitions."""
    if hasattr(values, "npartitions"):
        return cut_lazily(values, sizes, name)
    held = np.asarray(values)
    if any(map(isnan, sizes)):
        raise InputError(
            f"{name} is in memory and X is in chunks of sizes that are not known. "
            f"{NOT_KNOWN.format(name)}"
        )
    require_rows(len(held), sizes, name)
    edges = np.cumsum([0, *sizes]).astype(int)
    return [held[start:end] for start, end in pairwise(edges)]


def cut_lazily(values: Any, sizes: list[float], name: str) -> list[Any]:
    """Values that are in Dask."""
    if hasattr(values, "chunks"):
        if not any(map(isnan, (*sizes, *values.chunks[0]))):
            require_rows(values.shape[0], sizes, name)
            values = values.rechunk({0: tuple(map(int, sizes))})
        if values.ndim == 2:
            values = values.rechunk({1: -1})
    parts = list(np.ravel(values.to_delayed()))
    if len(parts) != len(sizes):
        raise InputError(
            f"{name} has {len(parts)} chunks and X has {len(sizes)}, of sizes that are not known, "
            f"so that rows cannot be brought together. {NOT_KNOWN.format(name)}"
        )
    return parts


def require_rows(n: int, sizes: Sequence[float], name: str) -> None:
    if n != sum(sizes):
        raise InputError(f"{name} has {n:,} rows, and X has {int(sum(sizes)):,}.")


def put_together(
    number: int, features: tuple[Any, ...], part: Any, beside: dict[str, Any]
) -> pd.DataFrame:
    """One partition as a table; nothing of an array is copied."""
    if isinstance(part, pd.DataFrame):
        table = part.reset_index(drop=True)
    else:
        table = pd.DataFrame(part, columns=list(features), copy=False)
    columns: dict[str, Any] = {}
    for name, values in beside.items():
        held = np.asarray(values)
        if len(held) != len(table):
            raise InputError(
                f"partition {number}: X has {len(table):,} rows and {name} has {len(held):,}."
            )
        columns[name] = held if held.ndim == 1 else list(held)
    return table.assign(**columns)
