"""MultinomialFit: a fitted logistic regression of several classes, each against a reference.

    log [P(class k) / P(reference)] = x · w_k

Tables have a column for each class but the reference; a coefficient's name is ``"class:term"``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import pandas as pd

from oddsmith.certificate import Certificate
from oddsmith.data import InMemory
from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.frame import Response, Terms, read_table
from oddsmith.frame.clusters import read_clusters
from oddsmith.frame.words import count
from oddsmith.inference import multinomial_hypotheses as hypotheses
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.drop_one import droppable
from oddsmith.inference.multinomial import MultinomialEstimate
from oddsmith.inference.multinomial_margins import class_effects, class_predictions_at
from oddsmith.inference.multinomial_robust import cluster_classes, robust_classes
from oddsmith.inference.odds_ratios import exponential
from oddsmith.inference.table_rows import TableRows, table_rows
from oddsmith.result.coefficients import IntervalMethod
from oddsmith.result.covariances import Kind
from oddsmith.result.fitted import StandardErrors
from oddsmith.result.hypotheses import factors_of, table_of_dropped
from oddsmith.result.predictions import warn_of_lost
from oddsmith.result.sample import Sample
from oddsmith.solvers import Verdict
from oddsmith.trace import Trace, table_of

if TYPE_CHECKING:
    from oddsmith.report.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class MultinomialFit:
    """A fitted logistic regression of K classes by maximum likelihood.

    Attributes
    ----------
    formula : str
    terms : Terms
    response : Response
    sample : Sample
    found : MultinomialEstimate
        The estimate, with all its numbers.
    rows : InMemory
    table : DataFrame
        The columns of the formula, n rows.
    clusters : tuple of arrays of shape (n,)
    errors : StandardErrors
        Which covariance the standard errors come from.
    trace : Trace or None
        Every step, where ``trace=True`` asked for them; see `history`.
    """

    formula: str
    terms: Terms
    response: Response
    sample: Sample
    found: MultinomialEstimate
    rows: InMemory
    table: pd.DataFrame
    clusters: tuple[Any, ...] = ()
    errors: StandardErrors = field(default=StandardErrors())
    trace: Trace | None = None
    method = "ml"
    penalty = 0.0
    has_errors = True

    def __repr__(self) -> str:
        return (
            f"<MultinomialFit {self.formula!r}: {self.response.describe()}, "
            f"{count(self.nobs, 'row')}, {count(self.rank, 'coefficient')}, "
            f"log-likelihood {self.llf:.8g}>"
        )

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    # -- estimates ---------------------------------------------------------------------------

    @property
    def classes(self) -> tuple[object, ...]:
        """Labels of the classes, the reference first."""
        return self.found.classes

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.found.names

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
        weights = self.sample.weight_kind
        if kind == "cluster":
            ways = self.clusters if cluster is None else read_clusters(cluster, self.table)
            robust = cluster_classes(self.found, *ways, weights=weights)  # type: ignore[arg-type]
        else:
            unit: Any = "precision" if weights == "sampling" else weights
            robust = robust_classes(self.found, kind, weights=unit)
        return replace(
            self,
            found=replace(self.found, covariance=robust.covariance),
            errors=StandardErrors(kind, f"small-sample factor {robust.factor}", robust.rank),
        )

    def without_errors(self, kind: Kind) -> Self:
        """The same fit where no finite estimate exists for robust errors to be about."""
        nothing = np.full_like(self.found.covariance, np.nan)
        return replace(
            self,
            found=replace(self.found, covariance=nothing),
            errors=StandardErrors(kind, "none: no finite estimate exists"),
        )

    def conf_int(self, *, level: float = 0.95, method: IntervalMethod = "wald") -> pd.DataFrame:
        """Intervals of the coefficients: ``lower`` and ``upper``, a row for each class and term."""
        if method not in ("wald", "profile"):
            raise InputError(f'method={method!r}: intervals are "wald" or "profile".')
        if method == "profile":
            self._require_likelihood("Profile intervals")
            ends = hypotheses.profile_classes(self.found, level)
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

    # -- quality of the fit ------------------------------------------------------------------

    @property
    def rank(self) -> int:
        """Number of coefficients estimated."""
        return self.found.rank

    @property
    def nobs(self) -> int:
        """Rows used; with frequencies, as often as each is there."""
        return self.sample.cases

    @property
    def llf(self) -> float:
        """Log-likelihood at the estimate."""
        return self.found.likelihoods.model

    @property
    def llnull(self) -> float:
        """Log-likelihood of the model with intercepts alone."""
        return self.found.likelihoods.null

    @property
    def deviance(self) -> float:
        """``-2 llf``: each row's own class has probability one in the saturated model."""
        return self.found.likelihoods.deviance

    @property
    def has_information_criteria(self) -> bool:
        """Whether `aic` and `bic` are defined."""
        return self.sample.weight_kind != "sampling" and self.errors.kind != "cluster"

    @property
    def aic(self) -> float:
        """``-2 llf + 2 rank``."""
        self._require_likelihood("AIC")
        return self.found.aic

    @property
    def bic(self) -> float:
        """``-2 llf + rank log(nobs)``."""
        self._require_likelihood("BIC")
        return self.found.bic

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
        return self.found.found.certificate

    @property
    def verdict(self) -> Verdict:
        """How the minimisation ended."""
        return self.found.found.solution.verdict

    @property
    def history(self) -> pd.DataFrame:
        """Every step of a fit with ``trace=True``, as `Fit.history`: ``w["class:term"]``."""
        return table_of(self.trace)

    # -- tests -------------------------------------------------------------------------------

    def test(
        self, hypothesis: str, *, method: Literal["wald", "lr", "score"] = "wald"
    ) -> ChiSquare:
        """Test a term in all classes, or equations such as ``"general:gpa = vocation:gpa"``."""
        slices = self.terms.slices
        term = hypothesis.strip() if isinstance(hypothesis, str) else ""
        asked = (
            hypotheses.term_hypothesis(self.found, slices[term])
            if term in slices
            else hypotheses.class_hypothesis(self.found, hypothesis)
        )
        if method != "wald":
            self._require_likelihood("A test by likelihoods")
        found = hypotheses.classes_test(self.found, asked, method, self.errors.rank)
        return replace(found, about=str(hypothesis))

    def drop_one(self) -> pd.DataFrame:
        """Each term tested by leaving it out of all classes: likelihood ratio and score."""
        self._require_likelihood("A table of terms left out one by one")
        factors = factors_of(self.terms)
        terms = {term: self.terms.slices[term] for term in droppable(factors)}
        table = table_of_dropped(hypotheses.drop_terms(self.found, terms))
        return table.drop(columns="deviance")

    # -- probabilities -----------------------------------------------------------------------

    def predict(self, data: Any) -> pd.DataFrame:
        """Probability of each class for new rows: a column for each class."""
        table = read_table(data)
        p = self.found.predictor.probabilities(self.terms.design(table))
        warn_of_lost(np.isnan(p[:, 0]), self.terms, table)
        return pd.DataFrame(p, index=table.index, columns=pd.Index(self.classes))

    def predict_interval(self, data: Any, *, level: float = 0.95) -> pd.DataFrame:
        """Probabilities of new rows with standard errors and intervals inside 0 and 1.

        Returns
        -------
        DataFrame of n rows
            Columns ``(class, "probability" | "std_error" | "lower" | "upper")``.
        """
        table = read_table(data)
        found = self._predictor().with_errors(self.terms.design(table), level)
        warn_of_lost(np.isnan(found.p[:, 0]), self.terms, table)
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

    def save(self, path: str | PathLike[str]) -> None:
        """Refused: model files hold fits of two classes so far."""
        raise NotSupportedError(
            f"{path}: model files hold fits of two classes, and this one has {len(self.classes)}. "
            "Its numbers are plain: fit.tidy(), fit.vcov()."
        )

    def summary(self, *, level: float = 0.95, method: IntervalMethod = "wald") -> "Summary":
        """The fit on a page: prints as text, and shows as HTML in a notebook."""
        from oddsmith.report.classes import summarise_classes

        return summarise_classes(self, level, method)

    # -- details -----------------------------------------------------------------------------

    def _by_class(self, values: Array) -> pd.DataFrame:
        return pd.DataFrame(values, index=list(self.names), columns=pd.Index(self.classes[1:]))

    def _predictor(self) -> Any:
        if self.errors.kind != "model":
            raise NotSupportedError(
                "Errors of probabilities are known from the model's own covariance: fit again "
                "without cluster= and sampling weights, or use predict."
            )
        return self.found.predictor

    def _rows(self, data: Any) -> TableRows:
        if data is None:
            return table_rows(self.terms, self.table, self.rows.case_weight)
        return table_rows(self.terms, read_table(data))

    def _require_likelihood(self, what: str) -> None:
        if not self.has_information_criteria:
            raise NotSupportedError(
                f"{what}: with sampling weights or clusters the likelihood is not that of "
                "independent rows, so its ratios have no χ² distribution. Wald tests hold."
            )
