"""Columns: penalty factors and bounds, given by a feature's name or position.

    {"age": 0.0, "income": 2.0}     factor of each named column, 1 for the others
    [1.0, 0.0, 2.0]                 of each column in order

A factor multiplies the penalty of its column; 0 leaves it free, infinity leaves it out.  Bounds are
pairs (low, high), where None or an infinity is no bound.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError


def per_column(given: Any, names: Any, p: int, what: str, otherwise: Any) -> list[Any]:
    """The value of each of p columns."""
    if hasattr(given, "index") and hasattr(given, "to_dict"):
        given = given.to_dict()  # a Series names its columns
    if not isinstance(given, Mapping):
        values = list(given)
        if len(values) != p:
            raise InputError(f"{what} has {len(values)} values, and X has {p} columns.")
        return values
    values = [otherwise] * p
    for key, value in given.items():
        values[position(key, names, p, what)] = value
    return values


def position(key: Any, names: Any, p: int, what: str) -> int:
    known = [] if names is None else list(names)
    if key in known:
        return known.index(key)
    if isinstance(key, int | np.integer) and not isinstance(key, bool) and 0 <= key < p:
        return int(key)
    raise InputError(
        f"{what} names {key!r}, and X has no such column; "
        + (f"its columns are {', '.join(map(str, known[:20]))}." if known else f"0 to {p - 1} are.")
    )


def read_factors(given: Any, names: Any, p: int) -> Array:
    """Penalty factors: (p,), not negative; ones where none is given."""
    if given is None:
        return np.ones(p)
    try:
        factors = np.array(per_column(given, names, p, "penalty_factor", 1.0), dtype=np.float64)
    except (TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"penalty_factor={given!r}: one number for each column.") from None
    if factors.shape != (p,) or not (factors >= 0).all():
        raise InputError(
            f"penalty_factor={given!r}: factors are 0, above 0, or infinite, one for each column."
        )
    return factors


def read_bounds(given: Any, names: Any, p: int) -> tuple[Array, Array] | None:
    """Lower and upper bounds: (p,) each; None where none is given."""
    if given is None:
        return None
    pairs = per_column(given, names, p, "bounds", (None, None))
    try:
        low = np.array([-np.inf if a is None else a for a, _ in pairs], dtype=np.float64)
        high = np.array([np.inf if b is None else b for _, b in pairs], dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"bounds={given!r}: a pair (low, high) for each column.") from None
    wrong = np.isnan(low) | np.isnan(high) | (low == np.inf) | (high == -np.inf)
    if wrong.any():
        j = int(np.flatnonzero(wrong)[0])
        raise InputError(f"the bounds of column {j}, ({low[j]:g}, {high[j]:g}), hold no number.")
    if (low > high).any():
        j = int(np.flatnonzero(low > high)[0])
        raise InputError(f"the bounds of column {j} cross: {low[j]:g} is above {high[j]:g}.")
    return low, high
