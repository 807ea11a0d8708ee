"""Coefficients of a fit of several classes: estimates, their errors and intervals, as tables."""

from dataclasses import replace
from typing import Any, Self

import numpy as np
import pandas as pd

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.frame.clusters import read_clusters
from oddsmith.inference import multinomial_hypotheses as hypotheses
from oddsmith.inference.multinomial_robust import cluster_classes, robust_classes
from oddsmith.inference.odds_ratios import exponential
from oddsmith.result.classes_fitted import ClassFitted
from oddsmith.result.coefficients import IntervalMethod
from oddsmith.result.covariances import Kind, described


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
        found = self.found if kind is None else self.with_errors(kind, cluster=cluster).found
        labels = list(found.labels)
        return pd.DataFrame(found.covariance, index=labels, columns=labels)

    def with_errors(self, kind: Kind, *, cluster: Any = None) -> Self:
        """The same fit with standard errors of another kind; see `vcov`.

        Raises
        ------
        InputError
            No such kind, clusters without use or missing, or separated classes.
        NotSupportedError
            HC2 and HC3, which need a leverage for each row.
        """
        if cluster is not None and kind != "cluster":
            raise InputError(f"cluster= has no use for standard errors of kind {kind!r}.")
        if kind == self.errors.kind and cluster is None:
            return self
        if kind == "model":
            raise NotSupportedError(
                "This fit carries robust errors; fit again without cluster= and sampling weights "
                "for model-based ones."
            )
        if kind == "bootstrap":
            raise NotSupportedError("kind='bootstrap': it is known for two classes only.")
        what = f"Standard errors of kind {kind!r}"
        found, weights = self._estimate(what), self.sample.weight_kind
        if kind == "cluster":
            workings = self._workings(what)
            ways = workings.clusters if cluster is None else read_clusters(cluster, workings.table)
            robust = cluster_classes(found, *ways, weights=weights)  # type: ignore[arg-type]
        else:
            unit: Any = "precision" if weights == "sampling" else weights
            robust = robust_classes(found, kind, weights=unit)
        covariance, errors = described(robust, found.labels)
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
    ) -> pd.DataFrame:
        """Coefficients as a table, a row for each class and term; or ratios of odds."""
        ends = self.conf_int(level=level, method=method)
        change = exponential if exponentiate else np.asarray
        return pd.DataFrame(
            {
                "class": ends.index.get_level_values("class"),
                "term": ends.index.get_level_values("term"),
                "estimate": change(self.found.w.T.ravel()),
                "std_error": self.found.standard_errors.T.ravel(),
                "statistic": self.found.z_values.T.ravel(),
                "p_value": self.found.p_values.T.ravel(),
                "conf_low": change(ends["lower"].to_numpy()),
                "conf_high": change(ends["upper"].to_numpy()),
            }
        )
