"""What a fit of several classes is made of: plain data, and, until it is saved, its workings."""

from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.certificate import Certificate
from oddsmith.data import Data
from oddsmith.design import Array
from oddsmith.errors import NotSupportedError
from oddsmith.frame import Response, Terms, read_table
from oddsmith.inference.multinomial import MultinomialEstimate
from oddsmith.inference.multinomial_columns import with_covariance
from oddsmith.inference.multinomial_numbers import ClassNumbers
from oddsmith.inference.multinomial_predict import ClassPredictor
from oddsmith.inference.rows import WeightKind
from oddsmith.inference.table_rows import TableRows, table_rows
from oddsmith.likelihood import Likelihoods
from oddsmith.result.fitted import StandardErrors, in_memory, rows_are_gone
from oddsmith.result.likelihood import Likelihood
from oddsmith.result.sample import Sample
from oddsmith.solvers import Verdict
from oddsmith.trace import Trace, table_of


@dataclass(frozen=True, eq=False)
class ClassRows:
    """The rows that a fit of several classes was computed from.

    Attributes
    ----------
    rows : Data
    table : DataFrame
        The columns of the formula, n rows; none where rows are streamed.
    clusters : tuple of arrays of shape (n,)
    """

    rows: Data
    table: pd.DataFrame
    clusters: tuple[NDArray[Any], ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class ClassFitted(Likelihood):
    """What a fit of K classes by maximum likelihood is made of.

    Attributes
    ----------
    formula : str
    terms : Terms
    response : Response
    sample : Sample
    found : ClassNumbers
        Coefficients, covariance, likelihoods; a `MultinomialEstimate` until it is saved.
    errors : StandardErrors
        Which covariance the standard errors come from.
    workings : ClassRows or None
        None after loading from a file.
    trace : Trace or None
        Every step, where ``trace=True`` asked for them; see `history`.
    """

    formula: str
    terms: Terms
    response: Response
    sample: Sample
    found: ClassNumbers
    errors: StandardErrors = field(default=StandardErrors())
    workings: ClassRows | None = None
    trace: Trace | None = None
    method = "ml"
    penalty = 0.0
    has_errors = True

    @property
    def classes(self) -> tuple[object, ...]:
        """Labels of the classes, the reference first."""
        return self.found.classes

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.found.names

    @property
    def likelihoods(self) -> Likelihoods:
        """Log-likelihoods of the model and of intercepts alone, and deviances."""
        return self.found.likelihoods

    @property
    def equations(self) -> int:
        """Log-odds that are modelled: those of each class to the reference."""
        return len(self.classes) - 1

    @property
    def weight_kind(self) -> WeightKind:
        """What the weights mean."""
        kind: WeightKind = self.sample.weight_kind  # type: ignore[assignment]
        return kind

    @property
    def aliased(self) -> dict[str, list[str]]:
        """Columns left out, and those that they repeat."""
        return self.found.aliased

    @property
    def separation(self) -> str:
        """Which columns separate which classes, in words; empty where none do."""
        return self.found.separation

    @property
    def certificate(self) -> Certificate:
        """How far from the optimum the fit can be."""
        return self.found.certificate

    @property
    def verdict(self) -> Verdict:
        """How the minimisation ended."""
        return self.found.verdict

    @property
    def history(self) -> pd.DataFrame:
        """Every step of a fit with ``trace=True``, as `Fit.history`: ``w["class:term"]``."""
        return table_of(self.trace)

    def without_errors(self, kind: str) -> Self:
        """The same fit where no finite estimate exists for robust errors to be about."""
        nothing = np.full_like(self.found.covariance, np.nan)
        return replace(
            self,
            found=replace(self.found, covariance=nothing),
            errors=StandardErrors(kind, "none: no finite estimate exists"),
        )

    def _by_class(self, values: Array) -> pd.DataFrame:
        return pd.DataFrame(values, index=list(self.names), columns=pd.Index(self.classes[1:]))

    def _predictor(self) -> ClassPredictor:
        """Probabilities of new rows, with errors from the fit's own covariance."""
        if self.errors.kind == "model":
            return self.found.predictor
        return with_covariance(self.found.predictor, self.found.covariance, self.terms.intercept)

    def _rows(self, data: Any) -> TableRows:
        if data is not None:
            return table_rows(self.terms, read_table(data))
        what = "Effects averaged over the rows of the fit (or give data=)"
        rows = in_memory(self._workings(what).rows, what)
        return table_rows(self.terms, self._workings(what).table, rows.case_weight)

    def _workings(self, what: str) -> ClassRows:
        if self.workings is None:
            raise NotSupportedError(rows_are_gone(what))
        return self.workings

    def _estimate(self, what: str) -> MultinomialEstimate:
        """The estimate on its rows."""
        if not isinstance(self.found, MultinomialEstimate):
            raise NotSupportedError(rows_are_gone(what))
        return self.found

    def _require_likelihood(self, what: str) -> None:
        """Refuse what compares likelihoods of rows that depend on each other, or were sampled."""
        clustered = self.sample.clusters or self.errors.kind == "cluster"
        if self.weight_kind == "sampling" or clustered:
            raise NotSupportedError(
                f"{what}: with sampling weights or clusters the likelihood is not that of "
                "independent rows, so its ratios have no χ² distribution. Wald tests hold."
            )
