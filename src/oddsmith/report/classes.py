"""Summary of a fit of several classes: its coefficients class by class, on the same page."""

from typing import Any

from oddsmith.report.summary import (
    Summary,
    certificate_in_words,
    errors_in_words,
    interval_in_words,
    rows_in_words,
)
from oddsmith.result import MultinomialFit
from oddsmith.result.coefficients import IntervalMethod, require_level


def summarise_classes(
    fit: MultinomialFit, level: float, method: IntervalMethod = "wald"
) -> Summary:
    """What a reader of the fit is told, with intervals of coverage `level`."""
    require_level(level)
    log_odds, ratios = (fit.tidy(e, level=level, method=method) for e in (False, True))
    return Summary(
        {
            "model": f"Logistic regression of {fit.response.describe()}",
            "formula": fit.formula,
            "objective": "maximum likelihood, no penalty",
            "rows": rows_in_words(fit),
            "errors": errors_in_words(fit),
            "interval": interval_in_words(fit, level, method),
            "terms": [
                {
                    "term": f"{a.label}: {a.term}",
                    "estimate": a.estimate,
                    "std_error": a.std_error,
                    "statistic": a.statistic,
                    "p_value": a.p_value,
                    "odds_ratio": b.estimate,
                    "conf_low": b.conf_low,
                    "conf_high": b.conf_high,
                }
                for a, b in zip(labelled(log_odds), labelled(ratios), strict=True)
            ],
            "statistics": statistics(fit),
            "notes": notes(fit),
        }
    )


def labelled(table: Any) -> Any:
    return table.rename(columns={"class": "label"}).itertuples()


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
    if fit.separation:
        said.append(
            f"{fit.separation} No finite estimate exists: the numbers are those of the limit, inf "
            "where a coefficient grows for ever, – where its sign is not determined."
        )
    elif fit.verdict.name != "CONVERGED":
        said.append(fit.verdict.value)
    for column, on in fit.aliased.items():
        others = ", ".join(on) if on else "nothing: it is zero in every row"
        said.append(f"{column} is left out; it repeats {others}.")
    robust = "" if fit.errors.kind == "model" else f", with {fit.errors.kind} errors"
    return [*said, f"z and p-values: Wald tests against zero, two-sided{robust}."]
