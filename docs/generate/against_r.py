"""Against R: the largest difference of each kind of number, table by table, as a page.

Run from the project's root: ``python -m docs.generate.against_r`` writes ``docs/against-r.md``.

Reference numbers are those under ``tests/data``; ours come through the public doors.  Figures at
the level of rounding differ between machines, so the page shows bounds from a fixed ladder.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import oddsmith
from tests.result.r_models import (
    SEPARATED,
    TABLES,
    as_ours,
    fitted,
    formula_of,
    listed,
    r_names,
    table_of,
    truth,
)
from tests.truths import certified

PAGE = Path(__file__).parents[1] / "against-r.md"
TEMPLATE = Path(__file__).with_suffix(".md")
LADDER = [f"1e{k}" for k in range(-12, 1)]
NAMES = sorted([*TABLES, *SEPARATED])

Differences = Iterable[Any]


def errors_of(name: str, method: str = "ml") -> Any:
    """True standard errors: the unit of differences between coefficients."""
    if method == "ml":
        return as_ours(name, certified("certified_ml")[name]["se"])
    return as_ours(name, certified("likelihood/certified_firth")[name]["se_fisher"])


def relative(ours: Any, theirs: Any, least: float = 0.0) -> Any:
    """``|ours - theirs| / max(|theirs|, least)``; no difference where both are zero."""
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    size = np.maximum(np.abs(theirs), least)
    return np.abs(ours - theirs) / np.where(size > 0, size, 1.0)


def coefficients(name: str) -> Differences:
    exact = certified("certified_ml").get(name)
    if exact:
        yield (fitted(name).params - as_ours(name, exact["coef"])) / errors_of(name)


def standard_errors(name: str) -> Differences:
    if name in certified("certified_ml"):
        yield relative(fitted(name).bse, errors_of(name))


def likelihoods(name: str) -> Differences:
    exact = certified("certified_ml").get(name)
    if exact:
        yield relative(fitted(name).deviance, float(exact["deviance"]))
        yield relative(fitted(name).null_deviance, truth(name)["null_deviance"])


def robust(name: str) -> Differences:
    for kind, theirs in certified("rows/robust").get(name, {}).items():
        if kind.startswith("HC"):
            yield relative(np.sqrt(np.diag(fitted(name).vcov(kind))), as_ours(name, theirs))
        if kind == "CL_HC1_cadjustTRUE":
            clustered = oddsmith.fit(formula_of(name), table_of(name), cluster="site")
            yield relative(clustered.bse, as_ours(name, theirs))


def profile(name: str, method: str = "ml") -> Differences:
    exact = certified("likelihood/certified_profile_ci").get(name, {}).get(method)
    if exact:
        ends = fitted(name, method).conf_int(method="profile")
        for side in ("lower", "upper"):
            yield (ends[side] - as_ours(name, exact[side])) / errors_of(name, method)


def likelihood_ratios(name: str) -> Differences:
    if name in certified("likelihood/r_terms"):
        r = certified("likelihood/r_terms")[name]
        yield relative(fitted(name).drop_one()["lr"], r["drop1"]["LRT"], least=1)
        yield relative(fitted(name).sequential()["lr"], r["anova_seq"]["dev"], least=1)


def wald_and_score(name: str) -> Differences:
    r = certified("likelihood/r_terms").get(name, {})
    if "wald_terms_type2" in r:
        yield relative(fitted(name).wald_terms()["wald"], r["wald_terms_type2"]["chisq"], least=1)
    if r and not name.endswith("noint"):
        yield relative(fitted(name).drop_one()["score"], r["drop1"]["Rao"], least=1)


def firth(name: str) -> Differences:
    exact = certified("likelihood/certified_firth").get(name)
    if exact:
        fit, se = fitted(name, "firth"), errors_of(name, "firth")
        yield (fit.params - as_ours(name, exact["coef"])) / se
        yield relative(fit.bse, se)


def firth_profile(name: str) -> Differences:
    return profile(name, "firth")


def corrected(name: str) -> Differences:
    r = certified("likelihood/r_firth").get(name, {}).get("logistf", {})
    for method in ("flic", "flac"):
        if f"{method}_coef" in r:
            away = fitted(name, method).params - as_ours(name, r[f"{method}_coef"])
            yield away / errors_of(name, "firth")


RESIDUALS = {
    "resid_response": "response",
    "resid_working": "working",
    "resid_pearson": "pearson",
    "resid_deviance": "deviance",
    "rstandard_pearson": "standardized_pearson",
    "rstandard_deviance": "standardized_deviance",
    "rstudent": "studentized",
}
MEASURES = {
    "hat": "leverage",
    "cooks": "cooks_distance",
    "dffits": "dffits",
    "covratio": "covratio",
}


def rows(name: str) -> Differences:
    r = certified("rows/diag").get(name)
    if not r:
        return
    fit = fitted(name)
    kept = [column for column in fit.names if column not in fit.aliased]
    measures = fit.influence()
    ours = {theirs: fit.residuals(kind) for theirs, kind in RESIDUALS.items()}
    ours |= {theirs: measures[kind] for theirs, kind in MEASURES.items()}
    for key, values in ours.items():
        yield beside_the_largest(values, listed(r[key]))
    for key, scaled in (("dfbetas", True), ("dfbeta", False)):
        changes, theirs = fit.dfbetas(scaled=scaled)[kept], np.array([listed(x) for x in r[key]])
        for k, column in enumerate(kept):
            yield beside_the_largest(changes[column], theirs[:, k])


def beside_the_largest(ours: Any, theirs: Any) -> Any:
    """Relative difference, of values below a tenth of the largest that to this tenth."""
    ours = np.asarray(ours)[: len(theirs)]
    return relative(ours, theirs, least=0.1 * np.nanmax(np.abs(theirs)))


def whole(name: str) -> Differences:
    r, fit = certified("rows/fit").get(name), fitted(name)
    if not r:
        return
    yield relative(fit.pearson_test().test.statistic, r["pearson_chi2"])
    if "brier" in r:
        found, theirs = fit.pseudo_r2(), r["r2"]
        yield relative(fit.brier(), r["brier"])
        yield relative(found.tjur, r["tjur_r2"], least=0.01)
        ours = (found.mcfadden, found.cox_snell, found.nagelkerke)
        keys = ("mcfadden", "coxsnell", "nagelkerke")
        yield relative(ours, [theirs[key] for key in keys], least=0.01)
    if "auc" in r and name != "admissions_offset2":
        area = fit.auc()
        yield relative([area.auc, area.variance], [r["auc"], r["auc_var_delong"]])
    for groups in (6, 10):
        if f"hosmer_lemeshow_g{groups}" in r:
            expected = r[f"hosmer_lemeshow_g{groups}"]["X2"]
            yield relative(fit.hosmer_lemeshow(groups).test.statistic, expected)


def predictions(name: str) -> Differences:
    r = certified("effects/r_effects").get(name, {}).get("pred")
    if r:
        found = fitted(name).predict_interval(table_of(name)).iloc[: len(r["link"])]
        yield (found["log_odds"] - r["link"]) / r["link_se"]
        yield relative(found["log_odds_std_error"], r["link_se"])
        yield relative(found["probability"], r["response"])
        yield relative(found["std_error"], r["response_se"])


class Quantity(NamedTuple):
    """A column of the page: what it is called, how far it may be off, and how that is measured."""

    title: str
    tolerance: str
    differences: Callable[[str], Differences]


QUANTITIES = [
    Quantity("coefficients", "1e-11", coefficients),
    Quantity("errors", "1e-11", standard_errors),
    Quantity("deviance", "1e-11", likelihoods),
    Quantity("profile", "1e-9", profile),
    Quantity("Firth", "1e-11", firth),
    Quantity("Firth profile", "1e-9", firth_profile),
    Quantity("robust", "1e-7", robust),
    Quantity("LR", "1e-9", likelihood_ratios),
    Quantity("Wald, score", "1e-6", wald_and_score),
    Quantity("FLIC, FLAC", "1e-6", corrected),
    Quantity("rows", "1e-6", rows),
    Quantity("whole", "1e-10", whole),
    Quantity("predictions", "1e-6", predictions),
]


def figure(quantity: Quantity, name: str) -> float | None:
    """The largest difference of a quantity on a table; None where there is no reference."""
    parts = [np.ravel(np.abs(np.asarray(one, float))) for one in quantity.differences(name)]
    values = np.concatenate([*parts, np.zeros(0)])
    values = values[
        ~np.isnan(values)
    ]  # columns left out, p-values and residuals that are not there
    return float(values.max()) if len(values) else None


def measure() -> dict[str, list[float | None]]:
    """A row of figures for each table."""
    return {name: [figure(quantity, name) for quantity in QUANTITIES] for name in NAMES}


def bound(value: float | None) -> str:
    """The lowest rung of the ladder that a figure is below.

    Examples
    --------
    >>> bound(3e-15), bound(2e-9), bound(None)
    ('< 1e-12', '< 1e-8', '–')
    """
    return "–" if value is None else f"< {next(rung for rung in LADDER if value < float(rung))}"


def page(figures: dict[str, list[float | None]]) -> str:
    """The page, in Markdown."""
    lines = [
        ["table", "n × p", *(quantity.title for quantity in QUANTITIES)],
        ["---"] * (len(QUANTITIES) + 2),
        ["*held to*", "", *(f"*< {quantity.tolerance}*" for quantity in QUANTITIES)],
    ]
    for name, row in figures.items():
        size = f"{len(table_of(name)):,} × {len(r_names(name))}"
        lines.append([name.replace("_", "\\_"), size, *map(bound, row)])
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    text = TEMPLATE.read_text(encoding="utf-8").replace("{{ table }}", table)
    return text.replace("{{ versions }}", versions())


def versions() -> str:
    """R's version, and those of its packages."""
    known = dict(truth(TABLES[0])["versions"])
    r = known.pop("R").split()[2]
    return ", ".join([f"R {r}", *(f"{package} {number}" for package, number in known.items())])


if __name__ == "__main__":
    PAGE.write_text(page(measure()), encoding="utf-8")
