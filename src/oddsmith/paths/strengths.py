"""Strengths: the values of λ of a path.

    λ_1 = max_j |x̃_jᵀ r₀| / (f_j k_j max(r, 0.001)),        λ_m = λ_1 · smallest,

evenly spaced in logarithms: the first empties the model (with no L1, it is glmnet's for a share of
0.001), the last is 1e-4 of it, or 1e-2 where there are fewer rows than columns.
"""

from typing import Any

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.options import is_number
from oddsmith.scales import penalty_from

LEAST_RATIO = 1e-3  # of L1, below which the largest λ would grow without end
SMALLEST = {True: 1e-4, False: 1e-2}  # where there are as many rows as columns


def largest_of(slopes: Array, weight: Array, l1_ratio: float) -> float:
    """λ_1 of slopes ``x̃ᵀr₀`` (p,) and penalty weights (p,)."""
    held = weight > 0
    pull = (np.abs(slopes[held]) / weight[held]).max(initial=0.0)
    return float(pull / max(l1_ratio, LEAST_RATIO))


def spaced(largest: float, count: int, smallest: float) -> Array:
    """So many values from `largest` down to `smallest` times it: (count,)."""
    return largest * smallest ** (np.arange(count) / max(count - 1, 1))


def read_count(penalties: Any) -> int | None:
    """The number of values asked for; None where they are given one by one."""
    if np.ndim(penalties) > 0:
        return None
    if not (isinstance(penalties, int | np.integer) and not isinstance(penalties, bool)):
        raise InputError(
            f"penalties={penalties!r}: how many (a whole number), or their values in a list."
        )
    if penalties < 1:
        raise InputError(f"penalties={penalties}: a path has one value or more.")
    return int(penalties)


def read_smallest(smallest: Any, count: int | None, n: int, p: int) -> float:
    if smallest is None:
        return SMALLEST[n >= p]
    if count is None:
        raise InputError(
            f"smallest={smallest!r} says where the values end, and penalties= already gives them."
        )
    if not (is_number(smallest) and 0 < smallest < 1):
        raise InputError(
            f"smallest={smallest!r}: the last value as a share of the first, between 0 and 1."
        )
    return float(smallest)


def read_values(penalties: Any, scale: str, total: float) -> Array:
    """Values given one by one, as λ from the largest down, each once.

    Raises
    ------
    InputError
        A value that is negative or NaN, or none.
    """
    values = np.atleast_1d(penalty_from(scale, penalties, total))
    if values.ndim != 1 or not len(values):
        raise InputError(f"penalties={penalties!r}: one value or more, in a list.")
    if np.isinf(values).any():
        raise InputError(
            "penalties holds an infinite strength, which leaves every penalised column out; the "
            "largest value that changes anything is the first of a path."
        )
    return np.unique(values)[::-1]
