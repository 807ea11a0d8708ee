"""explain: what a coefficient says of odds, and of probabilities at several base rates.

    odds ratio = exp(w)        odds = p / (1 - p)        p after = sigmoid(logit(p before) + w)

The odds ratio is the same for every row; what it does to a probability depends on where that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, isinf, isnan, log, nan
from typing import TYPE_CHECKING

import numpy as np

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.learn.page import aligned, wrapped
from oddsmith.neuron import sigmoid

if TYPE_CHECKING:
    from oddsmith.result import Fit

INTERCEPT = "Intercept"
LARGEST = 709.0  # whose exponential is a number


@dataclass(frozen=True)
class Change:
    """A probability before and after, and the ends of the interval after; NaN without interval."""

    before: float
    after: float
    low: float
    high: float


@dataclass(frozen=True)
class OddsExplanation:
    """What a coefficient means; prints as a page.

    Attributes
    ----------
    name : str
        Of the column.
    by : float
        How many units more.
    coefficient : float
        On the log-odds, for one unit.
    odds_ratio, low, high : float
        What so many units multiply the odds by, and the interval; its ends are NaN where there is
        none.  ``inf`` also stands for more than any number: ask for fewer units.
    level : float
        Coverage of the interval.
    changes : tuple of Change
        One for each base rate.
    """

    name: str
    by: float
    coefficient: float
    odds_ratio: float
    low: float
    high: float
    level: float
    changes: tuple[Change, ...]

    @property
    def words(self) -> str:
        """The odds ratio as a sentence or two."""
        said = f"{self.step} multiplies the odds by {self.odds_ratio:.4g}"
        if isinf(self.coefficient):
            return f"{said}: the column separates the classes, and no finite ratio fits."
        if isinf(self.odds_ratio):
            return f"{said}, more than any number: ask for fewer units, by={self.by / 1000:g}."
        if isnan(self.low):
            return f"{said}, the others as they are. There is no interval for it."
        interval = f"{100 * self.level:.4g} % interval {self.low:.4g} to {self.high:.4g}"
        unsure = " The interval holds 1: up or down, the data do not tell."
        return (
            f"{said} ({interval}), the others as they are."
            f"{unsure if self.low < 1 < self.high else ''}"
        )

    @property
    def step(self) -> str:
        """What is changed, in words."""
        if "[" in self.name:
            return f"{self.name}, against the reference level,"
        much = "One" if abs(self.by) == 1 else f"{abs(self.by):g}"
        return f"{much} {'more' if self.by > 0 else 'less'} of {self.name}"

    def __str__(self) -> str:
        rows = [["before", "after", "points", "interval"]]
        for one in self.changes:
            ends = "" if isnan(one.low) else f"{one.low:.1%} to {one.high:.1%}"
            points = f"{100 * (one.after - one.before):+.1f}"
            rows.append([f"{one.before:.1%}", f"{one.after:.1%}", points, ends])
        why = (
            "The ratio of odds is the same at every base rate, the change of probability is not: "
            "it is largest near 50 % and vanishes near 0 and 100 %."
        )
        return "\n\n".join([wrapped(self.words), aligned(rows), wrapped(why)])


def explain(
    fit: "Fit",
    name: str,
    *,
    by: float = 1.0,
    base_rates: Sequence[float] = (0.1, 0.5, 0.9),
    level: float = 0.95,
) -> OddsExplanation:
    """Odds ratio of a column, and what it does to a probability of 10, 50 and 90 %.

    Parameters
    ----------
    fit : Fit
        Of `oddsmith.fit`, or an estimator's ``fit_``.
    name : str
        One of ``fit.names``.
    by : float
        How many units more, not zero.
    base_rates : sequence of float
        Probabilities before, between 0 and 1.
    level : float
        Coverage of the Wald interval.

    Raises
    ------
    InputError
        There is no such column, it is the intercept or was left out, or a number out of its range.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> found = explain(oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions")), "gpa")
    >>> round(found.odds_ratio, 3), round(found.low, 3), round(found.high, 3)
    (2.235, 1.166, 4.282)
    >>> [round(change.after, 3) for change in found.changes]
    [0.199, 0.691, 0.953]
    """
    position = position_of(name, fit)
    if not (isinstance(by, int | float | np.number) and np.isfinite(by) and by != 0):
        raise InputError(f"by={by!r}: so many units more, a finite number that is not zero.")
    rates = [float(rate) for rate in base_rates]
    if not all(0 < rate < 1 for rate in rates):
        raise InputError(f"base_rates={rates}: probabilities lie between 0 and 1, not at the ends.")
    w = float(fit.params.iloc[position])
    if isnan(w):
        raise InputError(
            f"{name!r} has no coefficient: it was left out or is undetermined, see fit.summary()."
        )
    low, high = sorted(float(by) * end for end in interval(fit, position, level))
    shift = float(by) * w
    return OddsExplanation(
        name=name,
        by=float(by),
        coefficient=w,
        odds_ratio=odds(shift),
        low=odds(low),
        high=odds(high),
        level=level,
        changes=tuple(
            Change(rate, *(moved(rate, step) for step in (shift, low, high))) for rate in rates
        ),
    )


def position_of(name: str, fit: "Fit") -> int:
    names = list(fit.names)
    if name == INTERCEPT and name in names:
        base = sigmoid(float(fit.params.iloc[names.index(name)]))
        raise InputError(
            f"The intercept is no column: it is the log-odds where all columns are 0, a "
            f"probability of {base:.4g}. Name a column."
        )
    if name not in names:
        from oddsmith.frame.words import no_such_columns

        raise InputError(no_such_columns([str(name)], [one for one in names if one != INTERCEPT]))
    return names.index(name)


def interval(fit: "Fit", position: int, level: float) -> tuple[float, float]:
    """Ends of the coefficient's interval; NaN where the fit has none."""
    try:
        ends = fit.conf_int(level=level).iloc[position]
    except NotSupportedError:
        return nan, nan
    return float(ends["lower"]), float(ends["upper"])


def odds(log_odds: float) -> float:
    return inf if log_odds > LARGEST else exp(log_odds)


def moved(rate: float, shift: float) -> float:
    """The probability after a shift of its log-odds; NaN after one of NaN."""
    return nan if isnan(shift) else float(sigmoid(log(rate / (1 - rate)) + shift))
