"""Fit: a fitted logistic regression, as the statistician's door gives it.

Everything here is plain data, so that a fit can be saved, read again and give the same bits.
Names follow statsmodels: ``params, bse, zvalues, pvalues, vcov(), conf_int(), llf, aic, bic, …``.
"""

import warnings
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from oddsmith.certificate import Certificate
from oddsmith.design import Array
from oddsmith.errors import InputError, MissingValuesWarning
from oddsmith.estimate import Predictor
from oddsmith.frame import Response, Terms, read_numbers, read_table
from oddsmith.frame.words import count
from oddsmith.likelihood import Likelihoods
from oddsmith.losses import sigmoid
from oddsmith.solvers import Record, Verdict

if TYPE_CHECKING:
    from oddsmith.report.summary import Summary


ARRAY = "(array)"  # the name of weights or an offset that came without one


@dataclass(frozen=True)
class Sample:
    """The rows that a fit used, and how it was told to treat them.

    Attributes
    ----------
    rows, dropped, zero_weight : int
        Rows used; left out for missing values; left out because their weight is zero.
    total_weight : float
        Sum of the weights; the number of rows where there are none.
    weights, offset : str or None
        The column's name, ``"(array)"``, or None.
    """

    rows: int
    dropped: int
    zero_weight: int
    total_weight: float
    weights: str | None = None
    offset: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Fit:
    """A fitted logistic regression.

    Attributes
    ----------
    formula : str
        As it was given.
    terms : Terms
        The right side as learned: columns, levels, the state of transforms.
    response : Response
        The left side: which level is modelled.
    penalty : float
        Strength λ of the L2 penalty on the mean loss, ``½ λ ‖w‖²``; zero is maximum likelihood.
    aliased : dict of str to list of str
        Columns left out, and those that they repeat.
    certificate : Certificate
        How far from the optimum the fit can be.
    verdict : Verdict
        How the minimisation ended.
    history : list of Record
        The objective after each step.
    predictor : Predictor
        Raw predictions of new rows.
    separation : str
        Which columns separate the classes, in words; empty where none do.  Coefficients are then
        those of the limit: ±inf where the sign is sure, NaN where it is undetermined.
    notes : tuple of str
        What else a reader of the summary must know.
    """

    formula: str
    terms: Terms
    response: Response
    sample: Sample
    coefficients: Array
    covariance: Array
    penalty: float
    likelihoods: Likelihoods
    aliased: dict[str, list[str]]
    certificate: Certificate
    verdict: Verdict
    history: list[Record]
    predictor: Predictor
    separation: str = ""
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<Fit {self.formula!r}: {self.response.describe()}, {count(self.nobs, 'row')}, "
            f"{count(self.rank, 'coefficient')}, log-likelihood {self.llf:.8g}>"
        )

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    # -- estimates ---------------------------------------------------------------------------

    @property
    def params(self) -> "pd.Series[float]":
        """Coefficients on the log-odds: NaN for a column left out, ±inf for one that separates."""
        return self._by_term(self.coefficients)

    @property
    def bse(self) -> "pd.Series[float]":
        """Standard errors, the roots of the diagonal of `vcov`."""
        return self._by_term(np.sqrt(np.diag(self.covariance)))

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

    def vcov(self) -> pd.DataFrame:
        """Covariance of the coefficients: the inverse of the observed information.

        After a penalty it is the covariance of the normal approximation to the posterior under the
        normal prior that the penalty states.
        """
        return pd.DataFrame(self.covariance, index=list(self.names), columns=list(self.names))

    def conf_int(self, *, level: float = 0.95) -> pd.DataFrame:
        """Wald intervals, ``params ± z bse``.

        Parameters
        ----------
        level : float
            Coverage asked for, between 0 and 1.

        Returns
        -------
        DataFrame
            Columns ``lower`` and ``upper``, a row for each term.
        """
        if not (isinstance(level, int | float | np.number) and 0 < level < 1):
            raise InputError(
                f"level={level!r}: coverage is a number between 0 and 1, such as 0.95."
            )
        half = -ndtri((1 - level) / 2) * self.bse  # NaN where the estimate is infinite
        return pd.DataFrame({"lower": self.params - half, "upper": self.params + half})

    def tidy(self, exponentiate: bool = False, *, level: float = 0.95) -> pd.DataFrame:
        """Coefficients as a table, a row for each term.

        Parameters
        ----------
        exponentiate : bool
            Give odds ratios: estimate and ends of the interval are exponentiated; the standard
            error stays that of the log-odds.
        level : float
            Coverage of the intervals.
        """
        interval = self.conf_int(level=level)
        change = exponential if exponentiate else np.asarray
        return pd.DataFrame(
            {
                "term": list(self.names),
                "estimate": change(self.coefficients),
                "std_error": self.bse.to_numpy(),
                "statistic": self.zvalues.to_numpy(),
                "p_value": self.pvalues.to_numpy(),
                "conf_low": change(interval["lower"].to_numpy()),
                "conf_high": change(interval["upper"].to_numpy()),
            }
        )

    # -- quality of the fit ------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.terms.names

    @cached_property
    def rank(self) -> int:
        """Number of coefficients that were estimated."""
        return len(self.names) - len(self.aliased)

    @property
    def nobs(self) -> int:
        """Rows used."""
        return self.sample.rows

    @property
    def df_model(self) -> int:
        """Coefficients estimated, the intercept not counted."""
        return self.rank - (self.terms.intercept is not None)

    @property
    def df_resid(self) -> int:
        """Rows used less coefficients estimated."""
        return self.nobs - self.rank

    @property
    def llf(self) -> float:
        """Log-likelihood at the estimate, as R's ``logLik``."""
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
        """``-2 llf + 2 rank``."""
        return -2 * self.llf + 2 * self.rank

    @property
    def bic(self) -> float:
        """``-2 llf + rank log(nobs)``."""
        return -2 * self.llf + self.rank * float(np.log(self.nobs))

    # -- what it is for ----------------------------------------------------------------------

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

    def summary(self, *, level: float = 0.95) -> "Summary":
        """The fit on a page: prints as text, and shows as HTML in a notebook."""
        from oddsmith.report.summary import summarise

        return summarise(self, level)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the fit as JSON; `oddsmith.load` reads it again."""
        from oddsmith.export.json_model import save

        save(self, path)

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

    def _by_term(self, values: Array) -> "pd.Series[float]":
        return pd.Series(values, index=list(self.names))


def exponential(values: Array) -> Array:
    """``exp``, with the infinity of an odds ratio beyond all numbers."""
    with np.errstate(over="ignore"):
        odds: Array = np.exp(values)
    return odds
