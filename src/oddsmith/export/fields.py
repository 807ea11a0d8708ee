"""Reading what JSON holds, field by field: each value is of its kind, or the file is refused.

Numbers are floats or ints; NaN is ``null``, infinities are ``"inf"`` and ``"-inf"``.
"""

from collections.abc import Callable
from math import isfinite, isnan
from typing import Any, TypeVar, get_type_hints

import numpy as np

from oddsmith.design import Array

T = TypeVar("T")
MOST_ROWS = 2**63


def number(value: float) -> float | int | str | None:
    """A number as JSON has it.

    Examples
    --------
    >>> number(0.1), number(float("nan")), number(float("-inf"))
    (0.1, None, '-inf')
    """
    if isinstance(value, int):
        return value
    value = float(value)
    if isnan(value):
        return None
    return value if isfinite(value) else ("inf" if value > 0 else "-inf")


def numbers(values: Array) -> list[Any]:
    """Numbers in a row as JSON has them."""
    return values.tolist() if np.isfinite(values).all() else [number(v) for v in values]


def read_number(value: Any) -> float:
    """The number that `number` wrote.

    Examples
    --------
    >>> read_number("inf"), read_number(None)
    (inf, nan)
    """
    if value is None:
        return float("nan")
    if isinstance(value, bool) or not (value in ("inf", "-inf") or isinstance(value, int | float)):
        raise ValueError(f"{value!r} where a number should be")
    return float(value)


def read_numbers(values: Any) -> Array:
    """The numbers that `numbers` wrote, in a row."""
    if not isinstance(values, list):
        raise ValueError(f"{values!r} where a list of numbers should be")
    plain = set(map(type, values)) <= {int, float}
    return np.array(values if plain else list(map(read_number, values)), dtype=np.float64)


def read_row(values: Any, p: int) -> Array:
    """P numbers."""
    row = read_numbers(values)
    if len(row) != p:
        raise ValueError(f"{len(row)} numbers where {p} should be")
    return row


def read_table(rows: Any, n: int, p: int | None = None) -> Array:
    """N lists of p numbers each; of as many as the first has where p is not given."""
    read = [read_numbers(row) for row in read_list(rows)]
    p = p if p is not None or not read else len(read[0])
    if len(read) != n or any(len(row) != p for row in read):
        raise ValueError(f"a matrix that is not {n} × {p}")
    return np.array(read).reshape(n, p or 0)


def read_matrix(rows: Any, p: int) -> Array:
    """P lists of p numbers."""
    return read_table(rows, p, p)


def read_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} where a list should be")
    return value


def read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} where text should be")
    return value


def read_count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MOST_ROWS:
        raise ValueError(f"{value!r} where a whole number, 0 or more, should be")
    return value


KINDS: dict[Any, Callable[[Any], Any]] = {
    int: read_count,
    int | None: lambda value: None if value is None else read_count(value),
    float: read_number,
    str: read_text,
    str | None: lambda value: None if value is None else read_text(value),
    tuple[str, ...]: lambda value: tuple(map(read_text, read_list(value))),
}


def read_record(cls: type[T], values: Any) -> T:
    """A dataclass from a dict of its fields, each read by its annotation.

    Examples
    --------
    >>> from oddsmith.likelihood import Likelihoods
    >>> read_record(Likelihoods, {"model": -1, "null": -2, "deviance": 2, "null_deviance": None})
    Likelihoods(model=-1.0, null=-2.0, deviance=2.0, null_deviance=nan)
    """
    kinds = get_type_hints(cls)
    if not isinstance(values, dict) or set(values) != set(kinds):
        raise ValueError(f"{cls.__name__} has the fields {', '.join(kinds)}")
    return cls(**{name: KINDS[kind](values[name]) for name, kind in kinds.items()})
