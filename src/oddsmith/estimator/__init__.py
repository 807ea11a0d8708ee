"""scikit-learn's door: its interface on this package's core."""

from oddsmith.estimator.cross_validated import LogisticRegressionCV
from oddsmith.estimator.logistic import LogisticRegression

__all__ = ["LogisticRegression", "LogisticRegressionCV"]
