"""Beginning: where a fit of streamed rows starts, and by which steps it goes on.

Its sample is minimised first, in memory, so that the steps over all rows are few; with up to `FEW`
columns these are Newton's, for a curvature then takes hardly longer than a reading.
"""

from typing import Any

import numpy as np

from oddsmith.data import Data
from oddsmith.design import Array
from oddsmith.estimate import estimate
from oddsmith.losses import Loss
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton
from oddsmith.sources.streamed import Streamed

FEW = 200  # columns: their curvature takes up to four times the arithmetic of a gradient


def beginning(
    rows: Data, intercept: int | None, penalty: Penalty, loss: Loss | None = None
) -> dict[str, Any]:
    """Arguments of `estimate` for these rows; none where they are in memory."""
    if not isinstance(rows, Streamed):
        return {}
    start = warm_start(rows, intercept, penalty, loss)
    few = penalty.l1.size <= FEW
    return {"start": start, "solver": Newton()} if few else {"start": start}


def warm_start(
    rows: Streamed, intercept: int | None, penalty: Penalty, loss: Loss | None
) -> Array | None:
    """The minimum of the sample; None where it is not known to have one."""
    found = estimate(rows.pool, intercept, penalty, loss=loss, look=True)
    return np.nan_to_num(found.w) if found.certificate.proves_minimum else None
