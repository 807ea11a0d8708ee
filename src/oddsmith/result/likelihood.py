"""Likelihood: how well a fit does on its own rows, and with how many coefficients.

Of two classes and of several: K classes have K - 1 equations, each with a coefficient for each
column, and a row counts once for each of them.
"""

from typing import TYPE_CHECKING

import numpy as np

from oddsmith.errors import NotSupportedError
from oddsmith.frame import Terms
from oddsmith.likelihood import Likelihoods
from oddsmith.result.fitted import Method
from oddsmith.result.sample import Sample


class Likelihood:
    """What a fit says of its likelihood, under statsmodels' names."""

    if TYPE_CHECKING:  # what a fit is made of

        @property
        def terms(self) -> Terms: ...
        @property
        def sample(self) -> Sample: ...
        @property
        def aliased(self) -> dict[str, list[str]]: ...
        @property
        def likelihoods(self) -> Likelihoods: ...
        @property
        def method(self) -> Method: ...
        @property
        def penalty(self) -> float: ...

    @property
    def equations(self) -> int:
        """Log-odds that are modelled: one."""
        return 1

    @property
    def rank(self) -> int:
        """Number of coefficients that were estimated."""
        return (len(self.terms.names) - len(self.aliased)) * self.equations

    @property
    def nobs(self) -> int:
        """Rows used; with frequencies, as often as each is there."""
        return self.sample.cases

    @property
    def df_model(self) -> int:
        """Coefficients estimated, intercepts not counted."""
        return self.rank - (self.terms.intercept is not None) * self.equations

    @property
    def df_resid(self) -> int:
        """`nobs`, as often as there are equations, less coefficients estimated."""
        return self.nobs * self.equations - self.rank

    @property
    def llf(self) -> float:
        """Log-likelihood at the estimate, as R's ``logLik``; a penalty is not part of it."""
        return self.likelihoods.model

    @property
    def llnull(self) -> float:
        """Log-likelihood of the model with an intercept alone (and the offset).

        Where the model has no intercept, neither has this one: all probabilities are one half.
        """
        return self.likelihoods.null

    @property
    def deviance(self) -> float:
        """Twice the log-likelihood's distance from that of the saturated model."""
        return self.likelihoods.deviance

    @property
    def null_deviance(self) -> float:
        """Deviance of the model with an intercept alone (and the offset); see `llnull`."""
        return self.likelihoods.null_deviance

    @property
    def aic(self) -> float:
        """``-2 llf + 2 rank``.

        Raises
        ------
        NotSupportedError
            `llf` is no maximum of a likelihood: a penalty, Firth's among them, or sampling weights.
        """
        self._require_maximum("AIC")
        return -2 * self.llf + 2 * self.rank

    @property
    def bic(self) -> float:
        """``-2 llf + rank log(nobs)``; refused where `aic` is."""
        self._require_maximum("BIC")
        rows = float(np.log(self.nobs)) if self.nobs else np.nan  # none: coefficients were given
        return -2 * self.llf + self.rank * rows

    @property
    def has_information_criteria(self) -> bool:
        """Whether `aic` and `bic` are defined."""
        return not self.penalty and self.method == "ml" and self.sample.weight_kind != "sampling"

    def _require_maximum(self, what: str) -> None:
        if not self.has_information_criteria:
            why = (
                "with sampling weights the weighted likelihood is not that of the rows drawn"
                if self.sample.weight_kind == "sampling"
                else "the estimate does not maximise the likelihood, so its log-likelihood less "
                "the number of coefficients estimates nothing"
            )
            raise NotSupportedError(
                f"{what}: {why}. Compare maximum-likelihood fits, or use cross-validation."
            )
