"""Influence: which rows the estimates hang on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from oddsmith.colours import BLUE, VERMILION
from oddsmith.plots.canvas import MANY, begin, label, plain
from oddsmith.plots.given import two_classes

if TYPE_CHECKING:
    import pandas as pd


@dataclass(eq=False)
class InfluenceDisplay:
    """Studentised residuals against leverages; a point's area is its Cook's distance.

    Attributes
    ----------
    table : DataFrame
        As `Fit.influence` gives it, a row for each row of the fit.
    named : int
        Rows of largest Cook's distance that are named.
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    table: "pd.DataFrame"
    named: int = 5

    @classmethod
    def from_estimator(cls, estimator: Any, *, named: int = 5, ax: Any = None) -> Self:
        """On the fit's own rows; rows are named by the table's index."""
        return cls(two_classes(estimator, "Influence").influence(), named).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax = begin(self, ax)
        order = self.table["cooks_distance"].sort_values(ascending=False, kind="stable").index
        table = self.table.loc[order] if self.table.index.is_unique else self.table
        shown = table.head(MANY)
        cook = shown["cooks_distance"].to_numpy()
        size = 10 + 260 * np.nan_to_num(cook) / max(float(np.nanmax(cook)), 1e-300)
        ax.scatter(
            shown["leverage"], shown["studentized"], s=size, facecolor=BLUE, alpha=0.45,
            edgecolor="black", linewidth=0.5,
        )  # fmt: skip
        for name, row in shown.head(self.named).iterrows():
            ax.annotate(
                plain(name), (row["leverage"], row["studentized"]), xytext=(6, 4),
                textcoords="offset points", fontsize=11, color=VERMILION,
            )  # fmt: skip
        ax.axhline(0, color="black", linewidth=0.8)
        part = "" if len(shown) == len(table) else f" ({len(shown):,} of {len(table):,} rows)"
        label(ax, "leverage", "studentised residual", f"Area: Cook's distance{part}")
        return self
