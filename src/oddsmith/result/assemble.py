"""Assemble: a fit from an optimum and the rows it was found on."""

from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.certificate import bound_gap
from oddsmith.data import Data, InMemory
from oddsmith.design import Array
from oddsmith.estimate import Estimate, Optimum, Predictor
from oddsmith.existence.separation import find_separation
from oddsmith.frame import Frame, Response, Terms
from oddsmith.inference.firth import FirthEstimate
from oddsmith.inference.link import link_in_limit
from oddsmith.inference.multinomial import MultinomialEstimate
from oddsmith.inference.multinomial_limit import MultinomialLimit
from oddsmith.inference.unbiased import Unbiased, flac, flic
from oddsmith.likelihood import likelihoods
from oddsmith.limit import Limit, limit_of
from oddsmith.result.classes_fitted import ClassRows
from oddsmith.result.covariances import Kind
from oddsmith.result.fit import Fit
from oddsmith.result.fitted import Method, StandardErrors, Workings, in_memory
from oddsmith.result.multinomial import MultinomialFit
from oddsmith.result.sample import Sample
from oddsmith.trace import Step, Trace


@dataclass(frozen=True, eq=False)
class Asked:
    """What was to be fitted, to which rows; for the meaning of each see `Fitted`."""

    formula: str
    terms: Terms
    response: Response
    sample: Sample
    rows: Data
    table: pd.DataFrame
    clusters: tuple[NDArray[Any], ...] = ()
    penalty: float = 0.0
    l1_ratio: float = 0.0
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, formula: str, frame: Frame, sample: Sample, penalty: float, l1_ratio: float
    ) -> "Asked":
        """A formula and the rows it met."""
        return cls(
            formula,
            frame.terms,
            frame.response,
            sample,
            InMemory(frame.X, frame.y, frame.case_weight, frame.offset),
            frame.table,
            frame.clusters,
            penalty,
            l1_ratio,
        )

    @property
    def errors(self) -> Kind:
        """The kind of standard errors that clusters or sampling weights ask for."""
        if self.sample.clusters:
            return "cluster"
        return "sampling" if self.sample.weight_kind == "sampling" else "model"


def fit_of(asked: Asked, found: Estimate) -> Fit:
    """The fit by maximum likelihood, or less a penalty; the limit where there is no maximum."""
    limit = limit_of(found, asked.rows)
    at, predictor, said = found if limit is None else limit, found.predictor, ""
    if limit is not None:
        root = link_in_limit(limit.predictor, limit.inner, limit.columns).root
        predictor = replace(limit.predictor, root=root)
        names = [asked.terms.names[j] for j in found.kept]
        said = limit.separation.describe(names, asked.response.expression)
    fit = assembled(
        asked,
        found,
        "ml",
        Workings(asked.rows, found, limit, asked.table, asked.clusters),
        (at.w, at.covariance, at.loss, predictor),
        said,
        trace_to(found.trace(asked.terms.names), limit, found.solution.at.case_weight),
    )
    kind = asked.errors
    if kind == "model":
        return fit
    return without_errors(fit, kind) if limit is not None else fit.with_errors(kind)


def trace_to(
    trace: Trace | None, limit: Limit | MultinomialLimit | None, case_weight: float
) -> Trace | None:
    """The trace, ending where the fit is: the solver's last step, or its limit."""
    if trace is None or limit is None:
        return trace
    loss = limit.loss / case_weight
    step = trace.steps[-1].step + 1
    return trace.ending(Step(step, loss, loss, 0.0, 0.0, inf, inf, inf, limit.w.ravel()))


def classes_fit_of(asked: Asked, found: MultinomialEstimate) -> MultinomialFit:
    """The fit of several classes; of the limit where they are separated."""
    steps = found.found.trace(found.labels)
    fit = MultinomialFit(
        asked.formula,
        asked.terms,
        asked.response,
        asked.sample,
        found,
        workings=ClassRows(asked.rows, asked.table, asked.clusters),
        trace=trace_to(steps, found.limit, found.found.solution.at.case_weight),
    )
    kind = asked.errors
    if kind == "model":
        return fit
    return fit.without_errors(kind) if found.limit is not None else fit.with_errors(kind)


def firth_fit_of(asked: Asked, found: FirthEstimate, method: Method) -> Fit:
    """The fit by Firth's penalised likelihood, or one of its two corrections."""
    corrected: Unbiased | None = None
    if method == "flic":
        corrected = flic(found)
    elif method == "flac":
        corrected = flac(in_memory(asked.rows, "FLAC"), asked.terms.intercept, found)
    numbers = (
        (found.w, found.covariance, -found.loglik, found.predictor)
        if corrected is None
        else (corrected.w, corrected.covariance, corrected.loss, corrected.predictor)
    )
    workings = Workings(asked.rows, found, None, asked.table)
    steps: Optimum = found if corrected is None else corrected.optimum
    added = ["added rows"] if method == "flac" else []
    trace = steps.trace([*asked.terms.names, *added])
    fit = assembled(asked, found, method, workings, numbers, "", trace)
    notes = (separation_under(asked, found), found.caveat)
    return fit.with_notes(*(note for note in notes if note))


def separation_under(asked: Asked, found: FirthEstimate) -> str:
    """What separates the classes, where Firth's prior alone keeps the estimate finite."""
    u, at = found.solution.w, found.coordinates
    if bound_gap(found.likelihood, u, found.plain, at.largest) < inf:
        return ""
    kept = asked.rows.with_design(lambda X: X.columns(found.kept))
    separation = find_separation(kept, at, direction=u)
    if separation is None:
        return ""
    names = [asked.terms.names[j] for j in found.kept]
    return (
        f"{separation.describe(names, asked.response.expression)} Maximum likelihood has no finite "
        "estimate; this one is finite by the prior of Firth's likelihood."
    )


def assembled(
    asked: Asked,
    found: Estimate | FirthEstimate,
    method: Method,
    workings: Workings,
    numbers: tuple[Array, Array, float, Predictor],
    separation: str,
    trace: Trace | None,
) -> Fit:
    w, covariance, loss, predictor = numbers
    return Fit(
        formula=asked.formula,
        terms=asked.terms,
        response=asked.response,
        sample=asked.sample,
        coefficients=w,
        covariance=covariance,
        penalty=asked.penalty,
        l1_ratio=asked.l1_ratio,
        likelihoods=likelihoods(asked.rows, asked.terms.intercept, loss),
        aliased=found.aliased(asked.terms.names),
        certificate=found.certificate,
        verdict=found.solution.verdict,
        trace=trace,
        predictor=predictor,
        method=method,
        separation=separation,
        notes=asked.notes,
        workings=workings,
    )


def without_errors(fit: Fit, kind: str) -> Fit:
    """Robust errors are refused where there is no finite estimate to be robust about."""
    nothing = np.full_like(fit.covariance, np.nan)
    return fit.with_covariance(nothing, StandardErrors(kind, "none: no finite estimate exists"))
