"""Scale: what scores mean, and how points are added up.

score = base_score + factor (log-odds - log base_odds),    factor = pdo / log 2
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.export.scorecard.attributes import Attributes
from oddsmith.frame.columns import read_column


@dataclass(frozen=True)
class Scale:
    """What scores mean: odds of `base_odds` score `base_score`; `pdo` points double the odds."""

    pdo: float = 20.0
    base_score: float = 600.0
    base_odds: float = 50.0
    decimals: int = 0

    @property
    def factor(self) -> float:
        """Points for one unit of log-odds."""
        return self.pdo / log(2)

    def log_odds(self, score: Array) -> Array:
        """What a score means.

        Examples
        --------
        >>> Scale().log_odds(np.array([600.0, 620.0])).round(4)
        array([3.912 , 4.6052])
        """
        return np.asarray((score - self.base_score) / self.factor + log(self.base_odds))

    def score(self, log_odds: float) -> float:
        """The score of log-odds."""
        return self.base_score + self.factor * (log_odds - log(self.base_odds))

    def rounded(self, points: Array) -> Array:
        """Points to the decimals of the card."""
        return np.asarray(np.round(points, self.decimals)) + 0.0


@dataclass(frozen=True, eq=False)
class Points:
    """A start, and points for the attributes of each column; or per unit of a linear one."""

    start: float
    of: tuple[Array, ...]

    def added(self, characteristics: Sequence[Attributes], table: pd.DataFrame, by: Scale) -> Array:
        """The score of each row: (n,)."""
        score = np.full(len(table), self.start)
        for found, points in zip(characteristics, self.of, strict=True):
            if found.linear:
                values = np.asarray(read_column(table[found.columns[0]]), dtype=np.float64)
                score += by.rounded(points[0] * values)
            else:
                place = found.place(table)
                score += np.where(place < 0, np.nan, points[place])
        return score
