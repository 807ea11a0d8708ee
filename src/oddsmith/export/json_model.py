"""The model file: a fit as JSON that a person can read, and that holds no code.

Numbers are written with as many digits as it takes to read the same bits again; NaN is ``null``,
infinities are ``"inf"`` and ``"-inf"``.  Whatever the file holds is data: reading it runs nothing.
"""

import json
from collections.abc import Mapping
from math import isnan
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from oddsmith.certificate import Certificate
from oddsmith.design import Array
from oddsmith.errors import InputError, ModelFileError
from oddsmith.export.atomic import write_text
from oddsmith.frame import Response, Terms
from oddsmith.result import Fit, Likelihoods, Sample
from oddsmith.solvers import Record, Verdict

FORMAT = "oddsmith model"
VERSION = 1


def save(fit: Fit, path: str | PathLike[str]) -> None:
    """Write a fit as JSON; the file is whole or not there."""
    write_text(path, json.dumps(to_dict(fit), indent=1, ensure_ascii=False, allow_nan=False) + "\n")


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
    except (json.JSONDecodeError, RecursionError) as error:
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
        "coefficients": dict(zip(fit.names, map(number, fit.coefficients), strict=True)),
        "covariance": [[number(v) for v in row] for row in fit.covariance],
        "penalty": fit.penalty,
        "aliased": fit.aliased,
        "sample": vars(fit.sample),
        "likelihoods": {k: number(v) for k, v in vars(fit.likelihoods).items()},
        "certificate": {k: number(v) for k, v in vars(fit.certificate).items()},
        "verdict": fit.verdict.name,
        "history": [[*map(number, record[:4]), [*map(number, record.w)]] for record in fit.history],
    }


def from_dict(model: Any, *, context: Mapping[str, Any] | None = None) -> Fit:
    """The fit that `to_dict` wrote."""
    check_header(model)
    try:
        terms = Terms.from_dict(model["terms"], context=context)
        fit = Fit(
            formula=str(model["formula"]),
            terms=terms,
            response=Response.from_dict(model["response"]),
            sample=Sample(**model["sample"]),
            coefficients=numbers([model["coefficients"][name] for name in terms.names]),
            covariance=np.array([numbers(row) for row in model["covariance"]]),
            penalty=float(model["penalty"]),
            likelihoods=Likelihoods(**read_all(model["likelihoods"])),
            aliased={str(k): [str(name) for name in on] for k, on in model["aliased"].items()},
            certificate=Certificate(**read_all(model["certificate"])),
            verdict=Verdict[model["verdict"]],
            history=[read_record(record) for record in model["history"]],
        )
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelFileError(
            f"the model is not complete, or was changed by hand ({type(error).__name__}: {error}). "
            "Save it again from the fit."
        ) from error
    p = len(terms.names)
    if fit.covariance.shape != (p, p):
        raise ModelFileError(f"the covariance has shape {fit.covariance.shape}, not ({p}, {p}).")
    return fit


def check_header(model: Any) -> None:
    if not isinstance(model, dict) or model.get("format") != FORMAT:
        raise ModelFileError(f'this is not an oddsmith model: it has no "format": "{FORMAT}".')
    if model.get("version") != VERSION:
        raise ModelFileError(
            f"the model is of version {model.get('version')!r}; this release reads version "
            f"{VERSION}. Save it again with this release, or install the one that wrote it."
        )


def number(value: float) -> float | int | str | None:
    """A number as JSON has it."""
    if isinstance(value, int):
        return value
    value = float(value)
    if isnan(value):
        return None
    return value if np.isfinite(value) else ("inf" if value > 0 else "-inf")


def read_number(value: Any) -> float:
    if isinstance(value, bool) or not (value is None or value in ("inf", "-inf") or is_real(value)):
        raise ValueError(f"{value!r} where a number should be")
    return float("nan") if value is None else float(value)


def is_real(value: Any) -> bool:
    return isinstance(value, int | float)


def numbers(values: list[Any]) -> Array:
    return np.array([read_number(value) for value in values], dtype=np.float64)


def read_all(values: dict[str, Any]) -> dict[str, float]:
    return {name: read_number(value) for name, value in values.items()}


def read_record(record: list[Any]) -> Record:
    step, value, violation, step_size, w = record
    return Record(
        int(step), read_number(value), read_number(violation), read_number(step_size), numbers(w)
    )
