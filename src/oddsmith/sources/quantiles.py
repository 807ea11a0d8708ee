"""Quantiles of a column, exact, from a few readings of it that bring back counts alone.

The k-th smallest number is found by its bits: numbers are mapped to whole ones of 64 bits in the
same order, and each reading counts those of the next 16 bits among the ones whose leading bits are
already known.  Four readings settle all ranks at once, whatever the numbers are.

    rank    between the k-th and the next, at the share f of the way        (NumPy's linear rule)
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array

BITS, STEPS = 16, 4
Whole = NDArray[np.uint64]
SIGN = np.uint64(1 << 63)


def in_order(x: Array) -> Whole:
    """Numbers as whole ones in the same order: (n,).

    Examples
    --------
    >>> bool((np.diff(in_order(np.array([-2.0, -1.0, 0.0, 3.0]))) > 0).all())
    True
    """
    bits = (np.asarray(x, dtype=np.float64) + 0.0).view(np.uint64)  # + 0.0: there is one zero
    return np.where(bits & SIGN, ~bits, bits | SIGN)


def numbers_of(bits: Whole) -> Array:
    """The inverse of `in_order`."""
    return np.where(bits & SIGN, bits ^ SIGN, ~bits).view(np.float64)


@dataclass(frozen=True, eq=False)
class Counts:
    """How many numbers begin with each prefix and go on with each of 2¹⁶ words: (k, 2¹⁶); adds."""

    values: NDArray[np.int64]

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.values + other.values)


def counts(x: Array, prefixes: Whole, step: int) -> Counts:
    """Of numbers that agree with a prefix in the `step` words before, how many go on how."""
    words = in_order(x)
    down = np.uint64(64 - BITS * (step + 1))
    word = (words >> down) & np.uint64((1 << BITS) - 1)
    before = words >> (down + np.uint64(BITS)) if step else np.zeros(len(words), np.uint64)
    found = [
        np.bincount(word[before == prefix].astype(np.intp), minlength=1 << BITS)
        for prefix in prefixes
    ]
    return Counts(np.asarray(found, dtype=np.int64).reshape(len(prefixes), -1))


def order_statistics(
    read: Callable[[Callable[[Array], Counts]], Counts], ranks: list[int]
) -> dict[int, float]:
    """The numbers at these ranks, counted from zero.

    Parameters
    ----------
    read : callable
        Takes what is done to the numbers of a piece, and gives the sum over all pieces.
    ranks : list of int
    """
    known = {rank: (np.uint64(0), rank) for rank in ranks}  # prefix, and rank among its numbers
    for step in range(STEPS):
        prefixes = np.unique(np.array([prefix for prefix, _ in known.values()], dtype=np.uint64))
        found = read(Counting(prefixes, step)).values.cumsum(axis=1)
        for rank, (prefix, within) in known.items():
            row = found[int(np.searchsorted(prefixes, prefix))]
            word = int(np.searchsorted(row, within, side="right"))
            left = within - (int(row[word - 1]) if word else 0)
            known[rank] = ((prefix << np.uint64(BITS)) | np.uint64(word), left)
    return {
        rank: float(numbers_of(np.array([bits], dtype=np.uint64))[0])
        for rank, (bits, _) in known.items()
    }


@dataclass(frozen=True, eq=False)
class Counting:
    """Counts numbers by their next word, given the words before."""

    prefixes: Whole
    step: int

    def __call__(self, x: Array) -> Counts:
        return counts(x, self.prefixes, self.step)


def quantiles(
    read: Callable[[Callable[[Array], Counts]], Counts], n: int, shares: Array
) -> list[float]:
    """NumPy's ``quantile`` of n numbers that are read piece by piece.

    Examples
    --------
    >>> x = np.array([5.0, 1.0, 4.0, 2.0])
    >>> found = quantiles(lambda kernel: kernel(x[:2]) + kernel(x[2:]), 4, np.array([0.5]))
    >>> [float(value) for value in found]
    [3.0]
    """
    places = np.asarray(shares) * (n - 1)
    below = np.floor(places).astype(int)
    ranks = sorted({int(k) for k in (*below, *np.minimum(below + 1, n - 1))})
    at = order_statistics(read, ranks)
    found = []
    for place, k in zip(places, below, strict=True):
        low, high = at[int(k)], at[min(int(k) + 1, n - 1)]
        share = place - k  # NumPy goes from the nearer end
        step = high - low
        found.append(low + step * share if share < 0.5 else high - step * (1 - share))
    return found
