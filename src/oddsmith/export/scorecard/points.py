"""Points: log-odds on a scale that is easy to read, rounded, and what the rounding costs.

    score = base_score + factor (log-odds - log base_odds),    factor = pdo / log 2

so that odds of `base_odds` to 1 score `base_score`, and `pdo` points double the odds.  The lowest
attribute of a column has no points, and the start of the card holds what is left.  A linear column
has points per unit, of three digits.  What is added is rounded first, so that a hand gets the sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.export.judged_rows import JudgedRows, judged_rows
from oddsmith.export.scorecard.attributes import Attributes, attributes_of
from oddsmith.export.scorecard.scale import Points, Scale
from oddsmith.export.scoring.scorer import refuse_separated
from oddsmith.frame import read_table
from oddsmith.frame.words import no_such_columns
from oddsmith.inference.discrimination import area
from oddsmith.inference.scores import Scores
from oddsmith.losses import CrossEntropy, sigmoid
from oddsmith.result import Fit

DIGITS = 3  # of points per unit


@dataclass(frozen=True, eq=False)
class Scorecard:
    """A model as points.

    Attributes
    ----------
    about : str
        What a higher score means more of, as in ``P(admit = 1)``.
    scale : Scale
    characteristics : tuple of Attributes
    exact, points : Points
        Before and after rounding.
    cost : DataFrame
        ``log_loss, brier, auc`` of the model, of the card with exact points, and of the card.
    rows, left_out : int
        On which the cost was taken; and left out for missing values.
    """

    about: str
    scale: Scale
    characteristics: tuple[Attributes, ...]
    exact: Points
    points: Points
    cost: pd.DataFrame
    rows: int
    left_out: int

    @property
    def table(self) -> pd.DataFrame:
        """A row for each attribute: ``column, attribute, points, exact``."""
        lines = [("start", "every row", self.points.start, self.exact.start)]
        for found, points, exact in zip(
            self.characteristics, self.points.of, self.exact.of, strict=True
        ):
            name = " and ".join(found.columns)
            lines += [(name, *line) for line in zip(found.labels, points, exact, strict=True)]
        return pd.DataFrame(lines, columns=["column", "attribute", "points", "exact"])

    def score(self, data: Any) -> "pd.Series[float]":
        """The sum of points of each row; NaN where a value is missing or a level unseen."""
        table = read_table(data)
        columns = [name for found in self.characteristics for name in found.columns]
        absent = [name for name in columns if name not in table.columns]
        if absent:
            raise InputError(no_such_columns(absent, table.columns))
        values = self.points.added(self.characteristics, table, self.scale)
        return pd.Series(values, index=table.index, name="score")

    def probability(self, data: Any) -> "pd.Series[float]":
        """The probability that the score of each row stands for."""
        score = self.score(data)
        p = sigmoid(self.scale.log_odds(score.to_numpy()))
        return pd.Series(p, index=score.index, name=self.about)


def make_scorecard(
    fit: Fit,
    data: Any = None,
    *,
    bins: Any = 5,
    pdo: float = 20.0,
    base_score: float = 600.0,
    base_odds: float = 50.0,
    decimals: int = 0,
) -> Scorecard:
    """A points scorecard of a fit of two classes.

    Parameters
    ----------
    fit : Fit
    data : table, optional
        Rows with the response, for the bins and the cost; those of the fit where not given.
    bins : int, "linear", or dict of column to int, edges or "linear"
        Of numbers: how many bins (quantiles), their edges, or points per unit.
    pdo, base_score, base_odds : float
        `pdo` points double the odds; odds of `base_odds` to 1 score `base_score`.
    decimals : int
        To which points are rounded.

    Raises
    ------
    NotSupportedError
        Several classes, separated ones, an offset, or a number that interacts.
    InputError
        A scale or bins that make no sense, or a table that does not fit the model.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> fit = oddsmith.fit("admit ~ gre + C(rank)", load("admissions"))
    >>> card = make_scorecard(fit, bins={"gre": [500, 650]})
    >>> card.table[["column", "attribute", "points"]].tail(4)
      column attribute  points
    4   rank         1    46.0
    5   rank         2    25.0
    6   rank         3     9.0
    7   rank         4     0.0
    """
    scale = Scale(pdo, base_score, base_odds, decimals)
    require_card(fit, scale)
    rows = judged_rows(fit, data)
    base, found = attributes_of(fit, rows.table, rows.weight, bins)
    exact = exact_points(base, found, scale)
    points, card = rounded(exact, found, scale), tuple(found)
    judged = cost(rows, exact.added(card, rows.table, fine(scale)), points, card, scale)
    about = fit.response.describe()
    return Scorecard(about, scale, card, exact, points, judged, len(rows.y), rows.left_out)


def exact_points(base: float, found: Sequence[Attributes], scale: Scale) -> Points:
    """Points of log-odds, each column's lowest attribute at zero."""
    lowest = [0.0 if one.linear else float(one.adds.min()) for one in found]
    return Points(
        scale.score(base + sum(lowest)),
        tuple(scale.factor * (one.adds - low) for one, low in zip(found, lowest, strict=True)),
    )


def rounded(exact: Points, found: Sequence[Attributes], scale: Scale) -> Points:
    """The points of the card."""
    return Points(
        float(scale.rounded(np.array(exact.start))),
        tuple(
            short(values) if one.linear else scale.rounded(values)
            for one, values in zip(found, exact.of, strict=True)
        ),
    )


def fine(scale: Scale) -> Scale:
    """The same without rounding."""
    return Scale(scale.pdo, scale.base_score, scale.base_odds, 15)


def short(points: Array) -> Array:
    return np.array([float(f"{value:.{DIGITS}g}") for value in points])


def cost(
    rows: JudgedRows, exact: Array, points: Points, card: tuple[Attributes, ...], scale: Scale
) -> pd.DataFrame:
    """How well the model, the exact points and the rounded ones predict."""
    score = points.added(card, rows.table, scale)
    z = {
        "model": rows.z,
        "exact points": scale.log_odds(exact),
        "scorecard": scale.log_odds(score),
    }
    lines = {}
    for name, values in z.items():
        scores = Scores(values, rows.y, rows.weight)
        loss = CrossEntropy().at(values, rows.y, 0).value @ rows.weight / rows.weight.sum()
        both = scores.successes.sum() > 0 and scores.failures.sum() > 0
        auc = area(scores).auc if both else np.nan
        lines[name] = {"log_loss": float(loss), "brier": scores.brier, "auc": auc}
    return pd.DataFrame(lines).T


def require_card(fit: Any, scale: Scale) -> None:
    """Refuse what has no card, and a scale that makes no sense."""
    if not isinstance(fit, Fit):
        raise NotSupportedError("A scorecard has one score, and several classes need several.")
    refuse_separated(fit.predictor.horizon is not None, fit.separation)
    if fit.sample.offset is not None:
        raise NotSupportedError(
            "A scorecard has no place for an offset, which every row brings along: fit it as a "
            "column, or export the model as a function."
        )
    for name in ("pdo", "base_odds"):
        if not 0 < getattr(scale, name) < np.inf:
            raise InputError(f"{name}={getattr(scale, name)!r}: a number above 0 is needed.")
    if not isfinite(scale.base_score):
        raise InputError(f"base_score={scale.base_score!r}: a finite number is needed.")
    if not isinstance(scale.decimals, int) or not 0 <= scale.decimals <= 9:
        raise InputError(f"decimals={scale.decimals!r}: a whole number from 0 to 9 is needed.")
