"""Predictions: probabilities of rows, and their intervals."""

from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame import read_numbers, read_table
from oddsmith.frame.factors import Unseen
from oddsmith.inference.link import Link, link_of, link_of_estimate
from oddsmith.inference.prediction import predict
from oddsmith.inference.table_rows import TableRows, table_rows
from oddsmith.losses import sigmoid
from oddsmith.result.coefficients import Coefficients
from oddsmith.result.lost import warn_of_lost
from oddsmith.result.sample import ARRAY
from oddsmith.sources.opening import is_elsewhere

INSTEAD = "method='firth' or an L2 penalty give one."


class Predictions(Coefficients):
    """What a fit says of the probabilities of rows."""

    def predict(
        self, data: Any = None, *, offset: Any = None, unseen: Unseen = "raise"
    ) -> "pd.Series[float]":
        """Probabilities of the modelled level, for new rows or for those of the fit.

        Parameters
        ----------
        data : DataFrame, dict of arrays, polars or Arrow table, or path of a CSV file, optional
            Holds the columns of the formula; levels and transforms are those of training.  The rows
            used by the fit, with their offset, where not given.  Or a DataFrame of Dask or Spark.
        offset : str or array of shape (n,), optional
            Needed when the model was fitted with an offset given as an array; a column's name is
            remembered.
        unseen : {"raise", "nan", "reference"}
            What becomes of a row with a level that training did not hold: an error, NaN, or the
            prediction of the reference level.

        Returns
        -------
        Series of shape (n,)
            Of a Dask DataFrame a Dask Series, and of Spark's the DataFrame with one more column,
            ``probability``: made when it is asked for.
            NaN where a value is missing, and where the classes are separated and the data do not
            tell which one a row is of; with a warning that counts such rows.

        Warns
        -----
        UnseenLevelWarning
            Rows were left open, or taken for the reference; how many.
        """
        if is_elsewhere(data):
            from oddsmith.scoring.lazily import predict_lazily

            return predict_lazily(self, data, offset=offset, unseen=unseen)  # type: ignore
        rows, terms = self._asked(data, offset), self.terms.taking(unseen)
        z = self.predictor.raw(terms.design(rows.table)) + rows.shift
        warn_of_lost(np.isnan(z), terms, rows.table, INSTEAD)
        return pd.Series(sigmoid(z), index=rows.table.index, name=self.response.describe())

    def predict_interval(
        self,
        data: Any = None,
        *,
        level: float = 0.95,
        offset: Any = None,
        unseen: Unseen = "raise",
    ) -> pd.DataFrame:
        """Probabilities of rows with standard errors and intervals, as R's ``se.fit``.

        Parameters
        ----------
        data, offset, unseen
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
        link, rows = self._link(), self._asked(data, offset)
        terms = self.terms.taking(unseen)
        found = predict(link, terms, rows, level=level)
        warn_of_lost(np.isnan(found.z), terms, rows.table, INSTEAD)
        return pd.DataFrame(
            {
                "probability": found.probability,
                "std_error": found.std_error,
                "lower": found.lower,
                "upper": found.upper,
                "log_odds": found.z,
                "log_odds_std_error": found.z_error,
            },
            index=rows.table.index,
        )

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

    def _asked(self, data: Any, offset: Any) -> TableRows:
        """The rows to predict: new ones, with what offset they have, or those of the fit."""
        if data is not None:
            table = read_table(data)
            return TableRows(table, None, self._offset(table, offset))
        if offset is not None:
            raise InputError("offset= is that of new rows, and goes with data=.")
        return self._own_rows("Predictions of the rows of the fit (or give data=)")

    def _rows(self, data: Any) -> TableRows:
        """The rows to average over."""
        if data is not None:
            table = read_table(data)
            return table_rows(self.terms, table, None, self._offset(table, None))
        return self._own_rows("Effects averaged over the rows of the fit (or give data=)")

    def _own_rows(self, what: str) -> TableRows:
        """The rows of the fit, with their weights and offset."""
        workings = self._workings(what)
        if set(self.terms.variables) - set(workings.table.columns):
            raise InputError(
                "This fit is a scikit-learn estimator's, which keeps no table: give data= with a "
                "column for each feature."
            )
        rows = self._in_memory(what)
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
