"""ROC curve: sensitivity against false alarms, with intervals, and the area below it."""

from dataclasses import dataclass
from typing import Any, Self

from numpy.typing import ArrayLike

from oddsmith.colours import BLUE
from oddsmith.errors import InputError
from oddsmith.inference.roc import RocCurve, roc_curve
from oddsmith.plots.canvas import begin, coverage, diagonal, label, legend, thin
from oddsmith.plots.given import from_probabilities, scores_given


@dataclass(eq=False)
class RocDisplay:
    """The curve, Wilson's interval of the sensitivity at each threshold, and DeLong's of the area.

    Attributes
    ----------
    curve : RocCurve
    modelled : str
    ax_, figure_ : matplotlib Axes and Figure, after `plot`

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().add_subplot()
    >>> display = RocDisplay.from_predictions([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], ax=ax)
    >>> display.curve.area.auc
    0.75
    """

    curve: RocCurve
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
        """Of a fit, on its own rows or those of a table; of an estimator, on X and labels y.

        Parameters
        ----------
        estimator : Fit, MultinomialFit or LogisticRegression
        data : table, or array X, optional
        y : labels, optional
            Of an estimator's rows.
        event : label, optional
            Of several classes, the one that is held against the rest.
        level : float
            Coverage of the intervals.
        ax : matplotlib Axes, optional
        """
        scores, said = scores_given(estimator, data, y, event)
        return cls(roc_curve(scores, level), said).plot(ax)

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
        return cls(roc_curve(scores, level)).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax, curve = begin(self, ax, (5.4, 5.2)), self.curve
        shown = thin(len(curve.sensitivity))
        x = curve.false_alarms[shown]
        said = coverage(curve.level)
        ax.fill_between(
            x, curve.lower[shown], curve.upper[shown], color=BLUE, alpha=0.2, linewidth=0,
            label=f"{said} interval at each threshold",
        )  # fmt: skip
        ax.plot(x, curve.sensitivity[shown], color=BLUE, linewidth=2.2, label=self.area_in_words())
        diagonal(ax, "by chance")
        ax.set_aspect("equal")
        label(
            ax, "false alarms: share of the rest called", "share found (sensitivity)", self.modelled
        )
        legend(ax, loc="lower right")
        return self

    def area_in_words(self) -> str:
        """The area, with its interval where there is one."""
        area = self.curve.area
        try:
            low, high = area.conf_int(self.curve.level)
        except InputError:
            return f"area {area.auc:.3f}"
        return f"area {area.auc:.3f} ({low:.3f} to {high:.3f})"
