"""Summaries of one column of numbers, from which transforms learn: they add.

n, mean m, Σ (x - m)², least, largest          (Chan, Golub and LeVeque 1983, equation 2.1)
"""

from dataclasses import dataclass

from oddsmith.design import Array


@dataclass(frozen=True)
class Summary:
    """n numbers: their mean, the sum of their squares around it, and their ends.

    Examples
    --------
    >>> import numpy as np
    >>> both = summary(np.array([1.0, 2.0])) + summary(np.array([6.0]))
    >>> both.mean, both.squares, both.largest
    (3.0, 14.0, 6.0)
    """

    n: int
    mean: float
    squares: float
    least: float
    largest: float

    def __add__(self, other: "Summary") -> "Summary":
        n = self.n + other.n
        apart = other.mean - self.mean
        return Summary(
            n,
            self.mean + apart * (other.n / n),
            self.squares + other.squares + apart**2 * (self.n * other.n / n),
            min(self.least, other.least),
            max(self.largest, other.largest),
        )


def summary(x: Array) -> Summary:
    """Of numbers (n,), one at least."""
    mean = float(x.mean())
    return Summary(len(x), mean, float(((x - mean) ** 2).sum()), float(x.min()), float(x.max()))
