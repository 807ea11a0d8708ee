"""The numbers of a fit of several classes: plain data, and what follows from them alone.

w is (p, m), m = K - 1, against class 0, the reference; laid out in a row it is (p m,), in the order
of `labels`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from oddsmith.certificate import Certificate
from oddsmith.design import Array
from oddsmith.inference.delta import intervals, standard_errors
from oddsmith.inference.multinomial_coding import labels
from oddsmith.inference.multinomial_predict import ClassPredictor
from oddsmith.likelihood import Likelihoods
from oddsmith.solvers import Verdict


@dataclass(frozen=True, eq=False)
class ClassNumbers:
    """Coefficients of K classes, m = K - 1 for each of p columns.

    Attributes
    ----------
    names : tuple of p str
    classes : tuple of K labels
        The reference first.
    w : ndarray of shape (p, m)
        NaN for columns left out; where classes are separated ±inf, or NaN where undetermined.
    covariance : ndarray of shape (p m, p m)
        Of w laid out in a row, in the order of `labels`; NaN for what is not finite.
    likelihoods : Likelihoods
    nobs : float
        Rows of positive weight, each as often as it is repeated.
    predictor : ClassPredictor
        Probabilities of new rows.
    aliased : dict of str to list of str
        Columns left out, and those that they repeat.
    separation : str
        Which columns separate which classes; empty where none do.
    certificate : Certificate
    verdict : Verdict
        How the minimisation ended.
    """

    names: tuple[str, ...]
    classes: tuple[object, ...]
    w: Array
    covariance: Array
    likelihoods: Likelihoods
    nobs: float
    predictor: ClassPredictor
    aliased: dict[str, list[str]]
    separation: str
    certificate: Certificate
    verdict: Verdict

    @property
    def labels(self) -> tuple[str, ...]:
        """Name of each coefficient laid out in a row, as in ``"general:gpa"``."""
        return labels(self.names, self.classes)

    @property
    def rank(self) -> int:
        """Number of coefficients estimated."""
        return (len(self.names) - len(self.aliased)) * (len(self.classes) - 1)

    @property
    def left_out(self) -> NDArray[np.intp]:
        """Positions, in a row, of coefficients that were left out."""
        columns = [name in self.aliased for name in self.names]
        return np.flatnonzero(np.repeat(columns, self.w.shape[1]))

    @property
    def standard_errors(self) -> Array:
        """Of each coefficient: (p, m)."""
        return standard_errors(self.covariance).reshape(self.w.shape)

    @property
    def z_values(self) -> Array:
        """Wald statistics: (p, m)."""
        return self.w / self.standard_errors

    @property
    def p_values(self) -> Array:
        """Two-sided, of the Wald statistics: (p, m)."""
        return np.asarray(2 * ndtr(-np.abs(self.z_values)))

    def intervals(self, level: float = 0.95) -> Array:
        """Wald intervals: (p, m, 2)."""
        return np.stack(intervals(self.w, self.standard_errors, level), axis=-1)
