"""Effects: average predictions at chosen values, marginal effects, and odds ratios."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.inference.margins import marginal_effects, predict_at
from oddsmith.inference.odds_ratios import odds_ratios
from oddsmith.inference.steps import Per, steps_of
from oddsmith.result.coefficients import IntervalMethod
from oddsmith.result.predictions import Predictions


class Effects(Predictions):
    """What a fit says of how variables change probabilities and odds."""

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
