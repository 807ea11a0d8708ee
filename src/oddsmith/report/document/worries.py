"""Worries: what the diagnostics mean for this fit, a sentence each, with the names of columns.

Each has a subject, a verdict and a sentence.  The verdict is "sound", "look" or "serious"; what
could not be computed is "unknown", with the reason.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.frame.words import count
from oddsmith.inference.collinearity import WIDE, Inflation, collinearity
from oddsmith.report.document.poor_bins import poor_bins
from oddsmith.report.document.subject import Subject
from oddsmith.report.notes import left_out
from oddsmith.result import Fit, MultinomialFit

COLUMNS, NUMBERS = 1_000, 20_000_000  # beyond which collinearity and influence are not computed
SHOWN = 5
FEW = 10.0  # cases of the rarer class for each coefficient, below which estimates are unstable


class Worry(NamedTuple):
    """What was looked at, the verdict, and what it means."""

    subject: str
    verdict: str
    says: str


def worries(subject: Subject) -> list[dict[str, str]]:
    """All of them, in the order of the page."""
    found = []
    for name, look in LOOKS.items():
        try:
            found += list(look(subject))
        except (InputError, NotSupportedError) as error:
            found.append(Worry(name, "unknown", f"Not known: {error}"))
    return [worry._asdict() for worry in found]


def convergence(subject: Subject) -> Iterator[Worry]:
    """Whether the optimum was reached."""
    fit = subject.fit
    if fit.verdict.name != "CONVERGED" and not fit.separation:
        yield Worry("Convergence", "serious", fit.verdict.value)
    elif fit.certificate.proves_minimum:
        yield Worry("Convergence", "sound", "The optimum was reached, and a bound proves it.")


def separation(subject: Subject) -> Iterator[Worry]:
    """Whether a column decides the outcome for some rows."""
    fit = subject.fit
    under_prior = [note for note in getattr(fit, "notes", ()) if "separates the classes" in note]
    if fit.separation:
        yield Worry(
            "Separation",
            "serious",
            f"{fit.separation} The odds ratios of these columns are infinite, and the others are "
            "those of the limit. More rows, a penalty, or for two classes Firth's method give "
            "finite ones.",
        )
    elif under_prior:
        yield Worry("Separation", "look", under_prior[0])
    elif fit.certificate.proves_minimum and not fit.penalty:
        yield Worry("Separation", "sound", "No combination of columns separates the classes.")


def repeated(subject: Subject) -> Iterator[Worry]:
    """Columns that were left out."""
    said = left_out(subject.fit)
    for line in said[:SHOWN]:
        yield Worry("Repeated columns", "look", f"{line} Its effect cannot be told from theirs.")
    if len(said) > SHOWN:
        yield Worry("Repeated columns", "look", f"So are {len(said) - SHOWN:,} more.")


def inflated(subject: Subject) -> Iterator[Worry]:
    """Terms that nearly say the same."""
    fit = subject.fit
    if not fit.has_errors or fit.separation:
        return
    if len(fit.names) > COLUMNS:
        yield Worry("Collinearity", "unknown", f"Not computed for {len(fit.names):,} columns.")
        return
    found = sorted(inflations(fit), key=lambda one: -one.inflation)
    wide = [one for one in found if one.inflation > WIDE]
    for one in wide[:SHOWN]:
        yield Worry(
            "Collinearity",
            "look",
            f"{one.term}: its interval is {one.inflation:.3g} times as wide as if it had nothing "
            f"to do with the other terms, most of all with {one.partner}. Their odds ratios are "
            "hard to tell apart; predictions are not harmed.",
        )
    if len(wide) > SHOWN:
        yield Worry("Collinearity", "look", f"So it is for {len(wide) - SHOWN:,} terms more.")
    if found and not wide:
        yield Worry(
            "Collinearity",
            "sound",
            f"No interval is more than {found[0].inflation:.3g} times as wide as without the other "
            f"terms ({found[0].term}).",
        )


def inflations(fit: Fit | MultinomialFit) -> list[Inflation]:
    """Of each term; of several classes the worst."""
    terms = {name: range(part.start, part.stop) for name, part in fit.terms.slices.items()}
    V, p = fit.vcov().to_numpy(), len(fit.names)
    if isinstance(fit, Fit):
        return collinearity(V, terms, fit.terms.intercept)
    classes = len(fit.classes) - 1
    each = V.reshape(p, classes, p, classes)
    found = [collinearity(each[:, k, :, k], terms, fit.terms.intercept) for k in range(classes)]
    return [max(of, key=lambda one: one.inflation) for of in zip(*found, strict=True)]


def influential(subject: Subject) -> Iterator[Worry]:
    """Rows that move a coefficient by a standard error."""
    fit = subject.fit
    if not subject.own or not isinstance(fit, Fit) or fit.separation or not fit.has_errors:
        return
    if fit.sample.rows * len(fit.names) > NUMBERS:
        yield Worry("Influential rows", "unknown", "Not computed for so many rows and columns.")
        return
    moved = fit.dfbetas()
    size = np.nan_to_num(np.abs(moved.to_numpy()))
    most = size.max(axis=1)
    order = np.argsort(-most, kind="stable")
    strong = int((most >= 1).sum())
    for row in order[: min(strong, SHOWN)]:
        j = int(size[row].argmax())
        yield Worry(
            "Influential rows",
            "look",
            f"Row {moved.index[row]} alone moves {fit.names[j]} by {most[row]:.3g} standard "
            "errors. Look whether it is right.",
        )
    if strong > SHOWN:
        yield Worry("Influential rows", "look", f"So do {strong - SHOWN:,} rows more.")
    if not strong and len(order):
        row = int(order[0])
        yield Worry(
            "Influential rows",
            "sound",
            f"No row moves a coefficient by as much as a standard error; row {moved.index[row]} "
            f"moves {fit.names[int(size[row].argmax())]} most, by {most[row]:.2g}.",
        )


def calibrated(subject: Subject) -> Iterator[Worry]:
    """Where what came true lies far from what was predicted."""
    if not subject.own or not isinstance(subject.fit, Fit) or subject.fit.separation:
        return
    found = poor_bins(subject.fit)
    for one in found.poor[:SHOWN]:
        yield Worry("Calibration", "look", one)
    if found.groups and not found.poor:
        yield Worry(
            "Calibration",
            "sound",
            f"In {count(found.groups, 'group')} of rows along the variables, none has an outcome "
            "farther from its prediction than chance explains.",
        )


def enough(subject: Subject) -> Iterator[Worry]:
    """Whether there are enough cases for the coefficients."""
    fit = subject.fit
    if not subject.own or not isinstance(fit, Fit) or fit.penalty or fit.weight_kind == "sampling":
        return
    scores = fit._scores()
    rarer = float(min(scores.successes.sum(), scores.failures.sum()))
    each = rarer / max(fit.df_model, 1)
    if fit.df_model and each < FEW:
        yield Worry(
            "Number of cases",
            "look",
            f"The rarer outcome has {rarer:,.6g} cases for {count(fit.df_model, 'coefficient')}, "
            f"{each:.2g} for each: estimates are too far from zero on average and intervals "
            "unreliable. Firth's method, a penalty or fewer columns help.",
        )


LOOKS: dict[str, Callable[[Subject], Iterator[Worry]]] = {
    "Convergence": convergence,
    "Separation": separation,
    "Repeated columns": repeated,
    "Collinearity": inflated,
    "Influential rows": influential,
    "Calibration": calibrated,
    "Number of cases": enough,
}
