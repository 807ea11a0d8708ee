"""The model file: a fit as JSON that a person can read, and that holds no code.

Numbers are written with as many digits as it takes to read the same bits again.  Whatever the file
holds is data: reading it runs nothing.
"""

import json
from collections.abc import Iterator, Mapping
from math import inf
from os import PathLike
from pathlib import Path
from typing import Any

from oddsmith.certificate import Certificate
from oddsmith.design import Array
from oddsmith.errors import InputError, ModelFileError
from oddsmith.estimate import Predictor
from oddsmith.export.atomic import write_text
from oddsmith.export.fields import (
    number,
    numbers,
    read_count,
    read_list,
    read_matrix,
    read_number,
    read_numbers,
    read_record,
    read_row,
    read_table,
    read_text,
)
from oddsmith.export.horizon import horizon_fields, read_horizon
from oddsmith.frame import Response, Terms
from oddsmith.likelihood import Likelihoods
from oddsmith.options import METHODS
from oddsmith.result import Fit, Sample
from oddsmith.result.fitted import Method, StandardErrors
from oddsmith.solvers import Verdict
from oddsmith.trace import Step, Trace

FORMAT = "oddsmith model"
VERSION = 1


def save(fit: Fit, path: str | PathLike[str]) -> None:
    """Write a fit as JSON; the file is whole or not there."""
    write_text(path, "".join(lines(to_dict(fit))))


def load(path: str | PathLike[str], *, context: Mapping[str, Any] | None = None) -> Fit:
    """Read a fit that `Fit.save` wrote.

    Parameters
    ----------
    path : str or Path
        The model file.
    context : dict, optional
        What the formula took from the caller's own `context`: functions are not saved.

    Raises
    ------
    ModelFileError
        The file is cut short, of another version, or not a model file.

    Examples
    --------
    >>> import oddsmith, tempfile, os
    >>> table = {"y": [0, 1, 0, 1, 1, 0], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 2.5]}
    >>> before = oddsmith.fit("y ~ x", table)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     before.save(os.path.join(folder, "model.json"))
    ...     after = oddsmith.load(os.path.join(folder, "model.json"))
    >>> bool((after.predict(table) == before.predict(table)).all())
    True
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ModelFileError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ModelFileError(f"{path} is not a model file: it is not text.") from error
    try:
        return from_dict(json.loads(text), context=context)
    except ModelFileError as error:
        raise ModelFileError(f"{path}: {error}") from error
    except InputError:
        raise
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits, too
        raise ModelFileError(
            f"{path} is not JSON, or is cut short ({error}). Save the model again."
        ) from error


def to_dict(fit: Fit) -> dict[str, Any]:
    """A fit as numbers, strings, lists and dicts."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "formula": fit.formula,
        "response": fit.response.to_dict(),
        "terms": fit.terms.to_dict(),
        "coefficients": [
            list(pair) for pair in zip(fit.names, numbers(fit.coefficients), strict=True)
        ],
        "covariance": [numbers(row) for row in fit.covariance],
        "method": fit.method,
        "errors": vars(fit.errors),
        "penalty": fit.penalty,
        "l1_ratio": fit.l1_ratio,
        "aliased": fit.aliased,
        "sample": {**vars(fit.sample), "clusters": list(fit.sample.clusters)},
        "likelihoods": {k: number(v) for k, v in vars(fit.likelihoods).items()},
        "certificate": {k: number(v) for k, v in vars(fit.certificate).items()},
        "verdict": fit.verdict.name,
        "separation": fit.separation,
        "notes": list(fit.notes),
        "predictor": predictor_fields(fit.predictor),
        "trace": None if fit.trace is None else trace_to_dict(fit.trace),
    }


