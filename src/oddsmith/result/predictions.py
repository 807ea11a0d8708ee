"""Predictions: probabilities of new rows."""

import warnings
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError, MissingValuesWarning
from oddsmith.frame import read_numbers, read_table
from oddsmith.losses import sigmoid
from oddsmith.result.fitted import Fitted
from oddsmith.result.sample import ARRAY


class Predictions(Fitted):
    """What a fit says of new rows."""

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
            NaN where a value is missing, with a warning that counts such rows.
        """
        table = read_table(data)
        X = self.terms.design(table)
        z = self.predictor.raw(X) + self._offset(table, offset)
        lost = int(np.isnan(z).sum())
        if lost:
            warnings.warn(
                f"{lost:,} of {len(z):,} rows have missing values: their probability is NaN.",
                MissingValuesWarning,
                stacklevel=2,
            )
        return pd.Series(sigmoid(z), index=table.index, name=self.response.describe())

    def _offset(self, table: pd.DataFrame, given: Any) -> Array | float:
        given = self.sample.offset if given is None else given
        if given is None:
            return 0.0
        if isinstance(given, str) and given == ARRAY:
            raise InputError(
                "The model was fitted with an offset given as an array, so new rows need theirs: "
                'predict(data, offset="its column"), or an array.'
            )
        return read_numbers(given, table, "offset")
