"""Coefficients of a fit of several classes: estimates, their errors and intervals, as tables."""

from dataclasses import replace
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference import multinomial_hypotheses as hypotheses
from oddsmith.inference.delta import intervals, standard_errors, wald_columns
from oddsmith.inference.multinomial_coding import about_the_mean, recoded
from oddsmith.inference.odds_ratios import exponential
from oddsmith.result.classes_fitted import ClassFitted
from oddsmith.result.coefficients import IntervalMethod
from oddsmith.result.covariances import Kind, covariance_of_classes

Parametrisation = Literal["reference", "symmetric"]


class ClassCoefficients(ClassFitted):
    """What a fit of several classes says of its coefficients."""

    @property
    def params(self) -> pd.DataFrame:
        """Coefficients, a row for each term and a column for each class but the reference."""
        return self._by_class(self.found.w)

    @property
    def bse(self) -> pd.DataFrame:
        """Standard errors."""
        return self._by_class(self.found.standard_errors)

    @property
    def zvalues(self) -> pd.DataFrame:
        """Wald statistics."""
        return self._by_class(self.found.z_values)

    @property
    def pvalues(self) -> pd.DataFrame:
        """Two-sided p-values of the Wald statistics."""
        return self._by_class(self.found.p_values)

    def vcov(self, kind: Kind | None = None, *, cluster: Any = None) -> pd.DataFrame:
        """Covariance of the coefficients, under their names ``"class:term"``.

        Parameters
        ----------
        kind : {"model", "HC0", "HC1", "cluster", "sampling"}, optional
            The fit's own where not given; the other kinds of `Fit` are refused.
        cluster : array of shape (n,), or two in a tuple, optional
            For ``"cluster"``; those of the fit where not given.
        """
        covariance, labels = self.found.covariance, list(self.found.labels)
        if kind is not None:
            covariance, _ = covariance_of_classes(self, kind, cluster)
        elif cluster is not None:
            raise InputError('cluster= needs kind="cluster".')
        return pd.DataFrame(covariance, index=labels, columns=labels)

    def with_errors(self, kind: Kind, *, cluster: Any = None) -> Self:
        """The same fit with standard errors of another kind; see `vcov`.

        Raises
        ------
        InputError
            No such kind, clusters without use or missing, or separated classes.
        NotSupportedError
            HC2 and HC3, which need a leverage for each row; the bootstrap; or a kind that the
            weights have not.
        """
        covariance, errors = covariance_of_classes(self, kind, cluster)
        return replace(self, found=replace(self.found, covariance=covariance), errors=errors)

    def conf_int(self, *, level: float = 0.95, method: IntervalMethod = "wald") -> pd.DataFrame:
        """Intervals of the coefficients: ``lower`` and ``upper``, a row for each class and term."""
        if method not in ("wald", "profile"):
            raise InputError(f'method={method!r}: intervals are "wald" or "profile".')
        if method == "profile":
            self._require_likelihood("Profile intervals")
            ends = hypotheses.profile_classes(self._estimate("Profile intervals"), level)
        else:
            ends = self.found.intervals(level)
        index = pd.MultiIndex.from_product([self.classes[1:], self.names], names=["class", "term"])
        flat = np.swapaxes(ends, 0, 1).reshape(-1, 2)
        return pd.DataFrame(flat, index=index, columns=["lower", "upper"])

    def tidy(
        self,
        exponentiate: bool = False,
        *,
        level: float = 0.95,
        method: IntervalMethod = "wald",
        parametrisation: Parametrisation = "reference",
    ) -> pd.DataFrame:
        """Coefficients as a table, a row for each class and term; or ratios of odds.

        Parameters
        ----------
        exponentiate : bool
            Give ratios of odds: estimate and ends of the interval are exponentiated.
        level, method
            As for `conf_int`; ``statistic`` and ``p_value`` are always of the Wald test.
        parametrisation : {"reference", "symmetric"}
            Each class against the reference; or every class against the (geometric) mean of all,
            so that the coefficients of a term add to zero.  Probabilities are the same, and the
            difference of two classes is too.

        Raises
        ------
        InputError
            No such parametrisation; or the symmetric one of separated classes, whose means are not
            known, or with a profile.
        """
        if parametrisation == "symmetric":
            classes, w, errors = self._about_the_mean(method)
            ends = np.column_stack(intervals(w, errors, level))
        elif parametrisation == "reference":
            classes, w = self.classes[1:], self.found.w.T.ravel()
            errors = self.found.standard_errors.T.ravel()
            ends = self.conf_int(level=level, method=method).to_numpy()
        else:
            raise InputError(
                f'parametrisation={parametrisation!r}: it is "reference" or "symmetric".'
            )
        columns = wald_columns(w, errors, level)
        change = exponential if exponentiate else np.asarray
        return pd.DataFrame(
            {
                "class": np.repeat(np.array(classes, dtype=object), len(self.names)),
                "term": list(self.names) * len(classes),
                "estimate": change(w),
                "std_error": errors,
                "statistic": columns["z"],
                "p_value": columns["p_value"],
                "conf_low": change(ends[:, 0]),
                "conf_high": change(ends[:, 1]),
            }
        )

    def _about_the_mean(self, method: str) -> tuple[tuple[object, ...], Array, Array]:
        """Coefficients of all K classes less their mean, and errors, by class: (K p,) each."""
        if self.separation:
            raise InputError(
                f"parametrisation='symmetric': {self.separation} A mean of infinite coefficients "
                "is not known: ask for the reference's."
            )
        if method != "wald":
            raise InputError(
                f"parametrisation='symmetric' and method={method!r}: profiles are of coefficients "
                "against the reference."
            )
        found = self.found
        w, V = recoded(found.w, found.covariance, about_the_mean(len(self.classes)))
        return self.classes, w.T.ravel(), standard_errors(V).reshape(w.shape).T.ravel()
