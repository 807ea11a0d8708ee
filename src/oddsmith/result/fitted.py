"""Fitted: what a fit is made of.

All of it is plain data, so that a fit can be saved, read again and give the same bits; but for its
workings, the rows and the optimum, which some questions need and which are never saved.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Self

import pandas as pd
from numpy.typing import NDArray

from oddsmith.certificate import Certificate
from oddsmith.data import Data, InMemory
from oddsmith.design import Array
from oddsmith.errors import NotSupportedError
from oddsmith.estimate import Estimate, Predictor
from oddsmith.frame import Response, Terms
from oddsmith.inference.firth import FirthEstimate
from oddsmith.inference.rows import WeightKind
from oddsmith.likelihood import Likelihoods
from oddsmith.limit import Limit
from oddsmith.result.sample import Sample
from oddsmith.solvers import Verdict
from oddsmith.trace import Trace, table_of

GIVEN = "given"  # the kind of errors of a fit whose coefficients came from elsewhere: none
SELECTED = "selected"  # the kind of errors of a fit whose columns the same rows selected: none
Method = Literal["ml", "firth", "flic", "flac"]


@dataclass(frozen=True)
class StandardErrors:
    """Which covariance a fit's standard errors come from.

    Attributes
    ----------
    kind : str
        ``"model"``, ``"HC0"`` to ``"HC3"``, ``"cluster"``, ``"sampling"``, ``"bootstrap"``, or
        ``"selected"``: none, for the same rows selected the columns.
    detail : str
        The small-sample factor, or what was drawn; a line for a summary.
    rank : int or None
        The largest rank that the covariance can have, where clusters or resamples bound it.
    """

    kind: str = "model"
    detail: str = ""
    rank: int | None = None


def rows_are_gone(what: str) -> str:
    """Why a fit from a file does not answer."""
    return (
        f"{what}: this needs the rows of the fit, and a model file does not hold them. Fit again "
        "from the table."
    )


def in_memory(rows: Data, what: str) -> InMemory:
    """The rows of a fit, refused where they are read piece by piece."""
    if isinstance(rows, InMemory):
        return rows
    raise NotSupportedError(
        f"{what}: this needs all rows at once, and those of the fit are read piece by piece. Fit a "
        "part of them, read into a table, or ask for what is a sum over rows."
    )


@dataclass(frozen=True, eq=False)
class Workings:
    """What a fit was computed from.

    Attributes
    ----------
    rows : Data
        n rows, on the columns as given.
    peak : Estimate or FirthEstimate
        The optimum; where classes are separated, wherever the solver stopped.
    limit : Limit or None
        What maximum likelihood says where the classes are separated.
    table : DataFrame
        The columns of the formula, n rows; none where rows are streamed.
    clusters : tuple of arrays of shape (n,)
        Labels for each way to cluster.
    """

    rows: Data
    peak: Estimate | FirthEstimate
    limit: Limit | None
    table: pd.DataFrame
    clusters: tuple[NDArray[Any], ...] = ()

    @cached_property
    def best(self) -> Estimate | FirthEstimate:
        """The optimum; where classes are separated, from as far out as rounding allows."""
        return self.peak.finished if isinstance(self.peak, Estimate) else self.peak


@dataclass(frozen=True, eq=False, repr=False)
class Fitted:
    """What a fit is made of.

    Attributes
    ----------
    formula : str
        As it was given.
    terms : Terms
        The right side as learned: columns, levels, the state of transforms.
    response : Response
        The left side: which level is modelled.
    sample : Sample
        The rows used, and what their weights mean.
    coefficients, covariance : ndarray of shape (p,) and (p, p)
        NaN for columns left out; covariance of the kind that `errors` says.
    penalty, l1_ratio : float
        Strength λ of the penalty on the mean loss, ``λ (l1_ratio |w| + ½ (1 - l1_ratio) w²)``; zero
        is maximum likelihood.
    likelihoods : Likelihoods
    aliased : dict of str to list of str
        Columns left out, and those that they repeat.
    certificate : Certificate
        How far from the optimum the fit can be.
    verdict : Verdict
        How the minimisation ended.
    predictor : Predictor
        Raw predictions of new rows.
    method : {"ml", "firth", "flic", "flac"}
    errors : StandardErrors
    separation : str
        Which columns separate the classes, in words; empty where none do.  Coefficients are then
        those of the limit: ±inf where the sign is sure, NaN where it is undetermined.
    notes : tuple of str
        What else a reader of the summary must know.
    workings : Workings or None
        None after loading from a file.
    trace : Trace or None
        Every step, where ``trace=True`` asked for them; see `history`.
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
    predictor: Predictor
    l1_ratio: float = 0.0
    method: Method = "ml"
    errors: StandardErrors = StandardErrors()
    separation: str = ""
    notes: tuple[str, ...] = ()
    workings: Workings | None = field(default=None, repr=False)
    trace: Trace | None = field(default=None, repr=False)

    @property
    def history(self) -> pd.DataFrame:
        """Every step of a fit with ``trace=True``, a row each; the last is the fit.

        Columns ``step``, ``loss``, ``objective``, ``gradient_norm``, ``violation``, ``step_size``,
        ``condition`` (of the curvature) and ``scaled_condition`` (the same with columns
        standardised), and ``w[name]`` for each coefficient; `oddsmith.trace` has the formulas.
        Where classes are separated the last row is the limit.  FLIC: the last step is the
        correction of the intercept; FLAC: the rows are the augmented ones, and ``w[added rows]`` is
        the coefficient of their group.

        Raises
        ------
        NotKeptError
            The fit was made without ``trace=True``.
        """
        return table_of(self.trace)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.terms.names

    @property
    def weight_kind(self) -> WeightKind:
        """What the weights mean."""
        kind: WeightKind = self.sample.weight_kind  # type: ignore[assignment]
        return kind

    def with_notes(self, *notes: str) -> Self:
        """The same fit with more to be known by a reader."""
        return replace(self, notes=(*self.notes, *notes))

    def _by_term(self, values: Array) -> "pd.Series[float]":
        return pd.Series(values, index=list(self.names))

    def _workings(self, what: str) -> Workings:
        if self.workings is None:
            raise NotSupportedError(rows_are_gone(what))
        return self.workings

    def _in_memory(self, what: str) -> InMemory:
        """The rows, refused where they are streamed."""
        return in_memory(self._workings(what).rows, what)

    def _estimate(self, what: str) -> Estimate:
        """The estimate by maximum likelihood, or with a penalty."""
        peak = self._workings(what).best
        if not isinstance(peak, Estimate):
            raise NotSupportedError(
                f"{what}: this is known for maximum likelihood, and the fit is by "
                f"method={self.method!r}. Fit with method='ml', or ask for tests and profile "
                "intervals of the penalised likelihood."
            )
        return peak

    def _require_likelihood(self, what: str) -> None:
        """Refuse what compares likelihoods where there is none of the rows as they were drawn."""
        if self.weight_kind == "sampling":
            raise NotSupportedError(
                f"{what}: with sampling weights the weighted likelihood is not that of the rows "
                "drawn, so its ratios have no χ² distribution. Wald tests and intervals are right."
            )
        if self.sample.clusters or self.errors.kind == "cluster":
            raise NotSupportedError(
                f"{what}: rows of one cluster depend on each other, and the likelihood takes them "
                "as independent. Wald tests and intervals with the clustered errors are right."
            )
        if self.errors.kind == SELECTED:
            raise NotSupportedError(
                f"{what}: the same rows selected the columns, and what takes them as given would "
                "be too sure. See Path.debiased and Path.stability, or test on other rows."
            )
        if self.penalty:
            raise NotSupportedError(
                f"{what}: the fit carries a penalty, whose optimum has no such distribution. Fit "
                "with penalty=0, or with method='firth'."
            )
