"""Provenance: how a fit was computed, how to cite it, and how to get it again."""

import platform
from importlib.metadata import version
from typing import Any

from oddsmith.report.document.subject import Subject, settings_of
from oddsmith.result import ARRAY, Fit, MultinomialFit
from oddsmith.result.words import certificate_in_words, errors_in_words

PACKAGES = ("oddsmith", "numpy", "scipy", "pandas")
WORKS = {
    "firth": "Firth D (1993). Bias reduction of maximum likelihood estimates. Biometrika 80.",
    "flic": "Puhr R, Heinze G, Nold M, Lusa L, Geroldinger A (2017). Firth's logistic regression "
    "with rare events. Statistics in Medicine 36.",
    "validation": "Harrell FE, Lee KL, Mark DB (1996). Multivariable prognostic models. "
    "Statistics in Medicine 15.",
    "area": "DeLong ER, DeLong DM, Clarke-Pearson DL (1988). Comparing the areas under two or more "
    "correlated receiver operating characteristic curves. Biometrics 44.",
    "bound": "Bach F (2010). Self-concordant analysis for logistic regression. Electronic Journal "
    "of Statistics 4.",
}


def computed(subject: Subject, seed: int) -> list[dict[str, str]]:
    """How the numbers were made, a line each."""
    fit = subject.fit
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = {
        "How it ended": fit.verdict.value,
        "Certificate": certificate_in_words(fit),
        "Standard errors": errors_in_words(fit),
        "Random numbers": f"seed {seed}, for resamples and quantile residuals",
        "Versions": f"Python {platform.python_version()}, {versions}",
    }
    if fit.trace is not None:
        lines["Steps"] = f"{len(fit.trace.steps) - 1:,} after the start"
    return [{"label": label, "says": says} for label, says in lines.items()]


def cite(fit: Fit | MultinomialFit) -> dict[str, Any]:
    """The program's citation, and those of the methods used."""
    number = version("oddsmith")
    keys = ["bound", "area", "validation"]
    keys += {"firth": ["firth"], "flic": ["firth", "flic"], "flac": ["firth", "flic"]}.get(
        fit.method, []
    )
    return {
        "program": (
            "The oddsmith developers. oddsmith: logistic regression from the first neuron to the "
            f"last row. Version {number}."
        ),
        "works": [WORKS[key] for key in keys],
    }


def reproduce(subject: Subject, seed: int) -> str:
    """Python that fits again and writes the same page."""
    fit = subject.fit
    arguments = "".join(
        f",\n    {name}={ARRAY if value == ARRAY else repr(value)}"
        for name, value in settings_of(fit).items()
    )
    table = repr(subject.source) if subject.source else "data"
    kind = fit.errors.kind
    robust = f'fit = fit.with_errors("{kind}")\n' if kind in ("HC0", "HC1", "HC2", "HC3") else ""
    return (
        "import oddsmith\n\n"
        f"fit = oddsmith.fit(\n    {fit.formula!r},\n    {table}{arguments},\n)\n"
        f'{robust}fit.report("report.html", seed={seed})\n'
    )
