"""Hypotheses: q linear equations between coefficients, R w = r.

R is (q, p) of full row rank and r (q,): a row that earlier rows already imply, or contradict, is an
error that names it, because degrees of freedom would be wrong with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference.equations import read_equations

SAME = 1e-10  # what is left of a row after the earlier ones, as a share of it


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """R w = r.

    Attributes
    ----------
    R : ndarray of shape (q, p)
    r : ndarray of shape (q,)
    labels : tuple of str
        Each equation as written.
    names : tuple of str
        The p columns.
    """

    R: Array
    r: Array
    labels: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def df(self) -> int:
        return len(self.r)

    def __str__(self) -> str:
        return ", ".join(self.labels)


def linear_hypothesis(text: str, names: Sequence[str]) -> Hypothesis:
    """Read equations between coefficients.

    Parameters
    ----------
    text : str
        Equations with commas between them: numbers, column names, ``+ - * /``, parentheses and
        ``=``; ``"a = b = c"`` says two things.  Names may hold any characters: at each place the
        longest name that fits is taken.
    names : sequence of str
        The p columns.

    Raises
    ------
    InputError
        The text cannot be read, is not linear, names no column, or a row is redundant or
        contradicts the others.

    Examples
    --------
    >>> found = linear_hypothesis("gpa = 0, 2*C(rank)[T.2] = gpa + 1", ["gpa", "C(rank)[T.2]"])
    >>> found.R
    array([[ 1.,  0.],
           [-1.,  2.]])
    >>> found.r
    array([0., 1.])
    """
    equations = read_equations(text, names)
    R = np.array([one.coefficients for one in equations]).reshape(len(equations), len(names))
    r = np.array([0.0 - one.constant for one in equations])
    labels = tuple(one.label for one in equations)
    require_full_rank(R, r, labels)
    return Hypothesis(R, r, labels, tuple(names))


def zero_hypothesis(columns: Iterable[int], names: Sequence[str]) -> Hypothesis:
    """The hypothesis that the coefficients at these positions are zero: that of a term.

    Examples
    --------
    >>> str(zero_hypothesis([1, 2], ["Intercept", "a", "b"]))
    'a = 0, b = 0'
    """
    here = list(columns)
    R = np.eye(len(names))[here]
    labels = tuple(f"{names[j]} = 0" for j in here)
    return Hypothesis(R, np.zeros(len(here)), labels, tuple(names))


def require_full_rank(R: Array, r: Array, labels: Sequence[str]) -> None:
    for i, (row, value) in enumerate(zip(R, r, strict=True)):
        size = float(np.linalg.norm(row))
        if size == 0:
            raise InputError(
                f"{labels[i]!r} says nothing about a coefficient, so there is nothing to test: "
                "leave it out."
            )
        share = np.linalg.lstsq(R[:i].T, row, rcond=None)[0] if i else np.zeros(0)
        if np.linalg.norm(row - share @ R[:i]) > SAME * size:
            continue
        implied = float(share @ r[:i])
        others = ", ".join(repr(labels[k]) for k in np.flatnonzero(np.abs(share) > SAME).tolist())
        if abs(implied - value) <= SAME * (abs(value) + float(np.abs(share) @ np.abs(r[:i]))):
            raise InputError(
                f"{labels[i]!r} follows from {others}, so it adds no degree of freedom: leave one "
                "of them out."
            )
        raise InputError(
            f"{labels[i]!r} contradicts {others}: no coefficients satisfy all of them. Correct one."
        )


def on_estimated(hypothesis: Hypothesis, kept: NDArray[np.integer[Any]]) -> Array:
    """R on the estimated columns alone, (q, rank); an equation on another column has no answer."""
    left_out = np.setdiff1d(np.arange(len(hypothesis.names)), kept)
    for row, label in zip(hypothesis.R, hypothesis.labels, strict=True):
        for j in left_out[row[left_out] != 0].tolist():
            raise InputError(
                f"{label!r} is about {hypothesis.names[j]!r}, which repeats other columns and has "
                "no coefficient of its own: test another column, or leave one of them out of the "
                "model."
            )
    R: Array = hypothesis.R[:, kept]
    return R


def without(hypothesis: Hypothesis, columns: Iterable[int]) -> Hypothesis:
    """A hypothesis of zeros, less those about `columns`."""
    rows = ~hypothesis.R[:, list(columns)].any(axis=1)
    labels = tuple(np.array(hypothesis.labels, dtype=object)[rows])
    return replace(hypothesis, R=hypothesis.R[rows], r=hypothesis.r[rows], labels=labels)
