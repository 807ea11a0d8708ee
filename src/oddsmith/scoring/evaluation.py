"""Evaluation: how good a model's probabilities are on rows whose outcome is known.

    log-loss      -Σ c log p(what came true) / Σ c
    Brier score   Σ c Σ_k (p_k - [class k came true])² / Σ c, halved for two classes
    accuracy      Σ c [the likeliest class came true] / Σ c
    area          of the ROC curve: each row ranked in memory, narrow bins where rows are streamed
    calibration   what came true in ten ranges of probability, and Cox's line through the log-odds

All are sums over rows, so that they are made piece by piece.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame import read_numbers, read_table
from oddsmith.frame.missing import read_columns
from oddsmith.inference.binned import Binned, binned
from oddsmith.inference.calibration import Calibration, calibration
from oddsmith.inference.discrimination import Area, area
from oddsmith.inference.scores import Scores
from oddsmith.losses import sigmoid
from oddsmith.result import Fit
from oddsmith.scoring.probabilities import Model, class_probabilities, log_odds, variables_of
from oddsmith.sources import Piece
from oddsmith.sources.opening import opened

RANGES = 10  # of probability


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How good probabilities are.

    Attributes
    ----------
    rows, left_out : int
        Rows that count, and those without an outcome or a probability.
    log_loss, brier, accuracy : float
    area : Area or None
        None for more than two classes, and where one class alone came true.
    calibration : Calibration or None
        As `area`; None too where the log-odds separate the classes.
    ranges : DataFrame or None
        For each of ten ranges of probability that any row falls in: ``weight``, ``predicted`` and
        ``observed`` shares; None for more than two classes.
    """

    rows: int
    left_out: int
    log_loss: float
    brier: float
    accuracy: float
    area: Area | None = None
    calibration: Calibration | None = None
    ranges: pd.DataFrame | None = None

    def to_dict(self) -> dict[str, Any]:
        """The numbers by name."""
        plain = {name: getattr(self, name) for name in ("rows", "left_out", "log_loss", "brier")}
        plain["accuracy"] = self.accuracy
        plain["area"] = None if self.area is None else asdict(self.area)
        plain["calibration"] = None if self.calibration is None else asdict(self.calibration)
        ranges = self.ranges
        plain["ranges"] = None if ranges is None else ranges.reset_index().to_dict("records")
        return plain

    @property
    def left_out_said(self) -> str:
        """Rows left out, in words; empty where there are none."""
        n = self.left_out
        return f"; {n:,} left out without outcome or probability" if n else ""

    def __str__(self) -> str:
        lines = [
            f"rows         {self.rows:,}{self.left_out_said}",
            f"log-loss     {self.log_loss:.6g}",
            f"Brier score  {self.brier:.6g}",
            f"accuracy     {self.accuracy:.6g}",
        ]
        if self.area is not None:
            lines.append(str(self.area))
        if self.calibration is not None:
            found = self.calibration
            lines.append(
                f"calibration  slope {found.slope:.4g}, intercept {found.intercept:.4g}, "
                f"in the large {found.in_the_large:.4g}"
            )
        if self.ranges is not None:
            lines += ["", self.ranges.round(4).to_string()]
        return "\n".join(lines)


def evaluate(model: Model, data: Any, *, weights: str | None = None) -> Evaluation:
    """Compare a model's probabilities with what came true.

    Parameters
    ----------
    model : Fit or MultinomialFit
    data : table, or what `fit` streams
        Holds the columns of the formula, the response among them.
    weights : str, optional
        A column that says how much each row counts; the numbers of trials where not given and the
        model was fitted to ``successes / trials``.

    Raises
    ------
    InputError
        No row has both an outcome and a probability, or a column is missing.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> admissions = load("admissions")
    >>> fit = oddsmith.fit("admit ~ gre + gpa + C(rank)", admissions)
    >>> found = evaluate(fit, admissions)
    >>> round(found.log_loss, 6), round(found.area.auc, 4)
    (0.573147, 0.6928)
    """
    weights = model.sample.trials if weights is None else weights
    kernel = partial(measured, model, weights)
    source, found = opened(data), None
    if source is None:
        table = read_table(data)
        found, exact = kernel(Piece(table, 0, "the table")), scores(model, table, weights)
    else:
        wanted = [*model.response.variables, *variables_of(model), *([weights] if weights else [])]
        found = source.total(kernel, list(dict.fromkeys(wanted)))
        exact = None
    if found is None or not found.rows:
        raise InputError("no row has both an outcome and a probability.")
    return found.evaluation(exact)


