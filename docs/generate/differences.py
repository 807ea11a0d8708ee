"""Differences of our numbers from their references, kind by kind, as far as a table has them.

Each function gives the differences of one kind on one table, in the units that the page names;
NaN where there is nothing to compare, such as a column left out.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

import oddsmith
from tests.result.r_models import as_ours, fitted, formula_of, listed, table_of, truth
from tests.truths import certified

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
