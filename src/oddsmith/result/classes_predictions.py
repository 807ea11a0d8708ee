"""Predictions of several classes: probabilities, their intervals, and what changes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.frame import read_table
from oddsmith.frame.factors import Unseen
from oddsmith.inference.multinomial_margins import class_effects, class_predictions_at
from oddsmith.result.classes_fitted import ClassFitted
from oddsmith.result.fitted import in_memory
from oddsmith.result.lost import warn_of_lost
from oddsmith.sources.opening import is_elsewhere

INSTEAD = "LogisticRegression with its L2 penalty gives one."


class ClassPredictions(ClassFitted):
    """What a fit of several classes says of probabilities."""

    def predict(self, data: Any = None, *, unseen: Unseen = "raise") -> pd.DataFrame:
        """Probability of each class, a column each, for new rows or for those of the fit.

        `unseen` says what becomes of a level that training did not hold, as for `Fit.predict`; of a
        DataFrame of Dask or Spark the columns are made when they are asked for.
        """
        if is_elsewhere(data):
            from oddsmith.scoring.lazily import predict_lazily

            return predict_lazily(self, data, unseen=unseen)  # type: ignore
        table, terms = self._table(data), self.terms.taking(unseen)
        p = self.found.predictor.probabilities(terms.design(table))
        warn_of_lost(np.isnan(p[:, 0]), terms, table, INSTEAD)
        return pd.DataFrame(p, index=table.index, columns=pd.Index(self.classes))

    def predict_interval(
        self, data: Any = None, *, level: float = 0.95, unseen: Unseen = "raise"
    ) -> pd.DataFrame:
        """Probabilities of rows with standard errors and intervals inside 0 and 1.

        Returns
        -------
        DataFrame of n rows
            Columns ``(class, "probability" | "std_error" | "lower" | "upper")``.
        """
        table, terms = self._table(data), self.terms.taking(unseen)
        found = self._predictor().with_errors(terms.design(table), level)
        warn_of_lost(np.isnan(found.p[:, 0]), terms, table, INSTEAD)
        parts = ("probability", "std_error", "lower", "upper")
        columns = pd.MultiIndex.from_product([self.classes, parts])
        values = np.stack(found, axis=2).reshape(len(table), -1)
        return pd.DataFrame(values, index=table.index, columns=columns)

    def predict_at(
        self, at: Mapping[str, Any], *, level: float = 0.95, data: Any = None
    ) -> pd.DataFrame:
        """Average predictions with variables set to chosen values, a row for each class."""
        rows = self._rows(data)
        return class_predictions_at(
            self._predictor(), self.classes, self.terms, rows, at, level=level
        )

    def marginal_effects(
        self,
        variables: str | Sequence[str] | None = None,
        *,
        at: Any = "overall",
        level: float = 0.95,
        data: Any = None,
    ) -> pd.DataFrame:
        """What a change of a variable does to the probability of each class; as `Fit`'s."""
        return class_effects(
            self._predictor(),
            self.classes,
            self.terms,
            self._rows(data),
            variables,
            at=at,
            level=level,
        )

    def _table(self, data: Any) -> pd.DataFrame:
        """The rows to predict."""
        if data is not None:
            return read_table(data)
        what = "Predictions of the rows of the fit (or give data=)"
        in_memory(self._workings(what).rows, what)
        return self._workings(what).table
