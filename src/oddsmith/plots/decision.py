"""Decision curve: what acting on the model is worth, at every threshold a reader may have."""

from dataclasses import dataclass
from typing import Any, Self

from numpy.typing import ArrayLike

from oddsmith.colours import BLACK, BLUE, GREY
from oddsmith.inference.decision_curve import DecisionCurve, decision_curve
from oddsmith.plots.canvas import begin, coverage, label, legend
from oddsmith.plots.given import from_probabilities, scores_given


@dataclass(eq=False)
class DecisionCurveDisplay:
    """Net benefit of the model, of acting on all rows, and on none.

    Attributes
    ----------
    curve : DecisionCurve
    modelled : str
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    curve: DecisionCurve
    modelled: str = ""

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        data: Any = None,
        y: Any = None,
        *,
        event: Any = None,
        thresholds: Any = None,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """As `oddsmith.plots.RocDisplay.from_estimator`, at these thresholds."""
        scores, said = scores_given(estimator, data, y, event)
        return cls(decision_curve(scores, thresholds, level), said).plot(ax)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_prob: ArrayLike,
        *,
        sample_weight: ArrayLike | None = None,
        thresholds: Any = None,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """Of what came true (0 or 1) and the probabilities that were predicted."""
        scores = from_probabilities(y_true, y_prob, sample_weight)
        return cls(decision_curve(scores, thresholds, level)).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax, curve = begin(self, ax), self.curve
        t, said = curve.thresholds, coverage(curve.level)
        ax.fill_between(
            t, curve.lower, curve.upper, color=BLUE, alpha=0.2, linewidth=0,
            label=f"{said} interval at each threshold",
        )  # fmt: skip
        ax.plot(t, curve.benefit, color=BLUE, linewidth=2.2, label="act on the model")
        ax.plot(t, curve.act_on_all, color=GREY, linewidth=1.8, linestyle="--", label="act on all")
        ax.axhline(0, color=BLACK, linewidth=1.2, linestyle=(0, (1, 2)), label="act on none")
        top = max(float(curve.upper.max()), float(curve.act_on_all.max()), 1e-3)
        ax.set_ylim(-0.3 * top, 1.08 * top)
        ax.set_xlim(0, 1)
        label(
            ax, "probability from which one acts", "net benefit, needed acts per row", self.modelled
        )
        legend(ax, loc="upper right")
        return self
