"""What the model files of two and of several classes share, field by field."""

from collections.abc import Mapping
from typing import Any

from oddsmith.certificate import Certificate
from oddsmith.export.fields import (
    number,
    numbers,
    read_count,
    read_list,
    read_number,
    read_numbers,
    read_record,
    read_text,
)
from oddsmith.frame import Response, Terms
from oddsmith.likelihood import Likelihoods
from oddsmith.result import Fit, MultinomialFit, Sample
from oddsmith.result.fitted import StandardErrors
from oddsmith.solvers import Verdict
from oddsmith.trace import Step, Trace


def shared_fields(fit: Fit | MultinomialFit) -> dict[str, Any]:
    """All but the coefficients, their covariance and what predicts."""
    return {
        "formula": fit.formula,
        "response": fit.response.to_dict(),
        "terms": fit.terms.to_dict(),
        "errors": vars(fit.errors),
        "aliased": fit.aliased,
        "sample": {**vars(fit.sample), "clusters": list(fit.sample.clusters)},
        "likelihoods": {k: number(v) for k, v in vars(fit.likelihoods).items()},
        "certificate": {k: number(v) for k, v in vars(fit.certificate).items()},
        "verdict": fit.verdict.name,
        "separation": fit.separation,
        "trace": None if fit.trace is None else trace_to_dict(fit.trace),
    }


def read_shared(model: Any, context: Mapping[str, Any] | None) -> dict[str, Any]:
    """The same, read; by name."""
    terms = Terms.from_dict(model["terms"], context=context)
    return {
        "formula": read_text(model["formula"]),
        "terms": terms,
        "response": Response.from_dict(model["response"], context=context),
        "sample": read_record(Sample, model["sample"]),
        "errors": read_record(StandardErrors, model["errors"]),
        "likelihoods": read_record(Likelihoods, model["likelihoods"]),
        "aliased": read_aliased(model["aliased"], terms.names),
        "certificate": read_record(Certificate, model["certificate"]),
        "verdict": Verdict[read_text(model["verdict"])],
        "separation": read_text(model["separation"]),
        "trace": None if model["trace"] is None else read_trace(model["trace"]),
    }


def named(names: tuple[str, ...], values: list[Any]) -> list[list[Any]]:
    """``[name, value]`` pairs, so that a person can read them."""
    return [list(pair) for pair in zip(names, values, strict=True)]


def read_named(pairs: Any, names: tuple[str, ...]) -> list[Any]:
    """The values of [name, value] pairs, whose names are those of the terms, in their order."""
    seen = [(read_text(name), value) for name, value in read_list(pairs)]
    if tuple(name for name, _ in seen) != names:
        raise ValueError("the coefficients are not those of the terms")
    return [value for _, value in seen]


def read_aliased(value: Any, names: tuple[str, ...]) -> dict[str, list[str]]:
    """Columns left out, and those that they repeat: all of them columns of the model."""
    if not isinstance(value, dict):
        raise ValueError(f"{value!r} where the columns left out should be")
    aliased = {name: list(map(read_text, read_list(on))) for name, on in value.items()}
    unknown = {name for one, on in aliased.items() for name in (one, *on)} - set(names)
    if unknown:
        raise ValueError(f"columns left out that the model does not have: {sorted(unknown)}")
    return aliased


def trace_to_dict(trace: Trace) -> dict[str, Any]:
    return {
        "coefficients": list(trace.labels),
        "steps": [[*map(number, step[:-1]), numbers(step.w)] for step in trace.steps],
    }


def read_trace(trace: Any) -> Trace:
    labels = tuple(read_text(label) for label in read_list(trace["coefficients"]))
    return Trace(labels, [read_step(step, len(labels)) for step in read_list(trace["steps"])])


def read_step(step: Any, q: int) -> Step:
    count, *others, w = read_list(step)
    w = read_numbers(w)
    if len(w) != q or len(others) != len(Step._fields) - 2:
        raise ValueError(f"{len(w)} coefficients and {len(others)} numbers in a step of the trace")
    return Step._make([read_count(count), *map(read_number, others), w])
