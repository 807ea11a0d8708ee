"""Scales: what the number of a penalty means in other programs, and the way to this one's.

    oddsmith, glum        mean loss + λ [r ‖w‖₁ + ½ (1 - r) ‖w‖²]                    glum: alpha
    glmnet                the same, of standardised columns unless standardize=FALSE          lambda
    spark                 the same, of standardised columns unless standardization=False    regParam
    scikit-learn          C Σ s ℓ + r ‖w‖₁ + ½ (1 - r) ‖w‖²,   so that  λ = 1 / (C Σ s)            C
    liblinear             as scikit-learn, and the intercept is penalised too                      C

Σ s is the sum of sample weights times class weights, n where there are none.  In a standardised
column of deviation s_j the penalty is that of s_j w_j.  Spark's deviation divides by n - 1,
glmnet's by n.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.errors import InputError


@dataclass(frozen=True)
class Scale:
    """A program's name for it; whether it is C of a sum, and of standardised columns."""

    parameter: str
    of_sum: bool = False
    standardised: bool = False


SCALES = {
    "oddsmith": Scale("penalty"),
    "glmnet": Scale("lambda", standardised=True),
    "glum": Scale("alpha"),
    "liblinear": Scale("C", of_sum=True),
    "scikit-learn": Scale("C", of_sum=True),
    "spark": Scale("regParam", standardised=True),
}


def scale_named(name: Any) -> Scale:
    if name not in SCALES:
        raise InputError(f"{name!r} is no scale of penalties: {', '.join(map(repr, SCALES))} are.")
    return SCALES[name]


def penalty_from(scale: str, value: Any, total: float | None = None) -> Any:
    """The strength λ on the mean loss that a number of another program stands for.

    Parameters
    ----------
    scale : str
        Whose number: ``"glmnet"``, ``"glum"``, ``"liblinear"``, ``"scikit-learn"``, ``"spark"`` or
        ``"oddsmith"``.
    value : float or array-like
        Such as scikit-learn's C.
    total : float, optional
        The sum of the rows' weights, n where there are none: needed for C.

    Returns
    -------
    float or ndarray

    Raises
    ------
    InputError
        A scale that is not known, a number that is negative or NaN, or no `total`.

    Examples
    --------
    >>> penalty_from("scikit-learn", 2.0, total=100)
    0.005
    """
    known, numbers = scale_named(scale), as_numbers(scale, value)
    if known.of_sum:
        with np.errstate(divide="ignore"):
            numbers = np.asarray(1 / (numbers * sum_of_weights(scale, total)))
    return float(numbers) if numbers.ndim == 0 else numbers


def penalty_to(scale: str, strength: Any, total: float | None = None) -> Any:
    """The number of another program for a strength λ on the mean loss: `penalty_from` undone.

    Examples
    --------
    >>> penalty_to("scikit-learn", 0.005, total=100)
    2.0
    """
    return penalty_from(scale, strength, total)  # 1 / (C Σ s) is its own inverse


def as_numbers(scale: str, value: Any) -> NDArray[np.float64]:
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        numbers = np.array(np.nan)
    if not (numbers >= 0).all():
        raise InputError(
            f"{SCALES[scale].parameter}={value!r}: the strength of a penalty is a number, zero or "
            "above, and not NaN."
        )
    return numbers


def sum_of_weights(scale: str, total: float | None) -> float:
    if total is None or not 0 < total < np.inf:
        raise InputError(
            f"total={total!r}: {scale}'s {SCALES[scale].parameter} weighs a sum over rows, so the "
            "sum of their weights is needed, n where there are none: total=n."
        )
    return float(total)
