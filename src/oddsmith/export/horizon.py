"""A horizon in a model file: where separated classes send predictions.

{"direction": [s numbers], "span": s rows of d numbers, "facets": q rows of d numbers}
"""

from typing import Any

from oddsmith.existence.horizon import Horizon
from oddsmith.export.fields import numbers, read_row, read_table


def horizon_fields(horizon: Horizon) -> dict[str, Any]:
    """A horizon as lists of numbers."""
    return {
        "direction": numbers(horizon.direction),
        "span": [numbers(row) for row in horizon.span],
        "facets": [numbers(row) for row in horizon.facets],
    }


def read_horizon(fields: Any, size: int) -> Horizon:
    """The horizon that `horizon_fields` wrote, of functions of `size` coefficients."""
    direction = read_row(fields["direction"], size)
    span = read_table(fields["span"], size)
    facets = read_table(fields["facets"], len(fields["facets"]), span.shape[1])
    if not span.shape[1] or not len(facets):
        raise ValueError("a horizon without directions")
    return Horizon(direction, span, facets)
