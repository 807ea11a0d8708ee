"""Optimism: how much better a model looks on its own rows than it will on new ones.

    1.  apparent    the index of the fit on its own rows
    2.  for each resample b: fit it;  optimism_b = index on the resample - index on all rows
    3.  corrected   apparent - mean optimism

Harrell, Lee and Mark 1996, Statistics in Medicine 15, section 5 (R's ``rms::validate``), for AUC,
Brier score, and calibration slope and intercept.  What chose the columns must be repeated in every
resample; here the columns are taken as given.
"""

from dataclasses import astuple, dataclass, fields

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.inference.bootstrap import (
    Resample,
    describe_draws,
    in_memory,
    require_enough,
    resamples,
)
from oddsmith.inference.calibration import calibration
from oddsmith.inference.discrimination import area
from oddsmith.inference.rows import WeightKind, require_smooth
from oddsmith.inference.scores import Scores
from oddsmith.sweep import raw_prediction

UNCALIBRATED = "predict without a finite calibration slope"


@dataclass(frozen=True)
class Indexes:
    """How good predictions are."""

    auc: float
    brier: float
    slope: float
    intercept: float


@dataclass(frozen=True)
class Validation:
    """Indexes of a model on its own rows, and what to expect on new ones.

    Attributes
    ----------
    apparent, optimism, corrected : Indexes
    used, asked : int
        Resamples that have an estimate, and those drawn.
    failures : dict of str to int
        How many have none, by reason.
    """

    apparent: Indexes
    optimism: Indexes
    corrected: Indexes
    used: int
    asked: int
    failures: dict[str, int]

    def describe(self) -> str:
        """What was drawn and what was left out, for a summary."""
        return describe_draws(self.used, self.asked, self.failures)

    def __str__(self) -> str:
        parts = [field.name for field in fields(Indexes)]
        lines = [f"{'':<9}" + "".join(f"{part:>11}" for part in parts)]
        for name in ("apparent", "optimism", "corrected"):
            values = astuple(getattr(self, name))
            lines.append(f"{name:<9}" + "".join(f"{value:>11.4f}" for value in values))
        return "\n".join([*lines, f"By the bootstrap: {self.describe()}"])


def optimism(
    estimate: Estimate,
    replicates: int = 200,
    *,
    seed: int,
    weights: WeightKind = "precision",
) -> Validation:
    """Indexes corrected for optimism by the bootstrap.

    Parameters
    ----------
    estimate, replicates, seed, weights
        As in `oddsmith.inference.bootstrap.bootstrap`.

    Raises
    ------
    InputError
        As `bootstrap`; also where the fit separates the classes.
    NotSupportedError
        More than two classes; an L1 penalty or bounds.

    Warns
    -----
    OddsmithWarning
        Some resamples have no estimate.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> rng = np.random.default_rng(0)
    >>> X = np.column_stack([np.ones(200), rng.standard_normal((200, 5))])
    >>> y = (rng.random(200) < 1 / (1 + np.exp(-X[:, 1]))) * 1.0
    >>> found = estimate(InMemory(Dense(X), y), 0, Penalty.none(6), to_floor=True)
    >>> validated = optimism(found, 50, seed=1)
    >>> validated.corrected.auc < validated.apparent.auc
    True
    """
    require_smooth(estimate, "Validation by the bootstrap")
    rows = in_memory(estimate)
    assert rows.case_weight is not None
    apparent = indexes(rows, estimate.solution.w, rows.case_weight)
    differences: list[tuple[float, ...]] = []
    failures: dict[str, int] = {}
    for resample in resamples(estimate, replicates, seed, weights):
        found = optimism_of(rows, resample)
        if isinstance(found, str):
            failures[found] = failures.get(found, 0) + 1
        else:
            differences.append(astuple(found))
    require_enough(len(differences), replicates, failures)
    mean = Indexes(*map(float, np.mean(differences, axis=0)))
    return Validation(apparent, mean, less(apparent, mean), len(differences), replicates, failures)


def optimism_of(rows: InMemory, resample: Resample) -> Indexes | str:
    """Indexes of the resample's fit on the resample, less those on all rows; or why not."""
    if resample.u is None:
        return resample.failure
    assert rows.case_weight is not None
    try:
        own = indexes(rows, resample.u, resample.case_weight)
        return less(own, indexes(rows, resample.u, rows.case_weight))
    except InputError:  # after a penalty: scores that separate the classes
        return UNCALIBRATED


def indexes(rows: InMemory, u: Array, case_weight: Array) -> Indexes:
    """Of the coefficients u on these rows, weighted so."""
    scores = Scores(raw_prediction(rows.whole, u), rows.y, case_weight)
    found = calibration(scores)
    return Indexes(area(scores).auc, scores.brier, found.slope, found.intercept)


def less(a: Indexes, b: Indexes) -> Indexes:
    return Indexes(*(x - y for x, y in zip(astuple(a), astuple(b), strict=True)))
