"""The fit of several classes in a model file: a row of K - 1 coefficients for each term."""

from typing import Any

from oddsmith.export.fields import numbers, read_matrix, read_row, read_table
from oddsmith.export.horizon import horizon_fields, read_horizon
from oddsmith.export.shared import named, read_named
from oddsmith.inference.multinomial_numbers import ClassNumbers
from oddsmith.inference.multinomial_predict import ClassPredictor, Infinity
from oddsmith.losses import reference_coding
from oddsmith.result import MultinomialFit


def fields_of_several(fit: MultinomialFit) -> dict[str, Any]:
    """What is not in every model file."""
    found, infinity = fit.found, fit.found.predictor.infinity
    return {
        "coefficients": named(fit.names, [numbers(row) for row in found.w]),
        "covariance": [numbers(row) for row in found.covariance],
        "predictor": {
            "center": numbers(found.predictor.center),
            "coefficients": [numbers(row) for row in found.predictor.coefficients],
            "covariance": [numbers(row) for row in found.predictor.covariance],
            "horizon": None if infinity is None else horizon_fields(infinity.horizon),
        },
    }


def read_several(model: Any, shared: dict[str, Any]) -> MultinomialFit:
    """The fit, of these fields and the shared ones."""
    names, classes = shared["terms"].names, shared["response"].levels
    p, m = len(names), len(classes) - 1
    left_out = tuple(j for j, name in enumerate(names) if name in shared["aliased"])
    found = ClassNumbers(
        names=names,
        classes=classes,
        w=read_table(read_named(model["coefficients"], names), p, m),
        covariance=read_matrix(model["covariance"], p * m),
        nobs=shared["sample"].cases,
        predictor=read_class_predictor(model["predictor"], p, m, left_out),
        **{part: shared.pop(part) for part in ("likelihoods", "aliased", "separation")},
        **{part: shared.pop(part) for part in ("certificate", "verdict")},
    )
    return MultinomialFit(found=found, **shared)


def read_class_predictor(fields: Any, p: int, m: int, left_out: tuple[int, ...]) -> ClassPredictor:
    """Center, coefficients and their covariance, and perhaps a horizon."""
    coding, horizon = reference_coding(m + 1), fields["horizon"]
    return ClassPredictor(
        read_row(fields["center"], p),
        read_table(fields["coefficients"], p, m),
        read_matrix(fields["covariance"], p * m),
        coding,
        None if horizon is None else Infinity(read_horizon(horizon, p * m), coding),
        left_out,
    )
