"""How good a fit is, with what each index means; corrected for optimism where that can be done."""

from typing import Any

import numpy as np

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.calibration import calibration
from oddsmith.inference.calibration_curve import CERTAIN
from oddsmith.inference.discrimination import Area, area
from oddsmith.inference.optimism import Validation
from oddsmith.inference.scores import Scores
from oddsmith.report.document.subject import Subject
from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.scored import scores_on

WORK = 4_000_000  # numbers in the rows beyond which resamples are drawn only if asked for
REPLICATES = 200
MEANS = {
    "auc": "Chance that a row where it came true has the higher probability; 0.5 is chance.",
    "brier": "Mean squared distance of probability and outcome; smaller is better.",
    "slope": "1 is right; below 1 the probabilities are too extreme.",
    "intercept": "0 is right; beside the slope.",
}
NAMES = {
    "auc": "area under the ROC curve",
    "brier": "Brier score",
    "slope": "calibration slope",
    "intercept": "calibration intercept",
}


def performance(
    subject: Subject, level: float, seed: int, replicates: int | None
) -> dict[str, Any]:
    """Indexes and notes."""
    fit = subject.fit
    if isinstance(fit, MultinomialFit):
        return of_classes(fit, subject, level)
    try:
        scores = scores_on(fit, subject.judged)
    except NotSupportedError as error:
        return {"rows": [], "notes": [str(error)], "more": []}
    found, notes = indexes(scores, level)
    if subject.own:
        validation, said = validated(fit, seed, replicates)
        notes.append(said)
        if validation is not None:
            for row in found:
                row["corrected"] = getattr(validation.corrected, row["key"])
    else:
        notes.append(
            "These rows are not those of the fit: the indexes are of new rows, and need no "
            "correction."
        )
    return {"rows": found, "notes": notes, "more": fits_own_rows(fit) if subject.own else []}


def indexes(scores: Scores, level: float) -> tuple[list[dict[str, Any]], list[str]]:
    """Of these rows: area, Brier score, slope and intercept; and why one is missing."""
    share = float(scores.successes.sum() / scores.case_weight.sum())
    notes = [
        f"Predicting {share:.4g} for every row has a Brier score of {share * (1 - share):.4g}."
    ]
    rows = []
    try:
        ranked = area(scores)
        rows.append({**index("auc", ranked.auc), **ends(ranked, level)})
    except InputError as error:
        notes.append(str(error))
    rows.append(index("brier", scores.brier))
    if np.abs(scores.z).max() >= CERTAIN:
        notes.append("Calibration: the columns decide some rows, whose log-odds are infinite.")
        return rows, notes
    try:
        line = calibration(scores)
        rows += [index("slope", line.slope), index("intercept", line.intercept)]
    except InputError as error:
        notes.append(str(error))
    return rows, notes


def index(key: str, value: float) -> dict[str, Any]:
    return {"key": key, "name": NAMES[key], "value": value, "means": MEANS[key]}


def ends(found: Area, level: float) -> dict[str, float]:
    try:
        return dict(zip(("lower", "upper"), found.conf_int(level), strict=True))
    except InputError:
        return {}


def validated(fit: Fit, seed: int, replicates: int | None) -> tuple[Validation | None, str]:
    """The bootstrap's correction, and what was drawn; or why there is none."""
    size = fit.sample.rows * len(fit.names)
    if replicates == 0 or (replicates is None and size > WORK):
        return None, (
            "The indexes are those of the fit's own rows, on which every fit looks too good: they "
            "were not corrected for that, since "
            + ("it was not asked for." if replicates == 0 else "there are very many rows.")
            + " Ask for replicates=200."
        )
    if fit.sample.clusters or fit.errors.kind == "cluster":
        return None, (
            "Not corrected for optimism: rows of one cluster depend on each other, and resamples "
            "of single rows would not show how much is owed to that."
        )
    try:
        found = fit.validate(REPLICATES if replicates is None else replicates, seed=seed)
    except (InputError, NotSupportedError) as error:
        return None, f"Not corrected for optimism: {error}"
    return found, (
        "Corrected: what to expect on new rows of the same kind, by refitting to resamples "
        f"(Harrell, Lee and Mark 1996). {found.describe()} Seed {seed}. What chose the columns is "
        "not repeated in them."
    )


def fits_own_rows(fit: Fit) -> list[dict[str, Any]]:
    """What is said of the fit's own rows besides: R², and the test of fit."""
    rows: list[dict[str, Any]] = []
    for made in (pseudo, hosmer):
        try:
            rows += made(fit)
        except (InputError, NotSupportedError) as error:
            rows.append({"name": made.__doc__, "says": str(error)})
    return rows


def pseudo(fit: Fit) -> list[dict[str, Any]]:
    """Pseudo-R²"""
    found = fit.pseudo_r2()
    said = (
        f"McFadden {found.mcfadden:.3f}, Cox and Snell {found.cox_snell:.3f}, "
        f"Nagelkerke {found.nagelkerke:.3f}, Tjur {found.tjur:.3f}"
    )
    return [{"name": "Pseudo-R²", "says": said}]


def hosmer(fit: Fit) -> list[dict[str, Any]]:
    """Hosmer–Lemeshow test"""
    found = fit.hosmer_lemeshow()
    said = str(found.test)
    return [{"name": "Hosmer–Lemeshow test", "says": " ".join([said, found.note, found.trouble])}]


def of_classes(fit: MultinomialFit, subject: Subject, level: float) -> dict[str, Any]:
    """Each class against the rest."""
    rows = []
    notes = ["Each class is held against the rest."]
    for label in fit.classes:
        found, _ = indexes(scores_on(fit, subject.judged, label), level)
        rows += [{**row, "class": str(label)} for row in found if row["key"] in ("auc", "brier")]
    if subject.own:
        notes.append(
            "The indexes are those of the fit's own rows, on which every fit looks too good; no "
            "correction is known here for several classes."
        )
    return {"rows": rows, "notes": notes, "more": []}
