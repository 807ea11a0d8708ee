"""Units: the penalty of a path in the solver's standardised columns, and points taken back.

    solver's column  x̃_j = (x_j - m_j) / s_j,        w̃_j = s_j w_j
    what it pays for a unit of λ:   r f_j k_j |w̃_j|  +  ½ (1 - r) f_j k_j² w̃_j²

f_j is the column's factor, r the share of L1, and k_j w̃_j what is penalised: d_j w_j, with d_j the
standard deviation about the mean, where columns are standardised, else w_j itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.coordinates import Coordinates, standardising
from oddsmith.design import Array
from oddsmith.errors import AliasedWarning, ColumnError
from oddsmith.frame.caller import warn
from oddsmith.frame.words import quoted
from oddsmith.paths.question import Asked, Wanted
from oddsmith.solvers.path import PathRows, Shape

CONSTANT = 1e-12  # variance over mean square, below which a column says nothing


@dataclass(frozen=True, eq=False)
class Units:
    """The solver's rows and penalty, and the way back.

    Attributes
    ----------
    rows : PathRows
    shape : Shape
    weight : ndarray of shape (p + 1,), or (p,) without intercept
        ``f_j k_j``, by which λ's largest value is found; zero where there is no penalty.
    coordinates : Coordinates
    features : ndarray of shape (p,)
        Positions of the columns that are not the intercept.
    """

    rows: PathRows
    shape: Shape
    weight: Array
    coordinates: Coordinates
    features: NDArray[np.intp]

    def to_raw(
        self, index: NDArray[np.integer[Any]], w: Array
    ) -> tuple[float, NDArray[np.integer[Any]], Array]:
        """Intercept, and features and coefficients, of standardised ones that are not zero."""
        at = self.coordinates.intercept
        raw = w / self.coordinates.scale[index]
        if at is None:
            return 0.0, index, raw
        here = index == at
        intercept = float(raw[here].sum() - raw[~here] @ self.coordinates.center[index[~here]])
        index = index[~here]
        return intercept, index - (index > at), raw[~here]


def units_of(asked: Asked, wanted: Wanted, *, tell: bool = True) -> Units:
    """The units of these rows; columns that are the same in all of them are left out.

    Warns
    -----
    AliasedWarning
        With `tell`, where columns are left out for that.
    """
    data, at = asked.data, asked.intercept
    try:
        coordinates = standardising(data, at)
    except ColumnError as error:
        raise error.called(with_intercept_name(asked.names, at)) from None
    rows = PathRows(data, coordinates.center, coordinates.scale)
    features = np.setdiff1d(np.arange(data.shape[1]), [] if at is None else [at])
    mean = rows.backward(rows.weight)[features]
    spread = np.maximum(1 - mean * mean, 0.0)
    same = spread <= CONSTANT if at is not None or wanted.standardize else np.zeros_like(mean, bool)
    scale = coordinates.scale[features]
    k = np.sqrt(spread) if wanted.standardize else 1 / scale
    if same.any() and tell:
        say_constant([asked.names[j] for j in np.flatnonzero(same)])
    factors = np.where(same, 1.0, wanted.factors)
    k = np.where(same, 1.0, k)
    lower, upper = (np.where(same, 0.0, end * scale) for end in (wanted.lower, wanted.upper))
    r = wanted.l1_ratio
    full = [
        with_intercept(values, at, free)
        for values, free in (
            (r * factors * k, 0.0),
            ((1 - r) * factors * k * k, 0.0),
            (lower, -np.inf),
            (upper, np.inf),
            (np.where((lower == 0) & (upper == 0), 0.0, factors * k), 0.0),
        )
    ]
    return Units(rows, Shape(*full[:4]), full[4], coordinates, features)


def with_intercept_name(names: Sequence[str], at: int | None) -> list[str]:
    return list(names) if at is None else [*names[:at], "Intercept", *names[at:]]


def deviations_of(asked: Asked, wanted: Wanted) -> Array:
    """Standard deviation of each of the p columns."""
    units = units_of(asked, wanted, tell=False)
    mean = units.rows.backward(units.rows.weight)
    s = units.coordinates.scale * np.sqrt(np.maximum(1 - mean * mean, 0.0))
    return np.asarray(s[units.features])


def with_intercept(values: Array, at: int | None, free: float) -> Array:
    return values if at is None else np.insert(values, at, free)


def say_constant(names: list[str]) -> None:
    warn(
        f"{quoted(names)}: the same in all rows, so that nothing can be learned from it; the "
        "coefficient is zero along the path.",
        AliasedWarning,
    )