def from_dict(model: Any, *, context: Mapping[str, Any] | None = None) -> Fit:
    """The fit that `to_dict` wrote."""
    check_header(model)
    try:
        terms = Terms.from_dict(model["terms"], context=context)
        return Fit(
            formula=read_text(model["formula"]),
            terms=terms,
            response=Response.from_dict(model["response"], context=context),
            sample=read_record(Sample, model["sample"]),
            coefficients=read_coefficients(model["coefficients"], terms.names),
            covariance=read_matrix(model["covariance"], len(terms.names)),
            method=read_method(model["method"]),
            errors=read_record(StandardErrors, model["errors"]),
            penalty=read_penalty(model["penalty"]),
            l1_ratio=read_share(model["l1_ratio"]),
            likelihoods=read_record(Likelihoods, model["likelihoods"]),
            aliased=read_aliased(model["aliased"], terms.names),
            certificate=read_record(Certificate, model["certificate"]),
            verdict=Verdict[read_text(model["verdict"])],
            separation=read_text(model["separation"]),
            notes=tuple(read_text(note) for note in read_list(model["notes"])),
            predictor=read_predictor(model["predictor"], len(terms.names)),
            trace=None if model["trace"] is None else read_trace(model["trace"]),
        )
    except InputError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelFileError(
            f"the model is not complete, or was changed by hand ({type(error).__name__}: {error}). "
            "Save it again from the fit."
        ) from error


def check_header(model: Any) -> None:
    if not isinstance(model, dict) or model.get("format") != FORMAT:
        raise ModelFileError(f'this is not an oddsmith model: it has no "format": "{FORMAT}".')
    if model.get("version") != VERSION:
        raise ModelFileError(
            f"the model is of version {model.get('version')!r}; this release reads version "
            f"{VERSION}. Save it again with this release, or install the one that wrote it."
        )


def predictor_fields(predictor: Predictor) -> dict[str, Any]:
    """Center, coefficients and, where classes are separated, horizon and root."""
    horizon = predictor.horizon
    return {
        "center": numbers(predictor.center),
        "coefficients": numbers(predictor.coefficients),
        "horizon": None if horizon is None else horizon_fields(horizon),
        "root": None if predictor.root is None else [numbers(row) for row in predictor.root],
    }


def read_predictor(fields: Any, p: int) -> Predictor:
    """Center and coefficients, of p numbers each, and perhaps a horizon and a root."""
    horizon, root = fields["horizon"], fields["root"]
    return Predictor(
        read_row(fields["center"], p),
        read_row(fields["coefficients"], p),
        None if horizon is None else read_horizon(horizon, p),
        None if root is None else read_table(root, p),
    )


def read_coefficients(pairs: Any, names: tuple[str, ...]) -> Array:
    """The values of [name, value] pairs, whose names are those of the terms, in their order."""
    seen = [(read_text(name), value) for name, value in read_list(pairs)]
    if tuple(name for name, _ in seen) != names:
        raise ValueError("the coefficients are not those of the terms")
    return read_numbers([value for _, value in seen])


def read_penalty(value: Any) -> float:
    penalty = read_number(value)
    if not 0 <= penalty < inf:
        raise ValueError(f"a penalty of {penalty}")
    return penalty


def read_share(value: Any) -> float:
    share = read_number(value)
    if not 0 <= share <= 1:
        raise ValueError(f"an l1_ratio of {share}")
    return share


def read_method(value: Any) -> Method:
    if value not in METHODS:
        raise ValueError(f"a fit by {value!r}")
    method: Method = value
    return method


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


def lines(model: Mapping[str, Any]) -> Iterator[str]:
    """JSON with a line for each entry, and for each item where the items are lists or dicts."""
    for k, (key, value) in enumerate(model.items()):
        yield ("{" if k == 0 else ",") + f"\n{dumps(key)}: "
        if isinstance(value, dict):
            entries = [f"{dumps(name)}: {dumps(item)}" for name, item in value.items()]
            yield "{\n " + ",\n ".join(entries) + "\n}" if entries else "{}"
        elif isinstance(value, list) and value:
            yield "[\n " + ",\n ".join(map(dumps, value)) + "\n]"
        else:
            yield dumps(value)
    yield "\n}\n"


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
