"""Tools for learners who write their own logistic regression, and for readers of one.

check_gradient(function, X, y, w)     whether a gradient is right, and which fault it has
explain_nan(X, y, w, b)               the first operation of the loss that is not finite
suggest_learning_rate(X)              1/L, the step that surely goes downhill, and why
diagnose_descent(losses)              divergence, zigzag and crawl, told from losses
compare(w, b, X, y)                   your coefficients beside the optimum, and why they differ
explain(fit, name)                    an odds ratio, and what it does to probabilities
"""

from oddsmith.learn.check_gradient import GradientCheck, check_gradient
from oddsmith.learn.compare import Comparison, compare
from oddsmith.learn.descent import Course, Descent, diagnose_descent
from oddsmith.learn.explain import OddsExplanation, explain
from oddsmith.learn.explain_nan import NanExplanation, explain_nan
from oddsmith.learn.learning_rate import LearningRate, suggest_learning_rate
from oddsmith.learn.verdicts import Likeness

__all__ = [
    "Comparison",
    "Course",
    "Descent",
    "GradientCheck",
    "LearningRate",
    "Likeness",
    "NanExplanation",
    "OddsExplanation",
    "check_gradient",
    "compare",
    "diagnose_descent",
    "explain",
    "explain_nan",
    "suggest_learning_rate",
]
