"""Coefficients: estimates, standard errors, and intervals.

Names follow statsmodels: ``params, bse, zvalues, pvalues, vcov(), conf_int()``.
"""

from dataclasses import replace
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.delta import standard_errors
from oddsmith.inference.odds_ratios import exponential
from oddsmith.result.covariances import Kind, covariance_of
from oddsmith.result.fitted import GIVEN, SELECTED, Fitted, StandardErrors
from oddsmith.result.profiles import profiles

IntervalMethod = Literal["wald", "profile"]


class Coefficients(Fitted):
    """What a fit says of its coefficients."""

    @property
    def params(self) -> "pd.Series[float]":
        """Coefficients on the log-odds: NaN for a column left out, ±inf for one that separates."""
        return self._by_term(self.coefficients)

    @property
    def bse(self) -> "pd.Series[float]":
        """Standard errors, the roots of the diagonal of `vcov`; NaN where that is negative."""
        return self._by_term(standard_errors(self._covariance()))

    @property
    def zvalues(self) -> "pd.Series[float]":
        """Wald statistics ``params / bse``; NaN after a penalty, which leaves them no meaning."""
        if self.penalty:
            return self._by_term(np.full(len(self.coefficients), np.nan))
        return self.params / self.bse

    @property
    def pvalues(self) -> "pd.Series[float]":
        """Two-sided p-values of the Wald statistics; NaN after a penalty."""
        return self._by_term(2 * ndtr(-np.abs(self.zvalues.to_numpy())))

    def vcov(
        self,
        kind: Kind | None = None,
        *,
        cluster: Any = None,
        replicates: int | None = None,
        seed: int | None = None,
    ) -> pd.DataFrame:
        """Covariance of the coefficients.

        Parameters
        ----------
        kind : str, optional
            ``"model"``, the inverse of the observed information; ``"HC0"`` to ``"HC3"``;
            ``"cluster"``; ``"sampling"``; ``"bootstrap"``.  The fit's own where not given.
        cluster : array of shape (n,), or two in a tuple, optional
            For ``"cluster"``: a label for each row used, those of the fit where not given.
        replicates, seed : int, optional
            For ``"bootstrap"``: 1,000 resamples where not given.

        Returns
        -------
        DataFrame of shape (p, p)
            NaN for columns left out.  After an L2 penalty the model-based one is the covariance of
            the normal approximation to the posterior under the normal prior that it states.

        Raises
        ------
        InputError
            An unknown kind, an argument without use, or no finite estimate for robust errors.
        NotSupportedError
            A kind that is not known for this fit.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + gpa", load("admissions"))
        >>> round(float(fit.vcov("HC3").loc["gpa", "gpa"]) ** 0.5, 6)
        0.337693
        """
        covariance = self._covariance()
        if kind is not None:
            covariance, _ = covariance_of(self, kind, cluster, replicates, seed)
        elif (cluster, replicates, seed) != (None, None, None):
            raise InputError('cluster=, replicates= and seed= need kind="cluster" or "bootstrap".')
        return pd.DataFrame(covariance, index=list(self.names), columns=list(self.names))

    def with_errors(
        self,
        kind: Kind,
        *,
        cluster: Any = None,
        replicates: int | None = None,
        seed: int | None = None,
    ) -> Self:
        """The same fit with standard errors of another kind.

        Its `bse`, Wald tests, intervals and summary are from them, and the summary says so.
        Parameters and errors are those of `vcov`.
        """
        self._covariance()
        return self.with_covariance(*covariance_of(self, kind, cluster, replicates, seed))

    def with_covariance(self, covariance: Array, errors: StandardErrors) -> Self:
        """The same fit with this covariance, (p, p), which `errors` describes."""
        return replace(self, covariance=covariance, errors=errors)

    def conf_int(self, *, level: float = 0.95, method: IntervalMethod = "wald") -> pd.DataFrame:
        """Intervals of the coefficients.

        Parameters
        ----------
        level : float
            Coverage asked for, between 0 and 1.
        method : {"wald", "profile"}
            ``params ± z bse``; or where the likelihood-ratio test of each coefficient ends to
            accept, by `method="firth"` that of the penalised likelihood.

        Returns
        -------
        DataFrame
            Columns ``lower`` and ``upper``, a row for each term.  For an infinite estimate the
            profile has one finite end; Wald intervals are NaN.

        Raises
        ------
        InputError
            The level is not between 0 and 1, or there is no such method.
        NotSupportedError
            A profile where there is no likelihood to follow: after a penalty, with clusters or
            sampling weights.
        """
        require_level(level)
        if method == "profile":
            lower, upper = profiles(self, float(level)).T
            return pd.DataFrame({"lower": lower, "upper": upper}, index=list(self.names))
        if method != "wald":
            raise InputError(f'method={method!r}: intervals are "wald" or "profile".')
        half = -ndtri((1 - level) / 2) * self.bse  # NaN where the estimate is infinite
        return pd.DataFrame({"lower": self.params - half, "upper": self.params + half})

    def tidy(
        self,
        exponentiate: bool = False,
        *,
        level: float = 0.95,
        method: IntervalMethod = "wald",
    ) -> pd.DataFrame:
        """Coefficients as a table, a row for each term.

        Parameters
        ----------
        exponentiate : bool
            Give odds ratios: estimate and ends of the interval are exponentiated; the standard
            error stays that of the log-odds.
        level, method
            As for `conf_int`; ``statistic`` and ``p_value`` are always of the Wald test.
        """
        interval = self.conf_int(level=level, method=method)
        change = exponential if exponentiate else np.asarray
        return self.bare(exponentiate).assign(
            std_error=self.bse.to_numpy(),
            statistic=self.zvalues.to_numpy(),
            p_value=self.pvalues.to_numpy(),
            conf_low=change(interval["lower"].to_numpy()),
            conf_high=change(interval["upper"].to_numpy()),
        )

    def bare(self, exponentiate: bool = False) -> pd.DataFrame:
        """The table of `tidy` with estimates alone: all else is NaN."""
        estimate = exponential(self.coefficients) if exponentiate else self.coefficients
        blank = ("std_error", "statistic", "p_value", "conf_low", "conf_high")
        table = pd.DataFrame({"term": list(self.names), "estimate": estimate})
        return table.assign(**dict.fromkeys(blank, np.nan))

    @property
    def has_errors(self) -> bool:
        """Whether standard errors are known: not after an L1 penalty, or a selection."""
        return self.errors.kind not in (SELECTED, GIVEN) and not (self.penalty and self.l1_ratio)

    def _covariance(self) -> Array:
        """The fit's own covariance, refused after an L1 penalty or a selection."""
        if self.errors.kind == SELECTED:
            raise NotSupportedError(
                "Standard errors of columns that the same rows selected: they would be too small, "
                "and p-values and intervals too sure (Berk and others 2013). Use Path.debiased or "
                "Path.stability, or fit the columns to other rows."
            )
        if self.errors.kind == GIVEN:
            raise NotSupportedError(
                "Standard errors of coefficients that were given: they came without, and there are "
                "no rows to tell. Fit the model to its rows."
            )
        if not self.has_errors:
            raise NotSupportedError(
                "Standard errors after an L1 penalty: the estimate is exactly zero with a "
                "probability that no curvature describes, so Wald errors, tests and intervals "
                "would be wrong (Pötscher and Leeb 2009). Use l1_ratio=0, or no penalty."
            )
        return self.covariance


def require_level(level: float) -> None:
    """Refuse a coverage that is none."""
    if not (isinstance(level, int | float | np.number) and 0 < level < 1):
        raise InputError(f"level={level!r}: coverage is a number between 0 and 1, such as 0.95.")
