"""Summary: a fit on a page."""

from dataclasses import dataclass
from typing import Any

from oddsmith.report.markdown import as_markdown
from oddsmith.report.notes import notes
from oddsmith.report.page import as_csv, as_html, as_latex, as_text
from oddsmith.report.table import term_rows
from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.coefficients import IntervalMethod, require_level
from oddsmith.result.fitted import GIVEN
from oddsmith.result.words import (
    certificate_in_words,
    deviance_in_words,
    errors_in_words,
    interval_in_words,
    model_in_words,
    null_in_words,
    objective_in_words,
    rows_in_words,
)


@dataclass(frozen=True, eq=False)
class Summary:
    """A fit on a page: prints as text, shows as HTML in a notebook.

    Attributes
    ----------
    facts : dict
        Everything the page shows, under names.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> page = oddsmith.fit("admit ~ gpa", load("admissions")).summary()
    >>> print(page.to_csv()[:42])
    term,estimate,std_error,statistic,p_value,
    """

    facts: dict[str, Any]

    def __str__(self) -> str:
        return as_text(self.facts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """The page as an HTML fragment."""
        return as_html(self.facts)

    def to_latex(self) -> str:
        """The table of coefficients for LaTeX (package booktabs), and what is said below it."""
        return as_latex(self.facts)

    def to_markdown(self) -> str:
        """The page in Markdown."""
        return as_markdown(self.facts)

    def to_csv(self) -> str:
        """The table of coefficients, with all digits."""
        return as_csv(self.facts)


def summarise(fit: Fit, level: float, method: IntervalMethod = "wald") -> Summary:
    """What a reader of the fit is told, with intervals of coverage `level`."""
    require_level(level)
    log_odds, ratios = tables(fit, level, method)
    terms = term_rows(log_odds, ratios, log_odds.term)
    return Summary(
        about(fit, level, method)
        | {"terms": terms, "statistics": statistics(fit), "notes": notes(fit)}
    )


def about(fit: Fit | MultinomialFit, level: float, method: IntervalMethod) -> dict[str, Any]:
    """The facts that have a line each above the table, and what its intervals are."""
    return {
        "model": model_in_words(fit),
        "formula": fit.formula,
        "objective": objective_in_words(fit),
        "rows": rows_in_words(fit),
        "errors": errors_in_words(fit),
        "interval": interval_in_words(fit, level, method),
    }


def tables(fit: Fit, level: float, method: IntervalMethod) -> tuple[Any, Any]:
    """Coefficients and odds ratios; after an L1 penalty without errors, tests and intervals."""
    if not fit.has_errors and method == "wald":
        return fit.bare(), fit.bare(exponentiate=True)
    return (
        fit.tidy(level=level, method=method),
        fit.tidy(exponentiate=True, level=level, method=method),
    )


def statistics(fit: Fit) -> list[tuple[str, str]]:
    """Likelihoods, and how sure the optimum is."""
    if fit.errors.kind == GIVEN:
        return []
    likelihood = f"{fit.llf:.4f} ({null_in_words(fit)} {fit.llnull:.4f})"
    found = [("log-likelihood", likelihood), ("deviance", deviance_in_words(fit))]
    return [*found, *criteria(fit), ("certificate", certificate_in_words(fit))]


def criteria(fit: Fit | MultinomialFit) -> list[tuple[str, str]]:
    """AIC and BIC, where they are defined."""
    if not fit.has_information_criteria:
        return []
    return [("AIC, BIC", f"{fit.aic:.4f}, {fit.bic:.4f}")]
