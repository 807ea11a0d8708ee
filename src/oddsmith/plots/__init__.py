"""Plots: pictures of a fit, each a class that holds the numbers it draws.

    display = RocDisplay.from_estimator(fit)           or  fit.plot.roc()
    display.plot(ax)                                   display.ax_, display.figure_

As scikit-learn's displays: ``from_estimator`` takes a `Fit`, a `MultinomialFit` or an estimator,
``from_predictions`` what came true and what was predicted; both draw, and give the display back.
The path of a penalty draws itself: `oddsmith.Path.plot`, `oddsmith.paths.cross.PathCV.plot`.

Lines differ by dashes and points by markers, not by colour alone, so that a grey copy can be read.
"""

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

__all__ = [
    "BinnedResidualsDisplay",
    "BoundaryDisplay",
    "CalibrationDisplay",
    "ConvergenceDisplay",
    "DecisionCurveDisplay",
    "EffectDisplay",
    "ForestDisplay",
    "InfluenceDisplay",
    "LossSurfaceDisplay",
    "PrecisionRecallDisplay",
    "QuantileResidualsDisplay",
    "RocDisplay",
]
