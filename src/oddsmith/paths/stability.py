"""Stability selection: how often a column is selected when half of the rows are drawn.

    π_j = share of halves in which column j comes in while at most q columns are in

Halves come in pairs that share no row.  For a threshold τ > ½ the expected number of columns that
are selected no better than by chance and still reach it is at most q² / ((2 τ - 1) p).
(Meinshausen and Bühlmann 2010, JRSS B 72, theorem 1; pairs: Shah and Samworth 2013, JRSS B 75.)
"""

from dataclasses import dataclass
from functools import partial
from math import floor, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.options import is_number
from oddsmith.paths.run import require_start, track_of
from oddsmith.threads import in_order, one_blas_thread

if TYPE_CHECKING:
    from oddsmith.paths.result import Path


@dataclass(frozen=True, eq=False)
class Stability:
    """How often each column is selected.

    Attributes
    ----------
    frequencies : Series of float
        π of each column.
    threshold : float
        τ.
    most : int
        q, columns taken from each half.
    halves : int
    """

    frequencies: "pd.Series[float]"
    threshold: float
    most: int
    halves: int

    @property
    def selected(self) -> list[str]:
        """Columns that reach the threshold, the most frequent first."""
        found = self.frequencies[self.frequencies >= self.threshold]
        return [str(name) for name in found.sort_values(ascending=False, kind="stable").index]

    @property
    def false_selections(self) -> float:
        """Upper bound of the expected number of columns selected that mean nothing."""
        return self.most**2 / ((2 * self.threshold - 1) * len(self.frequencies))

    def __str__(self) -> str:
        names = ", ".join(self.selected) or "no column"
        return (
            f"Selected in at least {self.threshold:.0%} of {self.halves} halves, at most "
            f"{self.most} columns in each: {names}. At most {self.false_selections:.3g} of them "
            "are expected to mean nothing (Meinshausen and Bühlmann 2010)."
        )


@one_blas_thread()
def stability(path: "Path", pairs: Any, threshold: Any, most: Any, seed: int) -> Stability:
    """Select on both halves of so many random splits of the rows."""
    p = len(path.names)
    if not (isinstance(pairs, int | np.integer) and pairs >= 1):
        raise InputError(f"pairs={pairs!r}: how many times the rows are split in two, 1 or more.")
    if not (is_number(threshold) and 0.5 < threshold <= 1):
        raise InputError(
            f"threshold={threshold!r}: a share above 0.5, for chance alone gives that."
        )
    most = max(1, floor(sqrt((2 * threshold - 1) * p))) if most is None else most
    if not (isinstance(most, int | np.integer) and 1 <= most <= p):
        raise InputError(f"most={most!r}: how many columns each half selects, from 1 to {p}.")
    rng, n = np.random.default_rng(seed), len(path.asked.data.y)
    halves = []
    for _ in range(pairs):
        order = balanced(path.asked.data.y, rng)
        halves += [np.sort(order[: n // 2]), np.sort(order[n // 2 : 2 * (n // 2)])]
    counts = sum(in_order(partial(selected_by, path, int(most)), halves), np.zeros(p))
    return Stability(
        pd.Series(counts / len(halves), list(path.names)), threshold, int(most), len(halves)
    )


def balanced(y: Array, rng: np.random.Generator) -> NDArray[np.intp]:
    """A random order of the rows whose halves hold both classes alike."""
    order = rng.permutation(len(y))
    order = order[np.argsort(y[order], kind="stable")]
    return np.concatenate([order[::2], order[1::2]])


def selected_by(path: "Path", most: int, rows: NDArray[np.intp]) -> Array:
    """Which columns come in before there are more than `most`: (p,) of zeros and ones."""
    track = track_of(path.asked.rows(rows), path.wanted, path.tol, tell=False)
    require_start(track)
    found = np.zeros(len(path.names))
    largest = track.largest
    strengths = largest * path.penalties[path.penalties > 0] / path.penalties[0]
    for point in track.route.along(strengths.tolist()):
        _, index, _ = track.units.to_raw(point.index, point.w)
        if len(index) > most or not point.converged:
            break
        found[index] = 1.0
    return found
