"""Convergence: what each step of the fit came to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from oddsmith.colours import BLUE, VERMILION
from oddsmith.plots.canvas import begin, label, legend
from oddsmith.plots.given import fit_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(eq=False)
class ConvergenceDisplay:
    """Violation of the optimality condition, and the objective's distance to its best, by step.

    Attributes
    ----------
    history : DataFrame
        As `Fit.history`.
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    history: "pd.DataFrame"

    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Any = None) -> Self:
        """Of a fit or an estimator with ``trace=True``."""
        kept = getattr(type(estimator), "history_", None)
        history = estimator.history_ if kept is not None else fit_of(estimator).history
        return cls(history).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax, steps = begin(self, ax), self.history["step"]
        excess = self.history["objective"] - self.history["objective"].min()
        with np.errstate(invalid="ignore"):
            for values, marker, dash, colour, said in (
                (
                    self.history["violation"],
                    "o",
                    "-",
                    BLUE,
                    "violation of the optimality",
                ),
                (excess, "s", "--", VERMILION, "objective less its best"),
            ):
                ax.plot(
                    steps, values.where(values > 0), marker=marker, linestyle=dash, color=colour,
                    linewidth=2, markersize=6, label=said,
                )  # fmt: skip
        ax.set_yscale("log")
        ax.xaxis.get_major_locator().set_params(integer=True)
        label(ax, "step", "per row, log scale")
        legend(ax, loc="best")
        return self