@dataclass(frozen=True, eq=False)
class Measured:
    """Sums of two classes: rows, rows left out, bins, and ranges (3, RANGES); adds."""

    rows: int
    left_out: int
    bins: Binned
    ranges: Array

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(
            self.rows + other.rows,
            self.left_out + other.left_out,
            self.bins + other.bins,
            self.ranges + other.ranges,
        )

    def evaluation(self, exact: Scores | None) -> Evaluation:
        """The measures; ranked by `exact` scores where they are at hand."""
        bins = self.bins
        ranked = bins.scores() if exact is None else exact
        found = attempt(lambda: area(ranked))
        if found is not None and exact is None:
            found = replace(found, within=bins.tied)
        line = attempt(lambda: calibration(ranked))
        table = table_of_ranges(self.ranges)
        return Evaluation(
            self.rows, self.left_out, bins.log_loss, bins.brier, bins.accuracy, found, line, table
        )


@dataclass(frozen=True, eq=False)
class ClassSums:
    """Sums of several classes: rows, rows left out, and (Σ c, loss, squares, right); adds."""

    rows: int
    left_out: int
    sums: Array

    def __add__(self, other: "ClassSums") -> "ClassSums":
        return ClassSums(
            self.rows + other.rows, self.left_out + other.left_out, self.sums + other.sums
        )

    def evaluation(self, exact: Scores | None) -> Evaluation:
        total, loss, squares, right = self.sums
        return Evaluation(self.rows, self.left_out, loss / total, squares / total, right / total)


def attempt(measure: Callable[[], Any]) -> Any:
    """What a measure gives; None where the rows leave it undefined."""
    try:
        return measure()
    except InputError:
        return None


def measured(model: Model, weights: str | None, piece: Piece) -> Measured | ClassSums | None:
    """The sums of a piece; None where it has no rows."""
    if not len(piece.table):
        return None
    with piece.located():
        if isinstance(model, Fit):
            return of_two(model, piece.table, weights)
        y, c = outcomes(model, piece.table, weights)
        p = class_probabilities(model, piece.table)
        use = ~(np.isnan(p[:, 0]) | np.isnan(y) | np.isnan(c)) & (c > 0)
        return ClassSums(int(use.sum()), int((~use).sum()), class_sums(p[use], y[use], c[use]))


def of_two(model: Fit, table: pd.DataFrame, weights: str | None) -> Measured:
    y, c = outcomes(model, table, weights)
    z = log_odds(model, table)
    use = ~(np.isnan(z) | np.isnan(y) | np.isnan(c)) & (c > 0)
    z, y, c = z[use], y[use], c[use]
    p = sigmoid(z)
    k = np.minimum((p * RANGES).astype(np.intp), RANGES - 1)
    ranges = np.array([np.bincount(k, sums, RANGES) for sums in (c, c * p, c * y)])
    return Measured(len(z), int((~use).sum()), binned(z, y, c), ranges)


def outcomes(model: Model, table: pd.DataFrame, weights: str | None) -> tuple[Array, Array]:
    """What came true, NaN where it is missing, and how much each row counts: (n,) each."""
    read_columns(table, model.response.variables)  # says of a column that it is not there
    y = model.response.encode(table)
    return y, np.ones(len(y)) if weights is None else read_numbers(weights, table, "weights")


def scores(model: Model, table: pd.DataFrame, weights: str | None) -> Scores | None:
    """The rows of a table in memory, to be ranked each; None for several classes."""
    if not isinstance(model, Fit):
        return None
    y, c = outcomes(model, table, weights)
    z = np.clip(log_odds(model, table), -1e300, 1e300)
    use = ~(np.isnan(z) | np.isnan(y) | np.isnan(c)) & (c > 0)
    return Scores(z[use], y[use], c[use])


def class_sums(p: Array, y: Array, c: Array) -> Array:
    """Σ c, log-loss, squared distances and right answers, of probabilities (n, K)."""
    seen = np.arange(p.shape[1]) == y[:, None]
    with np.errstate(divide="ignore"):
        loss = -np.log(p[seen])
    squares = ((p - seen) ** 2).sum(axis=1)
    return np.array([c.sum(), c @ loss, c @ squares, c @ (p.argmax(axis=1) == y)])


def table_of_ranges(ranges: Array) -> pd.DataFrame:
    weight, predicted, observed = ranges
    at = np.flatnonzero(weight > 0)
    names = [f"{k / RANGES:.1f} to {(k + 1) / RANGES:.1f}" for k in at]
    return pd.DataFrame(
        {
            "weight": weight[at],
            "predicted": predicted[at] / weight[at],
            "observed": observed[at] / weight[at],
        },
        index=pd.Index(names, name="probability"),
    )
