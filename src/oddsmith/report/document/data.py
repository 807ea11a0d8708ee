"""The report as one dict of plain facts, before there is a page."""

import warnings
from typing import Any

from oddsmith.errors import InputError, OddsmithWarning
from oddsmith.report.document.estimates import effects, odds_ratios
from oddsmith.report.document.performance import performance
from oddsmith.report.document.provenance import cite, computed, reproduce
from oddsmith.report.document.rows import about_rows
from oddsmith.report.document.subject import Subject, subject_of
from oddsmith.report.document.worries import worries
from oddsmith.report.notes import notes, notes_of_classes
from oddsmith.report.plain import plain
from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.coefficients import require_level
from oddsmith.result.words import (
    errors_in_words,
    interval_in_words,
    model_in_words,
    objective_in_words,
    rows_in_words,
)

FORMAT = 1  # of the dict


def report_data(
    fit: Fit | MultinomialFit,
    data: Any = None,
    *,
    level: float = 0.95,
    seed: int = 0,
    replicates: int | None = None,
    title: str = "",
) -> dict[str, Any]:
    """What a report says, as numbers, text, lists and dicts that JSON can hold.

    Parameters
    ----------
    fit : Fit or MultinomialFit
    data : table, optional
        The table of the fit, or another one to judge it on; needed for a fit from a file.
    level : float
        Coverage of intervals.
    seed : int
        Of resamples.
    replicates : int, optional
        Resamples for the correction of optimism; 200, or none for very many rows, if not given.
    title : str

    Returns
    -------
    dict
        ``format, title, asked, data, model, odds_ratios, effects, performance, diagnostics,
        notes, computed, cite, reproduce``.

    Raises
    ------
    InputError
        The table lacks columns, or none of its rows can be used; no table and no rows.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> fit = oddsmith.fit("admit ~ gpa", load("admissions"))
    >>> facts = report_data(fit, replicates=20)
    >>> facts["data"]["balance"][0]
    {'level': '1', 'rows': 127, 'share': 0.3175}
    """
    return facts_of(subject_of(fit, data), level, seed, replicates, title)


def facts_of(
    subject: Subject, level: float, seed: int, replicates: int | None, title: str
) -> dict[str, Any]:
    """The dict of a subject."""
    fit = subject.fit
    require_level(level)
    if (replicates is not None and replicates < 0) or replicates == 1:
        raise InputError(f"replicates={replicates}: none (0), or two resamples and more.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OddsmithWarning)  # what they say is in the facts
        facts: dict[str, Any] = {
            "format": FORMAT,
            "title": title or f"Report on {fit.response.describe()}",
            "asked": asked(fit),
            "data": about_rows(subject),
            "model": model(fit, level),
            "odds_ratios": odds_ratios(fit, level),
            "effects": effects(subject, level),
            "performance": performance(subject, level, seed, replicates),
            "diagnostics": worries(subject),
            "notes": notes(fit) if isinstance(fit, Fit) else notes_of_classes(fit),
            "computed": computed(subject, seed),
            "cite": cite(fit),
            "reproduce": reproduce(subject, seed),
            "own_rows": subject.own,
        }
    found: dict[str, Any] = plain(facts)
    return found


def asked(fit: Fit | MultinomialFit) -> dict[str, Any]:
    """What the fit answers."""
    names = fit.terms.variables
    shown = [*names[:10], *([f"{len(names) - 10:,} more"] if len(names) > 10 else [])]
    on = " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
    said = fit.response.describe()
    return {
        "question": f"How does {said} depend on {on}?" if on else f"How large is {said}?",
        "formula": fit.formula,
        "modelled": model_in_words(fit),
    }


def model(fit: Fit | MultinomialFit, level: float) -> dict[str, Any]:
    """The model and its penalty in words."""
    return {
        "objective": objective_in_words(fit),
        "rows": rows_in_words(fit),
        "errors": errors_in_words(fit),
        "interval": interval_in_words(fit, level, "wald"),
        "coefficients": fit.rank,
        "log_likelihood": fit.llf,
        "log_likelihood_null": fit.llnull,
        "deviance": fit.deviance,
        "aic": fit.aic if fit.has_information_criteria else None,
        "bic": fit.bic if fit.has_information_criteria else None,
    }
