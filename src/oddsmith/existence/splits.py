"""Splits: columns that separate the two classes by themselves, and where.

A column does where the smallest value of one class is not below the largest of the other, and, with
no intercept to move the threshold, these lie on either side of zero.
"""

from dataclasses import dataclass

import numpy as np

from oddsmith.data import Block, Data, PerRow
from oddsmith.design import Array


@dataclass(frozen=True)
class Split:
    """A column that separates by itself: above `at` only one class was seen, below it the other.

    Attributes
    ----------
    column : int
    at : float
        Rows with this very value may be of either class.
    above : int
        The class seen above `at`, 0 or 1.
    rows_above, rows_below : int
    indicator : bool
        The column holds zeros and ones alone.
    """

    column: int
    at: float
    above: int
    rows_above: int
    rows_below: int
    indicator: bool

    def describe(self, name: str, response: str) -> str:
        """Say which rows have which class."""
        where = ("= 1", "= 0") if self.indicator else (f"> {self.at:.6g}", f"< {self.at:.6g}")
        sides = zip(where, (self.rows_above, self.rows_below), (0, 1), strict=True)
        told = [
            f"{'all' if rows > 1 else 'the'} {rows:,} row{'s' if rows > 1 else ''} with {name} "
            f"{side} {'have' if rows > 1 else 'has'} {response} = {abs(self.above - other)}"
            for side, rows, other in sides
            if rows
        ]
        return f"'{name}' separates the classes: {' and '.join(told)}"


def single_columns(data: Data, intercept: int | None, sign: Array) -> tuple[Split, ...]:
    """Columns that separate the classes of a binary response by themselves."""
    one, zero = class_ranges(data)
    found = []
    for j in np.flatnonzero(sign != 0):
        for above, (low, high) in enumerate([(one[:, j], zero[:, j]), (zero[:, j], one[:, j])]):
            at = threshold(low[1], high[0], intercept is None)
            if j != intercept and at is not None and low[0] < high[1]:
                found.append(counted(data, int(j), at, above))
    return tuple(found)


def threshold(below: float, above: float, at_zero: bool) -> float | None:
    """Where a class with values up to `below` and one with values from `above` part, if so."""
    if not below <= above or np.isinf([below, above]).any():
        return None
    if at_zero:
        return 0.0 if below <= 0 <= above else None
    return float(below + (above - below) / 2)


def class_ranges(data: Data) -> tuple[Array, Array]:
    """Smallest and largest value of each column among rows of class 1, and of class 0: (2, p)."""

    def kernel(block: Block) -> PerRow:
        X = block.X.toarray()
        used = True if block.case_weight is None else block.case_weight > 0
        parts = [X[used & (block.y > 0)], X[used & (block.y < 1)]]
        ends = [(-part).max(axis=0, initial=-np.inf) for part in parts]
        ends += [part.max(axis=0, initial=-np.inf) for part in parts]
        return PerRow(np.stack(ends)[None])

    low_one, low_zero, high_one, high_zero = data.total(kernel).values.max(axis=0)
    return np.stack([-low_one, high_one]), np.stack([-low_zero, high_zero])


def counted(data: Data, j: int, at: float, above: int) -> Split:
    """The split of column j, with its rows counted."""

    def kernel(block: Block) -> Array:
        x = block.X.columns(np.array([j])).toarray()[:, 0]
        if block.case_weight is not None:
            x = x[block.case_weight > 0]
        return np.array([(x > at).sum(), (x < at).sum(), ((x != 0) & (x != 1)).sum()])

    over, under, others = map(int, data.total(kernel))
    return Split(j, at, above, over, under, not others)
