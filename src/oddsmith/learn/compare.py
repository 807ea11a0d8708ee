"""compare: a learner's coefficients beside the optimum that they should be.

    maximum likelihood     minimise  mean loss
    scikit-learn           minimise  mean loss + ½ ‖w‖² / (C n),  its  C · sum of losses + ½ ‖w‖²

The bias is free in both.  The loss is convex, so each has one optimum, and coefficients that are
another model's, or none's, are told from it by their numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from oddsmith.errors import InputError
from oddsmith.learn.convergence import Optimum, optimum
from oddsmith.learn.given import read_weights
from oddsmith.learn.likeness import SAME, Likeness, Match, Setting, matches
from oddsmith.learn.page import shortened, wrapped
from oddsmith.neuron import Array, safe_rate
from oddsmith.neuron.checks import as_inputs, as_targets

UNKNOWN = (Likeness.OTHER_PENALTY, Likeness.PENALISED_BIAS)  # known by their gradient alone
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
    if match is not None:
        likeness, words = match.likeness, WORDS[match.likeness](match, C)
    elif plain.separation:
        likeness, words = Likeness.SEPARATED, separated(plain.separation, gradient)
    else:
        likeness, words = Likeness.NOT_CONVERGED, unfinished(gradient, at.loss - plain.loss, steps)
    return Comparison(
        likeness=likeness,
        words=words + repeated(plain),
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


def same(match: Match) -> str:
    return f"The same model as {match.words}, to {match.digits} digits."


PENALTY = "scikit-learn adds ½ ‖w‖² with C={C:g}"
WORDS: dict[Likeness, Callable[[Match, float], str]] = {
    Likeness.MAXIMUM_LIKELIHOOD: lambda match, C: (
        f"{same(match)} {PENALTY.format(C=C)} to the sum of losses, which maximum likelihood does "
        "not: its weights are smaller. Ask it for C=np.inf to get yours."
    ),
    Likeness.SCIKIT_LEARN: lambda match, C: (
        f"{same(match)} {PENALTY.format(C=C)} to the sum of losses; without it the optimum is that "
        "of maximum likelihood."
    ),
    Likeness.OTHER_PENALTY: lambda match, C: (
        f"The optimum for {match.words}. {PENALTY.format(C=C)} to the sum of losses."
    ),
    Likeness.PENALISED_BIAS: lambda match, C: (
        f"The optimum for {match.words}, on the bias too. {PENALTY.format(C=C)} for the weights "
        "alone; its bias is free."
    ),
    Likeness.FLIPPED: lambda match, C: (
        f"Minus the coefficients of {match.words}, to {match.digits} digits: the labels are "
        "flipped, or the sign of z is. Yours predicts class 0."
    ),
    Likeness.NO_BIAS: lambda match, C: (
        f"The bias is missing: to {match.digits} digits this is {match.words} for z = X @ w, which "
        "gives every row of zeros a probability of one half. Add b, or a column of ones."
    ),
    Likeness.SCALED: lambda match, C: (
        f"To {match.digits} digits this is {match.words}: the columns were scaled before. For the "
        "columns as they are, w / scale is the weight, and b - Σ center · w / scale the bias."
    ),
}


def separated(how: str, gradient: float) -> str:
    return (
        f"{how} So there is no finite optimum: the weights grow for ever, and the loss falls to "
        f"its limit (the gradient at yours is {gradient:.2g}). With a penalty, as scikit-learn has "
        "by default, there is one."
    )


def unfinished(gradient: float, above: float, steps: float) -> str:
    more = f"about {steps:,.0f} more steps" if isfinite(steps) else "more steps than anyone takes"
    return (
        f"Not converged: the gradient is {gradient:.2g}, and the mean loss {above:.2g} above its "
        f"minimum. Gradient descent with rate 1/L needs {more} to six digits; scaled columns may "
        "need far fewer (oddsmith.learn.suggest_learning_rate). If yours has come to rest here, "
        "its gradient is wrong: oddsmith.learn.check_gradient says how."
    )


def repeated(plain: Optimum) -> str:
    if plain.unique or plain.separation:
        return ""
    return (
        " Columns repeat each other, so that many coefficients give the same predictions; "
        "predictions were compared."
    )
