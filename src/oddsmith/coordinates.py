"""Coordinates: columns shifted and scaled for the arithmetic, and the way back.

With an intercept, the model  w_0 + Σ_j w_j x_j  is also

    u_0 + Σ_j u_j (x_j - m_j) / s_j,      w_j = u_j / s_j,      w_0 = u_0 - Σ_j m_j w_j,

that is w = T u.  Fitted in u, columns of any unit and any distance from zero give the same digits.
m and s are each column's mean and standard deviation.  Where nothing can be shifted (there is no
intercept, or the column is kept as codes) m = 0 and s is the root mean square.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import Block, Data, InMemory
from oddsmith.design import Array, Design, scaled
from oddsmith.errors import ColumnError
from oddsmith.kernels import fused_moments, parts_of

FEW_ROWS = 1024  # from which centers and sizes are guessed; of very many columns fewer,
FEW_NUMBERS, LEAST_ROWS = 1 << 21, 32  # so many that they hold so many numbers
CANCELLED = 1e-6  # a variance below this share of the mean square has lost digits
VANISHED = 1e-200  # a mean square below it may have underflowed
CONSTANT = 1e-13  # a standard deviation below this share of the mean is rounding
SMALLEST = 1e-140  # a column is not magnified further: its square must be a number
BROKEN = (
    "holds NaN or infinite values, or values whose differences, or sums with the weights, are "
    "beyond the largest number (1.8e308): no coefficient can be learned. Clean it, or divide it "
    "by its size."
)


@dataclass(frozen=True, eq=False)
class Coordinates:
    """Shift m and scale s of each of p columns; `intercept` is the position of the ones, or None.

    `largest` bounds ``|x_j - m_j| / s_j`` over the rows, where it is known.

    Examples
    --------
    >>> import numpy as np
    >>> at = Coordinates(np.array([0.0, 5.0]), np.array([1.0, 2.0]), intercept=0)
    >>> at.to_raw(np.array([1.0, 4.0]))
    array([-9.,  2.])
    """

    center: Array
    scale: Array
    intercept: int | None
    largest: Array | None = field(default=None, kw_only=True)

    def to_raw(self, u: Array) -> Array:
        """``w = T u``: (p,) -> (p,), or (p, k) -> (p, k)."""
        w: Array = (u.T / self.scale).T
        if self.intercept is not None:
            w[self.intercept] -= self.center @ w
        return w

    def from_raw(self, w: Array) -> Array:
        """``u = T⁻¹ w``: (p,) -> (p,), or (p, k) -> (p, k)."""
        u: Array = (w.T * self.scale).T
        if self.intercept is not None:
            u[self.intercept] += self.center @ w
        return u

    def covariance_to_raw(self, covariance: Array) -> Array:
        """``T V Tᵀ``: (p, p) -> (p, p), symmetric to the last bit."""
        with np.errstate(over="ignore"):  # the variance of a coefficient near 1e200 is infinite
            V = self.to_raw(self.to_raw(covariance).T)
            return (V + V.T) / 2

    def apply(self, data: Data) -> Data:
        """The same rows in these coordinates; nothing is copied."""
        return data.with_design(lambda X: scaled(X, self.center, self.scale))

    def columns(self, index: NDArray[np.integer[Any]]) -> "Coordinates":
        at = None
        if self.intercept is not None:
            at = int(np.flatnonzero(index == self.intercept)[0])
        largest = None if self.largest is None else self.largest[index]
        return Coordinates(self.center[index], self.scale[index], at, largest=largest)


@dataclass(frozen=True, eq=False)
class Moments:
    """Σ c, Σ c d_j, Σ c d_j² and max |d_j| of columns shifted and scaled: adds."""

    case_weight: float
    sums: Array
    squares: Array
    largest: Array

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(
            self.case_weight + other.case_weight,
            self.sums + other.sums,
            self.squares + other.squares,
            np.maximum(self.largest, other.largest),
        )

    @property
    def mean(self) -> Array:
        return self.sums / self.case_weight

    @property
    def mean_square(self) -> Array:
        return self.squares / self.case_weight


def moments(block: Block, center: Array, scale: Array) -> Moments:
    """Moments of d = (x - center) / scale, of every column of a block."""
    found = [
        part_moments(part.whole, block, center[part.here], scale[part.here])
        for part in parts_of(block.X)
    ]
    columns = (np.concatenate(each) for each in zip(*found, strict=True))
    return Moments(block.total_weight, *columns)


def part_moments(X: Design, block: Block, center: Array, scale: Array) -> tuple[Array, ...]:
    fused = fused_moments(X, block.case_weight, center, scale) if block.many else None
    if fused is not None:
        return fused
    d, c = scaled(X, center, scale), block.weights
    return d.backward(c), d.squared().backward(c), d.largest()


@np.errstate(over="ignore", invalid="ignore")  # NaN and infinity are told of at the end
def standardising(data: Data, intercept: int | None) -> Coordinates:
    """Coordinates in which columns have mean zero and standard deviation one; one sweep.

    Sums are taken around a guess from a few rows, so that nothing cancels and nothing overflows;
    where the guess turns out bad for some column, around what the sweep told, in a second.
    A constant column keeps its values, divided by their size: it cannot be told from the intercept,
    and the rank check says so.

    Raises
    ------
    ColumnError
        A column holds NaN or infinite values, or values whose differences overflow.
    """
    few = data.sample(min(FEW_ROWS, max(LEAST_ROWS, FEW_NUMBERS // max(data.shape[1], 1))), seed=0)
    movable = few.X.shiftable & (intercept is not None)
    if intercept is not None:
        movable[intercept] = False
    center, size = guess(few, movable)
    found = data.total(partial(moments, center=center, scale=size))
    if not clear(found, center, size, movable):
        told = center + np.where(movable, size * found.mean, 0.0)
        center = np.where(np.isfinite(told), told, center)
        size = np.maximum(size * np.where(found.largest > 0, found.largest, 1.0), SMALLEST)
        found = data.total(partial(moments, center=center, scale=size))
    broken = np.flatnonzero(~np.isfinite(found.sums))
    if len(broken):
        raise ColumnError(int(broken[0]), BROKEN)
    return told_by(found, center, size, movable, intercept)


def guess(few: InMemory, movable: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Centers, and sizes not below the distances from them, of the columns of a few rows."""
    n, p = few.shape
    mean = few.X.backward(np.full(n, 1 / n))
    center = np.where(movable & np.isfinite(mean), mean, 0.0)
    size = scaled(few.X, center, np.ones(p)).largest()
    return center, np.where(size > 0, np.maximum(size, SMALLEST), 1.0)


def clear(found: Moments, center: Array, size: Array, movable: NDArray[np.bool_]) -> bool:
    """Whether the moments around a guess have kept their digits."""
    square = found.mean_square
    spread = square - np.where(movable, found.mean, 0.0) ** 2
    kept = (spread >= CANCELLED * square) & ((square > VANISHED) | (found.largest == 0))
    same = movable & (size * np.sqrt(square) <= CONSTANT * np.abs(center))
    return bool((np.isfinite(square) & (kept | same)).all())


def told_by(
    found: Moments, center: Array, size: Array, movable: NDArray[np.bool_], intercept: int | None
) -> Coordinates:
    """The coordinates of columns whose moments around `center`, in units of `size`, are these."""
    shift = np.where(movable, found.mean, 0.0)
    mean = center + size * shift
    scale = size * np.sqrt(np.maximum(found.mean_square - shift**2, 0.0))
    constant = scale <= CONSTANT * np.abs(mean)
    scale = np.where(constant, np.abs(mean), scale)
    scale = np.where(scale > 0, np.maximum(scale, SMALLEST), 1.0)
    at = np.where(constant, 0.0, mean)
    largest = (size * found.largest + np.abs(center - at)) / scale
    return Coordinates(at, scale, intercept, largest=largest)
