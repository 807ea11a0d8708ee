"""Logistic regression from the first neuron to the last row.

    oddsmith.Neuron                 one neuron, trained by hand, every update kept
    oddsmith.fit(formula, data)     maximum likelihood, with R's digits and an honest summary
    oddsmith.anova(small, large)    nested fits compared
    oddsmith.path(formula, data)    L1, elastic net and L2 for many strengths, each one proven
    oddsmith.LogisticRegression     scikit-learn's estimator on the same core; …CV with its search
    oddsmith.datasets               a few small tables, with their origins
    oddsmith.evaluate(fit, data)    log-loss, Brier score, area, calibration, of any number of rows
    oddsmith.use_threads(k)         how many threads a fit uses; its numbers are the same for any k

Names are loaded when they are touched: importing the package costs little more than NumPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oddsmith import datasets
    from oddsmith.appending import append
    from oddsmith.estimator import LogisticRegression, LogisticRegressionCV
    from oddsmith.estimator.online import OnlineLogisticRegression
    from oddsmith.export.json_model import load
    from oddsmith.fitting import fit
    from oddsmith.neuron import Neuron
    from oddsmith.paths import Path, path
    from oddsmith.result import Fit, MultinomialFit
    from oddsmith.result.anova import anova
    from oddsmith.scales import penalty_from, penalty_to
    from oddsmith.scoring import evaluate, write_predictions
    from oddsmith.threads import use_threads

__version__ = "0.1.0"

HOMES = {
    "Fit": "oddsmith.result",
    "LogisticRegression": "oddsmith.estimator",
    "LogisticRegressionCV": "oddsmith.estimator",
    "MultinomialFit": "oddsmith.result",
    "Neuron": "oddsmith.neuron",
    "OnlineLogisticRegression": "oddsmith.estimator.online",
    "Path": "oddsmith.paths",
    "anova": "oddsmith.result",
    "append": "oddsmith.appending",
    "datasets": "oddsmith.datasets",
    "evaluate": "oddsmith.scoring",
    "fit": "oddsmith.fitting",
    "load": "oddsmith.export.json_model",
    "path": "oddsmith.paths",
    "penalty_from": "oddsmith.scales",
    "penalty_to": "oddsmith.scales",
    "use_threads": "oddsmith.threads",
    "write_predictions": "oddsmith.scoring",
}

__all__ = [
    "Fit",
    "LogisticRegression",
    "LogisticRegressionCV",
    "MultinomialFit",
    "Neuron",
    "OnlineLogisticRegression",
    "Path",
    "anova",
    "append",
    "datasets",
    "evaluate",
    "fit",
    "load",
    "path",
    "penalty_from",
    "penalty_to",
    "use_threads",
    "write_predictions",
]


def __getattr__(name: str) -> Any:
    if name in HOMES:
        home = import_module(HOMES[name])
        value = home if home.__name__ == f"oddsmith.{name}" else getattr(home, name)
        globals()[name] = value
        return value
    if name == "errors":
        return import_module("oddsmith.errors")
    raise AttributeError(f"module 'oddsmith' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
