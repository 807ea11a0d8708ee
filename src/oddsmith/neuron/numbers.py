"""Arrays of numbers from whatever was given, and in words what keeps it from being one."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oddsmith.errors import InputError

ADVICE = {
    "X": "Categories become columns of 0 and 1, as pandas.get_dummies makes them.",
    "y": "Of two labels, (y == label) is 1 for the one and 0 for the other.",
}


def as_numbers(name: str, values: ArrayLike) -> NDArray[Any]:
    """An array of real numbers; floats and integers keep their type.

    Raises
    ------
    InputError
        It is none; the message says which value, in which row, is no number.

    Examples
    --------
    >>> as_numbers("X", [[1, 2], [3]])
    Traceback (most recent call last):
    oddsmith.errors.InputError: X is no table of numbers: row 0 has 2 values and row 1 has 1. All
    rows need the same number of columns.
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "iufc":
            array = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(what_is_there(name, values, error)) from None
    if array.dtype.kind == "c":
        raise InputError(f"{name} holds complex numbers: a neuron computes with real ones.")
    return array


def as_labels(name: str, values: ArrayLike) -> NDArray[Any]:
    """An array, of whatever its values are."""
    try:
        return np.asarray(values)
    except ValueError as error:
        raise InputError(what_is_there(name, values, error)) from None


def what_is_there(name: str, values: Any, error: Exception) -> str:
    """What keeps values from being an array of numbers."""
    if hasattr(values, "toarray"):
        return f"{name} is a sparse matrix: give {name}.toarray()."
    ragged = lengths(values) if isinstance(values, list | tuple) else ""
    if ragged:
        return f"{name} is no table of numbers: {ragged}"
    cells = np.asarray(values, dtype=object)
    for place in np.ndindex(*cells.shape) if cells.ndim else ():
        try:
            float(cells[place])
        except (TypeError, ValueError):
            where = " at row {}, column {}" if len(place) == 2 else " at {}"
            seen = f"{name} holds {cells[place]!r}{where.format(*place)}, which is no number."
            return f"{seen} {ADVICE.get(name, '')}".rstrip()
    return f"{name} is not made of numbers: {str(error).rstrip('.')}."


def lengths(rows: Any) -> str:
    """Which rows differ in length; empty where none do."""
    sizes = [len(row) if isinstance(row, list | tuple | np.ndarray) else 1 for row in rows]
    for i, size in enumerate(sizes):
        if size != sizes[0]:
            return (
                f"row 0 has {sizes[0]} values and row {i} has {size}. All rows need the same "
                "number of columns."
            )
    return ""
