"""Shipped: a kernel that travels to where the rows are, and what a worker does with it there.

    driver    sent = packed(kernel)         the package's own functions by name, closures by value
    worker    sum  = run(sent, piece)       on one thread; None where no row counts

Workers need this package by import.  A closure that holds on to rows travels without them.
"""

import pickle
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import cloudpickle

from oddsmith.data import Sum
from oddsmith.errors import InputError, OddsmithError
from oddsmith.sources.local import added
from oddsmith.sources.source import Piece
from oddsmith.sources.streamed import Streamed
from oddsmith.threads import one_blas_thread, use_threads

SHOWN = 500  # characters of a foreign error
NOT_THERE = (
    "the workers cannot import oddsmith, and they have to: they make the sums. Install oddsmith in "
    "the Python of every worker, in the version of this process."
)


class Luggage(cloudpickle.Pickler):  # type: ignore[misc]
    """Pickles a kernel without the rows that its closures hold on to."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Streamed):
            return stays_behind, ()
        return super().reducer_override(obj)


def stays_behind() -> None:
    """What a worker finds in place of the rows."""


def packed(kernel: Any) -> bytes:
    """A kernel as bytes; closures travel by value.

    Examples
    --------
    >>> unpacked(packed(lambda piece: piece.number))(Piece(None, 3, "here"))
    3
    """
    to = BytesIO()
    Luggage(to).dump(kernel)
    return to.getvalue()


def unpacked(sent: bytes) -> Any:
    """What was packed."""
    return pickle.loads(sent)


def run(sent: bytes, piece: Piece) -> Any:
    """The kernel's sum over a piece; what goes wrong says of which piece.

    Raises
    ------
    InputError
        Whatever the kernel raised that is not of this package, with the place.
    """
    try:
        with use_threads(1), one_blas_thread():
            return unpacked(sent)(piece)
    except OddsmithError:
        raise
    except Exception as error:
        raise InputError(f"{piece.where}: {type(error).__name__}: {error}") from error


def sum_of(sums: Sequence[Sum | None]) -> Any:
    """The sum of what some pieces gave, in a fixed tree of pairs; None where none gave anything.

    Examples
    --------
    >>> sum_of([1, None, 2])
    3
    """
    with one_blas_thread():
        return added(iter(sums))


def first_broken(number: int, works: Callable[[range], bool]) -> int | None:
    """The first of so many partitions that cannot be computed, by halves; None where all can.

    Examples
    --------
    >>> first_broken(10, lambda some: 7 not in some)
    7
    """
    low, high = 0, number
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if works(range(low, middle)) else (low, middle)
    return None if works(range(low, high)) else low


def told(library: str, place: int | None, number: int, why: str) -> str:
    """That a partition could not be computed, and why.

    Examples
    --------
    >>> told("Dask", 2, 4, "OSError: no such block")
    'Dask could not compute partition 2 of 4: OSError: no such block'
    """
    who = "a partition" if place is None else f"partition {place} of {number}"
    return f"{library} could not compute {who}: {why}"[:SHOWN]
