"""Residuals that show something for 0/1 responses: averages in bins, and quantile residuals."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from oddsmith.colours import BLUE, GREY
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame.missing import read_columns
from oddsmith.inference.binned_residuals import BinnedResiduals, binned_residuals
from oddsmith.inference.quantile_residuals import normal_band, quantile_residuals
from oddsmith.plots.canvas import begin, coverage, label, legend, thin
from oddsmith.plots.given import fit_of, two_classes
from oddsmith.result import MultinomialFit
from oddsmith.result.fitted import in_memory
from oddsmith.result.scored import scores_on


@dataclass(eq=False)
class BinnedResidualsDisplay:
    """Average residuals in bins of the prediction or of a variable, with twice their error.

    Attributes
    ----------
    bins : BinnedResiduals
    along : str
        What the bins are of.
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    bins: BinnedResiduals
    along: str

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        variable: str | None = None,
        *,
        event: Any = None,
        bins: int | None = None,
        ax: Any = None,
    ) -> Self:
        """On the fit's own rows, along the predicted probability or a column of numbers."""
        fit = fit_of(estimator)
        scores = scores_on(fit, None, event)
        said = (
            f"P({fit.response.expression} = {event})"
            if isinstance(fit, MultinomialFit)
            else fit.response.describe()
        )
        if variable is None:
            return cls(binned_residuals(scores, None, bins), f"predicted {said}").plot(ax)
        what = "Residuals along a variable"
        workings = fit._workings(what)
        in_memory(workings.rows, what)
        x = numbers(workings.table, variable)
        return cls(binned_residuals(scores, x, bins), variable).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax, bins = begin(self, ax), self.bins
        for sign in (-2, 2):
            ax.plot(
                bins.x, sign * bins.error, color=GREY, linewidth=1.4, linestyle="--",
                label="± 2 standard errors if the model is right" if sign > 0 else None,
            )  # fmt: skip
        ax.axhline(0, color="black", linewidth=0.8)
        ax.plot(bins.x, bins.residual, "o", color=BLUE, markersize=7, label="average of a bin")
        label(ax, self.along, "share that came true less predicted")
        legend(ax, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
        return self


@dataclass(eq=False)
class QuantileResidualsDisplay:
    """Quantile residuals in order against normal quantiles, with each one's interval.

    Attributes
    ----------
    residuals : ndarray of shape (n,)
        In the order of the rows.
    level : float
    seed : int
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    residuals: Array
    seed: int
    level: float = 0.95

    @classmethod
    def from_estimator(
        cls, estimator: Any, *, seed: int = 0, level: float = 0.95, ax: Any = None
    ) -> Self:
        """On the fit's own rows; the residuals hold random numbers, those of `seed`."""
        fit = two_classes(estimator, "Quantile residuals")
        fit._in_memory("Quantile residuals")
        return cls(quantile_residuals(scores_on(fit), seed=seed), seed, level).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax, r = begin(self, ax, (5.4, 5.2)), np.sort(self.residuals)
        median, low, high = normal_band(len(r), self.level)
        shown = thin(len(r))
        ax.fill_between(
            median[shown], low[shown], high[shown], color=GREY, alpha=0.25, linewidth=0,
            label=f"{coverage(self.level)} interval of each, if the model is right",
        )  # fmt: skip
        ends = median[[0, -1]]
        ax.plot(ends, ends, color="black", linewidth=1, linestyle=(0, (1, 2)))
        ax.plot(median[shown], r[shown], "o", color=BLUE, markersize=3.5, label="rows")
        label(ax, "normal quantile", f"quantile residual (seed {self.seed})")
        legend(ax, loc="upper left")
        return self


def numbers(table: Any, name: str) -> Array:
    """A column of numbers of the fit's table.

    Raises
    ------
    InputError
        There is no such column, or it holds no numbers.
    """
    if name not in table.columns:
        from oddsmith.frame.words import no_such_columns

        raise InputError(no_such_columns([name], table.columns))
    values = read_columns(table, [name])[name]
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "bif":
        raise InputError(f"{name!r} holds categories: residuals are binned along numbers.")
    return np.asarray(values, dtype=float)
