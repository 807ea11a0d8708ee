"""Summary: a fit on a page.  The facts first, as a dict; then the page, as text or HTML."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isnan
from typing import Any

from oddsmith.result import ARRAY, Fit, MultinomialFit
from oddsmith.result.coefficients import IntervalMethod, require_level


@dataclass(frozen=True, eq=False)
class Summary:
    """A fit on a page: prints as text, shows as HTML in a notebook.

    Attributes
    ----------
    facts : dict
        Everything the page shows, under names.
    """

    facts: dict[str, Any]

    def __str__(self) -> str:
        return as_text(self.facts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        page: str = html_template().render(self.facts, number=number, p_value=p_value)
        return page


def summarise(fit: Fit, level: float, method: IntervalMethod = "wald") -> Summary:
    """What a reader of the fit is told, with intervals of coverage `level`."""
    require_level(level)
    log_odds, ratios = tables(fit, level, method)
    return Summary(
        {
            "model": f"Logistic regression of {fit.response.describe()}",
            "formula": fit.formula,
            "objective": objective_in_words(fit),
            "rows": rows_in_words(fit),
            "errors": errors_in_words(fit),
            "interval": interval_in_words(fit, level, method),
            "terms": term_rows(log_odds, ratios, log_odds.term),
            "statistics": statistics(fit),
            "notes": notes(fit),
        }
    )


def term_rows(log_odds: Any, ratios: Any, names: Iterable[str]) -> list[dict[str, Any]]:
    """The lines of the table of coefficients, from two tables of `tidy`."""
    return [
        {
            "term": name,
            "estimate": a.estimate,
            "std_error": a.std_error,
            "statistic": a.statistic,
            "p_value": a.p_value,
            "odds_ratio": b.estimate,
            "conf_low": b.conf_low,
            "conf_high": b.conf_high,
        }
        for name, a, b in zip(names, log_odds.itertuples(), ratios.itertuples(), strict=True)
    ]


def tables(fit: Fit, level: float, method: IntervalMethod) -> tuple[Any, Any]:
    """Coefficients and odds ratios; after an L1 penalty without errors, tests and intervals."""
    if not fit.has_errors and method == "wald":
        return fit.bare(), fit.bare(exponentiate=True)
    return (
        fit.tidy(level=level, method=method),
        fit.tidy(exponentiate=True, level=level, method=method),
    )


OBJECTIVES = {
    "ml": "maximum likelihood",
    "firth": "Firth's penalised likelihood: log-likelihood + ½ log det information",
    "flic": "Firth's penalised likelihood, then the intercept by maximum likelihood (FLIC)",
    "flac": "Firth's penalised likelihood by augmented rows, with a covariate for them (FLAC)",
}


def objective_in_words(fit: Fit) -> str:
    said = OBJECTIVES[fit.method]
    if fit.method != "ml":
        return said
    if not fit.penalty:
        return f"{said}, no penalty"
    free = "" if fit.terms.intercept is None else ", intercept free"
    if not fit.l1_ratio:
        return f"{said} less an L2 penalty: mean loss + ½ · {fit.penalty:g} · Σ w²{free}"
    a, b = fit.penalty * fit.l1_ratio, fit.penalty * (1 - fit.l1_ratio)
    ridge = f" + ½ · {b:g} · Σ w²" if b else ""
    return f"{said} less an L1 penalty: mean loss + {a:g} · Σ |w|{ridge}{free}"


def rows_in_words(fit: Fit | MultinomialFit) -> str:
    sample = fit.sample
    parts = [f"{sample.rows:,} used"]
    if sample.dropped:
        parts.append(f"{sample.dropped:,} dropped for missing values")
    if sample.zero_weight:
        parts.append(f"{sample.zero_weight:,} of weight zero left out")
    if sample.trials:
        parts.append(f"{sample.total_weight:,.15g} trials in column {sample.trials!r}")
    if sample.weights:
        parts.append(
            f"{sample.weight_kind} weights {name(sample.weights)}, sum {sample.total_weight:g}"
        )
    if sample.offset:
        parts.append(f"offset {name(sample.offset)}")
    if sample.clusters:
        parts.append(f"clusters {' and '.join(map(name, sample.clusters))}")
    return "; ".join(parts)


def name(given: str) -> str:
    return "given as an array" if given == ARRAY else f"in column {given!r}"


ERRORS = {
    "model": "inverse of the observed information",
    "cluster": "cluster-robust, CR1",
    "sampling": "linearised, for sampling weights",
    "bootstrap": "spread of the estimates from rows drawn with replacement",
}


def errors_in_words(fit: Fit | MultinomialFit) -> str:
    """Which standard errors these are, and their small-sample factor."""
    kind, detail = fit.errors.kind, fit.errors.detail
    if not fit.has_errors:
        return "none: they are not known after an L1 penalty"
    if kind == "model" and fit.penalty:
        return "posterior under the normal prior that the penalty states"
    if kind == "model" and fit.method == "flac":
        return "inverse of the observed information of the augmented rows"
    said = ERRORS.get(kind, f"heteroscedasticity-consistent, {kind}")
    return f"{said}; {detail}" if detail else said


def interval_in_words(fit: Fit | MultinomialFit, level: float, method: IntervalMethod) -> str:
    if not fit.has_errors:
        return "no interval"
    if fit.penalty and fit.errors.kind == "model":
        return f"{100 * level:g} % posterior interval"
    penalised = "penalised-" if fit.method == "firth" else ""
    kind = "Wald" if method == "wald" else f"profile {penalised}likelihood"
    return f"{100 * level:g} % interval ({kind})"


def statistics(fit: Fit) -> list[tuple[str, str]]:
    null_df, null = fit.df_resid + fit.df_model, null_in_words(fit)
    found = [
        ("log-likelihood", f"{fit.llf:.4f} ({null} {fit.llnull:.4f})"),
        (
            "deviance",
            f"{fit.deviance:.4f} on {fit.df_resid} degrees of freedom "
            f"({null} {fit.null_deviance:.4f} on {null_df})",
        ),
    ]
    if fit.has_information_criteria:
        found.append(("AIC, BIC", f"{fit.aic:.4f}, {fit.bic:.4f}"))
    return [*found, ("certificate", certificate_in_words(fit))]


def null_in_words(fit: Fit) -> str:
    """The model that this one is held against."""
    if fit.terms.intercept is not None:
        return "intercept alone"
    return "no column but the offset" if fit.sample.offset else "no column, all probabilities ½"


def certificate_in_words(fit: Fit | MultinomialFit) -> str:
    known = fit.certificate
    gap = (
        f"at most {known.gap:.1e} per row above the minimum, which exists"
        if known.proves_minimum
        else "the minimum is at infinity"
        if fit.separation
        else "no bound, since this likelihood is not concave"
        if fit.method != "ml"
        else "no bound"
    )
    return (
        f"optimality violated by {known.violation:.1e}; {gap}; rows read {known.sweeps:.0f} times"
    )


def notes(fit: Fit) -> list[str]:
    """What must be known before the numbers are believed."""
    said = [*fit.notes, *where_it_ended(fit)]
    told = fit.separation or fit.verdict.name != "CONVERGED"
    provable = fit.method == "ml" and not fit.l1_ratio
    if not told and provable and not fit.certificate.proves_minimum:
        said.append(
            "No bound of the distance from the optimum could be computed: rounding, or columns "
            "that nearly repeat each other."
        )
    if fit.weight_kind == "sampling":
        said.append(
            "Log-likelihood and deviance are sums weighted by the sampling weights, and grow with "
            "their total: they compare no models."
        )
    for column, level in fit.terms.constant.items():
        said.append(f"{column} is {level!r} in every row: it has no column.")
    return [*said, *left_out(fit), tests_in_words(fit)]


def where_it_ended(fit: Fit | MultinomialFit) -> list[str]:
    """What to say of an estimate that is no finite optimum."""
    if fit.separation:
        return [
            f"{fit.separation} No finite estimate exists: the numbers are those of the limit, inf "
            "where a coefficient grows for ever, – where its sign is not determined."
        ]
    return [] if fit.verdict.name == "CONVERGED" else [fit.verdict.value]


def left_out(fit: Fit | MultinomialFit) -> list[str]:
    """Columns that repeat others."""
    return [
        f"{column} is left out; it repeats "
        f"{', '.join(on) if on else 'nothing: it is zero in every row'}."
        for column, on in fit.aliased.items()
    ]


def tests_in_words(fit: Fit) -> str:
    """What the p-values on the page are, or why there are none."""
    if not fit.has_errors:
        return (
            "After an L1 penalty standard errors, z and p-values are not known, and none are given."
        )
    if fit.penalty:
        errors = (
            "those of the posterior under a normal prior (normal approximation)"
            if fit.errors.kind == "model"
            else f"those of the {fit.errors.kind}, about the mean of the penalised estimate"
        )
        return (
            f"After a penalty the standard errors are {errors}; z and p-values would have no "
            "meaning and are not given."
        )
    said = "z and p-values: Wald tests against zero, two-sided."
    if fit.errors.kind != "model":
        said = f"z and p-values: Wald tests against zero, two-sided, with {fit.errors.kind} errors."
    if fit.method == "firth":
        said += (
            " Tests and intervals of the penalised likelihood, better in small samples: "
            'fit.drop_one(), fit.conf_int(method="profile").'
        )
    return said


HEADERS = ("term", "estimate", "std error", "z", "p (Wald)", "odds ratio", "low", "high")


def as_text(facts: dict[str, Any]) -> str:
    """The page in columns of equal width."""
    head = [
        facts["model"],
        f"formula     {facts['formula']}",
        f"objective   {facts['objective']}",
        f"rows        {facts['rows']}",
        f"errors      {facts['errors']}",
        "",
    ]
    tail = [f"{label:<15} {text}" for label, text in facts["statistics"]]
    table = [*text_table(facts["terms"]), f"low, high: {facts['interval']} of the odds ratio", ""]
    return "\n".join([*head, *table, *tail, *(f"Note: {note}" for note in facts["notes"])])


def text_table(terms: list[dict[str, Any]]) -> list[str]:
    rows = [
        (
            row["term"],
            number(row["estimate"]),
            number(row["std_error"]),
            "" if isnan(row["statistic"]) else f"{row['statistic']:.3f}",
            p_value(row["p_value"]),
            number(row["odds_ratio"]),
            number(row["conf_low"]),
            number(row["conf_high"]),
        )
        for row in terms
    ]
    widths = [max(map(len, column)) for column in zip(HEADERS, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if k == 0 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [HEADERS, *rows]
    ]


def number(value: float) -> str:
    """Six decimals where they suit the size, else six digits; left out is a dash."""
    if isnan(value):
        return "–"
    return f"{value:.6f}" if 1e-4 <= abs(value) < 1e5 or value == 0 else f"{value:.6g}"


def p_value(value: float) -> str:
    """A p-value as it is printed: never zero."""
    if isnan(value):
        return ""
    return "< 1e-16" if value < 1e-16 else f"{value:.3g}"


@cache
def html_template() -> Any:
    from jinja2 import Environment

    text = files("oddsmith.report").joinpath("summary.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(text)
