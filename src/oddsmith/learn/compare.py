"""compare: a learner's coefficients beside the optimum that they should be.

    maximum likelihood     minimise  mean loss
    scikit-learn           minimise  mean loss + ½ ‖w‖² / (C n),  its  C · sum of losses + ½ ‖w‖²

The bias is free in both.  The loss is convex, so each has one optimum, and coefficients that are
another model's, or none's, are told from it by their numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from oddsmith.errors import InputError
from oddsmith.learn.convergence import Optimum, optimum
from oddsmith.learn.given import read_weights
from oddsmith.learn.likeness import SAME, Match, Setting, usual
from oddsmith.learn.page import shortened, wrapped
from oddsmith.learn.penalised import class_weights, other_penalties
from oddsmith.learn.verdicts import REPEATED, WORDS, Likeness
from oddsmith.neuron import Array, safe_rate
from oddsmith.neuron.checks import as_inputs, as_targets

UNKNOWN = (Likeness.OTHER_PENALTY, Likeness.PENALISED_BIAS, Likeness.L1_PENALTY)  # of which C
CLOSE = 1e-6  # of the optimum, where steps are counted to


@dataclass(frozen=True, eq=False)
class Comparison:
    """Coefficients beside two optima; prints as a page.

    Attributes
    ----------
    likeness : Likeness
        What they are.
    words : str
        The same as a paragraph.
    digits : int or None
        Digits that agree with the optimum that they are; None where they are none, or that of a
        penalty whose strength was found from them.
    names : tuple of str
        Of the coefficients, the bias last.
    yours, maximum_likelihood, scikit_learn : ndarray of shape (p + 1,)
        Infinite or NaN where maximum likelihood has no finite optimum.
    C : float
        Of scikit-learn's penalty.
    gradient : float
        Largest entry of the gradient of the mean loss at yours, per unit of the column's size.
    loss, best_loss : float
        Mean loss at yours, and at maximum likelihood or in its limit.
    steps : float
        Steps of gradient descent with rate 1/L from yours to six digits of maximum likelihood,
        about; ``inf`` where there is no such optimum.
    """

    likeness: Likeness
    words: str
    digits: int | None
    names: tuple[str, ...]
    yours: Array
    maximum_likelihood: Array
    scikit_learn: Array
    C: float
    gradient: float
    loss: float
    best_loss: float
    steps: float

    def __str__(self) -> str:
        columns = (self.yours, self.maximum_likelihood, self.scikit_learn)
        rows = [["", "yours", "maximum likelihood", f"scikit-learn, C={self.C:g}"]]
        for name, *numbers in zip(self.names, *columns, strict=True):
            rows.append([name, *(f"{number:.7g}" for number in numbers)])
        return f"{wrapped(self.words)}\n\n{shortened(rows, 'coefficients')}"


def compare(w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike, C: float = 1.0) -> Comparison:
    """Compare coefficients with maximum likelihood and with scikit-learn's default, and say why.

    Parameters
    ----------
    w : array-like of shape (p,), (p, 1) or (1, p)
        A column of ones in X counts as the bias.
    b : float or array-like of shape (1,)
        0 where there is none.
    X : array-like of shape (n, p)
        The table, before any scaling of its columns.
    y : array-like of shape (n,)
        0 and 1.
    C : float
        Of scikit-learn's penalty, above 0.

    Raises
    ------
    InputError
        Arguments that are no finite numbers, or do not fit together.

    Examples
    --------
    >>> from oddsmith.datasets import load
    >>> table = load("admissions")
    >>> X, y = table[["gre", "gpa"]], table["admit"]
    >>> found = compare([0.002690684, 0.7546869], -4.949378, X, y)
    >>> found.likeness.name, found.digits
    ('MAXIMUM_LIKELIHOOD', 7)
    """
    setting = read_setting(w, b, X, y, C)
    plain = optimum(setting.X, setting.y, names=setting.names)
    penalised = optimum(setting.X, setting.y, setting.strength)
    at = plain.objective(setting.mine)
    match = next((m for m in matches(setting, plain, penalised, C) if m.distance <= SAME), None)
    steps = inf
    if not plain.separation:
        rate = safe_rate(setting.X, len(setting.y), "cross-entropy")
        steps = plain.steps_from(setting.mine, rate, CLOSE)
    gradient = float(np.abs(np.asarray(at.gradient) / setting.units).max())
    otherwise = Likeness.SEPARATED if plain.separation else Likeness.NOT_CONVERGED
    likeness = otherwise if match is None else match.likeness
    words = WORDS[likeness].format(
        model="" if match is None else match.words,
        digits=0 if match is None else match.digits,
        C=C,
        gradient=gradient,
        above=at.loss - plain.loss,
        steps=more(steps),
        separation=plain.separation,
    )
    return Comparison(
        likeness=likeness,
        words=words if plain.unique or plain.separation else words + REPEATED,
        digits=None if match is None or likeness in UNKNOWN else match.digits,
        names=(*setting.names, "b"),
        yours=setting.mine,
        maximum_likelihood=plain.at,
        scikit_learn=penalised.at,
        C=C,
        gradient=gradient,
        loss=at.loss,
        best_loss=plain.loss,
        steps=steps,
    )


def read_setting(w: ArrayLike, b: Any, X: ArrayLike, y: ArrayLike, C: float) -> Setting:
    """The table without columns of ones, whose weights are added to the bias."""
    table = as_inputs(X)
    n, p = table.shape
    targets = as_targets(y, n)
    weights = read_weights(w, p).ravel().astype(np.float64)
    bias = np.asarray(b)
    if bias.size != 1 or bias.dtype.kind not in "iuf" or not np.isfinite(bias).all():
        raise InputError(f"b={b!r}: a bias is one finite number; 0 where there is none.")
    if not (isinstance(C, int | float | np.number) and C > 0):
        raise InputError(f"C={C!r}: scikit-learn's C is a number above 0; inf is no penalty.")
    ones = (table == 1).all(axis=0)
    if ones.all():
        raise InputError("X holds columns of ones alone: there is no weight to compare.")
    columns = getattr(X, "columns", [f"x{j}" for j in range(1, p + 1)])
    return Setting(
        table[:, ~ones],
        targets,
        np.append(weights[~ones], float(bias.ravel()[0]) + weights[ones].sum()),
        1 / (C * n),
        tuple(str(name) for name, one in zip(columns, ones, strict=True) if not one),
    )


def matches(setting: Setting, plain: Optimum, penalised: Optimum, C: float) -> Iterator[Match]:
    """Models whose optimum the coefficients may be, the plainest first."""
    named = f"scikit-learn's penalty with C={C:g}"
    yield from usual(setting, plain, penalised, named)
    yield from class_weights(setting, named)
    yield from other_penalties(setting, plain)


def more(steps: float) -> str:
    return f"about {steps:,.0f} more steps" if isfinite(steps) else "more steps than anyone takes"
