"""Precision–recall: how many of those called are right, against how many are found."""

from dataclasses import dataclass
from math import isnan
from typing import Any, Self

from numpy.typing import ArrayLike

from oddsmith.colours import BLUE, GREY
from oddsmith.inference.precision_recall import PrecisionRecall, precision_recall
from oddsmith.plots.canvas import begin, coverage, label, legend, thin
from oddsmith.plots.given import from_probabilities, scores_given


@dataclass(eq=False)
class PrecisionRecallDisplay:
    """The curve, Wilson's interval of the precision at each threshold, and average precision.

    Attributes
    ----------
    curve : PrecisionRecall
    modelled : str
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    curve: PrecisionRecall
    modelled: str = ""

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        data: Any = None,
        y: Any = None,
        *,
        event: Any = None,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """As `oddsmith.plots.RocDisplay.from_estimator`."""
        scores, said = scores_given(estimator, data, y, event)
        return cls(precision_recall(scores, level), said).plot(ax)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_prob: ArrayLike,
        *,
        sample_weight: ArrayLike | None = None,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """Of what came true (0 or 1) and the probabilities that were predicted."""
        scores = from_probabilities(y_true, y_prob, sample_weight)
        return cls(precision_recall(scores, level)).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax, curve = begin(self, ax, (5.4, 5.2)), self.curve
        shown = thin(len(curve.recall))
        x, step = curve.recall[shown], {"step": "pre"}
        said = f"{coverage(curve.level)} interval at each threshold"
        ax.fill_between(
            x, curve.lower[shown], curve.upper[shown], color=BLUE, alpha=0.2, linewidth=0,
            label=said, **step,
        )  # fmt: skip
        ax.plot(
            x, curve.precision[shown], color=BLUE, linewidth=2.2, drawstyle="steps-pre",
            label=self.average_in_words(),
        )  # fmt: skip
        ax.axhline(
            curve.prevalence, color=GREY, linewidth=1.2, linestyle=(0, (1, 2)),
            label=f"by chance, {curve.prevalence:.3f}",
        )  # fmt: skip
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1.02)
        label(ax, "share found (recall)", "share right of those called (precision)", self.modelled)
        legend(ax, loc="best")
        return self

    def average_in_words(self) -> str:
        """Average precision, with its interval where there is one."""
        said, (low, high) = f"average {self.curve.average:.3f}", self.curve.interval
        return said if isnan(low) else f"{said} ({low:.3f} to {high:.3f})"
