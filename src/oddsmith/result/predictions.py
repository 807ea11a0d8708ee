"""Predictions: probabilities of rows, their intervals, and what changes them."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError, MissingValuesWarning, SeparationWarning
from oddsmith.frame import Terms, read_numbers, read_table
from oddsmith.frame.columns import Mask
from oddsmith.inference.link import Link, link_of, link_of_estimate
from oddsmith.inference.margins import marginal_effects, predict_at
from oddsmith.inference.odds_ratios import odds_ratios
from oddsmith.inference.prediction import predict
from oddsmith.inference.steps import Per, steps_of
from oddsmith.inference.table_rows import TableRows, table_rows
from oddsmith.losses import sigmoid
from oddsmith.result.coefficients import Coefficients, IntervalMethod
from oddsmith.result.sample import ARRAY


class Predictions(Coefficients):
    """What a fit says of probabilities and odds."""

    def predict(self, data: Any, *, offset: Any = None) -> "pd.Series[float]":
        """Probabilities of the modelled level for new rows.

        Parameters
        ----------
        data : DataFrame, dict of arrays, polars or Arrow table, or path of a CSV file
            Holds the columns of the formula; levels and transforms are those of training.
        offset : str or array of shape (n,), optional
            Needed when the model was fitted with an offset given as an array; a column's name is
            remembered.

        Returns
        -------
        Series of shape (n,)
            NaN where a value is missing, and where the classes are separated and the data do not
            tell which one a row is of; with a warning that counts such rows.
        """
        table = read_table(data)
        X = self.terms.design(table)
        shift = self._offset(table, offset)
        z = self.predictor.raw(X) + (0.0 if shift is None else shift)
        warn_of_lost(np.isnan(z), self.terms, table)
        return pd.Series(sigmoid(z), index=table.index, name=self.response.describe())

    def predict_interval(
        self, data: Any, *, level: float = 0.95, offset: Any = None
    ) -> pd.DataFrame:
        """Probabilities of new rows with standard errors and intervals, as R's ``se.fit``.

        Parameters
        ----------
        data, offset
            As for `predict`.
        level : float
            Coverage of the intervals, which are Wald's of the log-odds carried to the probability,
            and so lie inside 0 and 1.

        Returns
        -------
        DataFrame of n rows
            ``probability, std_error, lower, upper``, and ``log_odds, log_odds_std_error``.  Where
            the classes are separated, a row that is decided has neither error nor interval, and one
            that the data leave open no probability either.

        Raises
        ------
        NotSupportedError
            After an L1 penalty.
        """
        link, table = self._link(), read_table(data)
        rows = TableRows(table, None, self._offset(table, offset))
        found = predict(link, self.terms, rows, level=level)
        warn_of_lost(np.isnan(found.z), self.terms, table)
        return pd.DataFrame(
            {
                "probability": found.probability,
                "std_error": found.std_error,
                "lower": found.lower,
                "upper": found.upper,
                "log_odds": found.z,
                "log_odds_std_error": found.z_error,
            },
            index=table.index,
        )

    def predict_at(
        self, at: Mapping[str, Any], *, level: float = 0.95, data: Any = None
    ) -> pd.DataFrame:
        """Average predictions with variables set to chosen values in all rows.

        Parameters
        ----------
        at : dict
            Values for columns of the table, one or several each: ``{"rank": [1, 2, 3, 4]}``; every
            combination of them.  The others stay as they are in each row.
        level : float
            Coverage of the intervals, which lie inside 0 and 1.
        data : table, optional
            Rows to average over; those of the fit, with its weights, where not given.

        Returns
        -------
        DataFrame
            A row for each combination: the values, ``estimate, std_error, lower, upper``.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))
        >>> fit.predict_at({"rank": [1, 4]}).round(3)
           rank  estimate  std_error  lower  upper
        0     1     0.516      0.063  0.394  0.636
        1     4     0.195      0.049  0.116  0.309
        """
        rows = self._rows(data)
        return predict_at(self._link(), self.terms, rows, at, level=level)

    def marginal_effects(
        self,
        variables: str | Sequence[str] | None = None,
        *,
        at: Any = "overall",
        level: float = 0.95,
        data: Any = None,
    ) -> pd.DataFrame:
        """What a change of a variable does to the probability, on average.

        Parameters
        ----------
        variables : str or list of str, optional
            Columns of the table; all that the formula uses where not given.  Numbers have a slope,
            through all their terms; categories a contrast of each level with the reference.
        at : "overall", "mean" or dict
            Average over the rows; at their mean; or with columns set to values, every combination.
        level : float
            Coverage of the intervals.
        data : table, optional
            Rows to average over; those of the fit, with its weights, where not given.

        Returns
        -------
        DataFrame
            A row for each effect: ``variable, contrast``, the values of `at`, and ``estimate,
            std_error, z, p_value, lower, upper`` by the delta method; z and p-value are Wald's, and
            NaN after a penalty.

        Raises
        ------
        InputError
            An unknown variable or value, or one that goes in steps.
        NotSupportedError
            After an L1 penalty; or the rows are gone and `data` is not given.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))
        >>> fit.marginal_effects("gpa")[["contrast", "estimate", "std_error"]].round(4)
          contrast  estimate  std_error
        0    dP/dx    0.1564      0.063
        """
        found = marginal_effects(
            self._link(), self.terms, self._rows(data), variables, at=at, level=level
        )
        return found.assign(z=np.nan, p_value=np.nan) if self.penalty else found

    def odds_ratios(
        self, per: Per = "unit", *, level: float = 0.95, method: IntervalMethod = "wald"
    ) -> pd.DataFrame:
        """Odds ratios with intervals whose ends are exponentiated.

        Parameters
        ----------
        per : {"unit", "sd", "iqr"}
            How far a column of numbers moves: one unit, its standard deviation, or its
            interquartile range.  Categories and 0/1 columns move by one.
        level, method
            Of the intervals, as for `conf_int`.

        Returns
        -------
        DataFrame
            A row for each term: ``odds_ratio, lower, upper, step, per``.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + gpa", load("admissions"))
        >>> fit.odds_ratios("sd").round(4)
                   odds_ratio   lower   upper      step        per
        Intercept      0.0071  0.0009  0.0583    1.0000  odds at 0
        gre            1.3645  1.0740  1.7337  115.5165         sd
        gpa            1.3327  1.0500  1.6915    0.3806         sd
        """
        interval = self.conf_int(level=level, method=method)
        rows = None if self.workings is None or per == "unit" else self._rows(None)
        steps = steps_of(self.terms, per, rows, self.weight_kind)
        ends = (interval["lower"].to_numpy(), interval["upper"].to_numpy())
        return odds_ratios(self.names, self.coefficients, *ends, steps)

    def _link(self) -> Link:
        """The raw prediction and its standard error, as accurate as what is at hand allows."""
        covariance, aliased = self._covariance(), self._aliased_positions()
        model = self.errors.kind == "model" and self.method == "ml"
        if model and self.predictor.root is not None:
            return Link(self.predictor, self.predictor.root, aliased)
        if model and self.workings is not None:
            return link_of_estimate(self._estimate("Standard errors"))
        return link_of(self.predictor, covariance, self.terms.intercept, aliased)

    def _aliased_positions(self) -> tuple[int, ...]:
        return tuple(j for j, name in enumerate(self.names) if name in self.aliased)

    def _rows(self, data: Any) -> TableRows:
        """The rows to average over."""
        if data is not None:
            table = read_table(data)
            return table_rows(self.terms, table, None, self._offset(table, None))
        workings = self._workings("Effects averaged over the rows of the fit (or give data=)")
        if set(self.terms.variables) - set(workings.table.columns):
            raise InputError(
                "This fit is a scikit-learn estimator's, which keeps no table: give data= with a "
                "column for each feature."
            )
        rows = workings.rows
        return table_rows(self.terms, workings.table, rows.case_weight, rows.offset)

    def _offset(self, table: pd.DataFrame, given: Any) -> Array | None:
        given = self.sample.offset if given is None else given
        if given is None:
            return None
        if isinstance(given, str) and given == ARRAY:
            raise InputError(
                "The model was fitted with an offset given as an array, so new rows need theirs: "
                'predict(data, offset="its column"), or an array.'
            )
        return read_numbers(given, table, "offset")


def warn_of_lost(lost: Mask, terms: Terms, table: pd.DataFrame) -> None:
    """Say how many rows have no prediction, and why; `lost`, (n,), marks them."""
    if not lost.any():
        return
    X = terms.design(table.iloc[np.flatnonzero(lost)])
    missing = int(np.isnan(X.forward(np.ones(X.shape[1]))).sum())
    left_open = int(lost.sum()) - missing
    if missing:
        warnings.warn(
            f"{missing:,} of {len(lost):,} rows have missing values: their probability is NaN.",
            MissingValuesWarning,
            stacklevel=3,
        )
    if left_open:
        warnings.warn(
            f"{left_open:,} of {len(lost):,} rows lie where the columns separate the classes and "
            "the data do not tell which class it is: their probability is NaN. method='firth' or "
            "an L2 penalty give one.",
            SeparationWarning,
            stacklevel=3,
        )
