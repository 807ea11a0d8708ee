"""Calibration: what came true against what was predicted, with bands and a histogram."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from oddsmith.colours import BLUE, GREY, VERMILION
from oddsmith.inference.calibration_curve import CalibrationCurve, calibration_curve
from oddsmith.plots.canvas import begin, coverage, diagonal, label, legend
from oddsmith.plots.given import from_probabilities, scores_given

SHARE = 0.15  # of the height, for the histogram


@dataclass(eq=False)
class CalibrationDisplay:
    """Groups with intervals, a smooth curve with a band for each point and one for the whole.

    Attributes
    ----------
    curve : CalibrationCurve
    modelled : str
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    curve: CalibrationCurve
    modelled: str = ""

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        data: Any = None,
        y: Any = None,
        *,
        event: Any = None,
        groups: int = 10,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """As `oddsmith.plots.RocDisplay.from_estimator`, with `groups` of equal size."""
        scores, said = scores_given(estimator, data, y, event)
        return cls(calibration_curve(scores, groups=groups, level=level), said).plot(ax)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_prob: ArrayLike,
        *,
        sample_weight: ArrayLike | None = None,
        groups: int = 10,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """Of what came true (0 or 1) and the probabilities that were predicted."""
        scores = from_probabilities(y_true, y_prob, sample_weight)
        return cls(calibration_curve(scores, groups=groups, level=level)).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax, curve = begin(self, ax, (6.0, 5.6)), self.curve
        diagonal(ax, "as predicted")
        if len(curve.grid):
            self.draw_smooth(ax)
        ends = np.stack([curve.observed - curve.lower, curve.upper - curve.observed])
        ends = np.where(np.isnan(ends), 0.0, np.maximum(ends, 0.0))
        ax.errorbar(
            curve.predicted, curve.observed, ends, fmt="o", color=VERMILION, markersize=6,
            linewidth=1.2, label=f"groups, {coverage(curve.level)} intervals",
        )  # fmt: skip
        self.draw_histogram(ax)
        ax.set_xlim(0, 1)
        ax.set_ylim(-2 * SHARE, 1.02)
        ax.set_yticks(np.linspace(0, 1, 6))
        label(ax, "predicted probability", "share that came true", self.modelled)
        legend(ax, loc="upper left")
        return self

    def draw_smooth(self, ax: Any) -> None:
        curve = self.curve
        said = coverage(curve.level)
        ax.fill_between(
            curve.grid, *curve.everywhere, color=BLUE, alpha=0.12, linewidth=0,
            label=f"{said} band of the whole curve",
        )  # fmt: skip
        ax.fill_between(
            curve.grid, *curve.point, color=BLUE, alpha=0.25, linewidth=0,
            label=f"{said} interval at a point",
        )  # fmt: skip
        ax.plot(curve.grid, curve.smooth, color=BLUE, linewidth=2.2, label="smooth curve")

    def draw_histogram(self, ax: Any) -> None:
        """Counts of what came true upwards, of the rest downwards, about a line below the axes."""
        curve, base = self.curve, -SHARE
        tallest = max(curve.successes.max(), curve.failures.max(), 1e-300)
        width = np.diff(curve.edges)
        for count, sign, colour in ((curve.successes, 1, VERMILION), (curve.failures, -1, GREY)):
            height = sign * SHARE * 0.9 * count / tallest
            ax.bar(
                curve.edges[:-1], height, width, base, align="edge", color=colour,
                edgecolor="white", linewidth=0.3,
            )  # fmt: skip
        ax.axhline(base, color="black", linewidth=0.6)
        for at, said in ((base + 0.05, "came true"), (base - 0.05, "did not")):
            ax.text(0.995, at, said, ha="right", va="center", fontsize=9)
