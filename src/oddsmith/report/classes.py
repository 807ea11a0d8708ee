"""Summary of a fit of several classes: its coefficients class by class, on the same page."""

from oddsmith.report.notes import notes_of_classes
from oddsmith.report.summary import Summary, about, criteria
from oddsmith.report.table import term_rows
from oddsmith.result import MultinomialFit
from oddsmith.result.coefficients import IntervalMethod, require_level
from oddsmith.result.words import certificate_in_words


def summarise_classes(
    fit: MultinomialFit, level: float, method: IntervalMethod = "wald"
) -> Summary:
    """What a reader of the fit is told, with intervals of coverage `level`."""
    require_level(level)
    log_odds, ratios = (fit.tidy(e, level=level, method=method) for e in (False, True))
    names = [f"{k}: {term}" for k, term in zip(log_odds["class"], log_odds.term, strict=True)]
    terms = term_rows(log_odds, ratios, names)
    return Summary(
        about(fit, level, method)
        | {"terms": terms, "statistics": statistics(fit), "notes": notes_of_classes(fit)}
    )


def statistics(fit: MultinomialFit) -> list[tuple[str, str]]:
    """Likelihoods, and how sure the optimum is."""
    likelihood = f"{fit.llf:.4f} (intercepts alone {fit.llnull:.4f})"
    found = [("log-likelihood", likelihood), ("deviance", f"{fit.deviance:.4f}")]
    return [*found, *criteria(fit), ("certificate", certificate_in_words(fit))]
