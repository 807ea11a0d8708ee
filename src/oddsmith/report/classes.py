"""Summary of a fit of several classes: its coefficients class by class, on the same page."""

from oddsmith.report.summary import (
    Summary,
    certificate_in_words,
    errors_in_words,
    interval_in_words,
    left_out,
    rows_in_words,
    term_rows,
    where_it_ended,
)
from oddsmith.result import MultinomialFit
from oddsmith.result.coefficients import IntervalMethod, require_level


def summarise_classes(
    fit: MultinomialFit, level: float, method: IntervalMethod = "wald"
) -> Summary:
    """What a reader of the fit is told, with intervals of coverage `level`."""
    require_level(level)
    log_odds, ratios = (fit.tidy(e, level=level, method=method) for e in (False, True))
    names = [f"{k}: {term}" for k, term in zip(log_odds["class"], log_odds.term, strict=True)]
    return Summary(
        {
            "model": f"Logistic regression of {fit.response.describe()}",
            "formula": fit.formula,
            "objective": "maximum likelihood, no penalty",
            "rows": rows_in_words(fit),
            "errors": errors_in_words(fit),
            "interval": interval_in_words(fit, level, method),
            "terms": term_rows(log_odds, ratios, names),
            "statistics": statistics(fit),
            "notes": notes(fit),
        }
    )


def statistics(fit: MultinomialFit) -> list[tuple[str, str]]:
    null = f"intercepts alone {fit.llnull:.4f}"
    found = [("log-likelihood", f"{fit.llf:.4f} ({null})"), ("deviance", f"{fit.deviance:.4f}")]
    if fit.has_information_criteria:
        found.append(("AIC, BIC", f"{fit.aic:.4f}, {fit.bic:.4f}"))
    return [*found, ("certificate", certificate_in_words(fit))]


def notes(fit: MultinomialFit) -> list[str]:
    """What must be known before the numbers are believed."""
    first = fit.classes[0]
    said = [f"Each class is held against {first!r}: the odds are of the class to {first!r}."]
    said += [*where_it_ended(fit), *left_out(fit)]
    robust = "" if fit.errors.kind == "model" else f", with {fit.errors.kind} errors"
    return [*said, f"z and p-values: Wald tests against zero, two-sided{robust}."]
