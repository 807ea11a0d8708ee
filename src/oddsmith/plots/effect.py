"""Effect of one variable: the average prediction as it moves, all others as they are."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from oddsmith.colours import COLOURS
from oddsmith.errors import InputError
from oddsmith.frame.words import no_such_columns
from oddsmith.inference.margins import predict_at
from oddsmith.inference.multinomial_margins import class_predictions_at
from oddsmith.inference.scenarios import variable_of
from oddsmith.inference.table_rows import TableRows
from oddsmith.losses import sigmoid
from oddsmith.plots.canvas import begin, coverage, label, legend, plain
from oddsmith.plots.given import fit_of
from oddsmith.result import Fit, MultinomialFit

MANY = 20_000  # rows beyond which every k-th is averaged over
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)))
MARKS = ("o", "s", "^", "D", "v", "P")


@dataclass(eq=False)
class EffectDisplay:
    """Average predictions, with intervals.

    Attributes
    ----------
    variable : str
    table : DataFrame
        A row for each value (and class): the value, ``estimate, lower, upper`` and ``class``.
    modelled : str
    level : float
    numeric : bool
        Whether the values are joined by a line.
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    variable: str
    table: pd.DataFrame
    modelled: str
    level: float = 0.95
    numeric: bool = True
    rows: int = 0

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        variable: str,
        *,
        values: Any = None,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """Of a fit, averaged over its own rows; every k-th of them where they are very many.

        Parameters
        ----------
        estimator : Fit, MultinomialFit or LogisticRegression
        variable : str
            A column of the table that the formula uses.
        values : array-like, optional
            Where it is set to; 50 values over its range, or its levels, where not given.
        level : float
            Coverage of the intervals at each value.
        """
        fit = fit_of(estimator)
        rows = fit._rows(None)
        rows = rows.rows(slice(None, None, max(1, -(-len(rows.table) // MANY))))
        if variable not in fit.terms.variables:
            raise InputError(no_such_columns([variable], fit.terms.variables))
        own = rows.columns([variable])[variable]
        levels = list(variable_of(fit.terms, variable, own).levels)
        if values is None:
            values = levels or np.linspace(np.min(own), np.max(own), 50).tolist()
        table = averages(fit, rows, variable, list(values), level)
        said = fit.response.describe()
        if isinstance(fit, MultinomialFit):
            said = f"P({fit.response.expression} = …)"
        return cls(variable, table, said, level, not levels, len(rows.table)).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax = begin(self, ax)
        groups = [("", self.table)]
        if "class" in self.table:
            groups = [(str(k), part) for k, part in self.table.groupby("class", sort=False)]
        for k, (name, part) in enumerate(groups):
            self.draw(ax, part, k, name or f"{coverage(self.level)} intervals")
        if not self.numeric:
            self.name_levels(ax, groups[0][1], len(groups))
        ax.set_ylim(0, 1)
        label(ax, self.variable, "average probability", self.modelled)
        if len(groups) > 1 or not self.table["lower"].isna().all():
            legend(ax, loc="best")
        return self

    def draw(self, ax: Any, part: pd.DataFrame, k: int, name: str) -> None:
        """One line with its band, or points with their intervals."""
        colour = COLOURS[k % len(COLOURS)]
        y, low, high = (part[one].to_numpy() for one in ("estimate", "lower", "upper"))
        if self.numeric:
            x = part[self.variable].to_numpy()
            ax.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)
            dash = DASHES[k % len(DASHES)]
            ax.plot(x, y, color=colour, linewidth=2.2, linestyle=dash, label=plain(name))
            return
        x = np.arange(len(part)) + 0.12 * k
        ends = np.nan_to_num(np.maximum([y - low, high - y], 0.0))
        ax.errorbar(
            x, y, ends, fmt=MARKS[k % len(MARKS)], color=colour, markersize=7, linewidth=2,
            label=plain(name),
        )  # fmt: skip

    def name_levels(self, ax: Any, part: pd.DataFrame, classes: int) -> None:
        names = [plain(value) for value in part[self.variable]]
        crowded = len(names) > 8 or max(map(len, names)) > 10
        at = np.arange(len(names)) + 0.06 * (classes - 1)
        ax.set_xticks(at, names, rotation=60 if crowded else 0, ha="right" if crowded else "center")


def averages(
    fit: Fit | MultinomialFit, rows: TableRows, variable: str, values: list[Any], level: float
) -> pd.DataFrame:
    """A row for each value, and class: without intervals where the fit has no errors."""
    at = {variable: values}
    if isinstance(fit, MultinomialFit):
        by = fit._predictor()
        return class_predictions_at(by, fit.classes, fit.terms, rows, at, level=level)
    if fit.has_errors:
        return predict_at(fit._link(), fit.terms, rows, at, level=level)
    means = [mean_at(fit, rows.setting({variable: value})) for value in values]
    return pd.DataFrame({variable: values, "estimate": means, "lower": np.nan, "upper": np.nan})


def mean_at(fit: Fit, rows: TableRows) -> float:
    """The average probability of rows."""
    z = fit.predictor.raw(fit.terms.design(rows.table)) + rows.shift
    return float(np.average(sigmoid(z), weights=rows.weights))
