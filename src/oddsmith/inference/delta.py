"""The delta method: standard errors of averages that depend smoothly on the coefficients.

    θ = Σ c_i f_i(b) / Σ c_i        J = Σ c_i ∂f_i/∂b / Σ c_i        se(θ)² = J V Jᵀ = ‖J L‖²

(Oehlert 1992, *The American Statistician* 46, 27-29).  Only the estimate varies: the rows, and with
them the values averaged over, are taken as given.

Shapes: θ (q,);  J (q, p);  V = L Lᵀ (p, p);  L (p, r).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from oddsmith.design import Array
from oddsmith.inference.chi_square import quantile
from oddsmith.losses import sigmoid
from oddsmith.losses.binary import logit


@dataclass(frozen=True, eq=False)
class Average:
    """Σ c, Σ c f and Σ c ∂f/∂b, (q,) and (q, p), of q functions: adds.

    Examples
    --------
    >>> rows = Average(2.0, np.array([3.0]), np.array([[2.0, 4.0]]))
    >>> mean = rows + rows
    >>> mean.values, mean.gradients, mean.errors(np.eye(2))
    (array([1.5]), array([[1., 2.]]), array([2.23606798]))
    """

    case_weight: float
    sums: Array
    gradient_sums: Array

    def __add__(self, other: "Average") -> "Average":
        return Average(
            self.case_weight + other.case_weight,
            self.sums + other.sums,
            self.gradient_sums + other.gradient_sums,
        )

    @property
    def values(self) -> Array:
        """θ: (q,)."""
        return self.sums / self.case_weight

    @property
    def gradients(self) -> Array:
        """J: (q, p)."""
        return self.gradient_sums / self.case_weight

    def errors(self, root: Array) -> Array:
        """Standard errors of θ for L, (p, r): (q,)."""
        return np.asarray(np.linalg.norm(self.gradients @ root, axis=1))

    def combined(self, M: Array) -> "Average":
        """Averages of the functions ``M f``, for M of shape (q', q)."""
        return Average(self.case_weight, M @ self.sums, M @ self.gradient_sums)


def wald_columns(estimate: Array, std_error: Array, level: float) -> dict[str, Array]:
    """Wald statistic, two-sided p-value and interval, (q,) each; see `intervals` for `level`."""
    std_error = np.where(np.isnan(estimate), np.nan, std_error)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = estimate / std_error
    lower, upper = intervals(estimate, std_error, level)
    return {
        "estimate": estimate,
        "std_error": std_error,
        "z": z,
        "p_value": 2 * ndtr(-np.abs(z)),
        "lower": lower,
        "upper": upper,
    }


def probability_columns(p: Array, std_error: Array, level: float) -> dict[str, Array]:
    """Probabilities, (q,), with intervals inside 0 and 1: Wald's of the logit, se / p (1 - p)."""
    std_error = np.where(np.isnan(p), np.nan, std_error)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = intervals(logit(p), std_error / (p * (1 - p)), level)
    return {
        "estimate": p,
        "std_error": std_error,
        "lower": np.where(np.isnan(lower), np.nan, sigmoid(lower)),
        "upper": np.where(np.isnan(upper), np.nan, sigmoid(upper)),
    }


def standard_errors(covariance: Array) -> Array:
    """Roots of the diagonal, (p,); NaN where clusters two ways left a negative variance."""
    variances = covariance.diagonal()
    return np.sqrt(np.where(variances < 0, np.nan, variances))


def intervals(estimate: Array, std_error: Array, level: float) -> tuple[Array, Array]:
    """``estimate ± z se``, with the z of coverage `level`; NaN where the error is.

    Raises
    ------
    InputError
        The level is not between 0 and 1.

    Examples
    --------
    >>> intervals(np.array([1.0]), np.array([0.5]), 0.95)
    (array([0.02001801]), array([1.97998199]))
    """
    half = np.sqrt(quantile(level)) * std_error
    return estimate - half, estimate + half
