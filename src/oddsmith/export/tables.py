"""The table of coefficients for a document: LaTeX and Markdown."""

from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.coefficients import IntervalMethod


def to_latex(
    fit: Fit | MultinomialFit, level: float = 0.95, method: IntervalMethod = "wald"
) -> str:
    """A table with booktabs; names are escaped."""
    return fit.summary(level=level, method=method).to_latex() + "\n"


def to_markdown(
    fit: Fit | MultinomialFit, level: float = 0.95, method: IntervalMethod = "wald"
) -> str:
    """A table with what is said above and below it; names are escaped."""
    return fit.summary(level=level, method=method).to_markdown()
