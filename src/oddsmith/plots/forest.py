"""Forest plot: odds ratios with their intervals, on a scale where two and a half are as far."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from oddsmith.colours import BLACK, BLUE, GREY
from oddsmith.errors import InputError
from oddsmith.plots.canvas import TICK, begin, label, plain
from oddsmith.plots.given import fit_of
from oddsmith.result import MultinomialFit
from oddsmith.result.words import interval_in_words

if TYPE_CHECKING:
    import pandas as pd

MOST = 40  # terms beyond which the smallest are left out, and counted
WIDEST = 1e4  # times the odds, beyond which an end is an arrow


@dataclass(eq=False)
class ForestDisplay:
    """Odds ratios, a line each.

    Attributes
    ----------
    table : DataFrame
        ``odds_ratio, lower, upper, per`` under the names of the terms; the intercept is left out.
    interval : str
        What the ends are.
    left_out : int
        Terms that are not shown.
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    table: "pd.DataFrame"
    interval: str
    left_out: int = 0

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        *,
        per: Any = "unit",
        level: float = 0.95,
        method: Any = "wald",
        most: int = MOST,
        ax: Any = None,
    ) -> Self:
        """Of a fit; see `Fit.odds_ratios` for `per` and `method`.

        Parameters
        ----------
        most : int
            Terms that are shown at most, those farthest from one.
        """
        fit = fit_of(estimator)
        table = ratios_of(fit, per, level, method)
        if not len(table):
            raise InputError(f"{fit.formula!r} has no coefficient but the intercept to show.")
        size = np.abs(np.log(table["odds_ratio"].to_numpy()))
        order = np.argsort(-np.where(np.isnan(size), -1.0, size), kind="stable")
        kept = np.sort(order[:most])
        said = interval_in_words(fit, level, method)
        return cls(table.iloc[kept], said, len(table) - len(kept)).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        rows = len(self.table)
        ax = begin(self, ax, (7.5, 1.6 + 0.42 * rows))
        y = np.arange(rows)[::-1]
        ax.axvline(1, color=GREY, linewidth=1.2, linestyle=(0, (1, 2)))
        from matplotlib.ticker import LogLocator

        limits = ends_of(self.table[["lower", "odds_ratio", "upper"]].to_numpy())
        low, ratio, high = (
            np.clip(self.table[name].to_numpy(), *limits)
            for name in ("lower", "odds_ratio", "upper")
        )
        ax.hlines(y, low, high, color=BLUE, linewidth=2.4)
        ax.plot(ratio, y, "s", color=BLACK, markersize=7, linestyle="none")
        ax.set_xscale("log")
        ax.set_xlim(*limits)
        for at, given in zip(y, self.table["odds_ratio"], strict=True):
            if np.isnan(given):
                ax.text(1, at, " undetermined or left out", va="center", fontsize=TICK)
            elif not limits[0] < given < limits[1]:
                end, side = (limits[1], "right") if given > 1 else (limits[0], "left")
                ax.text(end, at, f" {given:.3g} ", va="bottom", ha=side, fontsize=TICK)
        narrow = limits[1] / limits[0] < 300
        ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if narrow else (1.0,)))
        ax.xaxis.set_major_formatter("{x:g}")
        ax.xaxis.set_minor_formatter("")
        ax.set_yticks(y, [plain(named(*pair)) for pair in self.table["per"].items()])
        ax.set_ylim(-0.6, rows - 0.4)
        more = f"; {self.left_out:,} nearer to 1 left out" if self.left_out else ""
        label(ax, f"odds ratio, log scale ({self.interval}{more})", "")
        return self


def ends_of(values: Any) -> tuple[float, float]:
    """The range of the axis: all numbers that are not too wide, and at least from 0.8 to 1.25."""
    there = values[(values > 1 / WIDEST) & (values < WIDEST)]
    return min([0.8, *(there / 1.15)]), max([1.25, *(there * 1.15)])


def named(term: Any, per: str) -> str:
    return str(term) if per in ("unit", "") else f"{term}, per {per}"


def ratios_of(fit: Any, per: Any, level: float, method: Any) -> "pd.DataFrame":
    """Ratios of all but the intercept; a fit without errors has no ends."""
    if isinstance(fit, MultinomialFit):
        if per != "unit":
            raise InputError(f"per={per!r}: fits of several classes have odds ratios per unit.")
        table = fit.tidy(exponentiate=True, level=level, method=method)
        table = table[table["term"] != "Intercept"]
        names = [f"{k}: {term}" for k, term in zip(table["class"], table["term"], strict=True)]
        return in_columns(table, names)
    if fit.has_errors or method != "wald":
        found: pd.DataFrame = fit.odds_ratios(per, level=level, method=method)
        return found[found["per"] != "odds at 0"].drop(columns="step")
    if per != "unit":
        raise InputError(f"per={per!r}: a fit without standard errors has odds ratios per unit.")
    table = fit.bare(exponentiate=True)
    keep = [j != fit.terms.intercept for j in range(len(table))]
    return in_columns(table[keep], list(table["term"][keep]))


def in_columns(table: Any, names: list[str]) -> "pd.DataFrame":
    found: pd.DataFrame = table[["estimate", "conf_low", "conf_high"]].set_axis(names)
    found.columns = ["odds_ratio", "lower", "upper"]
    return found.assign(per="unit")
