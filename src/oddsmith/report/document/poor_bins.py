"""Poor bins: groups of rows, along each variable, whose outcome is far from its prediction.

    z_k = Σ c (y - p) / √[Σ c v]        poor where |z_k| > Φ⁻¹(1 - 0.05 / 2m), of m groups in all

about standard normal where the model is right; the bound holds for all groups at once (Bonferroni).
Numbers are in ten groups of equal size, categories by level.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd

from oddsmith.errors import InputError
from oddsmith.frame.missing import read_columns
from oddsmith.inference.binned_residuals import BinnedResiduals, groups_of, in_groups
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.scenarios import variable_of
from oddsmith.inference.scores import Scores
from oddsmith.report.document.rows import LEVELS
from oddsmith.result import Fit

VARIABLES, GROUPS, CASES = 50, 10, 5


class Poor(NamedTuple):
    """Sentences, the worst first, and how many groups were looked at."""

    poor: list[str]
    groups: int


def poor_bins(fit: Fit) -> Poor:
    """Groups along the first variables of the formula."""
    fit._in_memory("Calibration along variables")
    scores = fit._scores()
    table = fit._workings("Calibration along variables").table
    found = []
    for name in fit.terms.variables[:VARIABLES]:
        if name not in table.columns:
            raise InputError("An estimator's fit keeps no table: give the report data=.")
        found += along(fit, scores, table, name)
    if not found:
        return Poor([], 0)
    bound = sqrt(quantile(1 - 0.05 / len(found)))
    poor = sorted((one for one in found if one[0] > bound), key=lambda one: -one[0])
    return Poor([says for _, says in poor], len(found))


def along(fit: Fit, scores: Scores, table: pd.DataFrame, name: str) -> list[tuple[float, str]]:
    """|z| of each group of a variable, and what it says."""
    values = read_columns(table, [name])[name]
    levels = variable_of(fit.terms, name, values).levels
    if levels:
        group, labels = pd.factorize(np.asarray(values), sort=False)
        order = np.argsort(-np.bincount(group), kind="stable")[:LEVELS]
        bins = in_groups(scores, group.astype(float), group)
        named = {int(k): f"is {labels[k]}" for k in order}
    else:
        x = np.asarray(values, dtype=float)
        bins = in_groups(scores, x, groups_of(x, scores.case_weight, GROUPS))
        named = {k: between(bins, k) for k in range(len(bins.x))}
    return [
        (size(bins, k), sentence(bins, k, name, said)) for k, said in named.items() if fair(bins, k)
    ]


def fair(bins: BinnedResiduals, k: int) -> bool:
    """Whether there are enough cases for a normal approximation."""
    p, n = float(bins.predicted[k]), float(bins.cases[k])
    return n * p >= CASES and n * (1 - p) >= CASES


def size(bins: BinnedResiduals, k: int) -> float:
    return float(abs(bins.residual[k]) / bins.error[k])


def between(bins: BinnedResiduals, k: int) -> str:
    low, high = bins.low[k], bins.high[k]
    return f"is {low:.6g}" if low == high else f"lies from {low:.6g} to {high:.6g}"


def sentence(bins: BinnedResiduals, k: int, name: str, said: str) -> str:
    return (
        f"{name}: in the {bins.cases[k]:,.6g} cases where it {said}, {bins.observed[k]:.1%} came "
        f"true and {bins.predicted[k]:.1%} were predicted, farther apart than chance explains. "
        "A curve or an interaction of this column may be missing."
    )
