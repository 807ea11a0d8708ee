"""What ``fit.plot`` is: every picture of a fit, as a method."""

from dataclasses import dataclass
from typing import Any

from oddsmith.plots.boundary import BoundaryDisplay
from oddsmith.plots.calibration import CalibrationDisplay
from oddsmith.plots.convergence import ConvergenceDisplay
from oddsmith.plots.decision import DecisionCurveDisplay
from oddsmith.plots.effect import EffectDisplay
from oddsmith.plots.forest import ForestDisplay
from oddsmith.plots.influence import InfluenceDisplay
from oddsmith.plots.precision_recall import PrecisionRecallDisplay
from oddsmith.plots.residuals import BinnedResidualsDisplay, QuantileResidualsDisplay
from oddsmith.plots.roc import RocDisplay
from oddsmith.plots.surface import LossSurfaceDisplay


@dataclass(frozen=True, eq=False)
class Plots:
    """The pictures of a fit; each method draws, and gives the display with its numbers.

    Each takes what the display's ``from_estimator`` takes after the estimator, `ax` among it.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> from matplotlib.figure import Figure
    >>> fit = oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))
    >>> display = fit.plot.forest(per="sd", ax=Figure().add_subplot())
    >>> display.table.odds_ratio.round(2).to_dict()["gre"]
    1.3
    """

    fit: Any

    def forest(self, **asked: Any) -> ForestDisplay:
        """Odds ratios with intervals: `per`, `level`, `method`, `most`."""
        return ForestDisplay.from_estimator(self.fit, **asked)

    def effect(self, variable: str, **asked: Any) -> EffectDisplay:
        """Average probability as one variable moves: `values`, `level`."""
        return EffectDisplay.from_estimator(self.fit, variable, **asked)

    def boundary(self, variables: Any = None, **asked: Any) -> BoundaryDisplay:
        """Where the level is called, in the plane of two variables: `threshold`."""
        return BoundaryDisplay.from_estimator(self.fit, variables, **asked)

    def calibration(self, data: Any = None, **asked: Any) -> CalibrationDisplay:
        """What came true against what was predicted: `event`, `groups`, `level`."""
        return CalibrationDisplay.from_estimator(self.fit, data, **asked)

    def roc(self, data: Any = None, **asked: Any) -> RocDisplay:
        """Sensitivity against false alarms: `event`, `level`."""
        return RocDisplay.from_estimator(self.fit, data, **asked)

    def precision_recall(self, data: Any = None, **asked: Any) -> PrecisionRecallDisplay:
        """Precision against recall: `event`, `level`."""
        return PrecisionRecallDisplay.from_estimator(self.fit, data, **asked)

    def decision(self, data: Any = None, **asked: Any) -> DecisionCurveDisplay:
        """Net benefit of acting on the model: `event`, `thresholds`, `level`."""
        return DecisionCurveDisplay.from_estimator(self.fit, data, **asked)

    def binned_residuals(self, variable: Any = None, **asked: Any) -> BinnedResidualsDisplay:
        """Average residuals along the prediction or a variable: `event`, `bins`."""
        return BinnedResidualsDisplay.from_estimator(self.fit, variable, **asked)

    def quantile_residuals(self, **asked: Any) -> QuantileResidualsDisplay:
        """Residuals that are normal where the model is right: `seed`, `level`."""
        return QuantileResidualsDisplay.from_estimator(self.fit, **asked)

    def influence(self, **asked: Any) -> InfluenceDisplay:
        """Which rows the estimates hang on: `named`."""
        return InfluenceDisplay.from_estimator(self.fit, **asked)

    def convergence(self, **asked: Any) -> ConvergenceDisplay:
        """What each step came to, of a fit with ``trace=True``."""
        return ConvergenceDisplay.from_estimator(self.fit, **asked)

    def surface(self, terms: Any = None, **asked: Any) -> LossSurfaceDisplay:
        """The loss over two coefficients: `reach`, `level`."""
        return LossSurfaceDisplay.from_estimator(self.fit, terms, **asked)
