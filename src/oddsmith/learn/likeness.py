"""Likeness: which model a learner's coefficients are the optimum of.

Candidates are optima in the learner's own coefficients; for columns that were scaled before,

    z = Σ v_j (x_j - c_j) / s_j + a        <=>        w_j = v_j / s_j,    b = a - Σ c_j w_j
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log10

import numpy as np

from oddsmith.learn.convergence import Optimum, optimum
from oddsmith.learn.verdicts import Likeness
from oddsmith.neuron import Array

SAME = 1e-3  # of the largest coefficient, in units of the columns
MOST_DIGITS = 15


@dataclass(frozen=True, eq=False)
class Setting:
    """A table, the learner's coefficients for it, and scikit-learn's penalty on the mean loss.

    Attributes
    ----------
    X, y : ndarray of shape (n, p) and (n,)
    mine : ndarray of shape (p + 1,)
        The bias last.
    strength : float
        1 / (C n).
    names : tuple of str
    """

    X: Array
    y: Array
    mine: Array
    strength: float
    names: tuple[str, ...]

    @cached_property
    def units(self) -> Array:
        """Root mean square of each column, and one for the bias: (p + 1,)."""
        size = np.sqrt(np.mean(self.X**2, axis=0))
        return np.append(np.where(size > 0, size, 1.0), 1.0)

    def distance(self, other: Array, unique: bool = True) -> float:
        """Largest difference from other coefficients, (p + 1,), over the largest of those.

        In units of the columns; of predictions z where coefficients are not unique.
        """
        if not np.isfinite(other).all():
            return np.inf
        a, b = self.units * self.mine, self.units * other
        if not unique:
            A = np.column_stack([self.X, np.ones(len(self.X))])
            a, b = A @ self.mine, A @ other
        largest = float(np.abs(b).max())
        return float(np.abs(a - b).max()) / largest if largest else float(np.abs(a).max())

    def distance_from_line(self, start: Array, way: Array) -> float:
        """The same from the nearest point between start and start + way, over the largest here."""
        a, d = self.units * (self.mine - start), self.units * way
        share = float(np.clip(a @ d / max(float(d @ d), np.finfo(float).tiny), 0, 1))
        return float(np.abs(a - share * d).max() / np.abs(self.units * self.mine).max())


@dataclass(frozen=True)
class Match:
    """A model whose optimum the coefficients may be, and how far they are from it, relatively."""

    likeness: Likeness
    words: str
    distance: float

    @property
    def digits(self) -> int:
        """Digits that agree."""
        return min(MOST_DIGITS, int(-log10(max(self.distance, 10.0**-MOST_DIGITS))))


def usual(setting: Setting, plain: Optimum, penalised: Optimum, named: str) -> Iterator[Match]:
    """Models without anything that has to be guessed, the plainest first."""
    direct = [
        Match(Likeness.MAXIMUM_LIKELIHOOD, "maximum likelihood", near(setting, plain)),
        Match(Likeness.SCIKIT_LEARN, named, near(setting, penalised)),
    ]
    yield from sorted(direct, key=lambda match: match.distance)
    for match, best in zip(direct, (plain, penalised), strict=True):
        distance = setting.distance(-best.at, best.unique)
        yield Match(Likeness.FLIPPED, match.words, distance)
    if setting.mine[-1] == 0:
        yield from without_bias(setting, named)
    yield from of_scaled_columns(setting, plain, named)


def near(setting: Setting, best: Optimum) -> float:
    return setting.distance(best.at, best.unique)


def without_bias(setting: Setting, named: str) -> Iterator[Match]:
    for strength, words in ((0.0, "maximum likelihood"), (setting.strength, named)):
        best = optimum(setting.X, setting.y, strength, bias=False)
        distance = setting.distance(np.append(best.at, 0.0), best.unique)
        yield Match(Likeness.NO_BIAS, words, distance)


def of_scaled_columns(setting: Setting, plain: Optimum, named: str) -> Iterator[Match]:
    """The optimum for columns that were scaled before, compared in the coefficients of these."""
    for words, center, scale in scalings(setting.X):
        scaled = Setting(
            (setting.X - center) / scale, setting.y, setting.mine, setting.strength, setting.names
        )
        if not plain.separation:
            w = plain.at[:-1]
            there = np.append(w * scale, plain.at[-1] + center @ w)
            distance = scaled.distance(there, plain.unique)
            yield Match(Likeness.SCALED, f"maximum likelihood for {words}", distance)
        best = optimum(scaled.X, scaled.y, scaled.strength)
        yield Match(Likeness.SCALED, f"{named} for {words}", near(scaled, best))


def scalings(X: Array) -> Iterator[tuple[str, Array, Array]]:
    """Usual shifts and scales of the columns; those of a constant column are 0 and 1."""
    low, high = X.min(axis=0), X.max(axis=0)
    varies = high > low
    mean, n = X.mean(axis=0), len(X)
    usual = [
        ("columns of mean 0 and standard deviation 1", mean, X.std(axis=0)),
        ("columns between 0 and 1", low, high - low),
        ("columns divided by their largest value", 0 * low, np.abs(X).max(axis=0)),
        ("columns of mean 0", mean, np.ones_like(low)),
    ]
    if n > 1:
        by_less = X.std(axis=0, ddof=1)
        usual.insert(1, ("columns of standard deviation 1, with n - 1,", mean, by_less))
    for words, center, scale in usual:
        yield words, np.where(varies, center, 0.0), np.where(varies, scale, 1.0)
