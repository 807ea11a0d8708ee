"""The fit of two classes in a model file: coefficients, how they were found, and what predicts."""

from math import inf
from typing import Any

from oddsmith.estimate import Predictor
from oddsmith.export.fields import (
    numbers,
    read_list,
    read_matrix,
    read_number,
    read_numbers,
    read_row,
    read_table,
    read_text,
)
from oddsmith.export.horizon import horizon_fields, read_horizon
from oddsmith.export.shared import named, read_named
from oddsmith.options import METHODS
from oddsmith.result import Fit
from oddsmith.result.fitted import Method


def fields_of_two(fit: Fit) -> dict[str, Any]:
    """What is not in every model file."""
    return {
        "coefficients": named(fit.names, numbers(fit.coefficients)),
        "covariance": [numbers(row) for row in fit.covariance],
        "method": fit.method,
        "penalty": fit.penalty,
        "l1_ratio": fit.l1_ratio,
        "notes": list(fit.notes),
        "predictor": predictor_fields(fit.predictor),
    }


def read_two(model: Any, shared: dict[str, Any]) -> Fit:
    """The fit, of these fields and the shared ones."""
    names = shared["terms"].names
    return Fit(
        **shared,
        coefficients=read_numbers(read_named(model["coefficients"], names)),
        covariance=read_matrix(model["covariance"], len(names)),
        method=read_method(model["method"]),
        penalty=read_penalty(model["penalty"]),
        l1_ratio=read_share(model["l1_ratio"]),
        notes=tuple(read_text(note) for note in read_list(model["notes"])),
        predictor=read_predictor(model["predictor"], len(names)),
    )


def predictor_fields(predictor: Predictor) -> dict[str, Any]:
    """Center, coefficients and, where classes are separated, horizon and root."""
    horizon = predictor.horizon
    return {
        "center": numbers(predictor.center),
        "coefficients": numbers(predictor.coefficients),
        "horizon": None if horizon is None else horizon_fields(horizon),
        "root": None if predictor.root is None else [numbers(row) for row in predictor.root],
        "reach": None if predictor.reach is None else numbers(predictor.reach),
    }


def read_predictor(fields: Any, p: int) -> Predictor:
    """Center and coefficients, of p numbers each, and perhaps a horizon and a root."""
    horizon, root, reach = fields["horizon"], fields["root"], fields.get("reach")
    return Predictor(
        read_row(fields["center"], p),
        read_row(fields["coefficients"], p),
        None if horizon is None else read_horizon(horizon, p),
        None if root is None else read_table(root, p),
        None if reach is None else read_row(reach, p),
    )


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
