"""Dask: the partitions of a dask.dataframe, summed where they are.

    S = Σ_k kernel(partition k)         a tree of eight over k, in Dask's own graph

The graph is run by whatever scheduler Dask would use: a `distributed.Client`, threads, processes.
The kernel is one key of it and travels once to each worker; sums are added on the workers too, and
one comes back.  A partition that a worker lost is computed again by Dask.  Workers need oddsmith by
import: without it they could not even read a task, and would be asked for ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd
from dask import base
from dask.delayed import delayed

from oddsmith.data import Sum
from oddsmith.errors import InputError, OddsmithError
from oddsmith.sources.shipped import NOT_THERE, first_broken, packed, run, sum_of, told
from oddsmith.sources.source import Piece
from oddsmith.sources.tables import require_columns

S = TypeVar("S", bound=Sum)
FAN_IN = 8  # sums that are added at once: a power of two, so that the tree is one of pairs
FEW = 1000  # rows that are looked at first


@dataclass(frozen=True, eq=False)
class DaskFrame:
    """The partitions of a Dask DataFrame.

    Examples
    --------
    >>> import dask.dataframe as dd
    >>> frame = dd.from_pandas(pd.DataFrame({"x": [1, 2, 3]}), npartitions=2)
    >>> DaskFrame(frame).total(lambda piece: int(piece.table["x"].sum()), ["x"])
    6
    """

    frame: Any

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    def head(self) -> pd.DataFrame:
        first = delayed(some_rows, pure=False)
        for part in self.frame.to_delayed():
            found: pd.DataFrame = computed(first(part))
            if len(found):
                return found
        raise InputError(f"no row is there (columns: {', '.join(map(str, self.names))}).")

    def total(self, kernel: Callable[[Piece], S | None], columns: Sequence[str]) -> S | None:
        columns = list(columns)
        used = self.frame if columns == list(self.names) else self.frame[columns]
        found: S | None = total_of(used.to_delayed(), kernel, columns)
        return found


def some_rows(table: pd.DataFrame) -> pd.DataFrame:
    return table.head(FEW)


def total_of(parts: Sequence[Any], kernel: Any, columns: Sequence[str]) -> Any:
    """``Σ kernel(piece)`` over delayed tables, computed by Dask's scheduler.

    Raises
    ------
    InputError
        What a kernel raised; or which partition could not be computed, and why.
    """
    sent, over = delayed(packed(kernel), pure=False), delayed(of_partition, pure=False)
    sums = [over(sent, part, number, columns) for number, part in enumerate(parts)]
    add = delayed(sum_of, pure=False)
    while len(sums) > 1:
        sums = [add(sums[start : start + FAN_IN]) for start in range(0, len(sums), FAN_IN)]
    try:
        return computed(sums[0])
    except OddsmithError:
        raise
    except Exception as error:
        place = first_broken(len(parts), lambda some: works([parts[k] for k in some]))
        why = f"{type(error).__name__}: {error}"
        raise InputError(told("Dask", place, len(parts), why)) from error


THERE = "__import__('importlib.util').util.find_spec('oddsmith') is not None"


def require_workers() -> None:
    """Refuse a cluster whose workers cannot import this package."""
    try:
        from distributed import default_client

        client = default_client()
    except (ImportError, ValueError):  # threads or processes of this machine
        return
    lacking = [worker for worker, there in client.run(eval, THERE).items() if not there]
    if lacking:
        raise InputError(f"{NOT_THERE} It is missing on {', '.join(lacking[:3])}.")


def of_partition(sent: bytes, table: pd.DataFrame, number: int, columns: Sequence[str]) -> Any:
    """What a worker does with a partition."""
    where = f"partition {number}"
    require_columns(where, table.columns, columns)
    return run(sent, Piece(table, number, where))


def computed(one: Any) -> Any:
    require_workers()
    (found,) = base.compute(one)
    return found


def works(parts: Sequence[Any]) -> bool:
    """Whether these partitions can be computed; only their lengths come back."""
    try:
        base.compute([delayed(len, pure=False)(part) for part in parts])
    except Exception:
        return False
    return True
